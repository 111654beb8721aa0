package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
	"github.com/touchstone-cs/touchstone/internal/git"
	"github.com/touchstone-cs/touchstone/internal/playbook"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/seal"
	"github.com/touchstone-cs/touchstone/internal/signal"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// trouble is one thing that is wrong with a workspace, and what to do about it.
type trouble struct {
	ID       string `json:"id,omitempty"` // by which it can be accepted alone
	Check    string `json:"check"`
	Problem  string `json:"problem"`
	Do       string `json:"do,omitempty"`
	Accepted string `json:"accepted,omitempty"` // why the team lives with it
}

// examination is one part of a workspace that doctor looks at.
type examination struct {
	name string
	look func(*patient) []trouble
}

// patient is the workspace that doctor looks at.
type patient struct {
	*workspace.Workspace
	ctx   context.Context
	app   *app
	now   time.Time
	store *warehouse.Store
	// latest is nil where the warehouse cannot be read.
	latest *warehouse.Snapshot
}

var examinations = []examination{
	{"tools", lookAtTools},
	{"git", lookAtGit},
	{"time zone", lookAtZone},
	{"definitions", lookAtDefinitions},
	{"sources", lookAtSources},
	{"accounts", lookAtAccounts},
	{"warehouse", lookAtWarehouse},
	{"data", lookAtData},
	{"privacy", lookAtPrivacy},
}

func (a *app) doctorCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Say what is wrong with this workspace, and what to do about it",
		Long: `Doctor looks at the tools, git, configuration, definitions, sources, accounts, the warehouse and
its data. It changes nothing. What a team lives with it accepts in touchstone.yaml, with a reason and, if it likes, a last day:

  accept:
    - {finding: plain-folders, reason: everybody with a clone is in the accounts' team, until: 2027-06-30}

An accepted finding is shown and does not count. finding is its ID, printed in brackets, or the name of a whole check.

Exit status: 0 nothing is wrong, 1 something is, 2 could not look.`,
		Example: "  touchstone doctor\n  touchstone doctor --json",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return a.doctor(c.Context(), asJSON) },
	}
	jsonFlag(c, &asJSON)
	return c
}

func (a *app) doctor(ctx context.Context, asJSON bool) error {
	w, err := a.open()
	if err != nil {
		return err
	}
	now := a.now()
	accepted, err := acceptances(w, now)
	if err != nil {
		return err
	}
	p := &patient{Workspace: w, ctx: ctx, app: a, now: now, store: a.warehouse(w)}
	all, wrong := []trouble{}, 0
	for _, e := range examinations {
		found := e.look(p)
		for i := range found {
			found[i].Check = e.name
			if found[i].Accepted = accepted.reason(found[i]); found[i].Accepted == "" {
				wrong++
			}
		}
		all = append(all, found...)
		if asJSON {
			continue
		}
		if len(found) == 0 {
			fmt.Fprintf(a.stdout, "ok        %s\n", e.name)
		}
		for _, t := range found {
			word, id := "wrong   ", ""
			if t.Accepted != "" {
				word = "accepted"
			}
			if t.ID != "" {
				id = " [" + t.ID + "]"
			}
			fmt.Fprintf(a.stdout, "%s  %s: %s%s\n", word, e.name, t.Problem, id)
			if t.Accepted != "" {
				fmt.Fprintf(a.stdout, "          %s\n", t.Accepted)
			} else if t.Do != "" {
				fmt.Fprintf(a.stdout, "          %s\n", t.Do)
			}
		}
	}
	if asJSON {
		if err := a.printJSON(all); err != nil {
			return err
		}
	}
	if wrong > 0 {
		return review.ErrFindings
	}
	return nil
}

// fault turns an error into a trouble; its hint becomes what to do.
func fault(err error, do string) trouble {
	message, hints := review.Hint(err)
	if len(hints) > 0 {
		do = strings.Join(hints, "; ")
	}
	return trouble{Problem: message, Do: do}
}

func lookAtTools(*patient) []trouble {
	var found []trouble
	for _, tool := range []struct{ name, use, do string }{
		{"git", "documents are kept in git", "install git"},
		{"ssh-keygen", "approvals and receipts are signed and verified with it", "install openssh-client"},
		{"sh", "steps of documents run in it", "install a POSIX shell"},
	} {
		if _, err := exec.LookPath(tool.name); err != nil {
			found = append(found, trouble{Problem: tool.name + " is missing: " + tool.use, Do: tool.do})
		}
	}
	return found
}

func lookAtGit(p *patient) []trouble {
	if _, err := exec.LookPath("git"); err != nil {
		return nil // said by the tools
	}
	if _, err := git.Top(p.ctx, p.Root); err != nil {
		if errors.Is(err, git.ErrNoRepository) {
			return []trouble{{Problem: "the workspace is no git repository: nothing that is written is kept", Do: "git init, then commit the workspace"}}
		}
		return []trouble{fault(err, "")}
	}
	var found []trouble
	if out, err := gitOutput(p, "config", "user.email"); err != nil || out == "" {
		found = append(found, trouble{Problem: "git does not know who you are: commits fail", Do: "git config user.name …; git config user.email …"})
	}
	if out, err := gitOutput(p, "ls-files", "--", ".touchstone"); err == nil && out != "" {
		found = append(found, trouble{Problem: "the warehouse's folder is tracked by git: customers' data would leave with the repository", Do: "git rm -r --cached .touchstone, and ignore /.touchstone/"})
	} else if _, err := gitOutput(p, "check-ignore", "-q", ".touchstone/warehouse"); err != nil && within(p.store.Dir(), p.Root) {
		found = append(found, trouble{Problem: "git does not ignore .touchstone: the next commit of everything would hold customers' data", Do: "write /.touchstone/ into .gitignore"})
	}
	return found
}

func within(dir, root string) bool {
	rel, err := filepath.Rel(root, dir)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func gitOutput(p *patient, args ...string) (string, error) {
	out, err := exec.CommandContext(p.ctx, "git", append([]string{"-C", p.Root}, args...)...).Output()
	return strings.TrimSpace(string(out)), err
}

func lookAtZone(p *patient) []trouble {
	if p.Config.TimeZone == "" {
		return []trouble{{Problem: "touchstone.yaml names no time zone: periods are cut in UTC", Do: "write time_zone: with an IANA name such as Europe/Stockholm"}}
	}
	return nil
}

func lookAtDefinitions(p *patient) []trouble {
	var found []trouble
	if _, err := measure.Open(p.Workspace); err != nil {
		found = append(found, fault(err, ""))
	}
	if data, err := p.ReadFile("signals.yaml"); err == nil {
		if _, err := signal.Load("signals.yaml", data); err != nil {
			found = append(found, fault(err, ""))
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		found = append(found, fault(err, ""))
	}
	books, err := p.Files("playbooks", isYAML)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		found = append(found, fault(err, ""))
	}
	for _, name := range books {
		data, err := p.ReadFile(name)
		if err == nil {
			_, err = playbook.Parse(name, data)
		}
		if err != nil {
			found = append(found, fault(err, ""))
		}
	}
	return found
}

func isYAML(name string) bool { return path.Ext(name) == ".yaml" }

func lookAtSources(p *patient) []trouble {
	files, err := p.Files("sources", isYAML)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return []trouble{fault(err, "")}
	}
	var found []trouble
	for _, name := range files {
		m, err := sourceMapping(p.Workspace, strings.TrimSuffix(path.Base(name), ".yaml"))
		if err == nil && m != nil {
			err = intake.CheckMapping(p.ctx, m)
		}
		if err != nil {
			found = append(found, fault(err, ""))
		}
	}
	return found
}

func lookAtAccounts(p *patient) []trouble {
	if _, err := p.Accounts(); err != nil {
		return []trouble{fault(err, "")}
	}
	names, err := identity(p.Workspace)
	if err != nil {
		return []trouble{fault(err, "give each other name to one account")}
	}
	latest, err := p.store.Latest()
	if err == nil && latest.Number > 0 && latest.Identity != names.Digest() {
		return []trouble{{Problem: "aliases or mergers changed since the last import: its rows still have the old names", Do: "touchstone account sync"}}
	}
	return nil
}

func lookAtWarehouse(p *patient) []trouble {
	latest, err := p.store.Latest()
	if err != nil {
		return []trouble{fault(err, "restore the folder from a copy, or take it away and import again")}
	}
	p.latest = latest
	if latest.Number == 0 {
		return []trouble{{Problem: "nothing was imported yet", Do: "touchstone import FILE…"}}
	}
	var found []trouble
	for _, fact := range warehouse.Facts() {
		for _, segment := range latest.Segments[fact.Name] {
			info, err := os.Stat(latest.Path(segment))
			switch {
			case err != nil:
				found = append(found, trouble{Problem: "segment " + segment.Path + " cannot be read: " + err.Error(), Do: "touchstone warehouse verify says what else is damaged; import again"})
			case info.Size() != segment.Bytes:
				found = append(found, trouble{Problem: fmt.Sprintf("segment %s has %d bytes, not %d", segment.Path, info.Size(), segment.Bytes), Do: "touchstone warehouse verify says what else is damaged; import again"})
			}
		}
	}
	if probe, err := os.CreateTemp(p.store.Dir(), ".touchstone-tmp-*"); err != nil {
		found = append(found, trouble{Problem: "the warehouse's folder cannot be written: " + err.Error(), Do: "give yourself the right to, or read only"})
	} else {
		_ = probe.Close()
		_ = os.Remove(probe.Name())
	}
	if latest.Created.After(p.now.Add(time.Hour)) {
		found = append(found, trouble{Problem: "the latest snapshot is dated in the future, " + latest.Created.In(p.Zone).Format("2006-01-02 15:04"), Do: "set this machine's clock, or that of whoever imported"})
	}
	return found
}

// lookAtData repeats what the last import found.
func lookAtData(p *patient) []trouble {
	if p.latest == nil || p.latest.Number == 0 {
		return nil
	}
	report, err := lastQuality(p.latest)
	if err != nil {
		return []trouble{fault(err, "")}
	}
	var found []trouble
	for _, finding := range report.Findings {
		do := "mend it at the source and import again, or mind it when you read the figures"
		if len(finding.Examples) > 0 {
			do = "such as " + strings.Join(finding.Examples[:min(3, len(finding.Examples))], "; ")
		}
		found = append(found, trouble{Problem: finding.Message, Do: do})
	}
	return found
}

// lookAtPrivacy looks at who may read what only the team should.
func lookAtPrivacy(p *patient) []trouble {
	var found []trouble
	for _, place := range []string{p.store.Dir(), p.Path(p.AccountsDir())} {
		info, err := os.Stat(place)
		if err == nil && info.Mode().Perm()&0o002 != 0 {
			found = append(found, trouble{Problem: place + " can be written by everybody on this machine", Do: "chmod o-w " + place})
		}
	}
	return append(found, lookAtRestricted(p)...)
}

// lookAtRestricted finds the accounts' folders that whoever has a clone of the workspace reads: neither sealed nor in a
// repository of their own. One trouble says so for all.
func lookAtRestricted(p *patient) []trouble {
	dir := p.AccountsDir()
	entries, err := os.ReadDir(p.Path(dir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return []trouble{fault(err, "")}
	}
	if isRepository(p.Path(dir)) {
		return nil
	}
	var open []string
	for _, entry := range entries {
		place := p.Path(path.Join(dir, entry.Name()))
		if !entry.IsDir() || isRepository(place) {
			continue
		}
		kept, err := seal.Kept(place)
		if err != nil {
			return []trouble{fault(err, "")}
		}
		if len(kept) > 0 {
			open = append(open, entry.Name())
		}
	}
	if len(open) == 0 {
		return nil
	}
	names := strings.Join(open[:min(3, len(open))], ", ")
	if more := len(open) - 3; more > 0 {
		names += fmt.Sprintf(" and %d more", more)
	}
	return []trouble{{
		ID:      "plain-folders",
		Problem: "restricted folders in " + dir + " are open to whoever has a clone of this repository: " + names,
		Do:      "keep " + dir + " in a repository of its own, or list readers in each folder's " + seal.ReadersFile + " and touchstone seal FOLDER (doc/access.md)",
	}}
}

// isRepository reports a folder that is the root of a repository; that of a submodule has a file .git.
func isRepository(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, ".git"))
	return err == nil
}

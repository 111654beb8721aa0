package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/roster"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func (a *app) accountCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "account",
		Short: "List and show accounts, and bring those of the imports into account.yaml",
		Long: `Accounts are the customers: one folder each, with an account.yaml that people edit.

Exit status: 0 done, 1 differences were found, 2 could not do it.`,
		Example: `  touchstone account list
  touchstone account sync
  touchstone account show acme`,
	}
	c.AddCommand(a.accountListCommand(), a.accountShowCommand(), a.accountSyncCommand())
	return c
}

// accountLine is one account as list prints it.
type accountLine struct {
	ID       string `json:"account"`
	Name     string `json:"name,omitempty"`
	Owner    string `json:"owner,omitempty"`
	Path     string `json:"path,omitempty"`
	Imported bool   `json:"imported"`
}

func (a *app) accountListCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "list", Short: "The accounts of the workspace and of the imports", Args: cobra.NoArgs,
		Long:    "List shows every account, where its folder is, and whether an import knows it.\n\nExit status: 0 done, 2 could not do it.",
		Example: "  touchstone account list --json",
		RunE: func(c *cobra.Command, _ []string) error {
			w, err := a.open()
			if err != nil {
				return err
			}
			lines, err := a.accountLines(c, w)
			if err != nil {
				return err
			}
			if asJSON {
				return a.printJSON(lines)
			}
			for _, line := range lines {
				where := line.Path
				switch {
				case where == "":
					where = "no folder yet: touchstone account sync " + quoteArgument(line.ID)
				case !line.Imported:
					where += "   (in no import)"
				}
				fmt.Fprintf(a.stdout, "%-24s %-28s %s\n", line.ID, line.Name, where)
			}
			return nil
		},
	}
	jsonFlag(c, &asJSON)
	return c
}

func quoteArgument(text string) string {
	if strings.ContainsAny(text, " '\"$\\*?;&|<>()") {
		return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
	}
	return text
}

func (a *app) accountLines(c *cobra.Command, w *workspace.Workspace) ([]accountLine, error) {
	known, _, err := a.known(c, w)
	if err != nil {
		return nil, err
	}
	accounts, err := w.Accounts()
	if err != nil {
		return nil, err
	}
	byID := map[string]accountLine{}
	for _, k := range known {
		byID[k.ID] = accountLine{ID: k.ID, Name: k.Values["name"], Owner: k.Values["owner"], Imported: true}
	}
	for _, account := range accounts {
		byID[account.ID] = accountLine{ID: account.ID, Name: account.Title(), Owner: account.Owner, Path: account.Path, Imported: byID[account.ID].Imported}
	}
	lines := make([]accountLine, 0, len(byID))
	for _, line := range byID {
		lines = append(lines, line)
	}
	sort.Slice(lines, func(i, j int) bool { return lines[i].ID < lines[j].ID })
	return lines, nil
}

// known is what the latest snapshot says of accounts.
func (a *app) known(c *cobra.Command, w *workspace.Workspace) ([]roster.Known, *warehouse.Snapshot, error) {
	snapshot, err := a.warehouse(w).Latest()
	if err != nil {
		return nil, nil, err
	}
	known, err := roster.Read(c.Context(), a.engine(), snapshot)
	return known, snapshot, err
}

func (a *app) accountShowCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "show ACCOUNT", Short: "What the workspace and the imports say of one account", Args: cobra.ExactArgs(1),
		Long:    "Show prints account.yaml's values beside those of the imports.\n\nExit status: 0 done, 2 could not do it.",
		Example: "  touchstone account show acme --json",
		RunE:    func(c *cobra.Command, args []string) error { return a.accountShow(c, args[0], asJSON) },
	}
	jsonFlag(c, &asJSON)
	return c
}

func (a *app) accountShow(c *cobra.Command, id string, asJSON bool) error {
	w, err := a.open()
	if err != nil {
		return err
	}
	known, snapshot, err := a.known(c, w)
	if err != nil {
		return err
	}
	imported := map[string]string{}
	at := slices.IndexFunc(known, func(k roster.Known) bool { return k.ID == id })
	if at >= 0 {
		imported = known[at].Values
	}
	account, err := w.Account(id)
	if err != nil && (!errors.Is(err, workspace.ErrNoAccount) || at < 0) {
		return noAccount(w, id, err)
	}
	own := map[string]string{}
	file := ""
	if account != nil {
		file = account.Path
		for _, key := range roster.Keys() {
			var value any
			if err := account.Decode(key, &value); err != nil {
				return err
			}
			if value != nil {
				own[key] = fmt.Sprint(value)
			}
		}
	}
	if asJSON {
		return a.printJSON(map[string]any{"account": id, "path": file, "snapshot": snapshot.ID(), "file": own, "imported": imported})
	}
	fmt.Fprintf(a.stdout, "%s\n", id)
	if file != "" {
		fmt.Fprintf(a.stdout, "  file      %s\n", file)
	}
	for _, key := range roster.Keys() {
		switch {
		case own[key] != "" && imported[key] != "" && own[key] != imported[key]:
			fmt.Fprintf(a.stdout, "  %-9s %s   (the imports say %s)\n", key, own[key], imported[key])
		case own[key] != "":
			fmt.Fprintf(a.stdout, "  %-9s %s\n", key, own[key])
		case imported[key] != "":
			fmt.Fprintf(a.stdout, "  %-9s %s   (imported)\n", key, imported[key])
		}
	}
	return nil
}

type syncFlags struct{ json, noCommit, dryRun bool }

func (a *app) accountSyncCommand() *cobra.Command {
	var flags syncFlags
	c := &cobra.Command{
		Use:   "sync [ACCOUNT…]",
		Short: "Bring the accounts of the imports into account.yaml; a person's value wins",
		Long: `Sync makes a folder and an account.yaml for every account that an import lists, and fills in what
is missing. A value that a person wrote stays; where the imports say another thing, that is a
finding. Other names, parents and mergers are yours to write: aliases, formerly, parent, merged_into;
sync gives the rows that were imported before the names that they have now.

Exit status: 0 done, 1 done and values differ, 2 could not do it.`,
		Example: "  touchstone account sync\n  touchstone account sync acme --dry-run",
		RunE:    func(c *cobra.Command, args []string) error { return a.accountSync(c, args, flags) },
	}
	jsonFlag(c, &flags.json)
	c.Flags().BoolVar(&flags.noCommit, "no-commit", false, "leave the files uncommitted")
	c.Flags().BoolVar(&flags.dryRun, "dry-run", false, "say what would be written, and write nothing")
	return c
}

// synced is what account sync prints as JSON.
type synced struct {
	Snapshot    string              `json:"snapshot"`
	Added       []string            `json:"added"`
	Changed     []string            `json:"changed"`
	Differences []roster.Difference `json:"differences"`
}

func (a *app) accountSync(c *cobra.Command, only []string, flags syncFlags) error {
	w, err := a.open()
	if err != nil {
		return err
	}
	if !flags.dryRun {
		if err := a.resolveAccounts(c, w); err != nil {
			return err
		}
	}
	known, snapshot, err := a.known(c, w)
	if err != nil {
		return err
	}
	if snapshot.Number == 0 {
		return errors.New("account sync: the warehouse is empty\nhint: touchstone import FILE…")
	}
	for _, id := range only {
		if !slices.ContainsFunc(known, func(k roster.Known) bool { return k.ID == id }) {
			return fmt.Errorf("account sync: no import lists account %q", id)
		}
	}
	done := synced{Snapshot: snapshot.ID(), Added: []string{}, Changed: []string{}, Differences: []roster.Difference{}}
	var batch atomicfile.Batch
	defer batch.Discard()
	var written []string
	for _, k := range known {
		if len(only) > 0 && !slices.Contains(only, k.ID) {
			continue
		}
		name, update, err := mergeAccount(w, k)
		if err != nil {
			return err
		}
		done.Differences = append(done.Differences, update.Differences...)
		switch {
		case update.New:
			done.Added = append(done.Added, k.ID)
		case update.Data != nil:
			done.Changed = append(done.Changed, k.ID)
		default:
			continue
		}
		if err := batch.Add(w.Path(name), update.Data, 0o644); err != nil {
			return err
		}
		written = append(written, name)
	}
	if !flags.dryRun {
		if err := batch.Commit(); err != nil {
			return err
		}
		if len(written) > 0 && !flags.noCommit {
			if err := a.commit(c.Context(), w, "accounts: as snapshot "+snapshot.ID()+" knows them", written); err != nil {
				return err
			}
		}
	}
	return a.printSync(done, flags)
}

// resolveAccounts applies aliases, former names and mergers to the rows that are in the warehouse.
func (a *app) resolveAccounts(c *cobra.Command, w *workspace.Workspace) error {
	names, err := identity(w)
	if err != nil {
		return err
	}
	now := a.now()
	rows, err := intake.Resolve(c.Context(), a.warehouse(w), names, now)
	if err == nil && rows > 0 {
		fmt.Fprintf(a.stderr, "resolved: accounts were renamed or merged, %s rows written again\n", thousands(rows))
	}
	return err
}

// mergeAccount finds an account's file and what it should be; Data is nil where nothing changes.
func mergeAccount(w *workspace.Workspace, known roster.Known) (string, roster.Update, error) {
	name := path.Join(w.AccountDir(known.ID), "account.yaml")
	if account, err := w.Account(known.ID); err == nil {
		name = account.Path
	} else if !errors.Is(err, workspace.ErrNoAccount) {
		return "", roster.Update{}, err
	}
	data, err := w.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", roster.Update{}, err
	}
	update, err := roster.Merge(name, data, known)
	if err == nil && data != nil && string(update.Data) == string(data) {
		update.Data = nil
	}
	return name, update, err
}

func (a *app) printSync(done synced, flags syncFlags) error {
	if flags.json {
		if err := a.printJSON(done); err != nil {
			return err
		}
	} else {
		for _, d := range done.Differences {
			fmt.Fprintln(a.stdout, d)
		}
		fmt.Fprintf(a.stdout, "accounts  %d added, %d changed, %d values differ, as snapshot %s knows them\n", len(done.Added), len(done.Changed), len(done.Differences), done.Snapshot)
	}
	if len(done.Differences) > 0 {
		return review.ErrFindings
	}
	return nil
}

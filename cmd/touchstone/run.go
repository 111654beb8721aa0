package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/ssh"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/sshsig"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

type runFlags struct {
	environment, from, key, vary                             string
	yes, dryRun, only, undo, verify, offline, noCommit, json bool
	runs                                                     int
}

func (a *app) runCommand() *cobra.Command {
	var flags runFlags
	c := &cobra.Command{
		Use:   "run DOC [STEP…]",
		Short: "Run a document's steps where the customer's system is, and keep a signed receipt",
		Long: `Run executes the steps of a document in order, each after the steps it needs. It asks before every
step that may change something, unless --yes. A required step that fails stops the run, an optional
one warns. What happened is kept as a signed receipt in the account's evidence folder.

Signing key: --key, else $TOUCHSTONE_KEY, else ~/.ssh/id_ed25519, else the SSH agent's first key.

Exit status: 0 every required step passed, 1 one did not (or, with --verify, has to be run again),
2 could not do it.`,
		Example: `  touchstone run guide.md --env acme-staging
  touchstone run guide.md migrate --env acme-staging --yes
  touchstone run guide.md --env acme-staging --dry-run
  touchstone run ESC-0007.md --env lab --runs 5 --yes
  touchstone run ESC-0007.md --env lab --vary VERSION=4.6.9,4.7.0,4.7.1 --yes
  touchstone run guide.md --env acme-staging --undo migrate
  touchstone run guide.md --verify
  touchstone run guide.md --verify --env acme-staging`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.run(c.Context(), args[0], args[1:], flags) },
	}
	f := c.Flags()
	f.StringVar(&flags.environment, "env", "", "the environment, as account.yaml declares it (default: the document's, else the only one)")
	f.BoolVar(&flags.yes, "yes", false, "do not ask before steps that may change something")
	f.BoolVar(&flags.dryRun, "dry-run", false, "show what would run and where, and run nothing")
	f.StringVar(&flags.from, "from", "", "leave out the steps before this one")
	f.BoolVar(&flags.only, "only", false, "run the named steps without those they need")
	f.BoolVar(&flags.undo, "undo", false, "run the steps' undo, last step first")
	f.BoolVar(&flags.verify, "verify", false, "list the steps that have to be run again, and why; with --env the environment is asked what it is now")
	f.BoolVar(&flags.offline, "offline", false, "with --verify: ask no environment, compare receipts alone")
	f.IntVar(&flags.runs, "runs", 1, "run everything so many times, for a rate")
	f.StringVar(&flags.vary, "vary", "", "NAME=a,b,c: find the value from which on the outcome differs")
	f.StringVar(&flags.key, "key", "", "the SSH key that signs the receipt")
	f.BoolVar(&flags.noCommit, "no-commit", false, "leave the receipt uncommitted")
	jsonFlag(c, &flags.json)
	return c
}

// runnable is a document with what is known about running it.
type runnable struct {
	workspace   *workspace.Workspace // nil outside one
	path        string
	doc         *markdown.Document
	account     *workspace.Account // nil where there is none
	steps       []*step.Step
	declared    map[string]*command.Environment
	environment *command.Environment // nil: not yet chosen
	host        command.Host
}

func (a *app) run(ctx context.Context, path string, names []string, flags runFlags) error {
	r, err := a.runnable(path)
	if err != nil {
		return err
	}
	if r.declared, err = command.Environments(r.account); err != nil {
		return err
	}
	if flags.verify {
		return a.verifyRuns(ctx, r, flags)
	}
	if r.environment, err = r.findEnvironment(flags.environment); err != nil {
		return err
	}
	planned, err := step.Plan(r.steps, step.Selection{Names: names, Only: flags.only || flags.undo && len(names) > 0, From: flags.from})
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if len(planned) == 0 {
		return fmt.Errorf("%s: there is no step to run\nhint: a step is a fence such as ```sh {\"name\":\"install\"}", path)
	}
	if flags.dryRun {
		a.showPlan(r, planned, flags)
		return nil
	}
	return a.execute(ctx, r, planned, flags)
}

func (a *app) runnable(path string) (*runnable, error) {
	r := &runnable{path: path}
	w, err := a.open()
	if err != nil && (a.workspaceDir != "" || !errors.Is(err, workspace.ErrNone)) {
		return nil, err
	}
	rel, inside := path, false
	if w != nil {
		rel, inside = w.Rel(path)
	}
	if inside {
		r.workspace, r.path = w, rel
		if r.doc, err = w.Document(rel); err != nil {
			return nil, err
		}
		if r.account, err = accountOf(w, r.doc, rel); err != nil {
			return nil, err
		}
	} else {
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("run: %w", err)
		}
		r.doc = markdown.Parse(content)
	}
	if r.steps, err = command.Steps(r.doc); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		home = "/"
	}
	dir, err := filepath.Abs(filepath.Join(filepath.Dir(path), r.doc.Front.Value("cwd"))) // runme's front matter
	if cwd := r.doc.Front.Value("cwd"); filepath.IsAbs(cwd) {
		dir = cwd
	}
	r.host = command.Host{Environ: os.Environ(), Home: home, Workspace: dir, Nonce: rand.Text}
	if r.workspace != nil {
		r.host.Workspace = r.workspace.Root
	}
	return r, err
}

// accountOf is the account in whose folder a document lies, else the one that it names; nil where it has none.
func accountOf(w *workspace.Workspace, doc *markdown.Document, path string) (*workspace.Account, error) {
	if account := w.AccountOf(path); account != nil {
		return account, nil
	}
	name := doc.Front.Value("account")
	if name == "" {
		return nil, nil
	}
	return w.Account(name)
}

// findEnvironment is the one of that name, else the document's, else the only one that is declared.
func (r *runnable) findEnvironment(name string) (*command.Environment, error) {
	if name == "" {
		name = r.doc.Front.Value("environment")
	}
	if name == "" && len(r.declared) == 1 {
		name = slices.Collect(maps.Keys(r.declared))[0]
	}
	if e := r.declared[name]; e != nil {
		return e, nil
	}
	if r.account == nil && (name == "" || name == "local") {
		return command.LocalEnvironment(), nil
	}
	known := strings.Join(slices.Sorted(maps.Keys(r.declared)), ", ")
	if known == "" {
		known = "none"
	}
	where := "the workspace"
	if r.account != nil {
		where = r.account.Path
	}
	if name == "" && len(r.declared) > 1 {
		return nil, fmt.Errorf("run: no %w is chosen, and %s declares several: %s\nhint: --env NAME", command.ErrEnvironment, where, known)
	}
	return nil, fmt.Errorf("run: %w %q is not declared in %s (declared: %s)\nhint: --env NAME, or add it under environments: there", command.ErrEnvironment, name, where, known)
}

// execute runs the plan, once or for each value that is varied, and keeps a receipt of each run.
func (a *app) execute(ctx context.Context, r *runnable, planned []*step.Step, flags runFlags) error {
	job, err := a.job(ctx, r, planned, flags)
	if err != nil {
		return err
	}
	var signer ssh.Signer
	if r.workspace != nil && r.account != nil {
		var release func() error
		if signer, release, err = a.signer(r, flags.key); err != nil {
			return err
		}
		a.closers = append(a.closers, release)
	}
	if !flags.yes {
		job.Confirm = a.confirm(ctx, r)
	}
	if !flags.json {
		lines := &runLines{out: a.stdout, terminal: a.stderr}
		job.Starting, job.Progress = lines.start, lines.done
	}
	if flags.vary == "" {
		_, err := a.executeOnce(ctx, r, job, signer, flags)
		return err
	}
	return a.bisect(ctx, r, job, signer, flags)
}

// job unlocks the environment's secrets and makes ready what redacts them.
func (a *app) job(ctx context.Context, r *runnable, planned []*step.Step, flags runFlags) (*command.Job, error) {
	secrets, err := r.environment.Unlock(ctx, r.host)
	if err != nil {
		return nil, err
	}
	redactor, err := r.environment.NewRedactor(r.host, secrets, otherCustomers(r))
	if err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	job := &command.Job{
		Document: r.path, Pattern: r.doc.Front.Value("pattern"), Environment: r.environment, Steps: planned, Rounds: flags.runs,
		Undo: flags.undo, Host: r.host, Secrets: secrets, Redactor: redactor, Clock: a.clock(),
	}
	if r.account != nil {
		job.Account = r.account.ID
	}
	return job, nil
}

func (a *app) executeOnce(ctx context.Context, r *runnable, job *command.Job, signer ssh.Signer, flags runFlags) (*receipt.Run, error) {
	if signer == nil {
		run, err := command.Run(ctx, job)
		a.reportRun(run, "", flags)
		fmt.Fprintln(a.stderr, "touchstone: no receipt is kept: the document belongs to no account of a workspace")
		return run, errors.Join(err, verdictOf(run))
	}
	lock, err := command.TakeLock(filepath.Join(r.workspace.Root, ".touchstone", "runs"), job.Account, r.environment.Name)
	if err != nil {
		return nil, err
	}
	defer lock.Release()
	if err := a.recoverRun(r, lock, signer); err != nil {
		return nil, err
	}
	journal, err := receipt.StartJournal(lock.Journal, job.Head())
	if err != nil {
		return nil, err
	}
	job.Record = journal.Add
	run, runErr := command.Run(ctx, job)
	path, err := receipt.Keep(a.evidenceFolder(r), run, signer)
	err = errors.Join(runErr, err, journal.Close(err == nil))
	if path != "" {
		a.reportRun(run, path, flags)
		err = errors.Join(err, a.commitReceipt(ctx, r, path, flags))
	}
	return run, errors.Join(err, verdictOf(run))
}

func (a *app) evidenceFolder(r *runnable) string {
	return filepath.Join(r.workspace.Path(r.account.Dir), command.EvidenceFolder)
}

// recoverRun keeps the receipt of a run whose process died.
func (a *app) recoverRun(r *runnable, lock *command.Lock, signer ssh.Signer) error {
	left, err := lock.Left()
	if err != nil || left == nil {
		return err
	}
	path, err := receipt.Keep(a.evidenceFolder(r), left, signer)
	if err == nil {
		fmt.Fprintf(a.stderr, "touchstone: an earlier run died after %d steps; what is known is kept in %s\n", len(left.Steps), path)
		err = os.Remove(lock.Journal)
	}
	return err
}

func (a *app) commitReceipt(ctx context.Context, r *runnable, path string, flags runFlags) error {
	if flags.noCommit {
		return nil
	}
	rel, ok := r.workspace.Rel(path)
	if !ok {
		return fmt.Errorf("run: the receipt %s lies outside the workspace", path)
	}
	return a.commit(context.WithoutCancel(ctx), r.workspace, "run: "+filepath.Base(path), []string{rel})
}

// verdictOf is ErrFindings where a required step did not pass.
func verdictOf(run *receipt.Run) error {
	if run == nil || run.Ending == "completed" && run.Count(receipt.Failed) == 0 {
		return nil
	}
	return review.ErrFindings
}

func (a *app) signer(r *runnable, key string) (ssh.Signer, func() error, error) {
	source := sshsig.KeySource{File: key, AgentSocket: os.Getenv("SSH_AUTH_SOCK"), Repository: r.workspace.Root}
	if source.File == "" {
		source.File = os.Getenv("TOUCHSTONE_KEY")
	}
	if own := filepath.Join(r.host.Home, ".ssh", "id_ed25519"); source.File == "" {
		if _, err := os.Stat(own); err == nil {
			source.File = own
		}
	}
	signer, release, err := source.Open()
	if err != nil {
		return nil, nil, fmt.Errorf("%w\nhint: a receipt is signed; --key FILE, TOUCHSTONE_KEY or an SSH agent gives the key (ssh-keygen -t ed25519 makes one)", err)
	}
	return signer, release, nil
}

// otherCustomers are the names that a receipt of this account must not show.
func otherCustomers(r *runnable) []string {
	if r.workspace == nil {
		return nil
	}
	all, _ := r.workspace.Accounts() // those that can be read
	var names []string
	for _, account := range all {
		if r.account == nil || account.ID != r.account.ID {
			names = append(names, account.Name)
			names = append(names, account.Aliases...)
			names = append(names, account.Domains...)
		}
	}
	return names
}

// confirm asks before a step; without a terminal it stops, because nobody can answer.
func (a *app) confirm(ctx context.Context, r *runnable) func(*step.Step, command.Judgement) command.Answer {
	all := false
	lines := bufio.NewReader(a.stdin)
	return func(s *step.Step, judgement command.Judgement) command.Answer {
		if all {
			return command.Go
		}
		what := "may change something"
		if judgement.Danger == command.Destroys {
			what = "destroys something"
		}
		fmt.Fprintf(a.stderr, "%s %s in %s: %s\n", s.Name, what, r.environment.Name, judgement.Why)
		if !terminal(a.stdin) {
			fmt.Fprintln(a.stderr, "hint: nobody can be asked here; --yes runs it without asking")
			return command.Stop
		}
		fmt.Fprint(a.stderr, "run it? [y]es, [n]o, [a]ll, [q]uit: ")
		typed := make(chan string, 1)
		go func() {
			line, _ := lines.ReadString('\n')
			typed <- line
		}()
		var line string
		select {
		case line = <-typed:
		case <-ctx.Done(): // Ctrl-C at the question; nothing reads after it
			fmt.Fprintln(a.stderr)
		}
		switch strings.ToLower(strings.TrimSpace(line)) {
		case "y", "yes":
			return command.Go
		case "a", "all":
			all = true
			return command.Go
		case "n", "no":
			return command.Skip
		}
		return command.Stop
	}
}

func (a *app) reportRun(run *receipt.Run, path string, flags runFlags) {
	if flags.json {
		a.printJSON(struct {
			Receipt string       `json:"receipt,omitempty"`
			Run     *receipt.Run `json:"run"`
		}{path, run})
		return
	}
	fmt.Fprintf(a.stdout, "%s: %d passed, %d warned, %d failed, %d skipped\n", run.Ending,
		run.Count(receipt.Passed), run.Count(receipt.Warned), run.Count(receipt.Failed), run.Count(receipt.Skipped))
	if rounds, matched := command.Rate(run); flags.runs > 1 {
		fmt.Fprintf(a.stdout, "%d of %d rounds as expected\n", matched, rounds)
	}
	if run.LeftOver > 0 {
		fmt.Fprintf(a.stdout, "%d processes were left behind and have been ended\n", run.LeftOver)
	}
	if path == "" {
		return
	}
	if content, err := os.ReadFile(path); err == nil {
		if r, err := receipt.Open(content); err == nil {
			fmt.Fprintf(a.stdout, "receipt: %s\ncite it: [^run]: %s\n", path, command.Cite(command.Kept{Path: path, Receipt: r}, ""))
		}
	}
}

func (a *app) bisect(ctx context.Context, r *runnable, job *command.Job, signer ssh.Signer, flags runFlags) error {
	name, list, ok := strings.Cut(flags.vary, "=")
	values := strings.Split(list, ",")
	if !ok || len(values) < 2 {
		return fmt.Errorf("--vary %q: want NAME=value,value,…", flags.vary)
	}
	turn, found, err := command.Bisect(values, func(value string) (bool, error) {
		fmt.Fprintf(a.stderr, "%s=%s\n", name, value)
		one := *job
		one.Vary = map[string]string{name: value}
		run, err := a.executeOnce(ctx, r, &one, signer, flags)
		if err != nil && !errors.Is(err, review.ErrFindings) {
			return false, err
		}
		if run.Ending == "interrupted" {
			return false, fmt.Errorf("bisect: %w", context.Canceled)
		}
		rounds, matched := command.Rate(run)
		return matched == rounds, nil
	})
	switch {
	case err != nil:
		return err
	case !found:
		fmt.Fprintf(a.stdout, "%s=%s and %s=%s have the same outcome: nothing to find between them\n", name, values[0], name, values[len(values)-1])
		return review.ErrFindings
	}
	fmt.Fprintf(a.stdout, "the outcome differs from %s=%s on (%s is the last as before)\n", name, values[turn], values[turn-1])
	return nil
}

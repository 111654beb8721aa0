package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"charm.land/huh/v2"
	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

type newFlags struct {
	engagement, period, pattern, id, author string
	noCommit                                bool
}

func (a *app) newCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "new KIND",
		Short: "Begin a document from its template, with everything that is known filled in",
		Long: `New writes a draft: account, contacts, dates and earlier documents are filled in, guidance stands where a
person must write. Guidance never passes the quality bar. Templates lie in personas/customer-success/templates
and may be changed there. On a terminal, what is missing is asked for.`,
		Example: `  touchstone new onboarding-plan acme --engagement "Routing API with SSO"
  touchstone new escalation-report acme --id ESC-0007`,
	}
	for _, kind := range a.kinds(nil) {
		c.AddCommand(a.newKind(kind))
	}
	return c
}

func (a *app) newKind(kind *deliverable.Kind) *cobra.Command {
	var flags newFlags
	c := &cobra.Command{
		Use:     kind.Name + " [ACCOUNT]",
		Short:   "Begin a " + kind.Title,
		Long:    "Exit status: 0 written, 2 could not do it.",
		Example: "  touchstone new " + kind.Name + " acme",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(c *cobra.Command, args []string) error { return a.new(c, kind.Name, args, flags) },
	}
	c.Flags().StringVar(&flags.engagement, "engagement", "", "the piece of work this is about")
	c.Flags().StringVar(&flags.period, "period", "", "the period: 2026-10, 2026-Q3")
	c.Flags().StringVar(&flags.pattern, "pattern", "", "the integration pattern")
	c.Flags().StringVar(&flags.id, "id", "", "the document's own identifier, such as ESC-0007")
	c.Flags().StringVar(&flags.author, "author", "", "the author (default: the account's owner)")
	c.Flags().BoolVar(&flags.noCommit, "no-commit", false, "leave the file uncommitted")
	return c
}

func (a *app) new(c *cobra.Command, name string, args []string, flags newFlags) error {
	now := a.now()
	w, err := a.open()
	if err != nil {
		return err
	}
	catalog, err := a.catalog(w)
	if err != nil {
		return err
	}
	kind := catalog.Kind(name)
	id := strings.Join(args, "")
	if terminal(a.stdin) && terminal(a.stdout) {
		if err := a.ask(w, kind, &id, &flags); err != nil {
			return err
		}
	}
	o := review.NewOptions{Workspace: w, Engagement: flags.engagement, Period: flags.period, Pattern: flags.pattern, ID: flags.id, Author: flags.author, Now: now}
	switch {
	case id != "":
		if o.Account, err = w.Account(id); err != nil {
			return noAccount(w, id, err)
		}
	case !kind.Across:
		return fmt.Errorf("new %s: name the account it is about\nhint: touchstone new %s ACCOUNT", name, name)
	}
	if err := needed(kind, &flags); err != nil {
		return err
	}
	path, err := review.New(kind, o)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, path)
	if flags.noCommit {
		return nil
	}
	return a.commit(c.Context(), w, "new "+name+": "+path, []string{path})
}

// value is the flag that says what a kind needs.
func (f *newFlags) value(need *deliverable.Need) *string {
	return map[string]*string{"period": &f.period, "pattern": &f.pattern, "id": &f.id}[need.Flag]
}

// needed refuses a document whose place would depend on something nobody said.
func needed(kind *deliverable.Kind, flags *newFlags) error {
	if need := kind.Needs; need != nil && *flags.value(need) == "" {
		return fmt.Errorf("new %s: --%s is needed\nhint: --%s %s", kind.Name, need.Flag, need.Flag, need.Example)
	}
	return nil
}

// ask lets a person on a terminal give what is missing.
func (a *app) ask(w *workspace.Workspace, kind *deliverable.Kind, account *string, flags *newFlags) error {
	plain := os.Getenv("TERM") == "dumb" || !sized(a.stdout) // one question a line: also for a screen reader, and where nothing could be drawn
	var fields []huh.Field
	want := func(value *string, title string) *huh.Input {
		input := huh.NewInput().Title(title).Value(value)
		if *value == "" {
			fields = append(fields, input)
		}
		return input
	}
	if !kind.Across {
		input := want(account, "Account (its ID)").SuggestionsFunc(func() []string { return accountIDs(w) }, nil)
		if !plain { // line by line a wrong answer ends it: at the end of a pipe nobody would give another
			input.Validate(func(id string) error { _, err := w.Account(id); return err })
		}
		want(&flags.engagement, "Engagement: which piece of work is this about?")
	}
	if kind.Needs != nil {
		want(flags.value(kind.Needs), kind.Needs.Question)
	}
	if len(fields) == 0 {
		return nil
	}
	err := huh.NewForm(huh.NewGroup(fields...)).WithAccessible(plain).WithInput(a.stdin).WithOutput(a.stderr).Run()
	if errors.Is(err, huh.ErrUserAborted) {
		return errors.New("new: nothing was written")
	}
	return err
}

func accountIDs(w *workspace.Workspace) []string {
	accounts, _ := w.Accounts() // those that can be read
	ids := make([]string, len(accounts))
	for i, account := range accounts {
		ids[i] = account.ID
	}
	return ids
}

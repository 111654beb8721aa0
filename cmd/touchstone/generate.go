package main

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

type generateFlags struct {
	all, noCommit, asJSON bool
	period, author        string
	kind                  map[string]*string
}

func (a *app) generateCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "generate KIND",
		Short: "Write documents out of evidence, keeping every word that people wrote",
		Long: `Generate writes a deliverable out of evidence, each figure with its citation. Generating again
brings up to date what nobody touched; what a person changed stays, and what a person deleted
stays deleted.`,
		Example: `  touchstone generate health-report --all --period 2026-10
  touchstone generate health-report acme --period 2026-10 --no-commit
  touchstone generate onboarding-plan acme --playbook api-integration --start 2026-12-01`,
	}
	for _, kind := range a.kinds(nil) {
		if kind.Generate != nil {
			c.AddCommand(a.generateKind(kind))
		}
	}
	return c
}

func (a *app) generateKind(kind *deliverable.Kind) *cobra.Command {
	flags := generateFlags{kind: map[string]*string{}}
	c := &cobra.Command{
		Use:   kind.Name + " [ACCOUNT… | --all]",
		Short: "Write the " + kind.Title + " out of evidence",
		Long:  "Exit status: 0 written, 2 could not do it.",
		Example: "  touchstone generate " + kind.Name + " acme\n" +
			"  touchstone generate " + kind.Name + " --help",
		RunE: func(c *cobra.Command, args []string) error { return a.generate(c, kind.Name, args, flags) },
	}
	c.Flags().BoolVar(&flags.all, "all", false, "for every account")
	c.Flags().StringVar(&flags.period, "period", "", "the period: 2026-10, 2026-Q3, 2026-W41, 2026-10-01..2026-10-15")
	c.Flags().StringVar(&flags.author, "author", "", "the author (default: with --all the account's owner, else the git user)")
	c.Flags().BoolVar(&flags.noCommit, "no-commit", false, "leave the files uncommitted")
	jsonFlag(c, &flags.asJSON)
	for _, flag := range kind.Flags {
		if c.Flags().Lookup(flag.Name) == nil {
			flags.kind[flag.Name] = c.Flags().String(flag.Name, "", flag.Usage)
		}
	}
	return c
}

func (a *app) generate(c *cobra.Command, name string, accounts []string, flags generateFlags) error {
	now := a.now()
	w, err := a.open()
	if err != nil {
		return err
	}
	catalog, err := a.catalog(w)
	if err != nil {
		return err
	}
	if flags.all && len(accounts) > 0 {
		return errors.New("generate: name accounts or --all, not both")
	}
	for _, id := range accounts {
		if _, err := w.Account(id); err != nil {
			return noAccount(w, id, err)
		}
	}
	job := deliverable.Job{Workspace: w, Accounts: accounts, All: flags.all, Period: flags.period, Author: flags.author, Now: now, Flags: map[string]string{}}
	for flag, value := range flags.kind {
		if c.Flags().Changed(flag) {
			job.Flags[flag] = *value
		}
	}
	meter := a.meter(name, 0)
	generated, err := review.Generate(c.Context(), catalog.Kind(name), job, meter.set)
	meter.done()
	if err != nil {
		return err
	}
	if !flags.noCommit {
		if err := a.commit(c.Context(), w, commitMessage(name, generated), generated.Written); err != nil {
			return err
		}
	}
	if flags.asJSON {
		return a.printGenerated(generated)
	}
	a.reportGenerated(generated)
	return nil
}

func noAccount(w *workspace.Workspace, id string, err error) error {
	if !errors.Is(err, workspace.ErrNoAccount) {
		return err
	}
	all, _ := w.Accounts()
	var near []string
	for _, account := range all {
		if strings.Contains(strings.ToLower(account.ID+" "+account.Name), strings.ToLower(id)) {
			near = append(near, account.ID)
		}
	}
	if len(near) > 0 {
		return fmt.Errorf("%w\nhint: did you mean %s?", err, strings.Join(near[:min(3, len(near))], ", "))
	}
	return fmt.Errorf("%w\nhint: `touchstone account list` shows them", err)
}

func commitMessage(kind string, g *review.Generated) string {
	counts := map[string]int{}
	for _, document := range g.Documents {
		counts[document.State]++
	}
	if len(g.Documents) == 1 {
		return fmt.Sprintf("%s: generate %s", kind, g.Documents[0].Path)
	}
	return fmt.Sprintf("%s: generate %d documents (%d new, %d updated)", kind, len(g.Documents), counts["new"], counts["updated"])
}

// maxShown is how many documents the report names one by one.
const maxShown = 12

func (a *app) reportGenerated(g *review.Generated) {
	counts := map[string]int{}
	for i, document := range g.Documents {
		counts[document.State]++
		if i < maxShown {
			fmt.Fprintf(a.stdout, "%-9s %s\n", document.State, document.Path)
		}
		for _, kept := range document.Kept {
			if i < maxShown {
				fmt.Fprintf(a.stdout, "          line %d is yours and stays; today's evidence reads: %s\n", kept.Line, kept.New)
			}
		}
	}
	if more := len(g.Documents) - maxShown; more > 0 {
		fmt.Fprintf(a.stdout, "          … and %d more\n", more)
	}
	var parts []string
	for state, n := range counts {
		parts = append(parts, fmt.Sprintf("%d %s", n, state))
	}
	sort.Strings(parts)
	fmt.Fprintf(a.stdout, "%s\n", strings.Join(parts, ", "))
	if counts["kept"] > 0 {
		fmt.Fprintln(a.stderr, "hint: documents marked kept were not written by generate, so nothing in them was touched; move one away to have it generated")
	}
}

func (a *app) printGenerated(g *review.Generated) error {
	type document struct {
		Path  string `json:"path"`
		State string `json:"state"`
		Kept  int    `json:"kept"`
	}
	out := struct {
		Documents []document `json:"documents"`
		Written   []string   `json:"written"`
	}{Documents: []document{}, Written: append([]string{}, g.Written...)}
	for _, d := range g.Documents {
		out.Documents = append(out.Documents, document{d.Path, d.State, len(d.Kept)})
	}
	return a.printJSON(out)
}

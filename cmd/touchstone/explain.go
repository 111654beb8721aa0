package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain [RULE]",
		Short: "Say what a rule asks, why, and what to write; without a rule, list them all",
		Long:  "Exit status: 0 done, 2 there is no such rule.",
		Example: `  touchstone explain
  touchstone explain HR012`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.explain(args) },
	}
}

func (a *app) explain(args []string) error {
	w, _ := a.open() // a team's rules are known only inside a workspace; the built-in ones are known anywhere
	catalog, err := a.catalog(w)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		list := func(rules []*rule.Rule) {
			for _, r := range rules {
				fmt.Fprintf(a.stdout, "%-6s %-8s %-15s %s\n", r.ID, r.Severity, r.Requirement, r.Title)
			}
		}
		list(catalog.General)
		list(catalog.Cadence())
		for _, kind := range catalog.Kinds {
			list(kind.Rules)
		}
		list(catalog.Team)
		return nil
	}
	r, _ := catalog.Rule(args[0])
	if r == nil {
		return fmt.Errorf("there is no rule %q\nhint: `touchstone explain` lists them", args[0])
	}
	fmt.Fprintf(a.stdout, "%s  %s\n\nRequirement %s, severity %s", r.ID, r.Title, r.Requirement, r.Severity)
	if len(r.Needs) > 0 {
		fmt.Fprintf(a.stdout, ", looks at %s", strings.Join(r.Needs, ", "))
	}
	fmt.Fprintf(a.stdout, "\n\n%s\n\nBad:\n\n%s\n\nGood:\n\n%s\n", strings.TrimSpace(r.Explain), indent(r.Bad), indent(r.Good))
	return nil
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ")
}

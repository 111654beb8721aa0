package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

func (a *app) explainCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "explain [RULE]",
		Short: "Say what a rule asks, why, and what to write; without a rule, list them all",
		Long:  "Exit status: 0 done, 2 there is no such rule.",
		Example: `  touchstone explain
  touchstone explain HR012`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.explain(args, asJSON) },
	}
	jsonFlag(c, &asJSON)
	return c
}

// ruleFacts is a rule as explain prints it for machines.
type ruleFacts struct {
	ID          string   `json:"rule"`
	Title       string   `json:"title"`
	Severity    string   `json:"severity"`
	Requirement string   `json:"requirement"`
	Needs       []string `json:"needs"`
	Explain     string   `json:"explain"`
	Bad         string   `json:"bad"`
	Good        string   `json:"good"`
}

func factsOf(r *rule.Rule) ruleFacts {
	return ruleFacts{r.ID, r.Title, r.Severity.String(), r.Requirement, append([]string{}, r.Needs...), strings.TrimSpace(r.Explain), r.Bad, r.Good}
}

func (a *app) explain(args []string, asJSON bool) error {
	w, _ := a.open() // a team's rules are known only inside a workspace; the built-in ones are known anywhere
	catalog, err := a.catalog(w)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		return a.listRules(allRules(catalog), asJSON)
	}
	r, _ := catalog.Rule(args[0])
	if r == nil {
		return fmt.Errorf("there is no rule %q\nhint: `touchstone explain` lists them", args[0])
	}
	if asJSON {
		return a.printJSON(factsOf(r))
	}
	fmt.Fprintf(a.stdout, "%s  %s\n\nRequirement %s, severity %s", r.ID, r.Title, r.Requirement, r.Severity)
	if len(r.Needs) > 0 {
		fmt.Fprintf(a.stdout, ", looks at %s", strings.Join(r.Needs, ", "))
	}
	fmt.Fprintf(a.stdout, "\n\n%s\n\nBad:\n\n%s\n\nGood:\n\n%s\n", strings.TrimSpace(r.Explain), indent(r.Bad), indent(r.Good))
	return nil
}

// allRules are the rules in the order of the requirement: general, cadence, by kind, the team's.
func allRules(catalog *review.Catalog) []*rule.Rule {
	all := slices.Concat(catalog.General, catalog.Cadence())
	for _, kind := range catalog.Kinds {
		all = append(all, kind.Rules...)
	}
	return append(all, catalog.Team...)
}

func (a *app) listRules(rules []*rule.Rule, asJSON bool) error {
	if asJSON {
		facts := make([]ruleFacts, len(rules))
		for i, r := range rules {
			facts[i] = factsOf(r)
		}
		return a.printJSON(facts)
	}
	for _, r := range rules {
		fmt.Fprintf(a.stdout, "%-6s %-8s %-15s %s\n", r.ID, r.Severity, r.Requirement, r.Title)
	}
	return nil
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ")
}

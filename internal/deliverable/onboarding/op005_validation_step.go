package onboarding

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var validationStep = &rule.Rule{
	ID:          "OP005",
	Title:       "Every prerequisite has a validation step",
	Requirement: "1.bar.2",
	Severity:    rule.Error,
	Explain: `A prerequisite that nobody tests is an assumption. Give a command and what it prints, or a check that a person can do
and whose outcome another can see.`,
	Bad:  "## Prerequisites\n\n| # | Prerequisite | Owner | Validation step | State |\n|---|---|---|---|---|\n| P1 | PostgreSQL 14 or later | P. Amadi | – | open |\n",
	Good: "## Prerequisites\n\n| # | Prerequisite | Owner | Validation step | State |\n|---|---|---|---|---|\n| P1 | PostgreSQL 14 or later | P. Amadi | `psql -Atc 'show server_version'` matches `>=14` | open |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		for _, x := range plan.Prerequisites {
			step := strings.ToLower(strings.Trim(x.Validation.Text, "–-—. "))
			switch {
			case step == "" || step == "tbd" || step == "n/a" || step == "none":
				p.Violated(x.Row, "give a command and what it prints, or a check with a visible outcome", "prerequisite %s has no validation step", x.name())
			case slices.Contains([]string{"customer confirms", "confirmed", "assumed", "check", "verify", "ok", "confirm with customer"}, step):
				p.Violated(x.Validation.Span, "give a command and what it prints, or a check with a visible outcome", "prerequisite %s: %q tests nothing", x.name(), x.Validation.Text)
			}
		}
	}),
}

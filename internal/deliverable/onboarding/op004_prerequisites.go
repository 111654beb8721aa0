package onboarding

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var prerequisitesListed = &rule.Rule{
	ID:          "OP004",
	Title:       "Technical prerequisites are identified, each with an owner",
	Requirement: "1.bar.2",
	Severity:    rule.Error,
	Explain: `What must hold before work can start is written down, not assumed: network paths, versions, credentials, access. Each
has a person who sees to it.`,
	Bad:  "## Prerequisites\n\nThe usual ones.\n",
	Good: "## Prerequisites\n\n| # | Prerequisite | Owner | Validation step | State |\n|---|---|---|---|---|\n| P1 | PostgreSQL 14 or later | P. Amadi | `psql -Atc 'show server_version'` matches `>=14` | open |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		if len(plan.Prerequisites) == 0 {
			at := p.Top()
			if plan.PrerequireAt != nil {
				at = plan.PrerequireAt.Heading.Span
			}
			p.Lacks(at, "add a table: prerequisite, owner, validation step, state", "the plan identifies no technical prerequisites")
		}
		for _, x := range plan.Prerequisites {
			switch owner := strings.Trim(x.Owner.Text, "–-— "); {
			case owner == "":
				p.Lacks(x.Row, "name the person who sees to it", "prerequisite %s has no owner", x.name())
			case strings.HasPrefix(owner, Unrecorded):
				p.Lacks(x.Owner.Span, "name the person", "prerequisite %s: nobody is named for %s", x.name(), strings.TrimPrefix(owner, Unrecorded))
			}
		}
	}),
}

// name is how findings call a prerequisite.
func (x Prerequisite) name() string {
	if x.ID.Text != "" {
		return x.ID.Text
	}
	return "\"" + short(x.Text.Text, 40) + "\""
}

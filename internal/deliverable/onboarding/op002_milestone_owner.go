package onboarding

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var milestoneOwner = &rule.Rule{
	ID:          "OP002",
	Title:       "Every milestone has an owner, by name",
	Requirement: "1.bar.1",
	Severity:    rule.Error,
	Explain: `One person answers for a milestone. A team, a role or "both" is nobody; write the name of somebody in the vendor's
team or among the account's contacts.`,
	Bad:  "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 2.1 | Sign-in | – | 2026-12-15 | Two Acme users can authenticate via SSO | – | open |\n",
	Good: "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 2.1 | Sign-in | S. Berg | 2026-12-15 | Two Acme users can authenticate via SSO | – | open |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		for _, m := range plan.Milestones {
			switch owner := strings.Trim(m.Owner.Text, "–-— "); {
			case m.State.Dropped():
			case owner == "" || strings.EqualFold(owner, "tbd"):
				p.Lacks(m.Row, "name the person who answers for it", "milestone %s has no owner", m.name())
			case strings.HasPrefix(owner, Unrecorded):
				p.Lacks(m.Owner.Span, "name the person, and give them the role in touchstone.yaml or account.yaml", "milestone %s: nobody is named for %s", m.name(), strings.TrimPrefix(owner, Unrecorded))
			}
		}
	}),
}

package onboarding

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var goLiveDefined = &rule.Rule{
	ID:          "OP009",
	Title:       "Go-live is defined by criteria",
	Requirement: "1.bar.5",
	Severity:    rule.Error,
	Explain: `"Live" means the same to both parties only when it is written as a list of conditions, each provable. A date is not a
definition.`,
	Bad:  "## Go-live\n\nWe go live on 29 January.\n",
	Good: "## Go-live definition\n\n| # | Criterion | Proven by | State |\n|---|---|---|---|\n| G1 | 40 dispatchers of Acme can authenticate via SSO | `sso_login` by ≥ 40 users | open |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		if len(plan.Criteria) == 0 {
			at := p.Top()
			if plan.GoLiveAt != nil {
				at = plan.GoLiveAt.Heading.Span
			}
			p.Violated(at, "list the criteria that must hold, each with what proves it", "the plan does not define go-live")
		}
		for _, g := range plan.Criteria {
			if g.Proof.Text == "" && g.ID.Text != "" || strings.Trim(g.Proof.Text, "–-— ") == "" && g.ID.Text != "" {
				p.Violated(g.Row, "name the event, the step or the ticket that shows it", "go-live criterion %s names nothing that proves it", g.ID.Text)
			}
		}
	}),
}

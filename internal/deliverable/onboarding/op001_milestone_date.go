package onboarding

import (
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var milestoneDate = &rule.Rule{
	ID:          "OP001",
	Title:       "Every milestone has a completion date",
	Requirement: "1.bar.1",
	Severity:    rule.Error,
	Explain: `A milestone without a date cannot be late, and so cannot be kept. The column "Due" holds one day as YYYY-MM-DD:
not a month, not "Q1", and a day that exists (2027 has no 29 February).`,
	Bad:  "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 2.1 | Sign-in | S. Berg | mid December | Two Acme users can authenticate via SSO | – | open |\n",
	Good: "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 2.1 | Sign-in | S. Berg | 2026-12-15 | Two Acme users can authenticate via SSO | – | open |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		if len(plan.Milestones) == 0 {
			at := p.Top()
			if plan.MilestonesAt != nil {
				at = plan.MilestonesAt.Heading.Span
			}
			p.Lacks(at, "add a table with ID, milestone, owner, due, success criterion, after and state", "the plan has no milestones")
		}
		for _, m := range plan.Milestones {
			switch {
			case m.State.Dropped():
			case m.Due.Err != nil:
				p.Violated(m.Due.Span, "write the day as YYYY-MM-DD", "milestone %s: %v", m.name(), m.Due.Err)
			case m.Due.Date == 0:
				p.Lacks(m.Row, "give the day on which it is complete", "milestone %s has no completion date", m.name())
			}
		}
		for _, f := range []struct {
			key   string
			field DateField
		}{{"start", plan.Start}, {"go_live", plan.GoLive}, {"baseline", plan.Baseline}} {
			if f.field.Err != nil {
				p.Violated(f.field.Span, "write the day as YYYY-MM-DD", "%s: %v", f.key, f.field.Err)
			}
		}
	}),
}

// name is how findings call a milestone.
func (m Milestone) name() string {
	if m.ID.Text != "" {
		return m.ID.Text
	}
	return "\"" + m.Title.Text + "\""
}

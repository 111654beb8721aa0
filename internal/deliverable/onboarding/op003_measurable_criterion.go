package onboarding

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/prose"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var measurableCriterion = &rule.Rule{
	ID:          "OP003",
	Title:       "Every success criterion is measurable",
	Requirement: "1.bar.1",
	Severity:    rule.Error,
	Explain: `An observer who was not there must be able to say pass or fail: "Customer can authenticate via SSO", not "SSO is set
up". Name who can do what, or a number that is reached, or the validation steps and go-live criteria that hold.`,
	Bad:  "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 2.1 | Sign-in | S. Berg | 2026-12-15 | SSO is set up | – | open |\n",
	Good: "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 2.1 | Sign-in | S. Berg | 2026-12-15 | Two Acme users can authenticate via SSO | – | open |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		judge := func(what string, c Cell, row markdown.Span) {
			if strings.Trim(c.Text, "–-— ") == "" {
				p.Lacks(row, "say who can do what when it is reached", "%s has no success criterion", what)
				return
			}
			if plan.refersToCriteria(c.Text) {
				return
			}
			if j := prose.Criterion(c.Text, "Success criterion"); j.Bad() {
				p.Violated(c.Span, j.Want, "%s: %s", what, j.Why)
			}
		}
		for _, m := range plan.Milestones {
			if !m.State.Dropped() {
				judge("milestone "+m.name(), m.Criterion, m.Row)
			}
		}
		for i, g := range plan.Criteria {
			judge("go-live criterion "+cmp.Or(g.ID.Text, strconv.Itoa(i+1)), g.Text, g.Row)
		}
	}),
}

var criterionID = pattern.New(`\b[A-Z]\d+\b`)

// refersToCriteria says whether a criterion is that others of the plan hold:
// "G1 to G3 hold", "The validation steps of P1 and P2 pass".
func (p *Plan) refersToCriteria(text string) bool {
	ids := criterionID.FindAllString(text, -1)
	for _, id := range ids {
		known := false
		for _, g := range p.Criteria {
			known = known || g.ID.Text == id
		}
		for _, x := range p.Prerequisites {
			known = known || x.ID.Text == id
		}
		if !known {
			return false
		}
	}
	return len(ids) > 0
}

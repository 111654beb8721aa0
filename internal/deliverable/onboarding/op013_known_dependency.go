package onboarding

import (
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/schedule"
)

var knownDependency = &rule.Rule{
	ID:          "OP013",
	Title:       "Every dependency and every ID is clear",
	Requirement: "1.bar.1",
	Severity:    rule.Error,
	Explain:     `What a milestone waits for is another milestone or a prerequisite of this plan, by its ID; each ID stands once.`,
	Bad:         "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 1 | Audit | P. Amadi | 2026-12-04 | 3 validation steps pass in staging | – | open |\n| 2 | Sign-in | S. Berg | 2026-12-15 | 2 users can authenticate via SSO | 7.3 | open |\n",
	Good:        "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 1 | Audit | P. Amadi | 2026-12-04 | 3 validation steps pass in staging | – | open |\n| 2 | Sign-in | S. Berg | 2026-12-15 | 2 users can authenticate via SSO | 1 | open |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		ids := map[string]bool{}
		for _, x := range plan.Prerequisites {
			ids[x.ID.Text] = true
		}
		for _, m := range plan.Milestones {
			ids[m.ID.Text] = true
		}
		for _, m := range plan.Milestones {
			for _, l := range readLinks(m.After.Text) {
				if !ids[l.Task] {
					p.Violated(m.After.Span, "name a milestone or a prerequisite of this plan by its ID", "milestone %s waits for %s, which is not in the plan", m.name(), l.Task)
				}
			}
		}
		reportProblems(p, plan, schedule.DuplicateID, "give each milestone an ID of its own")
	}),
}

package onboarding

import (
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/schedule"
)

var noCycle = &rule.Rule{
	ID:          "OP012",
	Title:       "Milestones do not wait for each other in a circle",
	Requirement: "1.bar.1",
	Severity:    rule.Error,
	Explain: `A circle of dependencies can never start. The finding names the milestones along it; take out the link that is not
real.`,
	Bad:  "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 1 | Audit | P. Amadi | 2026-12-04 | 3 validation steps pass in staging | 2 | open |\n| 2 | Sign-in | S. Berg | 2026-12-15 | 2 users can authenticate via SSO | 1 | open |\n",
	Good: "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 1 | Audit | P. Amadi | 2026-12-04 | 3 validation steps pass in staging | – | open |\n| 2 | Sign-in | S. Berg | 2026-12-15 | 2 users can authenticate via SSO | 1 | open |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		reportProblems(p, plan, schedule.Cycle, "take out the link that is not real")
	}),
}

// reportProblems reports the faults of one kind that the schedule finds in a
// plan, at the row of the first milestone concerned.
func reportProblems(p *rule.Pass, plan *Plan, kind schedule.ProblemKind, suggestion string) {
	for _, problem := range schedule.Check(plan.scheduled()) {
		if problem.Kind == kind {
			p.Violated(plan.rowOf(problem.Tasks[0], kind == schedule.DuplicateID), suggestion, "%s", problem.Message)
		}
	}
}

package onboarding

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var durationsOrdered = &rule.Rule{
	ID:          "OP020",
	Title:       "Durations are three points in order",
	Requirement: "1.bar.3",
	Severity:    rule.Error,
	Explain: `The column "Days" gives the least, the likely and the most working days: 2–3–8. Out of order, the forecast would rest on
a slip of the pen.`,
	Bad:  "## Milestones\n\n| ID | Milestone | Owner | Due | Days |\n|---|---|---|---|---|\n| 1 | Audit | P. Amadi | 2026-12-04 | 8–3–2 |\n",
	Good: "## Milestones\n\n| ID | Milestone | Owner | Due | Days |\n|---|---|---|---|---|\n| 1 | Audit | P. Amadi | 2026-12-04 | 2–3–8 |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		for _, m := range plan.Milestones {
			if m.DaysErr != nil && strings.Trim(m.Days.Text, "–-— ") != "" {
				p.Violated(m.Days.Span, "write least–likely–most working days, such as 2–3–8", "milestone %s: %v", m.name(), m.DaysErr)
			}
		}
	}),
}

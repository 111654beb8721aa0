package health

import "github.com/touchstone-cs/touchstone/internal/rule"

var actionsDated = &rule.Rule{
	ID:          "HR008",
	Title:       "Every action has a deadline that is a date",
	Requirement: "3.bar.3",
	Severity:    rule.Error,
	Explain:     `"Soon", "Q4" and "ongoing" never fall due. Write a day: 2026-11-07.`,
	Bad:         "# Health report\n\n## Actions\n\n| Action | Owner | Due | Expected outcome |\n|---|---|---|---|\n| Call the sponsor | Dana Ruiz | soon | A date for the restart |\n",
	Good:        "# Health report\n\n## Actions\n\n| Action | Owner | Due | Expected outcome |\n|---|---|---|---|\n| Call the sponsor | Dana Ruiz | 2026-11-07 | A date for the restart |\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		for _, row := range r.Actions.Rows {
			text := row.Text("due")
			if _, ok := deadline(text.Plain); ok {
				continue
			}
			if !row.prose() && !blank(text.Plain) {
				p.Violated(text.Span, "write a date such as 2026-11-07", "the deadline %q is no date", text.Plain)
				continue
			}
			p.Lacks(row.Span, "write a date such as 2026-11-07", "the action %q has no deadline", row.Text("action").Plain)
		}
	}),
}

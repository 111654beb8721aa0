package health

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

// empties are outcomes by which nobody could tell whether the action worked.
var empties = []string{"improve", "improved", "better", "increase", "increased", "more", "done", "success", "successful", "complete", "completed", "resolved", "fixed", "better engagement", "improved engagement", "improved adoption", "higher adoption", "happy customer"}

var actionsOutcome = &rule.Rule{
	ID:          "HR009",
	Title:       "Every action has an expected outcome that can be observed",
	Requirement: "3.bar.3",
	Severity:    rule.Error,
	Explain:     `The outcome says what will be different when the action has worked, so that the next report can tell: a level, a date, a decision, a named thing that exists.`,
	Bad:         "# Health report\n\n## Actions\n\n| Action | Owner | Due | Expected outcome |\n|---|---|---|---|\n| Train the users | Dana Ruiz | 2026-11-07 | Improved adoption |\n",
	Good:        "# Health report\n\n## Actions\n\n| Action | Owner | Due | Expected outcome |\n|---|---|---|---|\n| Train the users of dispatch | Dana Ruiz | 2026-11-07 | Active users back to 88 by the end of November |\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		for _, row := range r.Actions.Rows {
			outcome := row.Cell("outcome")
			if blank(outcome.Plain) {
				p.Lacks(row.Span, "say what will be different when it has worked", "the action %q has no expected outcome", row.Text("action").Plain)
				continue
			}
			said := strings.ToLower(strings.Trim(strings.TrimSpace(outcome.Plain), ".! "))
			for _, e := range empties {
				if said == e {
					p.Violated(outcome.Span, "name a level, a date, a decision or a thing that will exist", "nobody could tell whether %q has happened", outcome.Plain)
				}
			}
		}
	}),
}

package escalation

import "github.com/touchstone-cs/touchstone/internal/rule"

var attemptedResolutions = &rule.Rule{
	ID:          "ER006",
	Title:       "What was tried is listed",
	Requirement: "6.section.6",
	Severity:    rule.Error,
	Explain:     "A table: Tried, By and when, Result. Whether the fix is already in a version that the customer does not run is one of the things to try.",
	Bad:         "# ESC-1\n\n## Attempted resolutions\n\nSeveral things.\n",
	Good:        "# ESC-1\n\n## Attempted resolutions\n\n| Tried | By, when | Result |\n|---|---|---|\n| batch size 1000 | Dana Ruiz, 2026-10-12 | 504 as before |\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if missing(p, r.Attempts, "Attempted resolutions", "a table of what was tried") {
			return
		}
		if len(r.Tried) == 0 {
			p.Lacks(lineOf(p, r.Attempts), "| Tried | By, when | Result |", "nothing is listed that was tried")
		}
	}),
}

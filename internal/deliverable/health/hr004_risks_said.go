package health

import "github.com/touchstone-cs/touchstone/internal/rule"

var risksSaid = &rule.Rule{
	ID:          "HR004",
	Title:       "Risk signals are listed, or it is said that there are none",
	Requirement: "3.bar.2",
	Severity:    rule.Error,
	Explain:     `An empty section can mean that nobody looked. Write the signals, or "None" and why, or "Unknown".`,
	Bad:         "# Health report\n\n## Scorecard\n\nAll well.\n",
	Good:        "# Health report\n\n## Risk signals\n\nNone: no change of this account is large, lasting and certain enough.\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		switch s := r.Risks.Section; {
		case s == nil:
			p.Violated(p.Top(), "add a section Risk signals; where there are none, say so and what was looked at", "there is no section on risk signals")
		case len(r.Risks.Rows) == 0 && !none(s) && !prosaic(s):
			p.Lacks(s.Heading.Span, "write the signals, or \"None\" and why", "the section on risk signals says nothing")
		}
	}),
}

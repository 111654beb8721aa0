package escalation

import "github.com/touchstone-cs/touchstone/internal/rule"

var businessImpact = &rule.Rule{
	ID:          "ER003",
	Title:       "There is a section on business impact",
	Requirement: "6.section.3",
	Severity:    rule.Error,
	Explain:     "How the issue affects the customer's operations, revenue or timeline.",
	Bad:         "# ESC-1\n\n## Issue summary\n\nText.\n",
	Good:        "# ESC-1\n\n## Business impact\n\n14 dispatchers plan by hand, about 35 hours a night.\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		missing(p, r.Impact, "Business impact", "who is blocked, what stands still, until when")
	}),
}

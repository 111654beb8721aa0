package escalation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var severityJust = &rule.Rule{
	ID:          "ER017",
	Title:       "Customer size, contract value and loudness have no say in the severity",
	Requirement: "6.bar.5",
	Severity:    rule.Error,
	Explain: "Severity counts people blocked, work stopped, data at risk and the workaround. What the customer pays, how big or important it is, and how loudly it\n" +
		"complains are barred from the recommendation and from the customer context.",
	Bad:  "# ESC-1\n\n## Recommended priority\n\nSeverity 1: impact critical, urgency high, because they are our largest customer with $2M of ARR.\n",
	Good: "# ESC-1\n\n## Recommended priority\n\nSeverity 2: impact high (14 people cannot plan), urgency medium (a workaround exists).\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if match := worthIn(r.Severity.Text); match != "" {
			p.Violated(r.Severity.Span, "people blocked, work stopped, data at risk, workaround", "%q has no say in a severity", strings.TrimSpace(match))
		}
		for _, name := range []string{"contract value", "arr", "revenue", "value", "deal", "spend", "mrr", "acv"} {
			if row, ok := r.Facts[name]; ok {
				p.Violated(row.Span, "the terms of the SLA", "the contract's value has no place in an escalation")
			}
		}
	}),
}

package escalation

import "github.com/touchstone-cs/touchstone/internal/rule"

var recommendedPriority = &rule.Rule{
	ID:          "ER007",
	Title:       "A severity is recommended, with its reason",
	Requirement: "6.section.7",
	Severity:    rule.Error,
	Explain:     "\"Severity 2: impact *high* (14 people cannot plan), urgency *medium* (a workaround exists).\" The line under the title, where there is one, says the same.",
	Bad:         "# ESC-1\n\n## Recommended priority\n\nSeverity 2.\n",
	Good:        "# ESC-1\n\n## Recommended priority\n\nSeverity 2: impact *high* (14 people cannot plan), urgency *medium* (a workaround exists).\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if missing(p, r.Priority, "Recommended priority", "Severity N: impact …, urgency …") {
			return
		}
		switch s := r.Severity; {
		case s.Number == 0:
			p.Lacks(lineOf(p, r.Priority), "Severity N", "no severity is recommended")
		case !s.HasReason:
			p.Lacks(s.Span, "impact and urgency, with the facts behind them", "the severity has no reason")
		case s.Headline != 0 && s.Headline != s.Number:
			p.Violated(s.HeadSpan, "", "the line under the title says severity %d, the recommendation %d", s.Headline, s.Number)
		}
	}),
}

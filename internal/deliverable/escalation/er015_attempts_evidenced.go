package escalation

import "github.com/touchstone-cs/touchstone/internal/rule"

var attemptsEvidenced = &rule.Rule{
	ID:          "ER015",
	Title:       "Some attempt is proven by a run or a conversation",
	Requirement: "6.bar.4",
	Severity:    rule.Info,
	Needs:       []string{"run", "interaction", "ticket", "file"},
	Explain:     "An attempt that ran has a receipt; cite it. What the customer tried is in a conversation or the ticket.",
	Bad:         "# ESC-1\n\n## Attempted resolutions\n\n| Tried | By, when | Result |\n|---|---|---|\n| batch 1000 | Dana, 2026-10-12 | 504 as before |\n",
	Good:        "# ESC-1\n\n## Attempted resolutions\n\n| Tried | By, when | Result |\n|---|---|---|\n| batch 1000 | Dana, 2026-10-12 | 504 as before[^b] |\n\n[^b]: run:acme-staging/2026-10-12T10:15Z/upload runs=1 matched=1\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if len(r.Tried) == 0 {
			return
		}
		for _, a := range r.Tried {
			if len(p.Cited(a.Span)) > 0 {
				return
			}
		}
		p.Lacks(r.Tried[0].Span, "cite the run, the conversation or the ticket", "no attempt cites evidence")
	}),
}

package general

import (
	"github.com/touchstone-cs/touchstone/internal/claim"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var figuresAgree = &rule.Rule{
	ID:          "GL004",
	Title:       "Every figure under a citation is the evidence's",
	Requirement: "3.bar.2",
	Severity:    rule.Error,
	Explain: `The numbers between a citation and the one before it (or the start of the sentence; in a table, the cells of the row
without a citation of their own) are compared with the reference: value at the precision shown, sign, direction
("fell"), order (from–to) and unit. Dates, versions, identifiers and ordinals do not count.`,
	Bad:  "API calls fell 45%.[^api]\n\n[^api]: metric:api_calls account=acme period=2026-10 value=7440 prior=12400 change=-40.0%\n",
	Good: "API calls fell 40%, from 12,400 to 7,440.[^api]\n\n[^api]: metric:api_calls account=acme period=2026-10 value=7440 prior=12400 change=-40.0%\n",
	Check: func(p *rule.Pass) {
		for _, problem := range claim.CompareText(p.Citations) {
			p.Report(rule.Finding{Span: problem.Span, Verdict: problem.Verdict, Message: problem.Message, Suggestion: problem.Suggestion})
		}
	},
}

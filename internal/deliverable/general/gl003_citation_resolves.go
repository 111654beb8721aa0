package general

import (
	"github.com/touchstone-cs/touchstone/internal/claim"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var citationResolves = &rule.Rule{
	ID:          "GL003",
	Title:       "Every citation resolves, and its evidence gives the figures it names",
	Requirement: "3.bar.2",
	Severity:    rule.Error,
	Needs:       evidence.Schemes,
	Explain: `The reference behind a footnote is resolved again: the metric is computed over the snapshot that it names, the
receipt's signature is verified, the ticket is looked up. A figure that comes out otherwise is violated. Evidence that
cannot be found, or a snapshot that is not here, is unverified: missing evidence is never a pass.`,
	Bad:  "API calls fell 40%.[^api]\n\n[^api]: metric:no_such_metric account=acme period=2026-10 change=-40%\n",
	Good: "We met on Tuesday.\n",
	Check: func(p *rule.Pass) {
		seen := map[string]bool{}
		for _, c := range p.Citations {
			if seen[c.Label] {
				continue
			}
			seen[c.Label] = true
			for _, problem := range claim.Recompute(c) {
				p.Report(rule.Finding{Span: problem.Span, Verdict: problem.Verdict, Message: problem.Message, Suggestion: problem.Suggestion})
			}
		}
	},
}

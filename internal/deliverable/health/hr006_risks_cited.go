package health

import (
	"github.com/touchstone-cs/touchstone/internal/prose"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var risksCited = &rule.Rule{
	ID:          "HR006",
	Title:       "Risk signals cite their evidence",
	Requirement: "3.bar.2",
	Severity:    rule.Warning,
	Needs:       []string{"metric", "ticket", "survey", "interaction"},
	Explain: `A risk signal is evidence-based: each row cites the metric, ticket, survey or conversation that it rests on, so that anybody can
recompute it.`,
	Bad:  "# Health report\n\n## Risk signals\n\n| Signal | Evidence | Severity |\n|---|---|---|\n| Use fell | API calls fell 40% from September to October (12,400 to 7,440) | High |\n",
	Good: "# Health report\n\n## Risk signals\n\n| Signal | Evidence | Severity |\n|---|---|---|\n| Use fell | API calls fell 40% from September to October (12,400 to 7,440).[^api] | High |\n\n[^api]: metric:api_calls account=acme period=2026-10 value=7440 prior=12400 change=-40.0%\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		for _, row := range r.Risks.Rows {
			if hasFigure(row, "evidence", "signal", "text") && !cited(p, row.Span) {
				p.Violated(row.Span, "cite what the figures rest on", "the signal's figures cite no evidence")
			}
		}
		for _, text := range loose(r.Risks.Section) {
			if prose.Figure(text.Plain) && !cited(p, text.Span) {
				p.Violated(text.Span, "cite what the figures rest on", "the signal's figures cite no evidence")
			}
		}
	}),
}

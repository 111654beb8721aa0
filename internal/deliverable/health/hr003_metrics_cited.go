package health

import (
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/prose"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var metricsCited = &rule.Rule{
	ID:          "HR003",
	Title:       "Every figure of the scorecard cites its evidence",
	Requirement: "3.bar.1",
	Severity:    rule.Warning,
	Needs:       []string{"metric"},
	Explain: `A figure that nobody can recompute is a memory. A row of the scorecard carries one citation ([^api]) of a metric; it covers
the cells of its row.`,
	Bad:  "# Health report\n\n## Scorecard\n\n| Metric | Current | Prior |\n|---|---|---|\n| Active users | 85 | 88 |\n",
	Good: "# Health report\n\n## Scorecard\n\n| Metric | Current | Prior |\n|---|---|---|\n| Active users | 85[^mau] | 88 |\n\n[^mau]: metric:active_users account=acme period=2026-10 value=85 prior=88\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		for _, row := range r.Scorecard.Rows {
			if hasFigure(row, "current", "prior") && !cited(p, row.Span) {
				p.Violated(row.Span, "cite the metric behind the figure; `touchstone metric query` gives it", "the figures of %q cite no evidence", row.Text("metric").Plain)
			}
		}
	}),
}

// hasFigure reports whether one of the fields states a figure. In a cell of the scorecard any digit is one; in running text versions and dates are not.
func hasFigure(row Row, fields ...string) bool {
	for _, f := range fields {
		said := row.Text(f).Plain
		if f == "text" && prose.Figure(said) || f != "text" && digit.MatchString(said) {
			return true
		}
	}
	return false
}

// cited reports whether a citation of evidence, whatever its verdict, stands within the span.
func cited(p *rule.Pass, span markdown.Span, schemes ...string) bool {
	for _, c := range p.Cited(span) {
		if !c.Evidence() {
			continue
		}
		if len(schemes) == 0 {
			return true
		}
		for _, s := range schemes {
			if c.Ref.Scheme == s {
				return true
			}
		}
	}
	return false
}

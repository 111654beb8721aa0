package health

import "github.com/touchstone-cs/touchstone/internal/rule"

var metricsQuantitative = &rule.Rule{
	ID:          "HR002",
	Title:       "Every metric is a number, or Unknown",
	Requirement: "3.bar.1",
	Severity:    rule.Error,
	Explain:     `"Good" and "declining" are opinions about a number. Write the number; what nobody measured is Unknown.`,
	Bad:         "# Health report\n\n## Scorecard\n\n| Metric | Current | Prior |\n|---|---|---|\n| Active users | strong | 88 |\n",
	Good:        "# Health report\n\n## Scorecard\n\n| Metric | Current | Prior |\n|---|---|---|\n| Active users | 85 | 88 |\n| CSAT | Unknown | Unknown |\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		for _, row := range r.Scorecard.Rows {
			if !row.Has("current") {
				continue
			}
			cell := row.Text("current")
			if !digit.MatchString(cell.Plain) && !unknown(cell.Plain) {
				span := cell.Span
				if span.Len() == 0 {
					span = row.Span
				}
				p.Violated(span, "write the figure, or Unknown", "%q has no figure: %q", row.Text("metric").Plain, cell.Plain)
			}
		}
	}),
}

package health

import "github.com/touchstone-cs/touchstone/internal/rule"

var priorPeriod = &rule.Rule{
	ID:          "HR011",
	Title:       "Key metrics stand beside those of the prior period",
	Requirement: "3.bar.4",
	Severity:    rule.Error,
	Explain:     `A figure alone is no trend. The scorecard has a column for the prior period (Prior, Previous, or the period's name), and every row fills it, with Unknown where nobody measured then.`,
	Bad:         "# Health report\n\n## Scorecard\n\n| Metric | Current |\n|---|---|\n| Active users | 85 |\n",
	Good:        "# Health report\n\n## Scorecard\n\n| Metric | October | September |\n|---|---|---|\n| Active users | 85 | 88 |\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if len(r.Scorecard.Rows) == 0 {
			return // HR001
		}
		if r.Scorecard.NoPrior {
			p.Violated(r.Scorecard.Section.Heading.Span, "add a column Prior, or one named after the prior period", "the scorecard has no column for the prior period")
			return
		}
		for _, row := range r.Scorecard.Rows {
			if !row.Has("prior") {
				continue
			}
			prior := row.Text("prior")
			if !digit.MatchString(prior.Plain) && !unknown(prior.Plain) {
				p.Violated(row.Span, "write the prior period's figure, or Unknown", "%q has no figure for the prior period", row.Text("metric").Plain)
			}
		}
	}),
}

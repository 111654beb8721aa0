package feedback

import "github.com/touchstone-cs/touchstone/internal/rule"

var impactAndEffort = &rule.Rule{
	ID:          "FS007",
	Title:       "Each recommended priority has its customer impact and its effort",
	Requirement: "4.bar.2",
	Severity:    rule.Error,
	Explain: `A rank without what it is worth to customers and what it costs to build is a wish. Impact and reach come from the data; effort is a range by whoever estimated it,
and until somebody has, the cell says “not estimated”.`,
	Bad:  "# Feedback\n\n## Recommended priorities\n\n| # | Action | Impact |\n|---|---|---|\n| 1 | Atomic upload | 3 |\n",
	Good: "# Feedback\n\n## Recommended priorities\n\n| # | Action | Reach (accounts) | Impact | Effort (person-months) |\n|---|---|---|---|---|\n| 1 | Atomic upload | 9 | 3 | 0.8–1.3 |\n",
	Check: rule.On(func(p *rule.Pass, m *Model) {
		table, list := rows(m.Priorities)
		if table == nil {
			return
		}
		for _, want := range []struct {
			name    string
			columns []string
		}{{"customer impact", []string{"impact", "customer impact", "business impact"}}, {"effort", []string{"effort", "estimated effort", "effort estimate", "size"}}} {
			column := table.Column(want.columns...)
			if column < 0 {
				p.Violated(table.Span, "add a column for it", "the priorities do not say the %s", want.name)
				continue
			}
			for _, row := range list {
				if cell := row.Cell(column).Text.Plain; cell == "" || cell == "—" || notEstimated.MatchString(cell) {
					p.Unverified(row.Span, "ask engineering for a range and write it into themes.yaml", "the %s of this priority is not known", want.name)
				}
			}
		}
	}),
}

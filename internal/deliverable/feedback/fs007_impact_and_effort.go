package feedback

import (
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

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
			for _, item := range entries(m.Priorities, true) {
				if !impactSaid.MatchString(item.words) {
					p.Violated(item.Span, "say how many accounts or what it costs them", "the priority does not say the customer impact")
				}
				if !effortSaid.MatchString(item.words) {
					p.Violated(item.Span, "ask engineering for a range: 2 to 3 weeks", "the priority does not say the effort")
				}
			}
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

// How an item of a list tells its impact and its effort.
var (
	impactSaid = pattern.New(`(?i)\b(impact|reach|revenue|arr|churn|accounts?|customers?|users?|tickets?|hours?)\b|[$€£]`)
	effortSaid = pattern.New(`(?i)\b(effort|estimate[ds]?|person-(?:days|weeks|months)|sprints?|\d+ ?(?:to|–|-)? ?\d* ?(?:days|weeks|months)|story points|t-shirt|size [smlx]+)\b`)
)

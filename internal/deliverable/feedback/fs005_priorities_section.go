package feedback

import (
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var prioritiesSection = &rule.Rule{
	ID:          "FS005",
	Title:       "Recommended priorities are a ranked list of product actions",
	Requirement: "4.section.5",
	Severity:    rule.Error,
	Explain:     `The list to decide from: numbered, the most urgent first, each an action of the product (not a theme of the feedback).`,
	Bad:         "# Feedback\n\n## Recommended priorities\n\n- Uploads\n- Carriers\n",
	Good:        "# Feedback\n\n## Recommended priorities\n\n| # | Action | Reach (accounts) | Impact | Effort | RICE |\n|---|---|---|---|---|---|\n| 1 | Atomic upload | 9 | 3 | 0.8–1.3 | 17–27 |\n",
	Check: rule.On(func(p *rule.Pass, m *Model) {
		if m.Priorities == nil {
			p.Violated(p.Top(), "add a section “Recommended priorities”", "there are no recommended priorities")
			return
		}
		table, list := rows(m.Priorities)
		if table == nil {
			if len(entries(m.Priorities, true)) == 0 && (len(m.Themes) > 0 || !nothingSaid(m.Priorities)) {
				p.Violated(m.Priorities.Heading.Span, "rank the actions: a numbered list, or a table with the columns #, Action, Impact, Effort", "the recommended priorities are not ranked")
			}
			return
		}
		action := table.Column("action", "product action", "recommended action")
		if action < 0 {
			p.Violated(table.Span, "add the column Action", "the table does not say what to do")
			return
		}
		for _, row := range list {
			if row.Cell(action).Text.Plain == "" {
				p.Lacks(row.Span, "say what the product should do", "this rank has no action")
			}
		}
	}),
}

package feedback

import (
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

// fewestWords: an item of fewer names an action and gives no reason.
const fewestWords = 8

var rankedWithRationale = &rule.Rule{
	ID:          "FS015",
	Title:       "The ranking follows from its inputs",
	Requirement: "4.section.5",
	Severity:    rule.Warning,
	Explain:     `The rationale of a rank is its score (RICE or WSJF) with the inputs beside it, or a column that gives the reason in words. Ranks count 1, 2, 3.`,
	Bad:         "# Feedback\n\n## Recommended priorities\n\n| # | Action |\n|---|---|\n| 2 | Atomic upload |\n",
	Good:        "# Feedback\n\n## Recommended priorities\n\n| # | Action | Reach (accounts) | Impact | Effort | RICE |\n|---|---|---|---|---|---|\n| 1 | Atomic upload | 9 | 3 | 0.8–1.3 | 17–27 |\n",
	Check: rule.On(func(p *rule.Pass, m *Model) {
		table, list := rows(m.Priorities)
		if table == nil {
			for _, item := range entries(m.Priorities, true) {
				if len(strings.Fields(item.words)) < fewestWords {
					p.Violated(item.Span, "say why it has this rank", "the rank has no rationale")
				}
			}
			return
		}
		if table.Column("rice", "wsjf", "rationale", "why", "reason", "score") < 0 {
			p.Violated(table.Span, "add the score with its inputs (RICE, WSJF), or a column Why", "the ranking has no rationale")
		}
		rank := table.Column("#", "rank", "no", "priority")
		for i, row := range list {
			if rank < 0 {
				p.Violated(table.Span, "number the rows", "the actions are not ranked")
				return
			}
			if n, err := strconv.Atoi(row.Cell(rank).Text.Plain); err != nil || n != i+1 {
				p.Violated(row.Span, "number the rows 1, 2, 3", "this row is the %d. of the list and has the rank %q", i+1, row.Cell(rank).Text.Plain)
			}
		}
	}),
}

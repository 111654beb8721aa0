package feedback

import "github.com/touchstone-cs/touchstone/internal/rule"

var competitiveSection = &rule.Rule{
	ID:          "FS004",
	Title:       "Mentions of competitors say what was said, by whom and when",
	Requirement: "4.section.4",
	Severity:    rule.Error,
	Explain: `What customers say of other products, and whether they think of switching. Each mention has the product, the statement, who observed it and when;
a period without any says so.`,
	Bad:  "# Feedback\n\n## Competitive intelligence\n\n| Product | Statement |\n|---|---|\n| RouteWright | Imports our file |\n",
	Good: "# Feedback\n\n## Competitive intelligence\n\n| Product | What was said, by whom | When | Kind |\n|---|---|---|---|\n| RouteWright | “Imports our file.” A customer | August 2026 | Observed |\n",
	Check: rule.On(func(p *rule.Pass, m *Model) {
		if m.Competitive == nil {
			p.Violated(p.Top(), "add a section “Competitive intelligence”, or say in it that nobody was mentioned", "there is no section on competitors")
			return
		}
		table, list := rows(m.Competitive)
		if table == nil {
			if m.Competitive.Empty() {
				p.Violated(m.Competitive.Heading.Span, "list the mentions, or say that there are none", "the section on competitors is empty")
			}
			return
		}
		for _, want := range [][]string{{"product", "competitor"}, {"what was said by whom", "what was said", "statement"}, {"when", "date"}} {
			column := table.Column(want...)
			if column < 0 {
				p.Violated(table.Span, "give the table the columns Product, What was said by whom, When, Kind", "the table has no column %q", want[0])
				continue
			}
			for _, row := range list {
				if row.Cell(column).Text.Plain == "" {
					p.Lacks(row.Span, "fill the cell in", "this mention has nothing under %q", want[0])
				}
			}
		}
	}),
}

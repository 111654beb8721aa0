package feedback

import (
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var summarySection = &rule.Rule{
	ID:          "FS001",
	Title:       "The executive summary lists the top three to five themes, each with a recommended priority",
	Requirement: "4.section.1",
	Severity:    rule.Error,
	Explain: `Who reads one page reads this one. A table names the three to five themes that matter most (all of them where there are fewer),
and for each says what is recommended: now, next, later, discover, watch, or no.`,
	Bad: "# Feedback\n\n## Executive summary\n\nCustomers were mostly happy.\n",
	Good: "# Feedback\n\n## Executive summary\n\n| # | Theme | Accounts | Recommended |\n|---|---|---|---|\n| 1 | Uploads fail | 9 of 23 | Now |\n\n" +
		"## Theme analysis\n\n### 1. Uploads fail\n\nWords.\n",
	Check: rule.On(func(p *rule.Pass, m *Model) {
		if m.Summary == nil {
			p.Violated(p.Top(), "add a section “Executive summary” with a table of the top themes", "there is no executive summary")
			return
		}
		table, list := rows(m.Summary)
		if table == nil {
			if len(m.Themes) == 0 && !m.Summary.Empty() && nothingSaid(m.Summary) {
				return
			}
			summaryItems(p, m)
			return
		}
		recommended := table.Column("recommended", "recommendation", "recommended priority", "priority")
		if recommended < 0 {
			p.Violated(table.Span, "add a column Recommended: now, next, later, discover, watch or no", "no theme has a recommended priority")
			return
		}
		if n := len(list); n > 5 || n < 3 && n < len(m.Themes) {
			p.Violated(table.Span, "name the three to five that matter most", "the summary has %d themes; the analysis has %d", n, len(m.Themes))
		}
		for _, row := range list {
			if row.Cell(recommended).Text.Plain == "" {
				p.Lacks(row.Span, "say now, next, later, discover, watch or no", "this theme has no recommended priority")
			}
		}
	}),
}

// summaryItems checks a summary that lists its themes: each item says what is recommended.
func summaryItems(p *rule.Pass, m *Model) {
	items := entries(m.Summary, false)
	if len(items) == 0 {
		p.Violated(m.Summary.Heading.Span, "list the top themes, each with what is recommended: now, next, later, discover, watch or no", "the executive summary lists no themes")
		return
	}
	if n := len(items); n > 5 || n < 3 && n < len(m.Themes) {
		p.Violated(m.Summary.Heading.Span, "name the three to five that matter most", "the summary has %d themes; the analysis has %d", n, len(m.Themes))
	}
	for _, item := range items {
		if !recommends.MatchString(item.words) {
			p.Lacks(item.Span, "say now, next, later, discover, watch or no", "this theme has no recommended priority")
		}
	}
}

// recommends finds a priority in words: a horizon, a rank, or what to do.
var recommends = pattern.New(`(?i)\b(now|next|later|soon|immediately|discover|discovery|watch|investigate|high|medium|low|urgent|critical|priority|p[0-4]|must|should|could|won't|this (?:quarter|cycle)|(?:next|following) (?:quarter|cycle)|plan(?:ned)?|fix|build|defer(?:red)?|decline|look into|recommend(?:ed)?)\b`)

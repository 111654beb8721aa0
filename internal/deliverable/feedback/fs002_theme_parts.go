package feedback

import (
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var themeParts = &rule.Rule{
	ID:          "FS002",
	Title:       "Each theme has quotes, frequency across accounts, business impact and a recommended action",
	Requirement: "4.section.2",
	Severity:    rule.Error,
	Explain: `For each theme: how many accounts speak of it (**Frequency**), what it costs them or us (**Impact**, or a column in the summary's or the priorities' table),
what somebody said in their own words (a block quote) and what the product should do (**Recommended action**). A theme whose customers may not be quoted
says so by having no quote: that is unverified, not wrong.`,
	Bad: "# Feedback\n\n## Theme analysis\n\n### 1. Uploads fail\n\nMany customers complain about uploads.\n",
	Good: "# Feedback\n\n## Theme analysis\n\n### 1. Uploads fail\n\n**Frequency**: 9 of 23 accounts. **Impact**: 31% of revenue.\n\n> “It dies.” (Customer Amber Finch)\n\n" +
		"**Recommended action**: atomic upload.\n",
	Check: rule.On(func(p *rule.Pass, m *Model) {
		if m.Analysis == nil {
			p.Violated(p.Top(), "add a section “Theme analysis” with a subsection for each theme", "there is no theme analysis")
			return
		}
		if len(m.Themes) == 0 && !nothingSaid(m.Analysis) {
			p.Violated(m.Analysis.Heading.Span, "give each theme a subsection, or say that there are no themes", "the theme analysis has no themes")
		}
		for _, t := range m.Themes {
			at := t.Section.Heading.Span
			if t.Labelled["frequency"].Plain() == "" {
				p.Violated(at, "write **Frequency**: how many items, people and accounts", "the theme %q does not say how frequent it is", t.Title)
			}
			if t.Labelled["impact"].Plain() == "" && !impactInTables(m, t) {
				p.Violated(at, "write **Impact**: what it costs, or the revenue concerned", "the theme %q does not say what its business impact is", t.Title)
			}
			if t.Labelled["recommended action"].Plain() == "" {
				p.Lacks(at, "write **Recommended action**: what the product should do", "the theme %q recommends nothing", t.Title)
			}
			if len(t.Quotes) == 0 {
				p.Unverified(at, "quote a customer who permits it", "the theme %q lets no customer speak", t.Title)
			}
		}
	}),
}

// impactInTables tells whether the summary or the priorities state the theme's impact.
func impactInTables(m *Model, t Theme) bool {
	for _, s := range []*markdown.Section{m.Summary, m.Priorities} {
		table, list := rows(s)
		if table == nil {
			continue
		}
		impact := table.Column("arr concerned", "arr at stake", "impact", "business impact", "revenue")
		name := table.Column("theme", "action")
		for _, row := range list {
			if impact >= 0 && name >= 0 && markdown.Normal(row.Cell(name).Text.Plain) == t.Title && row.Cell(impact).Text.Plain != "" {
				return true
			}
		}
	}
	return false
}

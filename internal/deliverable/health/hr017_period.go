package health

import (
	"time"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var periodNamed = &rule.Rule{
	ID:          "HR017",
	Title:       "The report names its period, and cites no other as the current one",
	Requirement: "3.bar.4",
	Severity:    rule.Error,
	Explain:     "`period` in the front matter is the month, quarter, week or span that the report is about: 2026-10, 2026-Q4, 2026-W41, 2026-10-01..2026-10-15. The scorecard's citations are about that period.",
	Bad:         "---\nkind: health-report\nperiod: last month\n---\n\n# Health report\n",
	Good:        "---\nkind: health-report\nperiod: 2026-10\n---\n\n# Health report\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		field := p.Doc.Front.Field("period")
		if field == nil || field.Value == "" {
			p.Violated(p.Top(), "add `period: 2026-10`", "the report does not say which period it is about")
			return
		}
		if _, err := metric.ParsePeriod(field.Value, time.UTC); err != nil {
			p.Violated(field.Span, "write 2026-10, 2026-Q4, 2026-W41 or 2026-10-01..2026-10-15", "%q is no period", field.Value)
			return
		}
		if r.Scorecard.Section == nil {
			return
		}
		for _, c := range p.Cited(r.Scorecard.Section.Span) {
			if about, ok := c.Ref.Get("period"); ok && c.Evidence() && c.Ref.Scheme == "metric" && about != field.Value {
				p.Violated(c.Cite, "cite the period of the report, or say in the table that the figure is of another", "the scorecard cites %s, the report is about %s", about, field.Value)
			}
		}
	}),
}

func sectionLinks(s *markdown.Section) []markdown.Link {
	var out []markdown.Link
	for _, block := range s.AllBlocks() {
		switch b := block.(type) {
		case *markdown.Table:
			b.Texts(func(t markdown.Text) { out = append(out, t.Links...) })
		case *markdown.Paragraph:
			out = append(out, b.Text.Links...)
		case *markdown.List:
			for _, item := range b.Items {
				out = append(out, item.Text.Links...)
			}
		}
	}
	return out
}

package escalation

import (
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/prose"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var impactEvidenced = &rule.Rule{
	ID:          "ER011",
	Title:       "Figures of the impact cite their evidence",
	Requirement: "6.bar.2",
	Severity:    rule.Warning,
	Needs:       []string{"metric", "interaction", "ticket", "run", "file"},
	Explain:     "A number of people, routes or hours comes from somewhere: the warehouse (`metric:`), what the customer said (`interaction:`), the ticket. A paragraph with figures and no citation is a finding; versions and dates are no figures.",
	Bad:         "# ESC-1\n\n## Business impact\n\n14 dispatchers plan by hand.\n",
	Good:        "# ESC-1\n\n## Business impact\n\n14 dispatchers plan by hand.[^call]\n\n[^call]: interaction:2026-10-12-call-amadi\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if r.Impact == nil {
			return
		}
		check := func(text markdown.Text) {
			if prose.Figure(text.Plain) && len(p.Cited(text.Span)) == 0 {
				p.Lacks(text.Span, "cite metric:, interaction: or ticket:", "the figures of the impact cite no evidence")
			}
		}
		for _, block := range r.Impact.AllBlocks() {
			switch block := block.(type) {
			case *markdown.Paragraph:
				check(block.Text)
			case *markdown.List:
				for _, item := range block.Items {
					check(item.Text)
				}
			case *markdown.Table:
				for _, row := range block.Rows {
					if prose.Figure(p.Doc.Slice(row.Span)) && len(p.Cited(row.Span)) == 0 {
						p.Lacks(row.Span, "cite metric:, interaction: or ticket:", "the figures of the impact cite no evidence")
					}
				}
			}
		}
	}),
}

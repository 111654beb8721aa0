package escalation

import (
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/prose"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var impactQuantified = &rule.Rule{
	ID:          "ER010",
	Title:       "Business impact is quantified",
	Requirement: "6.bar.2",
	Severity:    rule.Error,
	Explain: "\"Blocking production deployment for 200-person team\", not \"important customer is affected\": how many people, how much work, how much a day, by when.\n" +
		"Where nothing in the section counts, each sentence that claims an impact is reported. A sentence that says what is \"not counted yet\" leaves the impact open:\n" +
		"a draft may say so, a report that is done may not.",
	Bad:  "# ESC-1\n\n## Business impact\n\nAn important customer is affected and very unhappy.\n",
	Good: "# ESC-1\n\n## Business impact\n\nBlocking production deployment for a 200-person team.\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if r.Impact == nil {
			return
		}
		var vague []rule.Finding
		quantified := false
		judge := func(text markdown.Text) {
			if isEmptyText(text) || unmeasured.MatchString(text.Plain) {
				return
			}
			j := prose.Impact(text.Plain, "Business impact")
			if !j.Bad() {
				quantified = true
				return
			}
			if open.MatchString(text.Plain) {
				p.Lacks(text.Span, j.Want, "the extent of the impact is still open")
				return
			}
			vague = append(vague, rule.Finding{Span: text.Span, Verdict: evidence.Violated, Message: "the impact is not quantified: " + j.Why, Suggestion: j.Want})
		}
		for _, block := range r.Impact.AllBlocks() {
			switch block := block.(type) {
			case *markdown.Paragraph:
				judge(block.Text)
			case *markdown.List:
				for _, item := range block.Items {
					judge(item.Text)
				}
			case *markdown.Table:
				for _, row := range block.Rows {
					for _, cell := range row.Cells[min(1, len(row.Cells)):] {
						judge(cell.Text)
					}
				}
			}
		}
		if quantified {
			return
		}
		for _, f := range vague {
			p.Report(f)
		}
	}),
}

// What a generated report says of figures: one that nobody measures claims nothing, nor does a workaround; one that a person still owes is open.
var (
	unmeasured = pattern.New(`(?i)^(?:not measured|workaround\b[^:]{0,40}:)`)
	open       = pattern.New(`(?i)\bnot (?:yet counted|counted yet)\b`)
)

func isEmptyText(text markdown.Text) bool { return len(text.Plain) < 3 }

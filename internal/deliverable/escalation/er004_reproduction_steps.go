package escalation

import (
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var reproductionSteps = &rule.Rule{
	ID:          "ER004",
	Title:       "There are steps that reproduce the issue",
	Requirement: "6.section.4",
	Severity:    rule.Error,
	Explain: "Numbered steps that somebody else can follow, with the request or the command of each. Better still, each step is a fence with attributes, its expectation is the faulty behaviour: ```` ```http {\"name\":\"upload\",\"expect\":\"status 504\"} ````. `touchstone run`\n" +
		"executes them, and says how often the issue showed.",
	Bad:  "# ESC-1\n\n## Reproduction steps\n\n1. Upload a big file.\n",
	Good: "# ESC-1\n\n## Reproduction steps\n\n```http {\"name\":\"upload\",\"expect\":\"status 504\"}\nPOST {{base}}/v2/routes/bulk\n```\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if missing(p, r.Reproduction, "Reproduction steps", "a fence for each step") {
			return
		}
		for _, s := range r.Steps {
			if span := p.Doc.LineSpan(s.Line); r.Reproduction.Span.Contains(span) {
				return
			}
		}
		if r.StepsErr == nil && !inOrder(r.Reproduction) {
			p.Lacks(lineOf(p, r.Reproduction), "```sh {\"name\":\"…\",\"expect\":\"…\"}", "the reproduction has no steps that another could follow")
		}
	}),
}

// inOrder reports whether a section tells steps in words: a numbered list of two or more, or code to type.
func inOrder(s *markdown.Section) bool {
	for _, block := range s.AllBlocks() {
		switch b := block.(type) {
		case *markdown.Fence:
			return true
		case *markdown.List:
			if b.Ordered && len(b.Items) > 1 {
				return true
			}
		}
	}
	return false
}

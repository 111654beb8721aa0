package general

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var written = &rule.Rule{
	ID:          "GL012",
	Title:       "No placeholder and no template guidance is left",
	Requirement: "0.guideline.6",
	Severity:    rule.Error,
	Explain: "A template says where a person must write. Text such as TODO, TBD, “[describe the impact]” or a comment that begins with " +
		"“guidance:” is a question that nobody has answered yet: in a draft it is unverified, later it is violated. Code is left alone.",
	Bad:  "---\nkind: health-report\nstatus: final\n---\n\n# Health report\n\n## Risk signals\n\nTODO: fill in\n",
	Good: "---\nkind: health-report\nstatus: final\n---\n\n# Health report\n\n## Risk signals\n\nNone: every metric held.\n",
	Check: func(p *rule.Pass) {
		p.Doc.Texts(func(text markdown.Text) {
			if found, ok := findPlaceholder(text); ok {
				p.Lacks(text.SourceSpan(found), "write what belongs here, or say that it is unknown and who finds out", "%q is a placeholder", text.Plain[found.Start:found.End])
			}
			for _, span := range text.HTML { // “<date>” is HTML to Markdown
				guidance(p, span)
				if inner := strings.Trim(p.Doc.Slice(span), "<>"); filler(inner) {
					p.Lacks(span, "write what belongs here", "%q is a placeholder", p.Doc.Slice(span))
				}
			}
		})
		p.Doc.Walk(func(block markdown.Block) {
			if html, ok := block.(*markdown.HTML); ok {
				guidance(p, html.Span)
			}
		})
	},
}

// guidance reports a comment that the template put there, or that says so of itself.
func guidance(p *rule.Pass, span markdown.Span) {
	comment := strings.TrimSpace(p.Doc.Slice(span))
	inner, ok := strings.CutPrefix(comment, "<!--")
	if !ok {
		return
	}
	if strings.HasPrefix(strings.TrimSpace(inner), "guidance:") || p.Guidance != nil && p.Guidance(comment) {
		p.Lacks(span, "write what it asks for, then delete the comment", "template guidance is still here")
	}
}

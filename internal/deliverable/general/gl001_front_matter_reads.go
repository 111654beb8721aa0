package general

import "github.com/touchstone-cs/touchstone/internal/rule"

var frontMatterReads = &rule.Rule{
	ID:          "GL001",
	Title:       "The front matter can be read",
	Requirement: "0.guideline.6",
	Severity:    rule.Error,
	Explain: `A deliverable begins with YAML between two lines of three dashes. It carries kind, date, author and the
engagement's context. Where it is broken, nothing else can be known of the document.`,
	Bad:  "---\nkind: health-report\nauthor: Dana: Ruiz\n---\n\n# Health report\n",
	Good: "---\nkind: health-report\nauthor: \"Dana: Ruiz\"\n---\n\n# Health report\n",
	Check: func(p *rule.Pass) {
		if p.Doc.Front.Err != nil {
			p.Violated(p.Doc.LineSpan(p.Doc.Front.ErrLine), "mend the YAML; quote a value that holds a colon", "%v", p.Doc.Front.Err)
		}
	},
}

package general

import "github.com/touchstone-cs/touchstone/internal/rule"

var authored = &rule.Rule{
	ID:          "GL006",
	Title:       "The document has an author",
	Requirement: "0.guideline.6",
	Severity:    rule.Error,
	Explain:     "Whoever reads it must know whom to ask. `author` in the front matter is the person who answers for the document.",
	Bad:         "---\nkind: health-report\ndate: 2026-11-02\nstatus: final\nengagement: Routing API\n---\n\n# Health report\n",
	Good:        "---\nkind: health-report\ndate: 2026-11-02\nstatus: final\nauthor: Dana Ruiz\nengagement: Routing API\n---\n\n# Health report\n",
	Check: func(p *rule.Pass) {
		value, span, ok := frontValue(p, "author")
		switch {
		case !ok:
			p.Lacks(span, "add `author: ` with the name of who answers for it", "the document has no author")
		case placeholder(value):
			p.Lacks(span, "write the name of who answers for it", "author %q is a placeholder", value)
		}
	},
}

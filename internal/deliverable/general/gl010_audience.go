package general

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var addressed = &rule.Rule{
	ID:          "GL010",
	Title:       "The audience is declared: internal, customer, shared or public",
	Requirement: "0.guideline.2",
	Severity:    rule.Warning,
	Explain: "What may stand in a document depends on who may read it. `audience` in the front matter is internal, customer (this customer), shared " +
		"(several customers, partners) or public.",
	Bad:  "---\nkind: health-report\naudience: everyone\n---\n\n# Health report\n",
	Good: "---\nkind: health-report\naudience: internal\n---\n\n# Health report\n",
	Check: func(p *rule.Pass) {
		value, span, ok := frontValue(p, "audience")
		if !ok {
			if p.Kind != "" {
				p.Report(rule.Finding{Span: p.Top(), Verdict: evidence.Unverified, Message: "no audience is declared: nobody outside may read it until one is",
					Suggestion: "add `audience: internal`", Fix: setKey(p, "audience", "internal")})
			}
			return
		}
		if slices.Contains(deliverable.Audiences, value) {
			return
		}
		f := rule.Finding{Span: span, Verdict: violated, Message: "audience \"" + value + "\" is none of " + strings.Join(deliverable.Audiences, ", "), Suggestion: "write one of them"}
		if word, ok := oneOf(value, deliverable.Audiences); ok {
			f.Fix = []markdown.Edit{{Span: span, New: word}}
			f.Suggestion = "write `" + word + "`"
		}
		p.Report(f)
	},
}

package general

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
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
				p.Unverified(p.Top(), "add `audience: internal`", "no audience is declared: nobody outside may read it until one is")
			}
			return
		}
		if slices.Contains(deliverable.Audiences, value) {
			return
		}
		f := rule.Finding{Span: span, Verdict: violated, Message: "audience \"" + value + "\" is none of " + strings.Join(deliverable.Audiences, ", "), Suggestion: "write one of them"}
		if lower := strings.ToLower(value); slices.Contains(deliverable.Audiences, lower) {
			f.Fix = []markdown.Edit{{Span: span, New: lower}}
			f.Suggestion = "write `" + lower + "`"
		}
		p.Report(f)
	},
}

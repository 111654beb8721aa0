package general

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

func statused(k kinds) *rule.Rule {
	return &rule.Rule{
		ID:          "GL009",
		Title:       "The status is draft, review, final, superseded or withdrawn",
		Requirement: "0.guideline.6",
		Severity:    rule.Warning,
		Explain: "A reader must know whether the advice stands. `status` is draft, review, final, superseded or withdrawn; a kind's own state " +
			"(agreed, with engineering) is another key, `state`.",
		Bad:  "---\nkind: health-report\nstatus: Finalised\n---\n\n# Health report\n",
		Good: "---\nkind: health-report\nstatus: final\n---\n\n# Health report\n",
		Check: func(p *rule.Pass) {
			value, span, ok := frontValue(p, "status")
			if !ok {
				if p.Kind != "" {
					p.Report(rule.Finding{Span: p.Top(), Verdict: evidence.Unverified, Message: "the document has no status and is taken for a draft", Suggestion: "add `status: draft`",
						Fix: setKey(p, "status", "draft")})
				}
				return
			}
			if slices.Contains(deliverable.Statuses, value) || slices.Contains(k.of(p.Kind).States, value) {
				return
			}
			f := rule.Finding{Span: span, Verdict: violated, Message: "status \"" + value + "\" is none of " + strings.Join(deliverable.Statuses, ", "), Suggestion: "write one of them"}
			if word, ok := oneOf(value, deliverable.Statuses); ok {
				f.Fix = []markdown.Edit{{Span: span, New: word}}
				f.Suggestion = "write `" + word + "`"
			}
			p.Report(f)
		},
	}
}

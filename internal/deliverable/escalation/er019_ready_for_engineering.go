package escalation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var readyForEngineering = &rule.Rule{
	ID:          "ER019",
	Title:       "\"Ready for engineering\" is said only when a developer would have nothing to ask",
	Requirement: "6.bar.1",
	Severity:    rule.Error,
	Explain: "The words are a verdict: the problem in technical terms, steps that can be run and did reproduce it, the variables they need, versions, what was tried, impact\n" +
		"and severity are all there. A report with `state: with engineering` is taken to say so too. What is missing is listed as the question a developer would ask.",
	Bad:  "# ESC-1\n\n**Severity 2** · **Ready for engineering**\n\n## Issue summary\n\nIt does not work.\n",
	Good: "# ESC-1\n\n**Severity 2** · not ready for engineering\n\n## Issue summary\n\nIt does not work.\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		state := strings.ToLower(p.Doc.Front.Value("state"))
		if !r.IsReady && state != "with engineering" {
			return
		}
		span := r.Ready
		if span.Len() == 0 {
			span = p.Doc.Front.Field("state").Span
		}
		for _, question := range Questions(p, r) {
			p.Violated(span, "", "not ready for engineering: %s", question)
		}
	}),
}

package health

import "github.com/touchstone-cs/touchstone/internal/rule"

var outlookWritten = &rule.Rule{
	ID:          "HR018",
	Title:       "A person says what the figures mean and what they expect",
	Requirement: "3.bar.2",
	Severity:    rule.Info,
	Explain:     `Figures say what happened. Why it happened, and what is expected until the next report, only a person who knows the customer can say. The section Summary and outlook is theirs: nothing generates it.`,
	Bad:         "---\nkind: health-report\nstatus: final\n---\n\n# Health report\n\n## Summary and outlook\n",
	Good:        "---\nkind: health-report\nstatus: final\n---\n\n# Health report\n\n## Summary and outlook\n\nAcme lost a path, not its interest: uploads time out since 12 October.\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		switch {
		case r.Summary == nil:
			p.Lacks(p.Top(), "add a section Summary and outlook", "nobody says what the figures mean")
		case r.Summary.Empty():
			p.Lacks(r.Summary.Heading.Span, "say what changed and why, and what you expect by the next report", "nobody has said yet what the figures mean")
		}
	}),
}

package onboarding

import (
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var doneIsShown = &rule.Rule{
	ID:          "OP021",
	Title:       "What is done is shown by evidence",
	Requirement: "1.bar.1",
	Severity:    rule.Warning,
	Needs:       []string{"run", "metric", "ticket", "approval"},
	Explain: `A milestone, a prerequisite or a go-live criterion is met when evidence says so: the event, the step's receipt, the closed
ticket, cited beside "done" or "met". A person's word alone is unverified.`,
	Bad:  "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 2.1 | Sign-in | S. Berg | 2026-11-10 | Two Acme users can authenticate via SSO | – | done |\n",
	Good: "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 2.1 | Sign-in | S. Berg | 2026-12-15 | Two Acme users can authenticate via SSO | – | open |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		check := func(what string, s State, row markdown.Span) {
			if !s.Done() {
				return
			}
			cited := p.Cited(row)
			if len(cited) == 0 {
				p.Unverified(s.Span, "cite what shows it: run:, metric:, ticket:, approval:", "%s is said to be %s; nothing shows it", what, s.Word)
				return
			}
			for _, c := range cited {
				if c.Resolved && c.Record.Verdict != evidence.Pass {
					p.Report(rule.Finding{Span: s.Span, Verdict: c.Record.Verdict, Message: what + " is said to be " + s.Word + "; its evidence: " + c.Record.Reason})
				}
			}
		}
		for _, m := range plan.Milestones {
			check("milestone "+m.name(), m.State, m.Row)
		}
		for _, x := range plan.Prerequisites {
			check("prerequisite "+x.name(), x.State, x.Row)
		}
		for _, g := range plan.Criteria {
			check("go-live criterion "+g.ID.Text, g.State, g.Row)
		}
	}),
}

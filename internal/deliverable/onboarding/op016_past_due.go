package onboarding

import (
	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var notPastDue = &rule.Rule{
	ID:          "OP016",
	Title:       "No milestone is open past its date",
	Requirement: "1.bar.1",
	Severity:    rule.Warning,
	Explain: `A plan whose dates have passed tells nothing. Say that it is done (and what shows it), or run generate again: it moves
the open dates and writes down why.`,
	Bad:  "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 2.1 | Sign-in | S. Berg | 2026-11-10 | Two Acme users can authenticate via SSO | – | open |\n",
	Good: "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 2.1 | Sign-in | S. Berg | 2026-12-15 | Two Acme users can authenticate via SSO | – | open |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		if s := p.Doc.Front.Value("status"); s == "superseded" || s == "withdrawn" {
			return
		}
		on := calendar.DateOf(p.Now)
		if p.Workspace != nil {
			on = calendar.DateOf(p.Now.In(p.Workspace.Zone))
		}
		setting, _ := SettingOf(p.Workspace, p.Account)
		for _, s := range Slips(plan, setting, on) {
			if m := plan.Milestone(s.Milestone); s.Open && m != nil {
				p.Violated(m.Due.Span, "say that it is done, or generate the plan again", "milestone %s was due on %s and is open: %s late, with the %s", m.name(), m.Due.Date, workingDays(s.Days), s.Party)
			}
		}
	}),
}

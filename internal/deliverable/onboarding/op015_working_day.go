package onboarding

import (
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var dueOnWorkingDay = &rule.Rule{
	ID:          "OP015",
	Title:       "Milestones are due on working days of both parties and the owner",
	Requirement: "1.bar.1",
	Severity:    rule.Warning,
	Explain: `A milestone on a weekend, a holiday of either party, in a freeze or in its owner's absence will not be met on that
day. The finding names the reason and the next working day.`,
	Bad:  "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 2.1 | Sign-in | S. Berg | 2026-12-13 | Two Acme users can authenticate via SSO | – | open |\n",
	Good: "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 2.1 | Sign-in | S. Berg | 2026-12-15 | Two Acme users can authenticate via SSO | – | open |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		setting, _ := SettingOf(p.Workspace, p.Account)
		for _, m := range plan.Milestones {
			if m.Due.Date == 0 || m.State.Done() || m.State.Dropped() {
				continue
			}
			owner := setting.Owner(m.Owner.Text)
			if why := owner.Reason(m.Due.Date); why != "" {
				next, _ := owner.Next(m.Due.Date)
				p.Violated(m.Due.Span, "move it to "+next.String(), "milestone %s is due on %s, which is not worked: %s", m.name(), m.Due.Date, why)
			}
		}
	}),
}

package onboarding

import (
	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var overSchedule = &rule.Rule{
	ID:          "OP022",
	Title:       "A plan more than a quarter over its schedule is escalated",
	Requirement: "1.bar.3",
	Severity:    rule.Error,
	Explain: `From the start to the go-live first promised (baseline) is the schedule. When the go-live, or today where that has
passed, is later by more than a quarter of it, somebody above the project has to decide: more people, less scope, or
another date that both sign.`,
	Bad:  "---\nkind: onboarding-plan\naccount: acme\nstatus: final\nstart: 2026-09-01\nbaseline: 2026-10-12\ngo_live: 2026-12-21\n---\n\n# Plan\n",
	Good: "---\nkind: onboarding-plan\naccount: acme\nstatus: final\nstart: 2026-09-01\nbaseline: 2026-12-18\ngo_live: 2026-12-21\n---\n\n# Plan\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		if !stands(p.Doc) {
			return
		}
		on := calendar.DateOf(p.Now)
		if p.Workspace != nil {
			on = calendar.DateOf(p.Now.In(p.Workspace.Zone))
		}
		setting, _ := SettingOf(p.Workspace, p.Account)
		o, known := OverrunOf(plan, setting, on)
		if !known || !o.Escalates() {
			return
		}
		at := plan.GoLive.Span
		if at.Len() == 0 {
			at = p.Top()
		}
		blame := ""
		if last, ok := Latest(plan, Slips(plan, setting, on)); ok && last.Days > 0 {
			blame = "; the latest slip is " + last.Milestone + ", with the " + last.Party
		}
		p.Violated(at, "escalate: more people, less scope, or a new date that both parties sign (then set baseline)", "the plan is %s over a schedule of %d: %s%s",
			workingDays(o.Over), o.Planned, percent(o.Share), blame)
	}),
}

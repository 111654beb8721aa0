package onboarding

import (
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var startIsWorked = &rule.Rule{
	ID:          "OP018",
	Title:       "The plan starts on a working day of both parties",
	Requirement: "1.bar.1",
	Severity:    rule.Warning,
	Explain:     `Nothing starts on a holiday or a weekend. The finding names the reason and the next day that both parties work.`,
	Bad:         "---\nkind: onboarding-plan\naccount: acme\nstatus: review\nstart: 2026-11-29\n---\n\n# Plan\n",
	Good:        "---\nkind: onboarding-plan\naccount: acme\nstatus: review\nstart: 2026-11-30\n---\n\n# Plan\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		if plan.Start.Date == 0 {
			if plan.Start.Err == nil {
				p.Lacks(p.Top(), "add start: YYYY-MM-DD to the front matter", "the plan has no start")
			}
			return
		}
		setting, _ := SettingOf(p.Workspace, p.Account)
		joint := setting.Joint()
		if why := joint.Reason(plan.Start.Date); why != "" {
			next, _ := joint.Next(plan.Start.Date)
			p.Violated(plan.Start.Span, "start on "+next.String(), "the plan starts on %s, which is not worked: %s", plan.Start.Date, why)
		}
	}),
}

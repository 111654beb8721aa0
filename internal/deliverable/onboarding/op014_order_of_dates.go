package onboarding

import (
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var orderOfDates = &rule.Rule{
	ID:          "OP014",
	Title:       "No milestone is due before what it waits for",
	Requirement: "1.bar.1",
	Severity:    rule.Error,
	Explain: `A milestone ends on or after the milestones that it depends on. Otherwise one of the dates, or the dependency, is
wrong.`,
	Bad:  "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 1 | Audit | P. Amadi | 2026-12-04 | 3 validation steps pass in staging | 2 | open |\n| 2 | Sign-in | S. Berg | 2026-12-15 | 2 users can authenticate via SSO | – | open |\n",
	Good: "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 1 | Audit | P. Amadi | 2026-12-04 | 3 validation steps pass in staging | – | open |\n| 2 | Sign-in | S. Berg | 2026-12-15 | 2 users can authenticate via SSO | 1 | open |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		for _, m := range plan.Milestones {
			for _, l := range readLinks(m.After.Text) {
				before := plan.Milestone(l.Task)
				if before != nil && m.Due.Date != 0 && before.Due.Date > m.Due.Date && !m.State.Done() && !m.State.Dropped() && !before.State.Done() && !before.State.Dropped() {
					p.Violated(m.Due.Span, "move it to "+before.Due.Date.String()+" or later", "milestone %s is due on %s, before %s on %s, for which it waits", m.name(), m.Due.Date, l.Task, before.Due.Date)
				}
			}
			if m.Due.Date != 0 && plan.Start.Date != 0 && m.Due.Date < plan.Start.Date && !m.State.Done() {
				p.Violated(m.Due.Span, "move it after the plan's start", "milestone %s is due on %s, before the plan starts on %s", m.name(), m.Due.Date, plan.Start.Date)
			}
		}
		if g := plan.GoLiveMilestone(); g != nil && plan.GoLive.Date != 0 && g.Due.Date != 0 && g.Due.Date != plan.GoLive.Date && markdown.Normal(g.Title.Text) == "go live" {
			p.Violated(g.Due.Span, "give both the same date", "the go-live milestone is due on %s, the front matter's go_live says %s", g.Due.Date, plan.GoLive.Date)
		}
	}),
}

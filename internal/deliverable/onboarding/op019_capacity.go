package onboarding

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var capacityThere = &rule.Rule{
	ID:          "OP019",
	Title:       "Owners have time for their work",
	Requirement: "1.bar.3",
	Severity:    rule.Warning,
	Explain: `Somebody with no days a week, or away for the whole of the plan, cannot own open work. Give the work to somebody else
or change their days.`,
	Bad:  "## Customer profile and environment\n\n| Fact | Value |\n|---|---|\n| Team | S. Berg (security, 0 days a week) |\n\n## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion |\n|---|---|---|---|---|\n| 1 | Sign-in | S. Berg | 2026-12-15 | 2 users can sign in via SSO |\n",
	Good: "## Customer profile and environment\n\n| Fact | Value |\n|---|---|\n| Team | S. Berg (security, 2 days a week) |\n\n## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion |\n|---|---|---|---|---|\n| 1 | Sign-in | S. Berg | 2026-12-15 | 2 users can sign in via SSO |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		setting, _ := SettingOf(p.Workspace, p.Account)
		for _, m := range plan.Milestones {
			name := m.Owner.Text
			if name == "" || m.State.Done() || m.State.Dropped() {
				continue
			}
			switch {
			case plan.zeroDays(name) || setting.People[name].Idle:
				p.Violated(m.Owner.Span, "name somebody who has time", "milestone %s: %s has 0 days a week", m.name(), name)
			case plan.Start.Date != 0 && m.Due.Date > plan.Start.Date && setting.Owner(name).Between(plan.Start.Date, m.Due.Date+1) == 0:
				p.Violated(m.Owner.Span, "name a deputy, or move it", "milestone %s: %s works on no day between %s and %s", m.name(), name, plan.Start.Date, m.Due.Date)
			}
		}
	}),
}

var noDays = pattern.New(`\b0(?:\.0)? days? a week`)

// zeroDays says whether the plan's own team row gives a person no day.
func (p *Plan) zeroDays(name string) bool {
	for _, f := range p.Profile {
		if _, rest, ok := strings.Cut(f.Value.Text, name+" ("); ok && isTeam(f.Name.Text) {
			notes, _, _ := strings.Cut(rest, ")")
			return noDays.MatchString(notes)
		}
	}
	return false
}

package onboarding

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var tailored = &rule.Rule{
	ID:          "OP024",
	Title:       "The plan names the customer's goals and the team's capacity",
	Requirement: "1.bar.4",
	Severity:    rule.Warning,
	Explain: `A plan is tailored to the customer's goals and to how much time its people have. A goal is a figure to be reached; a
person stands with how many days a week they have.`,
	Bad:  "## Customer profile and environment\n\n| Fact | Value |\n|---|---|\n| Environment | PostgreSQL 14 |\n",
	Good: "## Customer profile and environment\n\n| Fact | Value |\n|---|---|\n| Goals | Plan 3 depots by 22:00 (today 01:30) |\n| Team | P. Amadi (3 days a week) |\n| Environment | PostgreSQL 14 |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		at := p.Top()
		if plan.ProfileAt != nil {
			at = plan.ProfileAt.Heading.Span
		}
		for _, want := range []struct {
			is        func(string) bool
			what, fix string
		}{{isGoal, "goals", "say what the customer wants to reach, in figures"}, {isTeam, "team", "name the people and their days a week"}} {
			found := false
			for _, f := range plan.Profile {
				if !want.is(f.Name.Text) {
					continue
				}
				found = true
				if strings.HasPrefix(f.Value.Text, Unrecorded) || strings.Trim(f.Value.Text, "–-— ") == "" {
					p.Lacks(f.Value.Span, want.fix, "%s: not recorded", f.Name.Text)
				}
			}
			if !found {
				p.Lacks(at, want.fix, "the plan does not name the customer's %s", want.what)
			}
		}
	}),
}

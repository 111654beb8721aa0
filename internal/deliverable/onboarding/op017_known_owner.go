package onboarding

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var knownOwner = &rule.Rule{
	ID:          "OP017",
	Title:       "Owners are people whom the workspace knows",
	Requirement: "1.bar.1",
	Severity:    rule.Warning,
	Explain: `An owner is in the vendor's team (touchstone.yaml) or among the account's contacts (account.yaml); otherwise nobody
knows their calendar, their load, or how to reach them.`,
	Bad:  "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 2.1 | Sign-in | K. Nobody | 2026-12-15 | Two Acme users can authenticate via SSO | – | open |\n",
	Good: "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 2.1 | Sign-in | S. Berg | 2026-12-15 | Two Acme users can authenticate via SSO | – | open |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		if p.Workspace == nil {
			return
		}
		setting, _ := SettingOf(p.Workspace, p.Account)
		check := func(what string, owner Cell) {
			name := strings.Trim(owner.Text, "–-— ")
			if name == "" || strings.HasPrefix(name, Unrecorded) {
				return
			}
			if _, known := setting.People[name]; !known {
				p.Violated(owner.Span, "add them to the team in touchstone.yaml or to the contacts in account.yaml", "%s: nobody knows %q", what, name)
			}
		}
		for _, m := range plan.Milestones {
			check("milestone "+m.name(), m.Owner)
		}
		for _, x := range plan.Prerequisites {
			check("prerequisite "+x.name(), x.Owner)
		}
	}),
}

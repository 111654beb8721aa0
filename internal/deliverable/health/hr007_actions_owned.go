package health

import "github.com/touchstone-cs/touchstone/internal/rule"

var actionsOwned = &rule.Rule{
	ID:          "HR007",
	Title:       "Every action has an owner who made it theirs",
	Requirement: "3.bar.3",
	Severity:    rule.Error,
	Explain: `An action without a name is nobody's. Generated actions are proposals ("Proposed: Dana Ruiz"): take the word away when
the person has agreed. In a draft a proposal is unverified, later it is violated.`,
	Bad:  "---\nkind: health-report\nstatus: final\n---\n\n# Health report\n\n## Actions\n\n| Action | Owner | Due | Expected outcome |\n|---|---|---|---|\n| Call the sponsor | Proposed: Dana Ruiz | 2026-11-07 | A date for the restart |\n",
	Good: "---\nkind: health-report\nstatus: final\n---\n\n# Health report\n\n## Actions\n\n| Action | Owner | Due | Expected outcome |\n|---|---|---|---|\n| Call the sponsor | Dana Ruiz | 2026-11-07 | A date for the restart |\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		for _, row := range r.Actions.Rows {
			owner := row.Cell("owner")
			switch {
			case blank(owner.Plain):
				p.Lacks(row.Span, "name one person, in a column Owner or as \"owner: Dana Ruiz\"", "the action %q has no owner", row.Text("action").Plain)
			case proposed(owner.Plain):
				p.Lacks(owner.Span, "take \"Proposed\" away when the person has agreed", "the action %q is a proposal that nobody owns yet", row.Text("action").Plain)
			}
		}
	}),
}

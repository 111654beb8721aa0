package general

import (
	"path"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

func aggregated(k kinds) *rule.Rule {
	return &rule.Rule{
		ID:          "GL015",
		Title:       "What covers several accounts lies apart from any one account's details",
		Requirement: "0.guideline.4",
		Severity:    rule.Error,
		Explain: "A feedback summary speaks of many customers and is read by many people; one customer's details lie in that customer's folder, which fewer may open. " +
			"So a feedback summary has `accounts`, no `account`, and does not lie in an account's folder.",
		Bad:  "---\nkind: feedback-summary\naccount: acme\n---\n\n# Feedback of Acme\n",
		Good: "---\nkind: feedback-summary\naccounts: 23\n---\n\n# Feedback, third quarter\n",
		Check: func(p *rule.Pass) {
			kind := k.of(p.Kind)
			if !kind.Across {
				return
			}
			if id, span, ok := frontValue(p, "account"); ok {
				p.Violated(span, "name the accounts covered under `accounts`", "a %s aggregates over accounts; this one is about %q alone", kind.Noun(), id)
				return
			}
			if p.Workspace != nil && p.Doc.Front.Field("accounts") == nil && strings.HasPrefix(p.Path, p.Workspace.AccountsDir()+"/") {
				p.Violated(p.Top(), "move it to the folder "+path.Dir(kind.Path(deliverable.Place{}))+"/", "a %s lies in one account's folder", kind.Noun())
			}
		},
	}
}

package general

import "github.com/touchstone-cs/touchstone/internal/rule"

var contextual = &rule.Rule{
	ID:          "GL007",
	Title:       "The document says for whom and for which engagement it holds",
	Requirement: "0.guideline.6",
	Severity:    rule.Error,
	Explain: "Advice for one customer misleads at another. `engagement` in the front matter says which piece of work this is about; " +
		"`account` names the customer, `accounts` how many or which are covered.",
	Bad:  "---\nkind: health-report\ndate: 2026-11-02\nauthor: Dana Ruiz\nstatus: final\n---\n\n# Health report\n",
	Good: "---\nkind: health-report\ndate: 2026-11-02\nauthor: Dana Ruiz\nstatus: final\naccount: acme\nengagement: Routing API, production since 2025-11-03\n---\n\n# Health report\n",
	Check: func(p *rule.Pass) {
		value, span, ok := frontValue(p, "engagement")
		switch {
		case !ok:
			f := p.Lacking(span, "add `engagement: ` and what this piece of work is", "the engagement is not named")
			if p.Account != nil && p.Account.Engagement != "" {
				f.Suggestion, f.Fix = "account.yaml says: "+p.Account.Engagement, setKey(p, "engagement", p.Account.Engagement)
			}
			p.Report(f)
		case placeholder(value):
			p.Lacks(span, "say what this piece of work is", "engagement %q is a placeholder", value)
		}
		if p.Doc.Front.Field("account") == nil && p.Doc.Front.Field("accounts") == nil {
			f := p.Lacking(p.Top(), "add `account: ` with the customer's ID, or `accounts: ` where it covers several", "no account is named")
			if p.Workspace != nil {
				if owner := p.Workspace.AccountOf(p.Path); owner != nil {
					f.Suggestion, f.Fix = "add `account: "+owner.ID+"`: the document lies in its folder", setKey(p, "account", owner.ID)
				}
			}
			p.Report(f)
		}
	},
}

package general

import "github.com/touchstone-cs/touchstone/internal/rule"

var publicApproved = &rule.Rule{
	ID:          "GL016",
	Title:       "A public document about a customer has the customer's approval",
	Requirement: "0.guideline.5",
	Severity:    rule.Error,
	Explain: "Before a case study leaves the house the customer approves its exact words: `approval` in the front matter names the signed record. In a draft its absence is unverified, " +
		"later it is violated.",
	Bad:  "---\nkind: case-study\naccount: acme\naudience: public\nstatus: final\n---\n\n# Acme plans earlier\n",
	Good: "---\nkind: case-study\naccount: acme\naudience: public\nstatus: final\napproval: 2026-11-18-lindqvist\n---\n\n# Acme plans earlier\n",
	Check: func(p *rule.Pass) {
		audience, span, _ := frontValue(p, "audience")
		if audience != "public" || p.Doc.Front.Field("account") == nil {
			return
		}
		if _, _, ok := frontValue(p, "approval"); !ok {
			p.Lacks(span, "`touchstone approve` records it; until then write `audience: internal`", "the audience is public and the customer has not approved")
		}
	},
}

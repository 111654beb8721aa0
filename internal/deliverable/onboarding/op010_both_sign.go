package onboarding

import (
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var bothSign = &rule.Rule{
	ID:          "OP010",
	Title:       "Both parties sign the go-live definition",
	Requirement: "1.bar.5",
	Severity:    rule.Error,
	Explain: `The definition holds when somebody of the customer and somebody of the vendor have agreed to it, with a date and the
record of it as a footnote. touchstone onboarding agree writes both.`,
	Bad:  "## Go-live definition\n\n| # | Criterion | Proven by |\n|---|---|---|\n| G1 | 40 users can sign in | `sso_login` by ≥ 40 users |\n\n| Party | Who | Signed |\n|---|---|---|\n| Vendor | Dana Ruiz | 2026-11-03 |\n",
	Good: "## Go-live definition\n\n| # | Criterion | Proven by |\n|---|---|---|\n| G1 | 40 users can sign in | `sso_login` by ≥ 40 users |\n\n| Party | Who | Signed |\n|---|---|---|\n| Acme | Maria Lindqvist | 2026-11-03[^1] |\n| Vendor | Dana Ruiz | 2026-11-03[^2] |\n\n[^1]: approval:go-live/lindqvist\n[^2]: approval:go-live/ruiz\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		if !stands(p.Doc) {
			return
		}
		at := p.Top()
		if plan.GoLiveAt != nil {
			at = plan.GoLiveAt.Heading.Span
		}
		if len(plan.Signatures) < 2 {
			p.Lacks(at, "add a table: party, who, signed; one row for the customer, one for the vendor", "the go-live definition has no place for both parties to sign: %d of 2", len(plan.Signatures))
		}
		for _, s := range plan.Signatures {
			switch {
			case s.On.Err != nil:
				p.Violated(s.On.Span, "write the day as YYYY-MM-DD", "%s: %v", s.Party.Text, s.On.Err)
			case s.On.Date == 0:
				p.Lacks(s.Row, "touchstone onboarding agree ACCOUNT", "%s has not signed the go-live definition", s.Party.Text)
			case len(p.Cited(s.Row)) == 0:
				p.Unverified(s.Row, "cite the approval or the record of the agreement", "nothing shows that %s signed", s.Who.Text)
			}
		}
	}),
}

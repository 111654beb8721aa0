package onboarding

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var agreedWords = &rule.Rule{
	ID:          "OP023",
	Title:       "What was signed is what stands",
	Requirement: "1.bar.5",
	Severity:    rule.Error,
	Needs:       []string{"approval"},
	Explain: `After both have signed, a change of scope or of a date reopens the agreement. The finding says what changed; sign again
with touchstone onboarding agree.`,
	Bad:  "---\nkind: onboarding-plan\naccount: acme\nstatus: final\nstate: agreed\nagreed: sha256:00112233445566778899\n---\n\n# Plan\n\n## Go-live definition\n\n| # | Criterion | Proven by |\n|---|---|---|\n| G1 | 40 users can sign in | `sso_login` by ≥ 40 users |\n",
	Good: "---\nkind: onboarding-plan\naccount: acme\nstatus: final\nstate: proposed\n---\n\n# Plan\n\n## Go-live definition\n\n| # | Criterion | Proven by |\n|---|---|---|\n| G1 | 40 users can sign in | `sso_login` by ≥ 40 users |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		if plan.State == "reopened" {
			p.Violated(p.Doc.Front.Field("state").Span, "let both parties sign again: touchstone onboarding agree", "dates or scope changed after both had signed: the agreement is reopened")
			return
		}
		agreed := p.Doc.Front.Field("agreed")
		if plan.State != "agreed" || agreed == nil {
			return
		}
		now := scopeDigest(plan.Scope())
		if strings.HasPrefix(now, strings.TrimSuffix(agreed.Value, "…")) {
			return
		}
		changes := "its record is not in evidence/agreements"
		if p.Workspace != nil {
			if before, ok := agreedScope(p.Workspace, p.Path, agreed.Value); ok {
				changes = strings.Join(scopeDiff(before, plan.Scope()), "; ")
			}
		}
		p.Violated(agreed.Span, "let both parties sign again: touchstone onboarding agree", "what was signed no longer stands: %s", changes)
	}),
}

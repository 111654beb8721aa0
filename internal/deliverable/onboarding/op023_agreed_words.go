package onboarding

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var agreedWords = &rule.Rule{
	ID:          "OP023",
	Title:       "What was signed is what stands",
	Requirement: "1.bar.5",
	Severity:    rule.Error,
	Needs:       []string{"approval"},
	Explain: `After both have signed, a change of scope or of a date reopens the agreement. The finding says what changed; ask again
with touchstone onboarding agree. A signature that cites an approval has to be one of the scope as it stands.`,
	Bad:  "---\nkind: onboarding-plan\naccount: acme\nstatus: final\nstate: agreed\nagreed: sha256:00112233445566778899\n---\n\n# Plan\n\n## Go-live definition\n\n| # | Criterion | Proven by |\n|---|---|---|\n| G1 | 40 users can sign in | `sso_login` by ≥ 40 users |\n",
	Good: "---\nkind: onboarding-plan\naccount: acme\nstatus: final\nstate: proposed\n---\n\n# Plan\n\n## Go-live definition\n\n| # | Criterion | Proven by |\n|---|---|---|\n| G1 | 40 users can sign in | `sso_login` by ≥ 40 users |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		if plan.State == "reopened" {
			changes, _ := changedSince(p, plan)
			p.Violated(p.Doc.Front.Field("state").Span, askAgain, "dates or scope changed after both had signed: the agreement is reopened%s", changes)
			return
		}
		if agreed := p.Doc.Front.Field("agreed"); agreed != nil && plan.State == "agreed" {
			if changes, changed := changedSince(p, plan); changed {
				p.Violated(agreed.Span, askAgain, "what was signed no longer stands%s", changes)
				return
			}
		}
		now, err := AgreementOf(Found{Path: p.Path, Plan: plan})
		if err != nil {
			return
		}
		words := approval.Words(markdown.Parse(now.Text))
		for _, s := range plan.Signatures {
			for _, c := range p.Cited(s.Row) {
				if c.Resolved && c.Ref.Scheme == "approval" && c.Record.Verdict == evidence.Pass && c.Record.Text != words {
					p.Violated(c.Cite, askAgain, "%s approved other words: %s", s.Who.Text, approval.Changed(c.Record.Text, words))
				}
			}
		}
	}),
}

const askAgain = "let both parties sign again: touchstone onboarding agree"

// changedSince says whether the scope changed since it was agreed, and what, with
// ": " before it where that is known.
func changedSince(p *rule.Pass, plan *Plan) (changes string, changed bool) {
	now, agreed := plan.Scope(), plan.Doc.Front.Value("agreed")
	if digest := strings.TrimSuffix(agreed, "…"); len(digest) > len("sha256:")+3 && strings.HasPrefix(scopeDigest(now), digest) {
		return "", false
	}
	if p.Workspace == nil || agreed == "" {
		return "", true
	}
	before, ok := agreedScope(p.Workspace, p.Path, agreed)
	if !ok {
		return ": its record is not in evidence/agreements", true
	}
	diff := scopeDiff(before, now)
	return ": " + strings.Join(diff, "; "), len(diff) > 0
}

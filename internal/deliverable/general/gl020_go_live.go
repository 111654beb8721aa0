package general

import (
	"path"

	"github.com/touchstone-cs/touchstone/internal/claim"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

func goLiveAgrees(k kinds) *rule.Rule {
	return &rule.Rule{
		ID:          "GL020",
		Title:       "The go-live date is the same in every document of an engagement",
		Requirement: "1.bar.5",
		Severity:    rule.Warning,
		Explain: "Plan, guide, health report and case study speak of one go-live. Two dates mean that one of the documents was not brought up to date: the finding stands in both, each naming " +
			"the other. Superseded and withdrawn documents do not count.",
		Bad:  "---\nkind: onboarding-plan\naccount: acme\ngo_live: 2025-11-03\n---\n\n# Plan\n\n| Milestone | Due |\n|---|---|\n| Go-live | 2025-11-10 |\n",
		Good: "---\nkind: onboarding-plan\naccount: acme\ngo_live: 2025-11-03\n---\n\n# Plan\n\n**Go-live 3 November 2025.**\n\n| Milestone | Due |\n|---|---|\n| Go-live | 2025-11-03 |\n",
		Check: func(p *rule.Pass) {
			if !standing(p) {
				return
			}
			own := claim.GoLives(p.Doc)
			if len(own) == 0 {
				return
			}
			for _, other := range own[1:] {
				if other.Day != own[0].Day {
					p.Violated(other.Span, "keep one of them", "go-live is %s here and %s above", other.Day, own[0].Day)
				}
			}
			for _, n := range neighbours(p) {
				if !n.Standing() || !k.sameEngagement(p, n) {
					continue
				}
				if n.GoLive != "" && n.GoLive != own[0].Day {
					p.Violated(own[0].Span, "bring the older of the two up to date", "go-live is %s here and %s in %s", own[0].Day, n.GoLive, n.Path)
				}
			}
		},
	}
}

func standing(p *rule.Pass) bool {
	return claim.HeadOf(p.Doc.Front).Standing()
}

func neighbours(p *rule.Pass) []rule.Neighbour {
	if p.Neighbours == nil {
		return nil
	}
	return p.Neighbours()
}

// sameEngagement: in one folder, or one of the two tells of an account that has a single plan.
func (k kinds) sameEngagement(p *rule.Pass, n rule.Neighbour) bool {
	if path.Dir(p.Path) == path.Dir(n.Path) {
		return true
	}
	if !k.of(p.Kind).Tells.GoLive && !k.of(n.Kind).Tells.GoLive {
		return false
	}
	plans := 0
	if k.plan(p.Kind) {
		plans++
	}
	for _, other := range neighbours(p) {
		if k.plan(other.Kind) {
			plans++
		}
	}
	return plans <= 1
}

func (k kinds) plan(kind string) bool { return k.of(kind).Due.Per == deliverable.PerEngagement }

package onboarding

import (
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var oddsOfThePromise = &rule.Rule{
	ID:          "OP025",
	Title:       "The promised date is more likely than not",
	Requirement: "1.bar.3",
	Severity:    rule.Warning,
	Needs:       []string{"forecast"},
	Explain: `The forecast's citation gives the probability that the promised go-live holds. Below one half the promise is broken as
it is made: add contingency, take out scope, or name a later date (P80 is a fair one).`,
	Bad:  "Go-live holds with 31% probability.[^forecast]\n\n[^forecast]: forecast:onboarding-plan on=2026-11-02 plan=sha256:6e0d draws=10000 seed=7 value=31% p50=2027-02-05 p80=2027-02-19 p95=2027-03-01\n",
	Good: "Go-live holds with 83% probability.[^forecast]\n\n[^forecast]: forecast:onboarding-plan on=2026-11-02 plan=sha256:6e0d draws=10000 seed=7 value=83% p50=2027-01-22 p80=2027-01-28 p95=2027-02-04\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		for _, c := range p.Citations {
			if !c.Evidence() || c.Ref.Scheme != "forecast" {
				continue
			}
			if odds := readOdds(c.Ref.Value("value")); odds >= 0 && odds < .5 {
				p.Violated(c.Cite, "promise "+c.Ref.Value("p80")+" (P80), or change the plan", "the promised go-live holds with %s probability", c.Ref.Value("value"))
				return
			}
		}
	}),
}

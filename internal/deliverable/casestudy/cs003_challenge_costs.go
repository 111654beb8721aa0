package casestudy

import (
	"github.com/touchstone-cs/touchstone/internal/prose"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var challengeCosts = &rule.Rule{
	ID:          "CS003",
	Title:       "The challenge says what the problem cost",
	Requirement: "5.bar.2",
	Severity:    rule.Error,
	Needs:       []string{"metric", "file", "interaction"},
	Explain: "A problem without a cost is a description. Give the hours, the money, the share of people or orders affected, and cite where the figure comes from: “61 paid waiting hours a " +
		"night”.[^wait]",
	Bad:  "## Challenge\n\nPlanning was slow and drivers were unhappy with the long waits at the gate.\n",
	Good: "## Challenge\n\nDrivers waited 47 minutes at the gate; Acme counted 61 paid waiting hours a night, about a tenth of the night shift.[^wait]\n\n[^wait]: file:evidence/gate.csv digest=sha256:3b9d47\n",
	Check: rule.On(func(p *rule.Pass, s *Study) {
		if !said(s.Challenge) {
			return
		}
		reason := ""
		for _, sn := range sentences(s.Challenge) {
			j := prose.Impact(sn.text, "Challenge")
			if j.Label == prose.Quantified && sized.MatchString(sn.text) {
				uncited(p, s.Challenge.Span, "the cost of the challenge")
				return
			}
			if reason == "" {
				reason = j.Why
			}
		}
		if reason != "" {
			reason = " (" + reason + ")"
		}
		p.Lacks(s.Challenge.Heading.Span, "say what it cost: hours, money, the share of people or orders affected", "the challenge does not say what the problem cost%s", reason)
	}),
}

package casestudy

import (
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var confounders = &rule.Rule{
	ID:          "CS010",
	Title:       "What else changed is said",
	Requirement: "5.bar.1",
	Severity:    rule.Info,
	Explain: "Between before and after more changed than the product: staff, season, other projects. Name it and, where it can be done, give the result without it. That nothing else changed is an " +
		"answer as well.",
	Bad:  "## Results\n\nWaiting fell from 47 minutes (2025-09) to 12 minutes (2026-09).\n",
	Good: "## Results\n\nWaiting fell from 47 minutes (2025-09) to 12 minutes (2026-09). Also changed in that year: one depot hired two planners.\n",
	Check: rule.On(func(p *rule.Pass, s *Study) {
		if !said(s.Results) || len(s.Outcomes) == 0 && !fromTo.MatchString(plain(s.Results)) {
			return
		}
		if !confounder.MatchString(plain(s.Results)) {
			p.Lacks(s.Results.Heading.Span, "add “Also changed in that time: …”, or that nothing else did", "the results do not say what else changed")
		}
	}),
}

var confounder = pattern.New(`(?i)\b(?:also changed|else (?:had )?changed|other changes|nothing else changed|at the same time|in the same (?:period|year|time|months)|meanwhile|confound\w*|without that|apart from|` +
	`season\w*|not only because|other (?:reasons|causes|factors)|contributed|in part)\b`)

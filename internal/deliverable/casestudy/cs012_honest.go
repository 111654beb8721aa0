package casestudy

import (
	"github.com/touchstone-cs/touchstone/internal/prose"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var honest = &rule.Rule{
	ID:          "CS012",
	Title:       "The story is honest about what was hard",
	Requirement: "5.bar.5",
	Severity:    rule.Error,
	Explain:     "A story without a difficulty is advertising, and readers know it. Say what was late, what broke, what it cost and what mended it. Praise does not outweigh it.",
	Bad:         "## Solution\n\nThe amazing rollout was seamless and our world-class team delighted everyone.\n\n## Lessons learned\n\nA fantastic journey with a best-in-class partner.\n",
	Good:        "## Solution\n\nThe rollout took eight weeks.\n\n## Lessons learned\n\nGo-live was two weeks late: addresses were refused until an import option was found.\n",
	Check: rule.On(func(p *rule.Pass, s *Study) {
		text := plain(s.Solution) + plain(s.Results) + unlabelled.ReplaceAllString(plain(s.Lessons), " ")
		if text == "" {
			return
		}
		if hardship(s.Lessons) && prose.Marketing(plain(s.Lessons)).Label == prose.Honest {
			return
		}
		if j := prose.Marketing(text); j.Label == prose.Promotional {
			span := p.Top()
			if s.Lessons != nil {
				span = s.Lessons.Heading.Span
			}
			p.Lacks(span, j.Want, "the story reads as marketing: %s", j.Why)
		}
	}),
}

package casestudy

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var challengeTold = &rule.Rule{
	ID:          "CS002",
	Title:       "The challenge is a specific problem",
	Requirement: "5.section.2",
	Severity:    rule.Warning,
	Explain:     "Say what went wrong before, for whom and when, in the customer's terms: “the last route was planned at 01:30”, not “needed to modernise”.",
	Bad:         "## Challenge\n\nThey had challenges.\n",
	Good:        "## Challenge\n\nUntil November 2025 the last route was planned at 01:30 on an average night, and drivers waited at the gate.\n",
	Check: rule.On(func(p *rule.Pass, s *Study) {
		switch {
		case !said(s.Challenge):
			p.Lacks(p.Top(), "add a section “Challenge”", "there is no challenge")
		case len(strings.Fields(plain(s.Challenge))) < 8:
			p.Lacks(s.Challenge.Heading.Span, "say what went wrong, for whom and when", "the challenge is too short to be a specific problem")
		}
	}),
}

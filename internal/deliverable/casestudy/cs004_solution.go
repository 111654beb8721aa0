package casestudy

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var solutionTold = &rule.Rule{
	ID:          "CS004",
	Title:       "The solution gives integration approach, configuration decisions and timeline",
	Requirement: "5.section.3",
	Severity:    rule.Warning,
	Explain:     "How was the product put in: what was connected to what, which settings were chosen and why, and how long each part took.",
	Bad:         "## Solution\n\nThe product was rolled out smoothly.\n",
	Good: "## Solution\n\nEight weeks from kickoff to go-live: sign-in through Keycloak (week 3), route upload through the API (week 7). We chose to move 1,000 addresses first, and one depot " +
		"went live a week before the others.\n",
	Check: rule.On(func(p *rule.Pass, s *Study) {
		if !said(s.Solution) {
			p.Lacks(p.Top(), "add a section “Solution”", "there is no solution")
			return
		}
		text := plain(s.Solution)
		var lacks []string
		if !technical(text) {
			lacks = append(lacks, "the integration approach (what was connected to what)")
		}
		if !timed.MatchString(text) {
			lacks = append(lacks, "the timeline (weeks, dates)")
		}
		if !decided.MatchString(text) {
			lacks = append(lacks, "the configuration decisions (what was chosen, and why)")
		}
		if len(lacks) > 0 {
			p.Lacks(s.Solution.Heading.Span, "add them", "the solution lacks %s", strings.Join(lacks, "; "))
		}
	}),
}

var (
	timed = pattern.New(`(?i)\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve)[ -](?:days?|weeks?|months?|quarters?|hours?|sprints?)\b|\bweeks? \d|\b20\d\d\b|` +
		`\b(?:january|february|march|april|june|july|august|september|october|november|december)\b`)
	decided = pattern.New(`(?i)\b(?:decided|decisions?|chose|chosen|opted|instead of|rather than|configured|set to|settings?|kept|first|before the others|stayed|switched|pinned|disabled|enabled|` +
		`limited|split|in groups|because|so that|by default)\b`)
)

package casestudy

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var solutionRepeats = &rule.Rule{
	ID:          "CS005",
	Title:       "Another engineer could repeat the solution",
	Requirement: "5.bar.3",
	Severity:    rule.Warning,
	Explain: "Detail enough to repeat it: named components, amounts that were moved, the order and the time of the steps, what was decided and why, and a link to the implementation guide or the " +
		"commands themselves. At least four of these five are asked for.",
	Bad: "## Solution\n\nOur team worked closely with the customer and integrated everything in no time.\n",
	Good: "## Solution\n\nEight weeks: sign-in through Keycloak (week 3), migration of 18,412 addresses (weeks 3 to 6), upload through the API (week 7). The addresses were tried with 1,000 first " +
		"because their format varied. Every step stands in the [implementation guide](implementation-guide-route-upload.md).\n",
	Check: rule.On(func(p *rule.Pass, s *Study) {
		if !said(s.Solution) {
			return
		}
		text := plain(s.Solution)
		var lacks []string
		ask := func(has bool, what string) {
			if !has {
				lacks = append(lacks, what)
			}
		}
		ask(technical(text), "named components")
		ask(amounts.MatchString(text), "amounts (records, users, sites)")
		ask(timed.MatchString(text), "the time that the steps took")
		ask(decided.MatchString(text), "what was decided")
		ask(pointsToSteps(s.Solution), "a link to the implementation guide, or commands")
		if len(lacks) > 1 {
			p.Lacks(s.Solution.Heading.Span, "add "+lacks[0], "another engineer could not repeat this: it lacks %s", strings.Join(lacks, "; "))
		}
	}),
}

var amounts = pattern.New(`\b\d[\d,.]*\d*(?: ?%)? [a-z]|\b\d{2,}\b`)

// pointsToSteps finds a link to a guide or plan, or a block of commands.
func pointsToSteps(s *markdown.Section) bool {
	found := false
	links := func(t markdown.Text) {
		for _, l := range t.Links {
			found = found || !l.Image && l.Destination != ""
		}
	}
	for _, b := range s.AllBlocks() {
		switch n := b.(type) {
		case *markdown.Fence:
			return true
		case *markdown.Paragraph:
			links(n.Text)
		case *markdown.List:
			if n.Ordered && len(n.Items) >= 3 {
				return true
			}
			for _, item := range n.Items {
				links(item.Text)
			}
		}
	}
	return found
}

package casestudy

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var lessonsLearned = &rule.Rule{
	ID:          "CS011",
	Title:       "Lessons learned: what worked, what was hard, what would be done differently",
	Requirement: "5.section.5",
	Severity:    rule.Warning,
	Explain:     "The next engineer reads this part first. Say what went well, what was challenging, and what the team would do differently.",
	Bad:         "## Lessons learned\n\nEverything went perfectly.\n",
	Good:        "## Lessons learned\n\nMoving 1,000 addresses first worked well. Go-live was two weeks late because apartment numbers were refused. Next time we would ask for addresses of each depot.\n",
	Check: rule.On(func(p *rule.Pass, s *Study) {
		if !said(s.Lessons) {
			p.Lacks(p.Top(), "add a section “Lessons learned”", "there are no lessons learned")
			return
		}
		text := plain(s.Lessons)
		all := text + plain(s.Solution)
		var lacks []string
		if !hardship(s.Lessons) {
			lacks = append(lacks, "what was challenging")
		}
		if !differently.MatchString(text) {
			lacks = append(lacks, "what the team would do differently")
		}
		if !worked.MatchString(all) {
			lacks = append(lacks, "what worked well")
		}
		if len(lacks) > 0 {
			p.Lacks(s.Lessons.Heading.Span, "add it", "the lessons lack %s", strings.Join(lacks, "; "))
		}
	}),
}

// hardship reports whether lessons tell what was hard: under a label or a heading of that name, or in words of difficulty.
func hardship(s *markdown.Section) bool {
	if !said(s) {
		return false
	}
	for _, sub := range s.Sub {
		if unlabelled.MatchString(sub.Title()) && !sub.Empty() && !nothingHard.MatchString(plain(sub)) {
			return true
		}
	}
	text := plain(s)
	for _, loc := range unlabelled.FindAllStringIndex(text, -1) {
		if hardLabel.MatchString(text[loc[0]:loc[1]]) && !nothingHard.MatchString(text[loc[1]:]) {
			return true
		}
	}
	return difficult.MatchString(unlabelled.ReplaceAllString(text, " "))
}

var (
	// unlabelled are the labels of the three parts: they say nothing of themselves.
	unlabelled  = pattern.New(`(?i)\bwhat (?:was|were|proved) (?:hard|difficult|challenging|tricky|painful)\w*|\bwhat (?:went wrong|did not work(?: well)?|didn't work(?: well)?)|\bchallenges\b:?|\b(?:what )?(?:we|the team) would do differently|\bwhat (?:worked|went)(?: well)?`)
	hardLabel   = pattern.New(`(?i)hard|difficult|challeng|tricky|painful|wrong|not work|n't work`)
	nothingHard = pattern.New(`(?i)^[\s:.–—-]*(?:nothing|none|nil|n/a|no |little|not much|-)`)

	difficult = pattern.New(`(?i)\b(?:late|delay\w*|fail\w*|hard|difficult\w*|challeng\w*|problem\w*|refused|broke\w*|blocked|slow\w*|underestimat\w*|struggl\w*|missed|went wrong|had to|until|outage|` +
		`error\w*|bug\w*|rework\w*|unexpected\w*|took longer|not (?:work|ready|enough)|did not|could not|confus\w*|lost|surpris\w*)\b`)
	differently = pattern.New(`(?i)\b(?:would|next time|should have|in future|in hindsight|from now on|we now|differently|recommend\w*|better to|instead|lesson is)\b`)
	worked      = pattern.New(`(?i)\b(?:worked|went well|helped|worth (?:repeating|it)|paid off|success\w*|right (?:choice|decision)|proved|saved|made it (?:possible|easy|easier)|on time|kept|again the same|good decision)\b`)
)

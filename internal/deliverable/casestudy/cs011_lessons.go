package casestudy

import (
	"strings"

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
		if !difficult.MatchString(text) {
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

var (
	difficult = pattern.New(`(?i)\b(?:late|delay\w*|fail\w*|hard|difficult\w*|challeng\w*|problem\w*|refused|broke\w*|blocked|slow\w*|underestimat\w*|struggl\w*|missed|went wrong|had to|until|outage|` +
		`error\w*|bug\w*|rework\w*|unexpected\w*|took longer|not (?:work|ready|enough)|did not|could not|confus\w*|lost|surpris\w*)\b`)
	differently = pattern.New(`(?i)\b(?:would|next time|should have|in future|in hindsight|from now on|we now|differently|recommend\w*|better to|instead|lesson is)\b`)
	worked      = pattern.New(`(?i)\b(?:worked|went well|helped|worth (?:repeating|it)|paid off|success\w*|right (?:choice|decision)|proved|saved|made it (?:possible|easy|easier)|on time|kept|again the same|good decision)\b`)
)

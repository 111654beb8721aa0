package feedback

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/prose"
	"github.com/touchstone-cs/touchstone/internal/theme"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Competitor is another product, with what people call it.
type Competitor struct {
	Name    string   `yaml:"name"`
	Aliases []string `yaml:"aliases"`
	pattern *pattern.Pattern
}

func (c Competitor) names() []string { return append([]string{c.Name}, c.Aliases...) }

// Competitors reads the key `competitors` of touchstone.yaml.
func Competitors(w *workspace.Workspace) ([]Competitor, error) {
	var list []Competitor
	if err := w.Config.Decode("competitors", &list); err != nil {
		return nil, fmt.Errorf("touchstone.yaml: competitors: %w", err)
	}
	for i, c := range list {
		if c.Name == "" {
			return nil, fmt.Errorf("touchstone.yaml: competitor %d has no name", i+1)
		}
		var names []string
		for _, n := range c.names() {
			names = append(names, regexp.QuoteMeta(n))
		}
		list[i].pattern = pattern.New(`(?i)(?:^|[^\p{L}\p{N}])(?:` + strings.Join(names, "|") + `)(?:$|[^\p{L}\p{N}])`)
	}
	return list, nil
}

// productNames are the products that touchstone.yaml names: one's own and those of others. Without a workspace there are none, and a
// list that cannot be read is doctor's to report.
func productNames(w *workspace.Workspace) prose.Names {
	var names prose.Names
	if w == nil {
		return names
	}
	if w.Config.Product.Name != "" {
		names.Ours = append(names.Ours, w.Config.Product.Name)
	}
	list, err := Competitors(w)
	if err != nil {
		return names
	}
	for _, c := range list {
		names.Theirs = append(names.Theirs, c.names()...)
	}
	return names
}

// mentions tells whether a text names a competitor.
func (w *writer) mentions(text string) bool {
	for _, c := range w.competitors {
		if c.pattern.MatchString(text) {
			return true
		}
	}
	return false
}

var (
	switched    = pattern.New(`(?i)\b(we|they|have|has) (?:already )?(?:switched|moved|migrated|changed) (?:over )?to\b|\bleft (?:you )?for\b`)
	considering = pattern.New(`(?i)\b(consider(?:ing|ed)?|evaluat(?:e|ing|ed)|think(?:ing)? (?:of|about)|looking at|trial(?:ling|ing|led)?|plan(?:ning)? to|will|may|might) (?:\w+ ){0,3}?(?:switch(?:ing)?|mov(?:e|ing)|migrat(?:e|ing)|leav(?:e|ing)|replac(?:e|ing))\b`)
	stayed      = pattern.New(`(?i)\b(decided against|came back from|stayed with you|switched back|returned from)\b`)
)

// kindOf says what a factual mention tells of switching.
func kindOf(statement string) string {
	switch {
	case stayed.MatchString(statement):
		return "Switching decided against"
	case switched.MatchString(statement):
		return "Switched"
	case considering.MatchString(statement):
		return "Switching considered"
	}
	return "Observed"
}

func (w *writer) competitive() {
	w.line("## Competitive intelligence\n")
	if len(w.competitors) == 0 {
		w.line("No competitors are listed in touchstone.yaml, so none was looked for.\n")
		return
	}
	var lines []string
	speculative := 0
	seen := map[string]bool{}
	for _, item := range w.view.Items {
		for _, sentence := range feedback.Sentences(item.Body) {
			for _, c := range w.competitors {
				if !c.pattern.MatchString(sentence) || seen[theme.Fold(sentence)] {
					continue
				}
				seen[theme.Fold(sentence)] = true
				line, fact := w.mention(c, item, sentence)
				switch {
				case !fact:
					speculative++
				case line != "" && len(lines) < mostMentions:
					lines = append(lines, line)
				}
			}
		}
	}
	if len(lines) == 0 {
		w.line("No statement about a competitor was observed by whoever made it.\n")
	} else {
		w.line("| Product | What was said, by whom | When | Kind |\n|---|---|---|---|\n%s\n", strings.Join(lines, "\n"))
	}
	switch {
	case speculative >= theme.Smallest:
		w.line("Left out: %d statements of belief or hearsay.\n", speculative)
	case speculative > 0:
		w.line("Left out: a few statements of belief or hearsay.\n")
	}
}

// mention writes a factual statement; line is empty where it may not be quoted.
func (w *writer) mention(c Competitor, item feedback.Item, sentence string) (line string, fact bool) {
	if prose.CompetitiveAmong(sentence, "competitor: "+c.Name, w.names).Label != prose.Factual {
		return "", false
	}
	if item.Permission == feedback.NoQuote {
		return "", true
	}
	words, ok := w.anonymous.Words(sentence)
	if !ok || strings.Contains(words, "Customer ") {
		return "", true
	}
	mark := w.itemNote(item.ID)
	where := map[string]string{feedback.Ticket: "in a ticket", feedback.Survey: "in a survey", feedback.Conversation: "in a conversation", feedback.Leaving: "on leaving"}[item.Source]
	return fmt.Sprintf("| %s | “%s” A customer, %s%s | %s | %s |", cell(c.Name), cell(plain(words)), where, mark,
		item.Time.In(w.period.Zone()).Format("January 2006"), kindOf(sentence)), true
}

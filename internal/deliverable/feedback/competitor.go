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
		list[i].pattern = mention(c.names())
	}
	return list, nil
}

// mention finds one of some names, whole.
func mention(names []string) *pattern.Pattern {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = regexp.QuoteMeta(n)
	}
	return pattern.New(`(?i)(?:^|[^\p{L}\p{N}])(?:` + strings.Join(quoted, "|") + `)(?:$|[^\p{L}\p{N}])`)
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

// rival stands for a competitor's name where a statement is read for what it tells of switching.
const rival = "RIVAL"

var (
	joined      = pattern.New(`(?i)\b(?:came|switched|moved|migrated|changed|converted)\b(?: \w+){0,4}? from ` + rival + `|\b(?:left|replaced|dropped|gave up) (?:\w+ )?` + rival)
	switched    = pattern.New(`(?i)\b(?:switched|moved|migrated|changed|went|gone|defected)\b(?: \w+){0,4}? to ` + rival + `|\bleft\b(?: \w+){0,3}? for ` + rival + `|\breplaced\b(?: \w+){0,3}? (?:with|by) ` + rival)
	considering = pattern.New(`(?i)\b(?:consider(?:ing|ed)?|evaluat(?:e|ing|ed)|think(?:ing)? (?:of|about)|look(?:ing|ed)? at|trial(?:ling|ing|led)?|pilot(?:ing|ed)?|plan(?:ning)? to|will|may|might)\b(?: \w+){0,4}? ` + rival)
	stayed      = pattern.New(`(?i)\b(?:decided against|came back from|switched back|returned|stayed with)\b`)
)

// kindOf says what a factual mention of a competitor tells of switching.
func kindOf(c Competitor, statement string) string {
	s := strings.Join(strings.Fields(c.pattern.ReplaceAllString(statement, " "+rival+" ")), " ")
	switch {
	case stayed.MatchString(s):
		return "Switching decided against"
	case switched.MatchString(s):
		return "Switched away"
	case joined.MatchString(s):
		return "Switched to us"
	case considering.MatchString(s):
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
				line, fact := w.statement(c, item, sentence)
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

// statement writes a factual statement; line is empty where it may not be quoted.
func (w *writer) statement(c Competitor, item feedback.Item, sentence string) (line string, fact bool) {
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
		item.Time.In(w.period.Zone()).Format("January 2006"), kindOf(c, sentence)), true
}

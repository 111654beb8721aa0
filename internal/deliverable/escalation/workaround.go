package escalation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/pattern"
)

var (
	workaroundWord = pattern.New(`(?i)\b(?:work[- ]?arounds?|in the meantime|for the time being|until (?:then|it is fixed|this is fixed))\b`)
	sentenceEnd    = pattern.New(`[.!?](?:\s+|$)|\n+`)
)

// workaround tells what the ticket's public words and the report's runs know of a way around the issue; whether it holds,
// and what it costs, is a person's to say.
func (w *writer) workaround(b *strings.Builder) error {
	told, err := w.toldWorkaround()
	if err != nil {
		return err
	}
	own, err := w.own()
	if err != nil {
		return err
	}
	var without []string
	for i, k := range slices.Backward(own) {
		if len(k.Run.Varied) > 0 && len(without) < mostWithout && outcomeOf(&k.Run) == works {
			without = append(without, fmt.Sprintf("%s[^run%d]", varied(&k.Run), i+1))
		}
	}
	switch {
	case len(without) > 0:
		told += "- Workaround: the issue does not show with " + strings.Join(without, ", ") + "\n"
	case told == "":
		told = "- Workaround: none is known from the ticket or from a run\n"
	}
	b.WriteString(told)
	return nil
}

// mostWithout is how many values with which the issue does not show are told, those tried last.
const mostWithout = 2

// toldWorkaround is what the ticket's public words say of a way around, or nothing.
func (w *writer) toldWorkaround() (string, error) {
	for _, text := range append([]string{w.ticket.Body}, w.ticket.Comments...) {
		if sentence := sentenceWith(text, workaroundWord); sentence != "" {
			quoted, err := w.quoted(sentence)
			return "- Workaround, as the ticket tells it: “" + quoted + "”[^ticket]\n", err
		}
	}
	return "", nil
}

// sentenceWith is the first sentence of a text in which a pattern occurs.
func sentenceWith(text string, p *pattern.Pattern) string {
	start := 0
	for _, end := range append(sentenceEnd.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		if sentence := strings.TrimSpace(text[start:end[1]]); p.MatchString(sentence) {
			return sentence
		}
		start = end[1]
	}
	return ""
}

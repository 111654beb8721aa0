package escalation

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

var (
	workaroundWord = pattern.New(`(?i)\b(?:work[- ]?arounds?|in the meantime|for the time being|until (?:then|it is fixed|this is fixed))\b`)
	sentenceEnd    = pattern.New(`[.!?](?:\s+|$)|\n+`)
)

// workaround tells what the ticket's public words and the report's runs know of a way around the issue; whether it holds,
// and what it costs, is a person's to say.
func (w *writer) workaround(b *strings.Builder) error {
	known := false
	for _, text := range append([]string{w.ticket.Body}, w.ticket.Comments...) {
		sentence := sentenceWith(text, workaroundWord)
		if sentence == "" {
			continue
		}
		quoted, err := w.quoted(sentence)
		if err != nil {
			return err
		}
		fmt.Fprintf(b, "- Workaround, as the ticket tells it: “%s”[^ticket]\n", quoted)
		known = true
		break
	}
	own, err := w.own()
	if err != nil {
		return err
	}
	for i, k := range own {
		if rounds, matched := command.Rate(&k.Run); matched == 0 && rounds > 0 && len(k.Run.Varied) > 0 && behavedOtherwise(k) {
			var varied []string
			for _, name := range slices.Sorted(maps.Keys(k.Run.Varied)) {
				varied = append(varied, "`"+name+"="+k.Run.Varied[name]+"`")
			}
			fmt.Fprintf(b, "- The issue does not show with %s[^run%d]\n", strings.Join(varied, ", "), i+1)
			known = true
		}
	}
	if !known {
		b.WriteString("- Workaround: none is known from the ticket or from a run\n")
	}
	return nil
}

// behavedOtherwise: every step that failed ran to its end, so it is the outcome that differed.
func behavedOtherwise(k command.Kept) bool {
	for _, s := range k.Run.Steps {
		if s.Exit < 0 {
			return false
		}
	}
	return true
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

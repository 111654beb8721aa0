package feedback

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/prose"
)

// Wish is one item split: what is asked for, the goal it serves, what stands in
// the way.
type Wish struct {
	Label    string // prose.Ask, prose.Need or prose.Neither
	Ask      string
	Goal     string
	Obstacle string
}

var (
	sentenceEnd = pattern.New(`[.!?]+["”')]*\s+`)
	goalMark    = pattern.New(`(?i)[,;]?\s*\b(so that|in order to|in order that|to be able to|so we can|so i can|so they can|because then|which would let us|which would allow us to)\b\s*`)
	askOpening  = pattern.New(`(?i)^(?:(?:hi|hello|dear \w+|also|and|but|it would be (?:great|nice|good|helpful) (?:if|to)|i (?:would|'d) (?:like|love)(?: to)?|we (?:would|'d) (?:like|love)(?: to)?|(?:i|we) (?:want|need|wish)(?: to| for)?|please|kindly|could|can|would|will|you|we|i|get|have|add|provide|support|allow|let us|let me|make it possible to|is it possible to|is there a way to)[\s,:]+)+`)
	obstacle    = pattern.New(`(?i)\b(?:because|but|cannot|can't|unable to|have to|has to|must|fails?|without|every time|by hand|manually)\b.*`)
)

// Sentences cuts a text at the ends of its sentences.
func Sentences(text string) []string {
	var out []string
	for {
		loc := sentenceEnd.FindStringIndex(text)
		if loc == nil {
			break
		}
		out = append(out, strings.TrimSpace(text[:loc[1]]))
		text = text[loc[1]:]
	}
	if s := strings.TrimSpace(text); s != "" {
		out = append(out, s)
	}
	return out
}

// WishOf reads the first sentence that says what somebody needs, else the first
// that asks for something. It is a judgement (package prose), measured in
// doc/quality.md.
func WishOf(text string) Wish {
	wish := Wish{Label: prose.Neither}
	for _, s := range Sentences(text) {
		j := prose.Request(s, "")
		if j.Label == prose.Neither || wish.Label == prose.Need || wish.Label == prose.Ask && j.Label == prose.Ask {
			continue
		}
		wish = split(s)
		wish.Label = j.Label
	}
	if wish.Obstacle == "" {
		wish.Obstacle = strings.TrimRight(obstacle.FindString(text), " .!?")
	}
	return wish
}

// split parts a sentence at the words that announce a goal.
func split(sentence string) Wish {
	sentence = strings.TrimRight(sentence, " .!?")
	var w Wish
	if loc := goalMark.FindStringIndex(sentence); loc != nil {
		w.Goal = strings.TrimSpace(sentence[loc[1]:])
		sentence = strings.TrimRight(sentence[:loc[0]], " ,;")
	}
	w.Ask = strings.TrimSpace(askOpening.ReplaceAllString(sentence, ""))
	if w.Ask == "" {
		w.Ask = sentence
	}
	return w
}

package claim

import (
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// directionWords say which way something went.
var directionWords = map[string]int{
	"fell": -1, "fall": -1, "falls": -1, "fallen": -1, "falling": -1, "dropped": -1, "drop": -1, "drops": -1, "dropping": -1, "declined": -1, "decline": -1,
	"decreased": -1, "decrease": -1, "decreasing": -1, "down": -1, "shrank": -1, "shrunk": -1, "sank": -1, "lower": -1, "fewer": -1, "less": -1, "lost": -1, "reduced": -1, "reduction": -1,
	"halved": -1, "slumped": -1, "plunged": -1, "dipped": -1, "slid": -1, "earlier": -1, "faster": -1, "shorter": -1, "cut": -1,
	"rose": 1, "rise": 1, "rises": 1, "risen": 1, "rising": 1, "grew": 1, "grow": 1, "grown": 1, "growth": 1, "increased": 1, "increase": 1, "increasing": 1,
	"up": 1, "climbed": 1, "gained": 1, "gain": 1, "jumped": 1, "higher": 1, "more": 1, "doubled": 1, "tripled": 1, "surged": 1, "soared": 1,
	"later": 1, "slower": 1, "longer": 1,
}

var negations = map[string]bool{"not": true, "no": true, "never": true, "without": true, "nor": true}

// clauseBreaks end a clause, so that a word before them says nothing of a number behind them.
var clauseBreaks = map[string]bool{"while": true, "but": true, "whereas": true, "although": true, "though": true, "because": true, "since": true}

// directionAt is the direction that the clause around the i-th number gives it: the nearest direction word in the clause
// before it, else the one right behind it. "Up to" and "more than" are none.
func directionAt(words []token, numbers []quantity, i int) int {
	at := len(words)
	for k, w := range words {
		if w.Start <= numbers[i].Start && numbers[i].Start <= w.End {
			at = k
			break
		}
	}
	for k := at - 1; k >= 0; k-- {
		w := words[k]
		if clauseBreaks[w.lower()] || k < at-1 && endsClause(w.after) {
			break
		}
		if d := directionOf(words, k); d != 0 {
			return d
		}
	}
	for at < len(words) && words[at].Start < numbers[i].End {
		at++
	}
	for k := at; k < len(words) && k < at+3; k++ {
		if k > 0 && endsClause(words[k-1].after) || clauseBreaks[words[k].lower()] {
			break
		}
		if d := directionOf(words, k); d != 0 {
			return d
		}
	}
	return 0
}

func endsClause(after string) bool {
	for _, c := range after {
		if c == ';' || c == '.' || c == ':' || c == ')' {
			return true
		}
	}
	return false
}

func directionOf(words []token, k int) int {
	d := directionWords[words[k].lower()]
	if d == 0 {
		return 0
	}
	next := token{}
	if k+1 < len(words) {
		next = words[k+1]
	}
	if next.lower() == "than" || next.lower() == "to" && words[k].lower() == "up" || next.lower() == "half" && words[k].lower() == "the" {
		return 0
	}
	if k > 0 && negations[words[k-1].lower()] {
		return 0
	}
	return d
}

// directions compares a direction word that no number carries with a change that the evidence gives: "API calls fell"
// where they rose. It speaks only where the words leave no doubt: one direction, one citation, no number in between.
func (r *run) directions(numbers []quantity) []Problem {
	if len(r.covering) != 1 || r.column != "" {
		return nil
	}
	c := r.covering[0]
	change := find(c.figures, "change")
	if change == nil || !givesFigures(c.citation.Ref) || change.value == 0 || insideReach(numbers, c.reach) {
		return nil
	}
	words := r.words
	var place token
	direction, count := 0, 0
	for k, w := range words {
		if w.Start < c.reach.Start || w.End > c.reach.End {
			continue
		}
		if d := directionOf(words, k); d != 0 {
			direction, place, count = d, w, count+1
		}
	}
	if count != 1 || direction == signFor(*change) {
		return nil
	}
	return []Problem{{Verdict: evidence.Violated, Span: r.text.SourceSpan(place.Range),
		Message:    "\"" + place.text + "\" is the wrong direction: the evidence gives a change of " + write(*change),
		Suggestion: "say it " + verb(*change)}}
}

func insideReach(numbers []quantity, reach markdown.Range) bool {
	for _, q := range numbers {
		if reach.Start <= q.Start && q.End <= reach.End {
			return true
		}
	}
	return false
}

package claim

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// A part of a whole is one statement: "12 of 12" is not proven by a 12 here and a 12 there. Two figures of the reference
// give it, or the record's words have both numbers in one place.

var wholeForm = pattern.New(`^[\])"”’*_]*(?: ?/ ?| (?:out )?of (?:(?:the|all|its|our|their|these|those) )?)$`)

// shares lists the pairs of numbers that name a part and its whole, by the index of the part.
func shares(text string, numbers []quantity) []int {
	var parts []int
	for i := 0; i+1 < len(numbers); i++ {
		between := text[numbers[i].End:max(numbers[i].End, numbers[i+1].Start)]
		if len(between) < 24 && strings.ContainsAny(between, "o/") && wholeForm.MatchString(between) {
			parts = append(parts, i)
		}
	}
	return parts
}

// share judges a part and its whole, each of which was found to stand in the evidence.
func (r *run) share(part, whole quantity) (Problem, bool) {
	reach := markdown.Range{Start: part.Start, End: whole.End}
	verdict, asked := evidence.Violated, false
	for _, c := range r.covering {
		if c.reach.Start > reach.Start || reach.End > c.reach.End {
			continue
		}
		words := !givesFigures(c.citation.Ref)
		if words && (!c.citation.Resolved || c.citation.Record.Verdict != evidence.Pass) || c.givesShare(part, whole) {
			return Problem{}, false
		}
		if asked = true; words {
			verdict = evidence.Unverified
		}
	}
	return Problem{Verdict: verdict, Span: r.text.SourceSpan(reach), Message: `"` + r.text.Plain[reach.Start:reach.End] + `" stands nowhere together in its evidence`,
		Suggestion: "write the part and the whole that the evidence gives, or cite what has both in one place (a step, line= or cell=)"}, asked
}

// givesShare reports whether a citation gives a part and its whole: by two figures, by a parameter, or in one place of its words.
func (v cover) givesShare(part, whole quantity) bool {
	c := v.citation
	if c.names(part) || c.names(whole) {
		return true
	}
	for i := range v.figures {
		p := &v.figures[i]
		if !sameNumber(part, p) {
			continue
		}
		for k := range v.figures {
			if w := &v.figures[k]; k != i && (w.key != p.key || w.derived != p.derived) && sameNumber(whole, w) {
				return true
			}
		}
	}
	return !givesFigures(c.Ref) && (severalOutputs(c.Ref) && !sameNumber(part, &figure{quantity: whole}) || standTogether(part, whole, c.Record.Text))
}

// severalOutputs reports whether a reference is to a run as a whole (run:WHERE/WHEN, not run:WHERE/WHEN/STEP): what one step
// made and another one counted stand in two outputs.
func severalOutputs(ref evidence.Ref) bool {
	return ref.Scheme == "run" && strings.Count(ref.ID, "/") < 2
}

// standTogether reports whether a line of the words, or two that follow one another, hold both numbers, twice where they are
// equal.
func standTogether(part, whole quantity, words string) bool {
	lines := strings.Split(words, "\n")
	for i := range lines {
		place := strings.Join(lines[i:min(i+2, len(lines))], "\n")
		for _, text := range []string{place, spaced(place)} {
			found := quantities(tokens(text))
			at := slices.IndexFunc(found, func(q quantity) bool { return said(part, q, false) })
			if at < 0 {
				continue
			}
			rest := slices.Delete(found, at, at+1)
			if slices.ContainsFunc(rest, func(q quantity) bool { return said(whole, q, false) }) {
				return true
			}
		}
	}
	return false
}

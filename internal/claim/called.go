package claim

import (
	"fmt"
	"slices"
	"strings"
)

// counted are the keys of evidence that say in a word what they count. of counts what the key in front of it counts.
var counted = map[string]bool{"items": true, "people": true, "accounts": true, "users": true, "seats": true, "tickets": true}

// nameless are the keys by whose word a text means other things.
var nameless = map[string]bool{"value": true, "change": true, "of": true, "low": true, "high": true}

// called is what the words beside a number call it: the word in front (P90 of "P90 92 h", large of "large 4 of 9"), and the
// word behind where it is a counted thing (people of "71 people").
type called struct{ label, noun string }

func calledAt(words []token, q quantity) called {
	var c called
	for i, w := range words {
		if w.Start <= q.Start && q.Start < max(w.End, w.Start+1) {
			if label := labelAt(words, i); !nameless[label] && !counted[label] {
				c.label = label
			}
		}
		if w.Start >= q.End && c.noun == "" {
			if noun := plural(w.lower()); counted[noun] && i > 0 && words[i-1].after == "" {
				c.noun = noun
			}
			break
		}
	}
	return c
}

func plural(word string) string {
	if word == "person" {
		return "people"
	}
	if counted[word] {
		return word
	}
	return word + "s"
}

// answers reports whether a figure goes by what the text calls the number. Words that name none of the figures constrain
// nothing.
func (c called) answers(f *figure, figures []figure) bool {
	if named(c.label, figures) {
		return f.goesBy(c.label)
	}
	if c.noun == "" || !named(c.noun, figures) {
		return true
	}
	counts := f.key
	if f.key == "of" {
		counts = whatOfCounts(figures)
	}
	counts = strings.TrimPrefix(counts, "prior_")
	return f.derived || !counted[counts] || counts == c.noun
}

func (f *figure) goesBy(word string) bool {
	return f.part == word || f.key == word || strings.TrimPrefix(f.key, "prior_") == word
}

func named(word string, figures []figure) bool {
	return word != "" && slices.ContainsFunc(figures, func(f figure) bool { return !f.derived && f.goesBy(word) })
}

// whatOfCounts is the counted key in front of of: accounts of "items=74 accounts=9 of=24".
func whatOfCounts(figures []figure) string {
	last := ""
	for _, f := range figures {
		if f.key == "of" {
			break
		}
		if counted[f.key] {
			last = f.key
		}
	}
	return last
}

// misnamed explains a number that the evidence gives under another name.
func (c called) misnamed(f *figure, figures []figure) *mismatch {
	name := c.noun
	if named(c.label, figures) {
		name = c.label
	}
	var given []string
	for i := range figures {
		if !figures[i].derived && figures[i].goesBy(name) {
			if one := write(figures[i]); !slices.Contains(given, one) {
				given = append(given, one)
			}
		}
	}
	as := f.key
	if f.part != "" {
		as += " of " + f.part
	}
	return &mismatch{message: fmt.Sprintf("is the evidence's %s; for %q it gives %s", as, name, strings.Join(given, ", ")), suggestion: "put each figure beside its own name", closeness: 1}
}

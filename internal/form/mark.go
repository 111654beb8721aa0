package form

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// markForm is an identifier in front of a thing's name: "1.2 Data load", "M3: Pilot", "G1 – SSO works". Behind a space a
// capital has to follow: "P95 latency" and "4.7 seconds" are words.
var markForm = pattern.New(`^((?:[A-Z]{1,3}-?\d+(?:\.\d+)*|\d+(?:\.\d+)+))(?:[.:)]\s+|\s+[–—-]\s+|\s+\p{Lu})`)

// marked parts the identifier from the words behind it; nil where none stands there.
func (k *Sort) marked(t markdown.Text) (*markdown.Text, markdown.Text) {
	if k.index(k.Mark) < 0 {
		return nil, t
	}
	found := markForm.FindStringSubmatch(t.Plain)
	if found == nil {
		return nil, t
	}
	mark := t.Sub(markdown.Range{End: len(found[1])})
	rest := strings.TrimLeft(t.Plain[len(found[1]):], " .:)–—-\n")
	return &mark, t.Sub(markdown.Range{Start: len(t.Plain) - len(rest), End: len(t.Plain)})
}

package form

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// part is a stretch of words between two separators.
type part struct {
	markdown.Range
	before string // the separator before it
	depth  int    // of brackets
}

// bolded stands for the end of bold words, of which a line's words keep no sign.
const bolded = "**"

// begin is where the separator before a part begins.
func (p part) begin() int {
	if p.before == bolded {
		return p.Start
	}
	return max(0, p.Start-len(p.before))
}

// separators end a part, as do the ends of sentences, lines and bold words at the beginning.
var separators = []string{": ", "; ", " – ", " — ", " - ", " → ", " -> ", " | ", " · ", "(", ")", ", "}

// parts cuts words at separators. Code is left whole. BoldEnd is where the bold words end that a line begins with, 0 where it begins otherwise.
func parts(d *markdown.Document, t markdown.Text, boldEnd int) []part {
	s := t.Plain
	out := make([]part, 0, 4)
	start, before, depth := 0, "", 0
	cut := func(end, next int, by string) {
		out = append(out, part{markdown.Range{Start: start, End: end}, before, depth})
		start, before = next, by
	}
	for i := 0; i < len(s); {
		by := ""
		if !t.IsCode(i) {
			by = separator(s, i)
		}
		switch {
		case by != "" && strings.IndexByte(".!?", by[0]) >= 0:
			cut(i+1, i+len(by), by)
		case by != "":
			cut(i, i+len(by), by)
		case s[i] == ' ' && i > 0 && breaks(d, t, i):
			by = "\n"
			cut(i, i+1, by)
		case i == boldEnd && i > start:
			cut(i, i, bolded)
		}
		i += max(1, len(by))
		switch by {
		case "(":
			depth++
		case ")":
			depth = max(0, depth-1)
		}
	}
	return append(out, part{markdown.Range{Start: start, End: len(s)}, before, depth})
}

func separator(s string, i int) string {
	switch s[i] {
	case ':':
		if i+1 == len(s) {
			return ":"
		}
	case '.', '!', '?':
		if i+1 < len(s) && s[i+1] == ' ' && !abbreviates(s[:i]) {
			return s[i : i+2]
		}
		return ""
	case ';', ' ', '(', ')', ',':
	default:
		return ""
	}
	for _, by := range separators {
		if strings.HasPrefix(s[i:], by) {
			return by
		}
	}
	return ""
}

// abbreviations end with a full stop that ends no sentence.
var abbreviations = strings.Fields("e.g i.e approx vs no dr mr ms mrs jan feb mar apr jun jul aug sep sept oct nov dec min max incl excl")

// abbreviates reports whether the full stop behind s is that of an initial, of an abbreviation or of a day of the month.
func abbreviates(s string) bool {
	word := strings.ToLower(strings.TrimLeft(s[strings.LastIndexByte(s, ' ')+1:], "("))
	for _, a := range abbreviations {
		if word == a {
			return true
		}
	}
	last, size := utf8.DecodeLastRuneInString(s)
	return len(word) == size && unicode.IsLetter(last) || len(word) <= 2 && strings.Trim(word, "0123456789") == ""
}

// boldWords tells whether a line begins with bold words, and where in its words they end.
func boldWords(d *markdown.Document, t markdown.Text) (bold bool, end int) {
	at := t.Span.Start
	mark := ""
	switch {
	case at+2 <= len(d.Source) && isBold(d.Source[at:at+2]):
		mark = string(d.Source[at : at+2])
		at += 2
	case at >= 2 && isBold(d.Source[at-2:at]):
		mark = string(d.Source[at-2 : at])
	default:
		return false, 0
	}
	closing := strings.Index(string(d.Source[at:max(at, t.Span.End)]), mark)
	if closing < 0 {
		return false, 0
	}
	return true, sort.Search(len(t.Plain), func(i int) bool { return t.Offset(i) >= at+closing })
}

func isBold(b []byte) bool { return string(b) == "**" || string(b) == "__" }

// lines cuts a paragraph into its lines where one behind the first begins with a label, or with the colon of a definition; else it is one.
func lines(d *markdown.Document, t markdown.Text, begins func(string) bool) []markdown.Text {
	starts := []int{0}
	apart := false
	for i := 0; i < len(t.Plain); i++ {
		if t.Plain[i] == ' ' && breaks(d, t, i) {
			starts = append(starts, i+1)
			apart = apart || begins(t.Plain[i+1:])
		}
	}
	if !apart {
		return []markdown.Text{t}
	}
	out := make([]markdown.Text, 0, len(starts))
	for i, start := range starts {
		end := len(t.Plain)
		if i+1 < len(starts) {
			end = starts[i+1] - 1
		}
		if strings.HasPrefix(t.Plain[start:end], ": ") {
			start += 2
		}
		out = append(out, t.Sub(markdown.Range{Start: start, End: end}))
	}
	return out
}

// breaks reports whether the space at i of a text's words is the end of a line in the source.
func breaks(d *markdown.Document, t markdown.Text, i int) bool {
	at := t.Offset(i)
	for at < len(d.Source) && (d.Source[at] == ' ' || d.Source[at] == '\\' || d.Source[at] == '\r') {
		at++
	}
	return at < len(d.Source) && d.Source[at] == '\n'
}

// begins reports whether words begin with a label or with the colon of a definition.
func (k *Sort) begins(s string) bool {
	if strings.HasPrefix(s, ": ") {
		return true
	}
	colon := strings.IndexByte(s, ':')
	return colon > 0 && colon <= longestLabel && k.named(markdown.Normal(s[:colon])) >= 0
}

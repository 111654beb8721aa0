package prose

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// lexiconTable holds the words that the grammars know.
type lexiconTable struct {
	words   map[string]entry
	numbers map[uint16]float64 // spelt numbers by word
	classes map[string]classBit
}

type entry struct {
	word  uint16
	class class
}

var lexicon = sync.OnceValue(func() *lexiconTable {
	l := &lexiconTable{words: make(map[string]entry, 8192), numbers: map[uint16]float64{}, classes: map[string]classBit{}}
	for name, bit := range fixedClasses {
		l.classes[name] = bit
	}
	next := firstLexical
	for _, line := range strings.Split(vocabulary, "\n") {
		head, words, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		form, name, verb := strings.Cut(strings.TrimSpace(head), " ")
		if !verb {
			name, form = form, ""
		}
		bit, known := l.classes[name]
		if !known {
			bit = next
			l.classes[name] = bit
			next++
		}
		for w := range strings.FieldsSeq(words) {
			for _, f := range inflect(form, w) {
				l.add(f, bit)
			}
		}
	}
	for w, v := range spelt {
		l.numbers[l.intern(w)] = v
	}
	return l
})

func (l *lexiconTable) intern(w string) uint16 {
	e, ok := l.words[w]
	if !ok {
		e.word = uint16(len(l.words) + 1)
		l.words[w] = e
	}
	return e.word
}

func (l *lexiconTable) add(w string, b classBit) {
	l.intern(w)
	e := l.words[w]
	e.class.set(b)
	l.words[w] = e
}

// lookup finds a word whatever its case; the possessive 's is not part of it.
func (l *lexiconTable) lookup(w string) (uint16, class) {
	var buf [32]byte
	if len(w) > len(buf) {
		return 0, class{}
	}
	n := 0
	for i := 0; i < len(w); i++ {
		c := w[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c >= utf8.RuneSelf && strings.HasPrefix(w[i:], "’") {
			c = '\''
			i += len("’") - 1
		}
		buf[n] = c
		n++
	}
	if n > 2 && buf[n-1] == 's' && buf[n-2] == '\'' {
		if e, ok := l.words[string(buf[:n])]; ok {
			return e.word, e.class
		}
		n -= 2
	}
	e := l.words[string(buf[:n])]
	return e.word, e.class
}

// inflect gives the forms of a word: form "verb" its -s, -ed and -ing, "noun" its plural, "adj" its -ly, -er, -est;
// anything else the word alone. Irregular forms stand in the vocabulary by themselves.
func inflect(form, w string) []string {
	switch form {
	case "verb":
		return []string{w, plural(w), past(w), gerund(w)}
	case "noun":
		return []string{w, plural(w)}
	case "adj":
		return []string{w, adverb(w)}
	}
	return []string{w}
}

func plural(w string) string {
	n := len(w)
	switch {
	case strings.HasSuffix(w, "s") || strings.HasSuffix(w, "x") || strings.HasSuffix(w, "ch") || strings.HasSuffix(w, "sh") || strings.HasSuffix(w, "z"):
		return w + "es"
	case w[n-1] == 'y' && n > 1 && !vowel(w[n-2]):
		return w[:n-1] + "ies"
	}
	return w + "s"
}

func past(w string) string {
	n := len(w)
	switch {
	case w[n-1] == 'e':
		return w + "d"
	case w[n-1] == 'y' && n > 1 && !vowel(w[n-2]):
		return w[:n-1] + "ied"
	case doubles(w):
		return w + w[n-1:] + "ed"
	}
	return w + "ed"
}

func gerund(w string) string {
	n := len(w)
	switch {
	case strings.HasSuffix(w, "ee"):
		return w + "ing"
	case strings.HasSuffix(w, "ie"):
		return w[:n-2] + "ying"
	case w[n-1] == 'e':
		return w[:n-1] + "ing"
	case doubles(w):
		return w + w[n-1:] + "ing"
	}
	return w + "ing"
}

func adverb(w string) string {
	n := len(w)
	switch {
	case strings.HasSuffix(w, "le"):
		return w[:n-1] + "y"
	case w[n-1] == 'y':
		return w[:n-1] + "ily"
	case strings.HasSuffix(w, "ic"):
		return w + "ally"
	}
	return w + "ly"
}

func vowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

// doubles reports whether a short verb doubles its last letter: drop, plan, run, log.
func doubles(w string) bool {
	n := len(w)
	if n < 3 || n > 4 && w != "submit" && w != "commit" && w != "refer" {
		return false
	}
	return !vowel(w[n-1]) && vowel(w[n-2]) && !vowel(w[n-3]) && strings.IndexByte("wxy", w[n-1]) < 0
}

var spelt = map[string]float64{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
	"twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
	"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000,
	"million": 1e6, "billion": 1e9, "dozen": 12,
}

package pattern

import (
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"
)

// need is what every text that an expression matches holds: one of some words, or one of some bytes. It is looked for before the expression is
// run, in a tenth of the time; most texts hold neither.
type need struct {
	words [32][]word // by the last five bits of the first byte
	pairs [32]uint32 // the first two bytes of each word, by their last five bits: capitals are as small letters
	bytes [256]bool
	exact bool // long s and the sign for kelvin do not stand for their letters
}

// The most words that are looked for, the most that one part of an expression is written out as, and the most letters of a class that words
// are made of.
const (
	mostWords   = 2000
	mostJoined  = 300
	mostLetters = 12
)

// word is in small letters; opens and closes say that it begins, or ends, where no other letter of a word stands beside it.
type word struct {
	text          string
	opens, closes bool
}

// edge stands in a requirement's words for the edge of a word.
const edge = "\x00"

// wordOf takes the edges off a requirement's word. Beside a sign the edge of a word means the opposite, and says nothing here.
func wordOf(s string) word {
	w := word{text: strings.ReplaceAll(s, edge, "")}
	w.opens = strings.HasPrefix(s, edge) && wordByte(w.text[0])
	w.closes = strings.HasSuffix(s, edge) && wordByte(w.text[len(w.text)-1])
	return w
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// needOf gives what an expression needs; nil where nothing can be told.
func needOf(expression string) *need {
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil
	}
	found := requirementOf(tree.Simplify())
	if found.rank() == 0 {
		return nil
	}
	n := &need{bytes: found.bytes, exact: tree.Flags&syntax.FoldCase == 0 && !folds(tree)}
	for _, s := range found.words {
		w := wordOf(s)
		first := w.text[0] & 31
		n.words[first] = append(n.words[first], w)
		n.pairs[first] |= 1 << (w.text[1] & 31)
	}
	return n
}

// in reports whether s holds what is needed.
func (n *need) in(s string) bool {
	var high byte
	for i := range len(s) {
		c := s[i]
		if n.bytes[c] {
			return true
		}
		high |= c
		if i+1 < len(s) && n.pairs[c&31]>>(s[i+1]&31)&1 != 0 && n.wordAt(s, i) {
			return true
		}
	}
	return high >= utf8.RuneSelf && !n.exact && strings.ContainsAny(s, "ſ\u212a")
}

func (n *need) wordAt(s string, at int) bool {
	for _, w := range n.words[s[at]&31] {
		end := at + len(w.text)
		if end <= len(s) && begins(s[at:], w.text) && !(w.opens && at > 0 && wordByte(s[at-1])) && !(w.closes && end < len(s) && wordByte(s[end])) {
			return true
		}
	}
	return false
}

// begins reports whether s, in whatever case, begins with w.
func begins(s, w string) bool {
	for i := range len(w) {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != w[i] {
			return false
		}
	}
	return true
}

// requirement is what a part of an expression needs. Whole lists all that it matches, in small letters, where that is known and short.
type requirement struct {
	whole []string
	words []string
	bytes [256]bool
	size  int // of bytes
}

// rank is how much a requirement rules out: 0 for nothing.
func (r requirement) rank() int {
	switch {
	case r.size > 64 || len(r.words) > mostWords || r.size == 0 && len(r.words) == 0:
		return 0
	case r.size > 0:
		return 1
	}
	least := len(r.words[0])
	for _, w := range r.words {
		least = min(least, len(w)-strings.Count(w, edge))
	}
	return least
}

func (r *requirement) add(c byte) {
	if !r.bytes[c] {
		r.bytes[c] = true
		r.size++
	}
}

// anyOf is what a text needs that holds one of some words. The empty word is in every text.
func anyOf(words []string) (r requirement) {
	for _, w := range words {
		switch letters := strings.ReplaceAll(w, edge, ""); len(letters) {
		case 0:
			return requirement{}
		case 1:
			r.add(letters[0])
			r.add(upper(letters[0]))
		default:
			r.words = append(r.words, w)
		}
	}
	return r
}

func upper(c byte) byte {
	if c >= 'a' && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

func requirementOf(re *syntax.Regexp) requirement {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpNoWordBoundary:
		return requirement{whole: []string{""}}
	case syntax.OpWordBoundary:
		return requirement{whole: []string{edge}}
	case syntax.OpLiteral:
		return literal(re)
	case syntax.OpCharClass:
		return class(re.Rune)
	case syntax.OpCapture:
		return requirementOf(re.Sub[0])
	case syntax.OpPlus:
		r := requirementOf(re.Sub[0])
		r.whole = nil
		return r
	case syntax.OpQuest:
		if sub := requirementOf(re.Sub[0]); sub.whole != nil {
			return requirement{whole: append([]string{""}, sub.whole...)}
		}
	case syntax.OpConcat:
		return concatenation(re.Sub)
	case syntax.OpAlternate:
		return alternation(re.Sub)
	}
	return requirement{}
}

// literal is a run of letters. Where case does not count, only what folds within ASCII is known (and long s and kelvin, see in).
func literal(re *syntax.Regexp) requirement {
	word := strings.ToLower(string(re.Rune))
	for _, r := range re.Rune {
		if r == 0 || r >= utf8.RuneSelf && (re.Flags&syntax.FoldCase != 0 || unicode.ToLower(r) != r) {
			return requirement{}
		}
	}
	r := anyOf([]string{word})
	r.whole = []string{word}
	return r
}

// class is one of some letters, given as pairs of first and last.
func class(ranges []rune) requirement {
	count := 0
	for i := 0; i+1 < len(ranges); i += 2 {
		count += int(ranges[i+1]-ranges[i]) + 1
	}
	if count > mostLetters || count > 0 && ranges[0] == 0 {
		return requirement{}.anyByte(ranges)
	}
	var whole []string
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			whole = append(whole, lowered(r))
		}
	}
	r := anyOf(whole)
	r.whole = whole
	return r
}

// lowered is a character as a word, a small letter where it is ASCII.
func lowered(r rune) string {
	if r < utf8.RuneSelf {
		r = unicode.ToLower(r)
	}
	return string(r)
}

// anyByte adds the bytes that a character of a large class begins with.
func (r requirement) anyByte(ranges []rune) requirement {
	for i := 0; i+1 < len(ranges); i += 2 {
		for c := ranges[i]; c <= ranges[i+1] && c < utf8.RuneSelf; c++ {
			r.add(byte(c))
		}
		if ranges[i+1] >= utf8.RuneSelf {
			for c := utf8.RuneSelf; c < 256; c++ {
				r.add(byte(c))
			}
		}
	}
	return r
}

// concatenation needs what any of its parts needs; the one that rules out most is taken. Parts that are known whole are joined.
func concatenation(parts []*syntax.Regexp) requirement {
	best, all := requirement{}, true
	run := []string{""}
	take := func(r requirement) {
		if r.rank() > best.rank() {
			best = r
			best.whole = nil
		}
	}
	for _, part := range parts {
		r := requirementOf(part)
		if r.whole == nil {
			take(anyOf(run))
			take(r)
			run, all = []string{""}, false
			continue
		}
		if len(run)*len(r.whole) > mostJoined {
			take(anyOf(run))
			run, all = []string{""}, false
		}
		run = joined(run, r.whole)
	}
	take(anyOf(run))
	if all {
		best.whole = run
	}
	return best
}

func joined(heads, tails []string) []string {
	out := make([]string, 0, len(heads)*len(tails))
	for _, h := range heads {
		for _, t := range tails {
			out = append(out, h+t)
		}
	}
	return out
}

// alternation needs what one of its branches needs.
func alternation(branches []*syntax.Regexp) requirement {
	var out requirement
	var whole []string
	known, needed := true, true
	for _, branch := range branches {
		r := requirementOf(branch)
		known, needed = known && r.whole != nil, needed && r.rank() > 0
		whole = append(whole, r.whole...)
		out.words = append(out.words, r.words...)
		for c, has := range r.bytes {
			if has {
				out.add(byte(c))
			}
		}
	}
	if !needed {
		out = requirement{}
	}
	if known && len(whole) <= mostJoined {
		out.whole = whole
	}
	return out
}

// folds reports a part in which case does not count.
func folds(re *syntax.Regexp) bool {
	if re.Flags&syntax.FoldCase != 0 {
		return true
	}
	for _, sub := range re.Sub {
		if folds(sub) {
			return true
		}
	}
	return false
}

package prose

import "strings"

// A pattern is one grammar, written as elements parted by spaces:
//
//	word        that word, in any case          CLASS   any word of the class
//	a|B|c       one of them                     !x      not x (and takes nothing; true at the end as well)
//	x?          x or nothing                    x*      up to four x
//	..          up to three tokens, within the clause
//	...         up to nine tokens, within the sentence
//	<x  !<x     the token before is x, is not x
//	^  $        the beginning, the end of the text; x|$ is x or the end
//
// So `PARTY .. can|could !VAGUEV WORD` reads: a party, soon after it "can" or "could", then a word that is no vague verb.
type pattern []element

type element struct {
	op     byte // '=' match, '!' not ahead, '<' before, 'n' not before, '.' gap, '^', '$'
	word   []uint16
	class  class
	min    uint8
	max    uint8
	clause bool // a gap that stays in the clause
	end    bool // the end of the text will do as well
}

// compile reads a pattern. A word of capitals must be a class of the lexicon; anything else is a literal.
func compile(l *lexiconTable, src string) pattern {
	var p pattern
	for f := range strings.FieldsSeq(src) {
		p = append(p, compileElement(l, f))
	}
	return p
}

func compileElement(l *lexiconTable, f string) element {
	e := element{op: '=', min: 1, max: 1}
	switch f {
	case "^", "$":
		e.op = f[0]
		return e
	case "..":
		return element{op: '.', max: 3, clause: true}
	case "...":
		return element{op: '.', max: 9}
	}
	switch {
	case strings.HasPrefix(f, "!<"):
		e.op, f = 'n', f[2:]
	case strings.HasPrefix(f, "<") && len(f) > 1:
		e.op, f = '<', f[1:]
	case strings.HasPrefix(f, "!") && len(f) > 1:
		e.op, f = '!', f[1:]
	}
	if strings.HasSuffix(f, "?") && len(f) > 1 {
		e.min, f = 0, f[:len(f)-1]
	} else if strings.HasSuffix(f, "*") && len(f) > 1 {
		e.min, e.max, f = 0, 4, f[:len(f)-1]
	}
	for alt := range strings.SplitSeq(f, "|") {
		if alt == "$" {
			e.end = true
			continue
		}
		e.addAlternative(l, alt)
	}
	return e
}

func (e *element) addAlternative(l *lexiconTable, alt string) {
	if alt == strings.ToUpper(alt) && isLetter(alt[0]) {
		bit, ok := l.classes[alt]
		if !ok {
			panic("prose: a pattern names the class " + alt + ", which the vocabulary lacks") // a fault of this package, found by any test
		}
		e.class.set(bit)
		return
	}
	e.word = append(e.word, l.intern(alt))
}

func (e *element) accepts(t *token) bool {
	if t.class.meets(e.class) {
		return true
	}
	for _, w := range e.word {
		if w == t.word {
			return true
		}
	}
	return false
}

// vocabularyOf is what a text has: the union of its classes and a small filter of its words.
type vocabularyOf struct {
	class class
	words [8]uint64
}

func gather(ts []token) (v vocabularyOf) {
	for i := range ts {
		v.class[0] |= ts[i].class[0]
		v.class[1] |= ts[i].class[1]
		w := ts[i].word
		v.words[w>>6&7] |= 1 << (w & 63)
	}
	return v
}

// possible reports whether the text has, somewhere, something for each element that the pattern cannot do without.
func (p pattern) possible(v *vocabularyOf) bool {
	for i := range p {
		if p[i].op == '=' && p[i].min == 1 && !p[i].end && !p[i].within(v) {
			return false
		}
	}
	return len(p) > 0
}

func (e *element) within(v *vocabularyOf) bool {
	if v.class.meets(e.class) {
		return true
	}
	for _, w := range e.word {
		if v.words[w>>6&7]&(1<<(w&63)) != 0 {
			return true
		}
	}
	return false
}

// find returns the first place where the pattern holds, as a range of tokens.
func (p pattern) find(ts []token, v *vocabularyOf) (from, to int, ok bool) {
	if !p.possible(v) {
		return 0, 0, false
	}
	for i := range ts {
		if p[0].op == '=' && p[0].min == 1 && !p[0].accepts(&ts[i]) {
			continue
		}
		if end, ok := p.match(ts, i); ok {
			return i, end, true
		}
		if p[0].op == '^' {
			break
		}
	}
	return 0, 0, false
}

func (p pattern) match(ts []token, i int) (int, bool) {
	for n := range p {
		e := &p[n]
		switch e.op {
		case '^':
			if i != 0 {
				return 0, false
			}
		case '$':
			if !atEnd(ts, i) {
				return 0, false
			}
		case '!':
			if i < len(ts) && e.accepts(&ts[i]) {
				return 0, false
			}
		case '<', 'n':
			if (i > 0 && e.accepts(&ts[i-1])) != (e.op == '<') {
				return 0, false
			}
		case '.':
			return p[n+1:].afterGap(ts, i, e)
		default:
			if e.end && atEnd(ts, i) {
				continue
			}
			if e.min == e.max {
				if i >= len(ts) || !e.accepts(&ts[i]) {
					return 0, false
				}
				i++
				continue
			}
			return p[n+1:].afterRepeat(ts, i, e)
		}
	}
	return i, true
}

// afterGap tries the rest of the pattern after each length of a gap, the shortest first.
func (p pattern) afterGap(ts []token, i int, gap *element) (int, bool) {
	for skipped := 0; ; skipped++ {
		if end, ok := p.match(ts, i); ok {
			return end, true
		}
		if skipped == int(gap.max) || i >= len(ts) || ts[i].stops(gap.clause) {
			return 0, false
		}
		i++
	}
}

// afterRepeat tries the rest after each number of repeats, the longest first.
func (p pattern) afterRepeat(ts []token, i int, e *element) (int, bool) {
	n := 0
	for n < int(e.max) && i+n < len(ts) && e.accepts(&ts[i+n]) {
		n++
	}
	for ; n >= 0; n-- {
		if end, ok := p.match(ts, i+n); ok {
			return end, true
		}
	}
	return 0, false
}

// stops reports whether a gap may not cross the token: the end of a sentence, and of a clause if within.
func (t *token) stops(within bool) bool {
	return t.class.has(clsStop) || within && t.class.has(clsClause)
}

// atEnd reports whether only closing marks follow.
func atEnd(ts []token, i int) bool {
	for ; i < len(ts); i++ {
		if ts[i].kind != kindPunct && ts[i].kind != kindLink {
			return false
		}
	}
	return true
}

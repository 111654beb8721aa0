package tagger

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"
)

// observation is what the model sees of one token: hashed features. Those in lexical spell the word or its neighbours.
type observation struct {
	lexical, general []uint64
}

// Hints marks bytes that exact patterns have recognised (mail, phone candidates): the class by token.
type Hints func(start, end int) string

// traits are the dictionary's and the shape's view of one token.
type traits struct {
	shape, dict, phrase, hint string
}

// sight is a text's tokens with what is known of each.
type sight struct {
	tokens []token
	all    []traits
	lower  bool // no capital anywhere
}

func see(text string, tokens []token, hints Hints) *sight {
	s := &sight{tokens: tokens, all: make([]traits, len(tokens)), lower: text == strings.ToLower(text)}
	d := loaded()
	known := make([]known, len(tokens))
	for i, t := range tokens {
		known[i] = d.of(t.lower)
		s.all[i].shape = shape(t.text)
		s.all[i].dict = known[i].traits
		if hints != nil {
			s.all[i].hint = hints(t.start, t.end)
		}
	}
	s.phrases(d, known)
	return s
}

// observations are those of every token.
func (s *sight) observations() []observation {
	out := make([]observation, len(s.tokens))
	for i := range out {
		s.observe(&out[i], i)
	}
	return out
}

// phrases finds the longest names of places and countries of up to five tokens.
func (s *sight) phrases(d *dictionaries, known []known) {
	tokens := s.tokens
	for i := 0; i < len(tokens); i++ {
		best, kind := -1, known[i].name
		if kind != "" {
			best = i
		}
		if known[i].opens || i+1 < len(tokens) && tokens[i+1].start == tokens[i].end { // nothing else begins a longer name
			if end, longer := d.longest(tokens, i); end > i {
				best, kind = end, longer
			}
		}
		for j := i; j <= best; j++ {
			s.all[j].phrase = kind
			if j > i {
				s.all[j].phrase += "i"
			} else if best > i {
				s.all[j].phrase += "b"
			}
		}
		i = max(i, best)
	}
}

// longest gives the last token of the longest name of several tokens from i on, and whether it is a country's or a place's; -1 for none.
func (d *dictionaries) longest(tokens []token, i int) (end int, kind string) {
	end = -1
	name := tokens[i].lower
	for j := i + 1; j < len(tokens) && j < i+9 && tokens[j].text != "\n"; j++ {
		name += strings.Repeat(" ", min(tokens[j].start-tokens[j-1].end, 1)) + tokens[j].lower
		if k := d.name(name); k != "" {
			end, kind = j, k
		}
		if !d.opens(name) {
			break
		}
	}
	return end, kind
}

// name tells a country (C) from a place (P); empty for neither.
func (d *dictionaries) name(name string) string {
	switch {
	case d.country.has(name):
		return "C"
	case d.place.has(name):
		return "P"
	}
	return ""
}

// opens reports whether a longer name begins so.
func (d *dictionaries) opens(words string) bool {
	return d.place.begins(words) || d.country.begins(words)
}

// known is what the dictionaries say of one word.
type known struct {
	traits, name string
	opens        bool // begins a longer name
}

// mostKnown bounds the words that are remembered.
const mostKnown = 1 << 16

// of looks a word up, once.
func (d *dictionaries) of(lower string) known {
	if k, ok := d.words.Load(lower); ok {
		return k.(known)
	}
	k := known{d.traits(lower), d.name(lower), d.opens(lower)}
	if d.remembered.Add(1) <= mostKnown {
		d.words.Store(strings.Clone(lower), k)
	}
	return k
}

func (d *dictionaries) traits(lower string) string {
	var b strings.Builder
	add := func(has bool, c byte) {
		if has {
			b.WriteByte(c)
		}
	}
	add(d.first.has(lower), 'f')
	add(d.last.has(lower), 'l')
	add(d.place.has(lower), 'p')
	add(d.country.has(lower), 'c')
	add(titles[lower], 't')
	add(suffix[lower], 'o')
	add(street[lower] || endsAny(lower, streetEnds), 's')
	add(units[lower], 'u')
	add(d.common.has(lower), 'w')
	return b.String()
}

func endsAny(s string, ends []string) bool {
	for _, e := range ends {
		if len(s) > len(e)+2 && strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

// digits are the shapes of numbers by their length.
var digits = [...]string{"d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9"}

func shape(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case unicode.IsDigit(r):
		return digits[min(len(s), 9)]
	case !isWord(r):
		return s
	case len(s) == size && unicode.IsUpper(r):
		return "A"
	case !strings.ContainsFunc(s, raised) && strings.ContainsFunc(s, lowered):
		return "AA"
	case unicode.IsUpper(r):
		if strings.ContainsFunc(s[size:], unicode.IsUpper) {
			return "AaA"
		}
		return "Aa"
	}
	return "a"
}

// raised and lowered report letters that capitals, or small letters, are written otherwise.
func raised(r rune) bool  { return unicode.ToUpper(r) != r }
func lowered(r rune) bool { return unicode.ToLower(r) != r }

// at gives the traits and the word at a distance, and marks beyond the edges.
func (s *sight) at(i int) (string, traits) {
	switch {
	case i < 0:
		return "^", traits{shape: "^"}
	case i >= len(s.tokens):
		return "$", traits{shape: "$"}
	}
	return s.tokens[i].lower, s.all[i]
}

// The most features of a token that spell words, and how many others one has as a rule.
const (
	lexicalMost  = 17
	generalUsual = 47
)

// observe gives what is seen of the i-th token in o, whose room is used again.
func (s *sight) observe(o *observation, i int) {
	if o.lexical == nil {
		room := make([]uint64, 0, lexicalMost+generalUsual)
		*o = observation{lexical: room[:0:lexicalMost], general: room[lexicalMost:lexicalMost]}
	}
	o.lexical, o.general = o.lexical[:0], o.general[:0]
	lexical := func(parts ...string) { o.lexical = append(o.lexical, hash(parts)) }
	general := func(parts ...string) { o.general = append(o.general, hash(parts)) }
	w, t := s.at(i)
	w1, n1 := s.at(i + 1)
	w2, n2 := s.at(i + 2)
	v1, p1 := s.at(i - 1)
	v2, p2 := s.at(i - 2)
	_, n3 := s.at(i + 3)
	_, p3 := s.at(i - 3)
	general("bias")
	lexical("w", w)
	for n := 2; n <= 4; n++ {
		if len(w) > n {
			lexical("suf", w[len(w)-n:])
			lexical("pre", w[:n])
		}
	}
	lexical("w-1", v1)
	lexical("w+1", w1)
	lexical("w-2", v2)
	lexical("w+2", w2)
	lexical("w-2-1", v2, v1)
	lexical("w+1+2", w1, w2)
	lexical("w-1s", v1, t.shape)
	lexical("w+1s", w1, t.shape)
	lexical("w-1d", v1, t.dict)
	lexical("w+1d", w1, t.dict)
	general("s", t.shape)
	general("d", t.dict)
	general("sd", t.shape, t.dict)
	general("ph", t.phrase)
	general("phd", t.phrase, t.dict)
	general("h", t.hint)
	general("h-1", p1.hint)
	general("h+1", n1.hint)
	general("s-1", p1.shape)
	general("s+1", n1.shape)
	general("s3", p1.shape, t.shape, n1.shape)
	general("s5", p2.shape, p1.shape, t.shape, n1.shape, n2.shape)
	general("s+3", t.shape, n1.shape, n2.shape, n3.shape)
	general("s-3", p3.shape, p2.shape, p1.shape, t.shape)
	general("d-1", p1.dict)
	general("d+1", n1.dict)
	general("d-10", p1.dict, t.dict)
	general("d01", t.dict, n1.dict)
	general("d-2", p2.dict)
	general("d+2", n2.dict)
	general("ph-1", p1.phrase)
	general("ph+1", n1.phrase)
	for _, c := range t.dict {
		general("dc", string(c), t.shape)
	}
	for _, c := range n1.dict {
		general("dc+1", string(c), t.shape)
	}
	for _, c := range p1.dict {
		general("dc-1", string(c), t.shape)
	}
	if s.tokens[i].line {
		general("line", t.shape)
		general("lined", t.shape, t.dict)
	}
	if s.lower {
		general("low", t.dict)
		general("lowph", t.phrase)
	}
	if i > 0 && s.tokens[i].start == s.tokens[i-1].end {
		general("tight", p1.shape, t.shape)
	}
}

// hash is of the parts with a zero byte between them.
func hash(parts []string) uint64 {
	var room [96]byte
	joined := room[:0]
	for i, part := range parts {
		if i > 0 {
			joined = append(joined, 0)
		}
		joined = append(joined, part...)
	}
	return xxhash.Sum64(joined) & mask
}

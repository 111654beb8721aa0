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

func observe(text string, tokens []token, hints Hints) []observation {
	d := loaded()
	all := make([]traits, len(tokens))
	phrases(d, tokens, all)
	lower := text == strings.ToLower(text)
	for i, t := range tokens {
		all[i].shape = shape(t.text)
		all[i].dict = d.traits(t)
		if hints != nil {
			all[i].hint = hints(t.start, t.end)
		}
	}
	out := make([]observation, len(tokens))
	for i := range tokens {
		out[i] = features(tokens, all, i, lower)
	}
	return out
}

// phrases finds the longest names of places and countries of up to five tokens.
func phrases(d *dictionaries, tokens []token, all []traits) {
	for i := 0; i < len(tokens); i++ {
		name, best, kind := tokens[i].lower, -1, ""
		for j := i; j < len(tokens) && j < i+9; j++ {
			if j > i {
				if tokens[j].text == "\n" {
					break
				}
				name += strings.Repeat(" ", min(tokens[j].start-tokens[j-1].end, 1)) + tokens[j].lower
			}
			switch {
			case d.country[name]:
				best, kind = j, "C"
			case d.place[name]:
				best, kind = j, "P"
			}
			if !d.phrase[name] && j > i {
				break
			}
		}
		for j := i; j <= best; j++ {
			all[j].phrase = kind
			if j > i {
				all[j].phrase += "i"
			} else if best > i {
				all[j].phrase += "b"
			}
		}
		i = max(i, best)
	}
}

func (d *dictionaries) traits(t token) string {
	var b strings.Builder
	add := func(has bool, c byte) {
		if has {
			b.WriteByte(c)
		}
	}
	add(d.first[t.lower], 'f')
	add(d.last[t.lower], 'l')
	add(d.place[t.lower], 'p')
	add(d.country[t.lower], 'c')
	add(titles[t.lower], 't')
	add(suffix[t.lower], 'o')
	add(street[t.lower] || endsAny(t.lower, streetEnds), 's')
	add(units[t.lower], 'u')
	add(common()[t.lower], 'w')
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

func shape(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	switch {
	case unicode.IsDigit(r):
		return "d" + string(rune('0'+min(len(s), 9)))
	case !isWord(r):
		return s
	case utf8.RuneCountInString(s) == 1 && unicode.IsUpper(r):
		return "A"
	case s == strings.ToUpper(s) && s != strings.ToLower(s):
		return "AA"
	case unicode.IsUpper(r):
		if strings.ContainsFunc(s[utf8.RuneLen(r):], unicode.IsUpper) {
			return "AaA"
		}
		return "Aa"
	}
	return "a"
}

// at gives the traits and the word at a distance, and marks beyond the edges.
func at(tokens []token, all []traits, i int) (string, traits) {
	switch {
	case i < 0:
		return "^", traits{shape: "^"}
	case i >= len(tokens):
		return "$", traits{shape: "$"}
	}
	return tokens[i].lower, all[i]
}

// The most features of a token that spell words, and how many others one has as a rule.
const (
	lexicalMost  = 17
	generalUsual = 47
)

func features(tokens []token, all []traits, i int, lower bool) observation {
	room := make([]uint64, 0, lexicalMost+generalUsual)
	o := observation{lexical: room[:0:lexicalMost], general: room[lexicalMost:lexicalMost]}
	lexical := func(parts ...string) { o.lexical = append(o.lexical, hash(parts)) }
	general := func(parts ...string) { o.general = append(o.general, hash(parts)) }
	w, t := at(tokens, all, i)
	w1, n1 := at(tokens, all, i+1)
	w2, n2 := at(tokens, all, i+2)
	v1, p1 := at(tokens, all, i-1)
	v2, p2 := at(tokens, all, i-2)
	_, n3 := at(tokens, all, i+3)
	_, p3 := at(tokens, all, i-3)
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
	if i < len(tokens) && tokens[i].line {
		general("line", t.shape)
		general("lined", t.shape, t.dict)
	}
	if lower {
		general("low", t.dict)
		general("lowph", t.phrase)
	}
	if i > 0 && tokens[i].start == tokens[i-1].end {
		general("tight", p1.shape, t.shape)
	}
	return o
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

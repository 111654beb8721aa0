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

func (o *observation) spell(parts ...string) { o.lexical = append(o.lexical, hash(parts)) }

func (o *observation) note(parts ...string) { o.general = append(o.general, hash(parts)) }

// Hints marks bytes that exact patterns have recognised (mail, phone candidates): the class by token.
type Hints func(start, end int) string

// A group is the features that are seen of a few tokens around one: of the same tokens they are the same, in any text.
type group func(o *observation, tokens []token, i int, small bool)

var groups = [...]group{seenOfWord, seenBefore, seenAfter, seenTwoBefore, seenTwoAfter, seenOfMarks, seenOfShapes}

// seenOfWord is of the token alone, wherever it stands.
func seenOfWord(o *observation, tokens []token, i int, small bool) {
	t := &tokens[i]
	o.note("bias")
	o.spell("w", t.lower)
	for n := 2; n <= 4; n++ {
		if len(t.lower) > n {
			o.spell("suf", t.lower[len(t.lower)-n:])
			o.spell("pre", t.lower[:n])
		}
	}
	o.note("s", t.shape)
	o.note("d", t.dict)
	o.note("sd", t.shape, t.dict)
	for _, c := range t.dict {
		o.note("dc", string(c), t.shape)
	}
	if t.line {
		o.note("line", t.shape)
		o.note("lined", t.shape, t.dict)
	}
	if small {
		o.note("low", t.dict)
	}
}

func seenBefore(o *observation, tokens []token, i int, _ bool) {
	t, before := &tokens[i], &tokens[i-1]
	o.spell("w-1", before.lower)
	o.spell("w-1s", before.lower, t.shape)
	o.spell("w-1d", before.lower, t.dict)
	o.note("s-1", before.shape)
	o.note("d-1", before.dict)
	o.note("d-10", before.dict, t.dict)
	for _, c := range before.dict {
		o.note("dc-1", string(c), t.shape)
	}
	if t.tight {
		o.note("tight", before.shape, t.shape)
	}
}

func seenAfter(o *observation, tokens []token, i int, _ bool) {
	t, after := &tokens[i], &tokens[i+1]
	o.spell("w+1", after.lower)
	o.spell("w+1s", after.lower, t.shape)
	o.spell("w+1d", after.lower, t.dict)
	o.note("s+1", after.shape)
	o.note("d+1", after.dict)
	o.note("d01", t.dict, after.dict)
	for _, c := range after.dict {
		o.note("dc+1", string(c), t.shape)
	}
}

func seenTwoBefore(o *observation, tokens []token, i int, _ bool) {
	o.spell("w-2", tokens[i-2].lower)
	o.spell("w-2-1", tokens[i-2].lower, tokens[i-1].lower)
	o.note("d-2", tokens[i-2].dict)
}

func seenTwoAfter(o *observation, tokens []token, i int, _ bool) {
	o.spell("w+2", tokens[i+2].lower)
	o.spell("w+1+2", tokens[i+1].lower, tokens[i+2].lower)
	o.note("d+2", tokens[i+2].dict)
}

// seenOfMarks is of the phrases and the hints that a token and its neighbours stand in.
func seenOfMarks(o *observation, tokens []token, i int, small bool) {
	t, before, after := &tokens[i], &tokens[i-1], &tokens[i+1]
	o.note("ph", t.phrase.String())
	o.note("phd", t.phrase.String(), t.dict)
	o.note("ph-1", before.phrase.String())
	o.note("ph+1", after.phrase.String())
	if small {
		o.note("lowph", t.phrase.String())
	}
	o.note("h", t.hint)
	o.note("h-1", before.hint)
	o.note("h+1", after.hint)
}

// seenOfShapes is of the shapes from three tokens before to three after.
func seenOfShapes(o *observation, tokens []token, i int, _ bool) {
	var s [reach + 1 + reach]string
	for k := range s {
		s[k] = tokens[i-reach+k].shape
	}
	o.note("s3", s[2], s[3], s[4])
	o.note("s5", s[1], s[2], s[3], s[4], s[5])
	o.note("s+3", s[3], s[4], s[5], s[6])
	o.note("s-3", s[0], s[1], s[2], s[3])
}

// observations are those of every token.
func (s *sight) observations() []observation {
	out := make([]observation, s.count())
	for i := range out {
		for _, see := range groups {
			see(&out[i], s.tokens, reach+i, s.small)
		}
	}
	return out
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

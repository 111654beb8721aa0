// Package tagger marks names, addresses, places, organisations and telephone numbers in text with a small trained model:
// an averaged perceptron over words, shapes and dictionaries of names, decoded as a sequence.
package tagger

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a run of letters, a run of digits, one sign, or one end of line, with what is known of it.
type token struct {
	*word
	start, end int  // bytes
	line       bool // stands first on its line
	tight      bool // nothing between it and the one before
	phrase     phrase
	hint       string
	hints      uint32 // the number of its hint with those beside it
}

// phrase tells whether a token is a name of a place or a country, or where it stands in one of several tokens.
type phrase uint8

const (
	noPhrase phrase = iota
	place
	placeBegins
	placeGoesOn
	country
	countryBegins
	countryGoesOn
)

// String is how the model's features spell it.
func (p phrase) String() string { return [...]string{"", "P", "Pb", "Pi", "C", "Cb", "Ci"}[p] }

// reach is how far from a token its features look.
const reach = 3

// sight is a text's tokens, between the marks of its edges.
type sight struct {
	tokens []token
	small  bool // no capital anywhere
}

func (s *sight) count() int { return len(s.tokens) - 2*reach }

// inner are the text's own tokens.
func (s *sight) inner() []token { return s.tokens[reach : len(s.tokens)-reach] }

// see reads a text into s, whose room is used again.
func (m *memory) see(s *sight, text string, hints Hints) {
	s.tokens, s.small = s.tokens[:0], isSmall(text)
	for range reach {
		s.tokens = append(s.tokens, token{word: m.begin})
	}
	s.tokens = m.tokenize(s.tokens, text)
	for range reach {
		s.tokens = append(s.tokens, token{word: m.end})
	}
	m.pairUp(s)
	m.phrases(s.inner())
	m.hint(s, hints)
}

// isSmall reports that a text is its own in small letters.
func isSmall(text string) bool {
	for i := range len(text) {
		if 'A' <= text[i] && text[i] <= 'Z' {
			return false
		}
	}
	return text == strings.ToLower(text)
}

// tokenize appends a text's tokens.
func (m *memory) tokenize(out []token, text string) []token {
	line, last := true, -1
	for at := 0; at < len(text); {
		end := at + 1
		switch c := text[at]; {
		case c == '\n':
			line = true
			out = append(out, token{word: m.word("\n"), start: at, end: end, tight: at == last})
			at, last = end, end
			continue
		case c == ' ' || c == '\t' || c == '\r':
			at = end
			continue
		default:
			r, size := utf8.DecodeRuneInString(text[at:])
			end = at + size
			switch {
			case unicode.IsSpace(r):
				at = end
				continue
			case unicode.IsDigit(r):
				end = while(text, at, unicode.IsDigit)
			case isWord(r):
				end = wordEnd(text, at)
			}
		}
		out = append(out, token{word: m.word(text[at:end]), start: at, end: end, line: line, tight: at == last})
		line = false
		at, last = end, end
	}
	return out
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return unicode.IsLetter(r) || unicode.Is(unicode.M, r)
}

func while(text string, at int, is func(rune) bool) int {
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !is(r) {
			break
		}
		at += size
	}
	return at
}

// wordEnd takes letters, and an apostrophe between letters unless it begins a possessive ('s) or an elision ('m, 're).
func wordEnd(text string, at int) int {
	end := while(text, at, isWord)
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if r != '\'' && r != '’' {
			break
		}
		next := while(text, end+size, isWord)
		if next-end-size < 3 {
			break
		}
		end = next
	}
	return end
}

// phrases finds the longest names of places and countries of up to nine tokens.
func (m *memory) phrases(tokens []token) {
	for i := 0; i < len(tokens); i++ {
		best, name := -1, tokens[i].name
		if name != noPhrase {
			best = i
		}
		if tokens[i].opens || i+1 < len(tokens) && tokens[i+1].tight { // nothing else begins a longer name
			if end, longer := m.longest(tokens, i); end > i {
				best, name = end, longer
			}
		}
		for j := i; j <= best; j++ {
			switch {
			case j > i:
				tokens[j].phrase = name + (placeGoesOn - place)
			case best > i:
				tokens[j].phrase = name + (placeBegins - place)
			default:
				tokens[j].phrase = name
			}
		}
		i = max(i, best)
	}
}

// longest gives the last token of the longest name of several tokens from i on, and whether it is a country's or a place's; -1 for none.
func (m *memory) longest(tokens []token, i int) (end int, name phrase) {
	end = -1
	var so *joined
	for j := i + 1; j < len(tokens) && j < i+9 && tokens[j].text != "\n"; j++ {
		if j > i+1 {
			so = join(so.text, &tokens[j])
		} else {
			so = m.joined(i, tokens)
		}
		if so.name != noPhrase {
			end, name = j, so.name
		}
		if !so.opens {
			break
		}
	}
	return end, name
}

// joined is what the dictionaries say of several words together.
type joined struct {
	text  string
	name  phrase
	opens bool
}

// joined gives what is said of the i-th of a text's own tokens and the next, asked once.
func (m *memory) joined(i int, tokens []token) *joined {
	p := m.beside[reach+i]
	if p.said == nil {
		p.said = join(tokens[i].lower, &tokens[i+1])
	}
	return p.said
}

func join(text string, next *token) *joined {
	if !next.tight {
		text += " "
	}
	text += next.lower
	d := loaded()
	return &joined{text, d.name(text), d.opens(text)}
}

// hint asks for the hint of every token.
func (m *memory) hint(s *sight, hints Hints) {
	if hints == nil {
		return
	}
	some := false
	for i, t := range s.inner() {
		if h := hints(t.start, t.end); h != "" {
			s.inner()[i].hint, some = h, true
		}
	}
	for i := reach; some && i < len(s.tokens)-reach; i++ {
		s.tokens[i].hints = numberOf(m.hints, [3]string{s.tokens[i-1].hint, s.tokens[i].hint, s.tokens[i+1].hint})
	}
}

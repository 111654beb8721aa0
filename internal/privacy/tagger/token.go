// Package tagger marks names, addresses, places, organisations and telephone numbers in text with a small trained model:
// an averaged perceptron over words, shapes and dictionaries of names, decoded as a sequence.
package tagger

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a run of letters, a run of digits, one sign, or one end of line.
type token struct {
	start, end int // bytes
	text       string
	lower      string
	line       bool // stands first on its line
}

func tokenize(text string) []token {
	var out []token
	line := true
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		end := at + size
		switch {
		case r == '\n':
			line = true
			out = append(out, token{start: at, end: end, text: "\n", lower: "\n"})
			at = end
			continue
		case unicode.IsSpace(r):
			at = end
			continue
		case unicode.IsDigit(r):
			end = while(text, at, unicode.IsDigit)
		case isWord(r):
			end = word(text, at)
		}
		out = append(out, token{start: at, end: end, text: text[at:end], lower: strings.ToLower(text[at:end]), line: line})
		line = false
		at = end
	}
	return out
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.M, r) }

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

// word takes letters, and an apostrophe between letters unless it begins a possessive ('s) or an elision ('m, 're).
func word(text string, at int) int {
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

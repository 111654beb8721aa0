package claim

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// sentenceStart is the offset at which the sentence that ends at end begins. A mark that closes a sentence is ". ", "! "
// or "? " before a capital, a digit, a quotation mark or an opening bracket, unless an abbreviation or an initial stands
// before it. When end stands right behind such a mark (a citation after the full stop) the mark is the sentence's own.
func sentenceStart(text string, end int) int {
	for i := len(strings.TrimRight(text[:end], " .!?)\"”’")) - 1; i > 0; i-- {
		if !isStop(text[i]) {
			continue
		}
		next := skipClosers(text, i+1)
		if next < end && text[next] == ' ' && startsSentence(text[next+1:end]) && !abbreviates(text[:i]) {
			return next + 1
		}
	}
	return 0
}

func isStop(c byte) bool { return c == '.' || c == '!' || c == '?' }

func skipClosers(text string, at int) int {
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !strings.ContainsRune(`)"”’»*`, r) && !isStop(text[at]) {
			break
		}
		at += size
	}
	return at
}

func startsSentence(rest string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " "))
	return unicode.IsUpper(r) || unicode.IsDigit(r) || strings.ContainsRune(`"“„«([*−+-`, r)
}

var abbreviations = map[string]bool{"e.g": true, "i.e": true, "vs": true, "approx": true, "ca": true, "no": true, "fig": true,
	"dr": true, "mr": true, "mrs": true, "ms": true, "st": true, "inc": true, "ltd": true, "etc": true, "resp": true}

func abbreviates(before string) bool {
	word := before[strings.LastIndexAny(before, " (\u00a0")+1:]
	if len(word) == 1 && unicode.IsUpper(rune(word[0])) {
		return true
	}
	return abbreviations[strings.ToLower(word)]
}

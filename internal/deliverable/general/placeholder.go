package general

import (
	"strings"
	"unicode"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// placeholder reports whether a front matter value stands for one that nobody has written.
func placeholder(value string) bool {
	_, ok := findPlaceholder(markdown.Text{Plain: value})
	return ok || value == "?" || value == "…" || value == "..."
}

// marks are the words that stand for an answer; they count in capitals only, so that "a to-do list" is prose.
var marks = []string{"TODO", "TBD", "TBC", "FIXME", "XXX", "TO BE DEFINED", "TO BE DETERMINED", "LOREM IPSUM", "YYYY-MM-DD", "ESC-NUMBER", "WHAT FAILS, WHERE", "ENGAGEMENT", "AUTHOR", "CUSTOMER", "TIER", "PATTERN"}

// fillers begin a bracketed instruction: “[describe the impact]”, “<insert date>”.
var fillers = []string{"insert", "describe", "your ", "name of", "enter", "fill in", "add ", "list ", "explain", "customer name", "account name", "date", "owner", "yyyy", "specify", "to be ", "placeholder", "e.g."}

// findPlaceholder finds the first placeholder outside code. Links are no brackets here: their brackets are not words.
func findPlaceholder(text markdown.Text) (markdown.Range, bool) {
	plain := text.Plain
	if found, ok := findMark(text); ok {
		return found, true
	}
	if !strings.ContainsAny(plain, "[<{") {
		return markdown.Range{}, false
	}
	for i := 0; i < len(plain); i++ {
		closing := byte(0)
		switch plain[i] {
		case '[':
			closing = ']'
		case '<':
			closing = '>'
		case '{':
			closing = '}'
		default:
			continue
		}
		end := strings.IndexByte(plain[i:], closing)
		if end < 2 || text.IsCode(i) {
			continue
		}
		if filler(plain[i+1 : i+end]) {
			return markdown.Range{Start: i, End: i + end + 1}, true
		}
	}
	return markdown.Range{}, false
}

// lower reports whether a text has small letters at all: in one of capitals alone a capital word stands for nothing.
func lower(s string) bool { return strings.ContainsFunc(s, unicode.IsLower) }

// findMark finds the first of the marks as a word of its own outside code.
func findMark(text markdown.Text) (markdown.Range, bool) {
	plain := text.Plain
	for i := 0; i < len(plain); i++ {
		if plain[i] < 'A' || plain[i] > 'Z' || i > 0 && plain[i-1] != ' ' && wordByte(plain[i-1]) {
			continue
		}
		for _, mark := range marks {
			if mark[0] != plain[i] || !strings.HasPrefix(plain[i:], mark) || !wordEdge(plain, i, i+len(mark)) || text.IsCode(i) {
				continue
			}
			if len(mark) < 4 || mark == "TODO" || lower(plain) || strings.ContainsAny(mark, "-,") {
				return markdown.Range{Start: i, End: i + len(mark)}, true
			}
		}
	}
	return markdown.Range{}, false
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
}

func filler(inner string) bool {
	inner = strings.ToLower(strings.TrimLeft(inner, "{< "))
	for _, f := range fillers {
		if rest, ok := strings.CutPrefix(inner, f); ok && (strings.HasSuffix(f, " ") || rest == "" || !unicode.IsLetter(rune(rest[0]))) {
			return true
		}
	}
	return false
}

func wordEdge(s string, start, end int) bool {
	letter := func(i int) bool {
		return i >= 0 && i < len(s) && (unicode.IsLetter(rune(s[i])) || unicode.IsDigit(rune(s[i])) || s[i] == '_')
	}
	return !letter(start-1) && !letter(end)
}

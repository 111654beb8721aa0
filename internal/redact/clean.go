package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	lazy "github.com/touchstone-cs/touchstone/internal/pattern"
)

// escapes are ANSI control sequences: CSI, OSC and the other string sequences, and two-byte escapes.
var escapes = lazy.New("\x1b\\[[0-?]*[ -/]*[@-~]|\x1b[\\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\\\)?|\x1b[ -/]*[0-~]")

// Clean returns output as text: control sequences removed, a carriage return that overwrites a line turned into a line
// end, other control characters dropped, and bytes that are no UTF-8 replaced.
func Clean(output []byte) string {
	text := string(output)
	if isClean(text) {
		return text
	}
	text = escapes.ReplaceAllString(text, "")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	text = strings.ToValidUTF8(text, string(utf8.RuneError))
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || isInvisible(r)) {
			return -1
		}
		return r
	}, text)
}

func isClean(text string) bool {
	for i := range len(text) {
		if c := text[i]; c >= 0x7f || c < ' ' && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}

// isInvisible names what could hide a secret's letters from a search: zero-width and direction marks, soft hyphens.
func isInvisible(r rune) bool {
	return r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x2064 || r == 0xfeff || r == 0xad
}

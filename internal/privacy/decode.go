package privacy

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// decode reads the character at text[at:], which may be written as an HTML entity, percent-encoded, percent-encoded
// twice, or as a backslash escape. size is how many bytes of the original it takes.
func decode(text string, at int) (r rune, size int) {
	switch text[at] {
	case '&':
		if r, n := entity(text[at:]); n > 0 {
			return r, n
		}
	case '%':
		if r, n := percent(text[at:]); n > 0 {
			return r, n
		}
	case '\\':
		if r, n := backslash(text[at:]); n > 0 {
			return r, n
		}
	}
	return utf8.DecodeRuneInString(text[at:])
}

func entity(s string) (rune, int) {
	end := strings.IndexByte(s[:min(len(s), 40)], ';')
	if end < 2 {
		return 0, 0
	}
	if strings.HasPrefix(s, "&amp;") { // escaped twice: &amp;#65;
		if r, n := entity("&" + s[5:]); n > 0 {
			return r, n + 4
		}
	}
	text := html.UnescapeString(s[:end+1])
	r, n := utf8.DecodeRuneInString(text)
	if n != len(text) || text == s[:end+1] {
		return 0, 0
	}
	return r, end + 1
}

// percent reads %41, %C3%A9 and %2541.
func percent(s string) (rune, int) {
	var buf [utf8.UTFMax]byte
	at := 0
	for n := range buf {
		b, size := percentByte(s[at:])
		if size == 0 {
			return 0, 0
		}
		buf[n] = b
		at += size
		if utf8.FullRune(buf[:n+1]) {
			r, width := utf8.DecodeRune(buf[:n+1])
			if r == utf8.RuneError || width != n+1 {
				return 0, 0
			}
			return r, at
		}
	}
	return 0, 0
}

func percentByte(s string) (byte, int) {
	if len(s) < 3 || s[0] != '%' {
		return 0, 0
	}
	width := 3
	for strings.HasPrefix(s[1:], "25") && len(s) >= 5 && isHex(s[3]) && isHex(s[4]) {
		s = s[2:]
		width += 2
	}
	v, err := strconv.ParseUint(s[1:3], 16, 8)
	if err != nil {
		return 0, 0
	}
	return byte(v), width
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// backslash reads \x41, \u{41} and \u with four digits.
func backslash(s string) (rune, int) {
	digits, size := "", 0
	switch {
	case strings.HasPrefix(s, `\u{`):
		end := strings.IndexByte(s, '}')
		if end < 0 || end > 9 {
			return 0, 0
		}
		digits, size = s[3:end], end+1
	case strings.HasPrefix(s, `\u`) && len(s) >= 6:
		digits, size = s[2:6], 6
	case strings.HasPrefix(s, `\x`) && len(s) >= 4:
		digits, size = s[2:4], 4
	}
	v, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || !utf8.ValidRune(rune(v)) {
		return 0, 0
	}
	return rune(v), size
}

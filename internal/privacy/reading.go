package privacy

import (
	"encoding/base64"
	"strings"
	"unicode"
	"unicode/utf8"
)

// reading is a way to read a text and the alphabet it is folded to.
type reading struct {
	view
	coarse bool
}

// of folds a text.
func (r reading) of(text string) *folded {
	f := fold(text, r.view)
	if r.coarse {
		f = f.coarse()
	}
	return f
}

// readings gives the ways a person or a program may read a text: as it stands, without its markup, with overridden
// direction, and with digits and signs as the letters they look like.
func readings(text string) []reading {
	out := []reading{{}}
	if strings.ContainsAny(text, "<[") {
		out = append(out, reading{view: view{skip: markup}})
	}
	if strings.ContainsRune(text, '\u202E') {
		out = append(out, reading{view: view{reverse: true}})
	}
	return append(out, reading{view: view{signs: true}, coarse: true})
}

// coarse maps every unit to its class of look-alikes; units keep what they were in plain.
func (f *folded) coarse() *folded {
	out := &folded{source: f.source, units: make([]unit, 0, len(f.units)+8)}
	for _, u := range f.units[:len(f.units)-1] {
		u.plain = u.fold
		for i, r := range coarseRune(u.fold) {
			u.fold = r
			if i > 0 {
				u.gap, u.plain = 0, 0
			}
			out.units = append(out.units, u)
		}
	}
	out.units = append(out.units, f.units[len(f.units)-1])
	out.index()
	return out
}

// markup gives the length of a tag, a comment, a link's destination or a footnote's mark at text[at:].
func markup(text string, at int) int {
	rest := text[at:]
	switch {
	case strings.HasPrefix(rest, "<!--"):
		return through(rest, "-->", len(rest))
	case len(rest) > 1 && rest[0] == '<' && (rest[1] == '/' || rest[1] == '!' || unicode.IsLetter(rune(rest[1]))):
		return through(rest, ">", 4096)
	case strings.HasPrefix(rest, "]("):
		return through(rest, ")", 4096)
	case strings.HasPrefix(rest, "[^"):
		return through(rest, "]", 80)
	}
	return 0
}

func through(s, end string, limit int) int {
	s = s[:min(len(s), limit)]
	if n := strings.Index(s, end); n >= 0 {
		return n + len(end)
	}
	return 0
}

// part is a stretch of a text that stands for another text.
type part struct {
	text       string
	start, end int
}

// encoded gives the stretches of base64 that hold text: attachments, data URIs, mail parts.
func encoded(text string) []part {
	const shortest = 12
	var out []part
	for at := 0; at < len(text); {
		if !isBase64(text[at]) {
			at++
			continue
		}
		end := at
		for end < len(text) && (isBase64(text[end]) || isFold(text, end)) {
			end++
		}
		if end-at >= shortest {
			if plain, ok := decodeBase64(text[at:end]); ok {
				out = append(out, part{plain, at, end})
			}
		}
		at = end
	}
	return out
}

// isFold reports an end of line inside a long run of base64.
func isFold(text string, at int) bool {
	return text[at] == '\n' && at >= 60 && at+1 < len(text) && isBase64(text[at+1]) && !strings.ContainsAny(text[at-60:at], " \n")
}

func isBase64(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '+' || c == '/' || c == '-' || c == '_' || c == '='
}

func decodeBase64(s string) (string, bool) {
	s = strings.NewReplacer("\n", "", "-", "+", "_", "/", "=", "").Replace(s)
	if len(s)%4 == 1 { // never a whole byte
		s = s[:len(s)-1]
	}
	plain, err := base64.RawStdEncoding.DecodeString(s)
	if err != nil || !utf8.Valid(plain) {
		return "", false
	}
	for _, r := range string(plain) {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return "", false
		}
	}
	return string(plain), true
}

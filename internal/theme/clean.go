package theme

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// maxText is how many bytes of one text are looked at: a mail that is longer
// says what it is about before.
const maxText = 64 << 10

var (
	htmlDropped = pattern.New(`(?is)<(script|style|head|blockquote)\b[^>]*>.*?</(script|style|head|blockquote)\s*>|<!--.*?-->`)
	htmlBreak   = pattern.New(`(?i)<(br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>`)
	htmlTag     = pattern.New(`(?s)</?[a-zA-Z][^<>]{0,1000}>`)
	quoteIntro  = pattern.New(`(?i)^(on .{4,200} wrote:|am .{4,200} schrieb.{0,200}:|le .{4,200} a écrit ?:|el .{4,200} escribió:|-{2,} ?(original message|ursprüngliche nachricht|forwarded message|message d'origine|mensaje original) ?-{2,}|_{10,}|begin forwarded message:)\s*$`)
	headerLine  = pattern.New(`(?i)^(from|von|de|sent|gesendet|envoyé|to|an|à|date|datum|subject|betreff|objet|cc):\s`)
	signOff     = pattern.New(`(?i)^(best|kind|warm|many)?\s*(regards|wishes|thanks|cheers|sincerely|thank you|best|br|mfg|mit freundlichen grüßen|viele grüße|cordialement|saludos)\s*[,.!]?\s*$`)
	phoneDevice = pattern.New(`(?i)^(sent from my |get outlook for |von meinem .* gesendet|envoyé de mon )`)
	spaces      = pattern.New(`[ \t\x{00a0}]+`)
)

// Clean gives what somebody wrote in a message: HTML as text, quoted threads,
// signatures and marks without a glyph cut, white space collapsed. A text that is
// all quotation or signature comes out empty.
func Clean(text string) string {
	if len(text) > maxText {
		cut := maxText
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	text = strings.ToValidUTF8(text, "\uFFFD")
	if strings.ContainsRune(text, '<') && htmlTag.MatchString(text) {
		text = htmlDropped.ReplaceAllString(text, "\n")
		text = htmlBreak.ReplaceAllString(text, "\n")
		text = htmlTag.ReplaceAllString(text, " ")
	}
	if strings.ContainsRune(text, '&') {
		text = html.UnescapeString(text)
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	var kept []string
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = strings.TrimSpace(spaces.ReplaceAllString(stripInvisible(line), " "))
		if endsMessage(lines, i, line) {
			break
		}
		if strings.HasPrefix(line, ">") || phoneDevice.MatchString(line) || line == "" {
			continue
		}
		kept = append(kept, line)
	}
	return norm.NFC.String(strings.Join(kept, " "))
}

// endsMessage tells whether what follows line i is no longer the writer's: a
// signature, a quoted thread, the header of a forwarded mail.
func endsMessage(lines []string, i int, line string) bool {
	switch {
	case line == "--" || strings.HasPrefix(lines[i], "-- ") && line == "--":
		return true
	case quoteIntro.MatchString(line):
		return true
	case signOff.MatchString(line) && i > 0 && threadAt(lines, i)-i <= longestSignature:
		return true
	case headerLine.MatchString(line):
		headers := 0
		for _, l := range lines[i:min(i+5, len(lines))] {
			if headerLine.MatchString(strings.TrimSpace(l)) {
				headers++
			}
		}
		return headers >= 3
	}
	return false
}

// longestSignature is how many lines may follow "Best regards".
const longestSignature = 12

// threadAt is the line after i, within reach of a signature, where a quoted thread begins; else the end.
func threadAt(lines []string, i int) int {
	for k := i + 1; k < min(i+longestSignature+1, len(lines)); k++ {
		line := strings.TrimSpace(lines[k])
		if strings.HasPrefix(line, ">") || quoteIntro.MatchString(line) || headerLine.MatchString(line) {
			return k
		}
	}
	return len(lines)
}

func stripInvisible(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\u200b' || r == '\ufeff' || r == '\u00ad' || unicode.Is(unicode.Cf, r) && r != '\u200d' || unicode.IsControl(r) && r != '\t' {
			return -1
		}
		return r
	}, s)
}

// Fold gives the form under which texts are copies of one another: words in
// lower case, numbers as #, nothing else.
func Fold(text string) string {
	var b strings.Builder
	space, number := false, false
	for _, r := range strings.ToLower(text) {
		switch {
		case unicode.IsDigit(r):
			if number {
				continue
			}
			r, number = '#', true
		case unicode.IsLetter(r) || unicode.IsMark(r):
			number = false
		default:
			space, number = true, false
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	if b.Len() == 0 {
		return strings.TrimSpace(text) // emoji and the like stand for themselves
	}
	return b.String()
}

// nothing are answers of people who had nothing to say, folded.
var nothing = map[string]bool{"n a": true, "na": true, "none": true, "no": true, "nothing": true, "nope": true, "not sure": true, "don t know": true, "i don t know": true,
	"no idea": true, "not applicable": true, "no comment": true, "no comments": true, "no opinion": true, "no answer": true, "nothing to add": true, "not at the moment": true}

// Says tells whether a text has words enough to be about something: two at
// least, or one of a script that does not part its words; "n/a" has not.
func Says(text string) bool {
	if nothing[Fold(text)] {
		return false
	}
	words := 0
	inside := false
	for _, r := range text {
		letter := unicode.IsLetter(r)
		if letter && !inside {
			words++
		}
		if unicode.Is(unicode.Han, r) || unicode.Is(unicode.Hiragana, r) || unicode.Is(unicode.Katakana, r) || unicode.Is(unicode.Thai, r) {
			words++
		}
		inside = letter || unicode.IsMark(r) || r == '\'' || r == '’'
	}
	return words >= 2
}

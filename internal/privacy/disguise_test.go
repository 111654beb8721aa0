package privacy_test

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"unicode"
)

// disguise writes an identifier in a way that a reader still understands, inside a line of prose, a link, an image or
// front matter. ok is false where the disguise does not apply to it.
type disguise struct {
	name  string
	write func(rng *rand.Rand, id string) (string, bool)
}

func always(write func(string) string) func(*rand.Rand, string) (string, bool) {
	return func(_ *rand.Rand, id string) (string, bool) { return write(id), true }
}

func words(write func([]string) string) func(*rand.Rand, string) (string, bool) {
	return func(_ *rand.Rand, id string) (string, bool) { return write(strings.Fields(id)), true }
}

// letters replaces each letter of id through table, and reports whether one was replaced.
func letters(table map[rune]string) func(*rand.Rand, string) (string, bool) {
	return func(_ *rand.Rand, id string) (string, bool) {
		var b strings.Builder
		changed := false
		for _, r := range id {
			if to, ok := table[r]; ok {
				b.WriteString(to)
				changed = true
			} else {
				b.WriteRune(r)
			}
		}
		return b.String(), changed
	}
}

func between(filler string) func(string) string {
	return func(id string) string {
		runes := []rune(id)
		return string(runes[:2]) + filler + string(runes[2:])
	}
}

func each(write func(rune) string) func(string) string {
	return func(id string) string {
		var b strings.Builder
		for _, r := range id {
			b.WriteString(write(r))
		}
		return b.String()
	}
}

func shift(base rune) func(rune) string {
	return func(r rune) string {
		if r = unicode.ToUpper(r); 'A' <= r && r <= 'Z' {
			return string(base + r - 'A')
		}
		return string(r)
	}
}

func pascal(parts []string) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(strings.ToUpper(p[:1]) + strings.ToLower(p[1:]))
	}
	return b.String()
}

func reversed(s string) string {
	runes := []rune(s)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}

var disguises = []disguise{
	{"plain", always(func(s string) string { return s })},
	{"lower", always(strings.ToLower)},
	{"upper", always(strings.ToUpper)},
	{"possessive", always(func(s string) string { return s + "'s" })},
	{"curly possessive", always(func(s string) string { return s + "’s" })},
	{"plural", always(func(s string) string { return s + "s" })},
	{"adjective", always(func(s string) string { return s + "-like" })},
	{"hyphens", words(func(w []string) string { return strings.Join(w, "-") })},
	{"snake", words(func(w []string) string { return strings.ToLower(strings.Join(w, "_")) })},
	{"screaming snake", words(func(w []string) string { return strings.ToUpper(strings.Join(w, "_")) })},
	{"dots", words(func(w []string) string { return strings.ToLower(strings.Join(w, ".")) })},
	{"pascal", words(pascal)},
	{"camel prefix", words(func(w []string) string { return "my" + pascal(w) + "Client" })},
	{"run together", words(func(w []string) string { return strings.ToLower(strings.Join(w, "")) })},
	{"no-break space", words(func(w []string) string { return strings.Join(w, "\u00a0") })},
	{"wide spaces", words(func(w []string) string { return strings.Join(w, "   ") })},
	{"broken line", words(func(w []string) string { return strings.Join(w, "\n") })},
	{"hyphenation", always(between("-\n"))},
	{"soft hyphen", always(between("\u00ad"))},
	{"zero width", always(each(func(r rune) string { return string(r) + "\u200b" }))},
	{"joiner", always(between("\u2060"))},
	{"letter spacing", always(func(s string) string { return strings.Join(strings.Split(strings.ReplaceAll(s, " ", ""), ""), " ") })},
	{"letter points", always(func(s string) string { return strings.Join(strings.Split(strings.ReplaceAll(s, " ", ""), ""), ".") })},
	{"emphasis inside", always(between("**"))},
	{"tag inside", always(func(s string) string { return s[:2] + "<b>" + s[2:] + "</b>" })},
	{"comment inside", always(between("<!-- x -->"))},
	{"url", words(func(w []string) string {
		return "https://www." + strings.ToLower(strings.Join(w, "-")) + ".example/path"
	})},
	{"subdomain", words(func(w []string) string {
		return "https://" + strings.ToLower(strings.Join(w, "")) + ".touchstone.example/x?y=1"
	})},
	{"path", words(func(w []string) string {
		return "https://example.com/customers/" + strings.ToLower(strings.Join(w, "-")) + "/logo"
	})},
	{"query", always(func(s string) string { return "https://example.com/?customer=" + url.QueryEscape(s) })},
	{"percent", always(func(s string) string {
		return "https://example.com/" + each(func(r rune) string { return fmt.Sprintf("%%%02X", r) })(s)
	})},
	{"percent twice", always(func(s string) string { return "/x/" + strings.ReplaceAll(url.PathEscape(s+" x"), "%", "%25") })},
	{"mail", words(func(w []string) string { return "hello@" + strings.ToLower(strings.Join(w, "")) + ".example" })},
	{"mail user", words(func(w []string) string { return strings.ToLower(strings.Join(w, ".")) + "@example.com" })},
	{"glued mail", words(func(w []string) string { return "billing@" + strings.ToLower(strings.Join(w, "")) + "portal.example" })},
	{"image", words(func(w []string) string {
		return "![chart](img/" + strings.ToLower(strings.Join(w, "_")) + "_logo@2x.png)"
	})},
	{"alt text", always(func(s string) string { return "![Chart of " + s + "](chart.png)" })},
	{"html image", always(func(s string) string { return `<img src="x.png" alt="` + s + `">` })},
	{"html comment", always(func(s string) string { return "<!-- " + s + " -->" })},
	{"link title", always(func(s string) string { return `[here](x.md "` + s + `")` })},
	{"front matter", always(func(s string) string { return "\n---\ntitle: \"" + s + "\"\n---\n" })},
	{"footnote", always(func(s string) string {
		return "text[^a]\n\n[^a]: file:evidence/" + strings.ReplaceAll(s, " ", "-") + ".csv"
	})},
	{"decimal entities", always(each(func(r rune) string { return fmt.Sprintf("&#%d;", r) }))},
	{"hex entities", always(each(func(r rune) string { return fmt.Sprintf("&#x%x;", r) }))},
	{"escapes", always(each(func(r rune) string { return fmt.Sprintf(`\u%04x`, r) }))},
	{"base64", always(func(s string) string {
		return "data:text/plain;base64," + base64.StdEncoding.EncodeToString([]byte("for "+s+" only"))
	})},
	{"override", always(func(s string) string { return "\u202e" + reversed(s) + "\u202c" })},
	{"full width", always(each(func(r rune) string {
		if r > ' ' && r < 0x7f {
			return string(r + 0xFEE0)
		}
		return string(r)
	}))},
	{"mathematical", always(each(shift('𝐀')))},
	{"circled", always(each(shift('Ⓐ')))},
	{"negative circled", always(each(shift('🅐')))},
	{"combining marks", always(each(func(r rune) string { return string(r) + "\u0301" }))},
	{"cyrillic", letters(map[rune]string{'a': "а", 'e': "е", 'o': "о", 'p': "р", 'c': "с", 'i': "і", 'A': "А", 'C': "С", 'E': "Е", 'O': "О", 'x': "х", 'y': "у"})},
	{"greek", letters(map[rune]string{'o': "ο", 'v': "ν", 'A': "Α", 'B': "Β", 'E': "Ε", 'O': "Ο", 'T': "Τ", 'a': "α"})},
	{"small capitals", letters(map[rune]string{'a': "ᴀ", 'b': "ʙ", 'c': "ᴄ", 'd': "ᴅ", 'e': "ᴇ", 'n': "ɴ", 'r': "ʀ", 't': "ᴛ"})},
	{"digits for letters", letters(map[rune]string{'e': "3", 'o': "0", 'i': "1"})},
	{"capital i for l", letters(map[rune]string{'l': "I"})},
	{"accents", letters(map[rune]string{'a': "á", 'e': "ë", 'o': "ö", 'u': "ü", 'n': "ñ"})},
}

// carriers are lines in which a planted identifier stands.
var carriers = []string{
	"We spoke with %s on Tuesday about the rollout.",
	"- [ ] follow up: %s",
	"| %s | 12 | 40%% |",
	"> \"It works,\" said the team at %s.",
	"%s",
	"Since go-live (%s) the volume doubled.",
	"owner: %s",
}

func carry(rng *rand.Rand, planted string) (text string, start int) {
	c := carriers[rng.IntN(len(carriers))]
	before, after, _ := strings.Cut(strings.ReplaceAll(c, "%%", "%"), "%s")
	return before + planted + after, len(before)
}

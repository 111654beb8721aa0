package redact

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	minSqueezed = 12 // forms shorter than this are not looked for across white space
	gram        = 12 // any so many bytes of a secret in a row give it away
)

// formsOf returns the ways in which a secret appears in output: as it is, quoted for a shell, JSON, a URL or HTML, in
// hexadecimal and base64 at each of the three alignments, and one of these inside another.
func formsOf(value string) []string {
	seen := make(map[string]bool)
	var forms []string
	add := func(text string) {
		if len(text) >= MinSecret && !seen[text] {
			seen[text] = true
			forms = append(forms, text)
		}
	}
	for _, raw := range parts(value) {
		for _, quoted := range quotings(raw) {
			add(quoted)
			for _, encoded := range encodings(quoted) {
				add(encoded)
			}
		}
		twice := base64.StdEncoding.EncodeToString([]byte(raw))
		add(url.QueryEscape(twice))
		for _, encoded := range base64Cores(twice) {
			add(encoded)
		}
	}
	for at := 0; at+gram <= len(value); at++ {
		if piece := value[at : at+gram]; strings.TrimSpace(piece) == piece {
			add(piece)
		}
	}
	return forms
}

// parts returns the value, trimmed, and each line of a value of several.
func parts(value string) []string {
	value = strings.TrimSpace(value)
	all := []string{value}
	if strings.Contains(value, "\n") {
		for line := range strings.Lines(value) {
			all = append(all, strings.TrimSpace(line))
		}
	}
	return all
}

func quotings(raw string) []string {
	inJSON, _ := json.Marshal(raw) // a string is always marshalled
	quoted := strings.Trim(string(inJSON), `"`)
	var percent strings.Builder
	for i := range len(raw) {
		fmt.Fprintf(&percent, "%%%02X", raw[i])
	}
	inGo := strconv.Quote(raw)
	return []string{
		raw,
		quoted,
		strings.ReplaceAll(quoted, "/", `\/`),
		inGo[1 : len(inGo)-1],
		url.QueryEscape(raw),
		url.PathEscape(raw),
		percent.String(),
		html.EscapeString(raw),
		strings.ReplaceAll(raw, `'`, `'\''`),
		strings.ReplaceAll(raw, `'`, `'"'"'`), // dash and zsh
		strings.ReplaceAll(raw, `'`, `''`),    // SQL, YAML
		strings.ReplaceAll(raw, `'`, `''''`),  // SQL in SQL
		strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(raw), // bash's $'', Python
		strings.ReplaceAll(raw, `"`, `\"`),
		strings.ReplaceAll(raw, `"`, `""`), // CSV
		shellEscape(raw),
	}
}

func shellEscape(raw string) string {
	var b strings.Builder
	for _, r := range raw {
		if r < utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-./:=@%+,", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func encodings(text string) []string {
	return append(base64Cores(text), hex.EncodeToString([]byte(text)))
}

// base64Cores returns what base64 makes of the text wherever it stands in a longer one: at each offset modulo three,
// only the characters that depend on nothing before or after it.
func base64Cores(text string) []string {
	var cores []string
	for offset := range 3 {
		padded := append(make([]byte, offset), text...)
		encoded := base64.RawStdEncoding.EncodeToString(padded)
		first := (offset*8 + 5) / 6
		last := len(padded) * 8 / 6
		if last-first < MinSecret {
			continue
		}
		core := encoded[first:last]
		cores = append(cores, core)
		if urlSafe := strings.NewReplacer("+", "-", "/", "_").Replace(core); urlSafe != core {
			cores = append(cores, urlSafe)
		}
	}
	return cores
}

// extendEncoded widens a hit inside a run of base64 or hexadecimal to the whole run: the characters at its edges hold
// bits of the secret too.
func extendEncoded(text string, s span) span {
	if !isEncodedRun(text[s.start:s.end]) {
		return s
	}
	for s.start > 0 && isBase64(text[s.start-1]) {
		s.start--
	}
	for s.end < len(text) && isBase64(text[s.end]) {
		s.end++
	}
	return s
}

func isEncodedRun(text string) bool {
	for i := range len(text) {
		if !isBase64(text[i]) {
			return false
		}
	}
	return true
}

func isBase64(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		c == '+' || c == '/' || c == '-' || c == '_' || c == '='
}

// findSqueezed looks for the long forms in the text without its white space, which finds what was wrapped.
func (r *Redactor) findSqueezed(text string) []span {
	if r.squeezed == nil || !strings.ContainsAny(text, " \t\r\n") {
		return nil
	}
	squeezed := make([]byte, 0, len(text))
	at := make([]int, 0, len(text))
	for i := range len(text) {
		if c := text[i]; c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != '\\' {
			squeezed = append(squeezed, c)
			at = append(at, i)
		}
	}
	spans := r.squeezed.find(string(squeezed), "secret")
	for i, s := range spans {
		spans[i].start, spans[i].end = at[s.start], at[s.end-1]+1
		spans[i] = extendEncoded(text, spans[i])
	}
	return spans
}

// wordsOnly keeps the hits that stand as words of their own.
func wordsOnly(text string, spans []span) []span {
	var kept []span
	for _, s := range spans {
		before, _ := utf8.DecodeLastRuneInString(text[:s.start])
		after, _ := utf8.DecodeRuneInString(text[s.end:])
		if !isWord(before) && !isWord(after) {
			kept = append(kept, s)
		}
	}
	return kept
}

func isWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

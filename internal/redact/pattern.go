package redact

import (
	"net/netip"
	"strings"
	"sync"

	"github.com/zricethezav/gitleaks/v8/detect"

	lazy "github.com/touchstone-cs/touchstone/internal/pattern"
)

// detectors are gitleaks with its own rules: plain looks at the text, decoding also into base64, hexadecimal and
// percent encoding, which takes several times as long.
type detectors struct{ plain, decoding *detect.Detector }

// loadDetectors compiles gitleaks' 222 expressions once.
var loadDetectors = sync.OnceValues(func() (detectors, error) {
	plain, err := detect.NewDetectorDefaultConfig()
	if err != nil {
		return detectors{}, err
	}
	decoding := detect.NewDetector(plain.Config)
	decoding.MaxDecodeDepth = 2
	for _, d := range []*detect.Detector{plain, decoding} {
		d.IgnoreGitleaksAllow = true // a comment in the output must not switch redaction off
	}
	return detectors{plain: plain, decoding: decoding}, nil
})

// hasEncoded says whether a text holds a run that could be an encoded secret.
func hasEncoded(text string) bool {
	run := 0
	for i := range len(text) {
		if !isBase64(text[i]) && text[i] != '%' {
			run = 0
			continue
		}
		if run++; run >= 20 {
			return true
		}
	}
	return false
}

// pattern marks the group of an expression that must go.
type pattern struct {
	kind   string
	regexp *lazy.Pattern
	cues   []string // lower case; the expression is tried only where one of them stands
	// keep says that a value is no secret; before is what the expression took before it. nil: never.
	keep func(before, value string) bool
}

const secretWord = `passw(?:or)?d|passwd|passphrase|pwd|secret|token|api[_.-]?key|access[_.-]?key|private[_.-]?key|` +
	`auth[_.-]?key|signing[_.-]?key|encryption[_.-]?key|credential|session[_.-]?id|client[_.-]?secret`

var secretCues = []string{"passw", "passwd", "passphrase", "pwd", "secret", "token", "key", "credential", "session"}

// unquoted is a value without quotes. Of a command substitution it is only the start, so that what stands in it is
// searched too.
const unquoted = `\$?\{\{[^}]*\}\}|\$\{[^}]*\}|\$\([\w./-]+[\s)]|[^\s"'&;,)}\]]+`

var patterns = []pattern{
	{kind: "secret", cues: []string{"private key"}, regexp: lazy.New(
		`(?s)(-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----|\z))`)},
	{kind: "secret", cues: []string{"private key"}, regexp: lazy.New(
		`(?s)\A([^-]*-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----)`)},
	{kind: "token", cues: []string{"authorization"}, regexp: lazy.New(
		`(?i)authorization\\?["']?\s*[:=]\s*\\?["']?(?:(?:basic|bearer|digest|token|negotiate|apikey|aws4-hmac-sha256)\s+)?([^\s"'\\][^\r\n"']*)`), keep: isReference},
	{kind: "token", cues: []string{"bearer"}, regexp: lazy.New(`(?i)\bbearer\s+([A-Za-z0-9._~+/=-]{6,})`)},
	{kind: "cookie", cues: []string{"cookie"}, regexp: lazy.New(`(?i)cookie2?\\?["']?\s*[:=]\s*\\?["']?([^\s"'\\][^\r\n"']*)`), keep: isReference},
	{kind: "secret", cues: secretCues, regexp: lazy.New(
		`(?i)(?:` + secretWord + `)[\w.-]*\\?["']?\s*(?:=>|:=|=|:)\s*\\?"([^"\\\r\n]+)`), keep: isNoValue},
	{kind: "secret", cues: secretCues, regexp: lazy.New(
		`(?i)(?:` + secretWord + `)[\w.-]*["']?\s*(?:=>|:=|=|:)\s*'([^'\r\n]+)`), keep: isNoValue},
	{kind: "secret", cues: secretCues, regexp: lazy.New(
		`(?i)(?:` + secretWord + `)[\w.-]*\s*(?:=>|:=|=)\s*(` + unquoted + `)`), keep: isNoValue},
	{kind: "secret", cues: secretCues, regexp: lazy.New(
		`(?i)(?:` + secretWord + `)[\w-]*\s*:\s+(` + unquoted + `)`), keep: isPlainWord},
	{kind: "secret", cues: secretCues, regexp: lazy.New(
		`(?i)(?:^|[\s"'])--?(?:[a-z]\w*-)*(?:` + secretWord + `)[\w-]*\s+([^\s"'-][^\s"']*)`), keep: isReference},
	{kind: "secret", cues: secretCues, regexp: lazy.New(
		`(?i)<[\w:.-]*(?:` + secretWord + `)[\w:.-]*>([^<\r\n]+)<`), keep: isReference},
	{kind: "secret", cues: []string{"://"}, regexp: lazy.New(`://[^/\s:@"']*:([^/\s@"']+)@`), keep: isReference},
	{kind: "secret", cues: []string{"-u ", "--user"}, regexp: lazy.New(`(?:-u|--user)[ =]["']?[^\s:"']+:([^\s"']+)`), keep: isReferenceOrURL},
	{kind: "token", cues: []string{"sig=", "signature=", "code=", "key="}, regexp: lazy.New(
		`(?i)[?&](?:sig|x-amz-signature|signature|code|key)=([^&\s"']+)`), keep: isReference},
	{kind: "token", cues: []string{"eyj"}, regexp: lazy.New(`(eyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?)`)},
	{kind: "mail", cues: []string{"@", "%40"}, regexp: lazy.New(
		`([\p{L}\p{N}._%+'-]*[\p{L}\p{N}_+-](?:@|%40)(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,})`)},
}

// isReference keeps what only names a secret: a variable, a template, the command or the call that brings it, a mask, a
// placeholder of ours.
func isReference(_, value string) bool {
	switch strings.ToLower(strings.Trim(value, `"',;`)) {
	case "", "null", "nil", "none", "true", "false", "undefined", "redacted", "basic", "bearer":
		return true
	}
	return reference.MatchString(value)
}

var reference = lazy.New(`^(?:(?i:basic|bearer|token)\s+)?(?:` + strings.Join([]string{
	`\$\w+`, `\$\{[^}]*\}`, `\$\([^)]*\)`, `\$\([\w./-]+\s[^)]*`, `\$?\{\{[^}]*\}\}`,
	`(?:os\.environ|process\.env|ENV|[\w.]*(?i:getenv))\b[.\[(].*`,
	`<[^>]*>`, `\*+`, `x{3,}`, `\.{3}`, `…`, `\[(?:secret|token|cookie|mail|ip|customer)-\d+\]?`,
}, "|") + `)[\s.,;"']*$`)

// isNoValue keeps what stands behind a key that tells of a secret and does not hold it: secret_name, tokenType.
func isNoValue(before, value string) bool {
	return isReference(before, value) || about.MatchString(before)
}

var about = lazy.New(`(?:[_.-](?i:name|class|type|file|path|policy|length|count)|[a-z](?:Name|Class|Type|File|Path|Policy|Length|Count))\\?["']?\s*(?:=>|:=|=|:)\s*\\?["']?$`)

// isPlainWord keeps "token: expired": after a colon and a space, a word without digits is taken for prose.
func isPlainWord(before, value string) bool {
	return isNoValue(before, value) || len(value) < 16 && !strings.ContainsAny(value, "0123456789!$%^*+/=_")
}

// isReferenceOrURL keeps "-u postgres://app:…@db" too: what is secret in it another expression finds.
func isReferenceOrURL(before, value string) bool {
	return isReference(before, value) || urlWithPassword.MatchString(value)
}

var urlWithPassword = lazy.New(`^//[^/\s:@]*:[^@\s]+@`)

// escaped are the ways in which programs write a character that ends a word: "\n" in JSON, "\\n" in JSON within JSON, "\u0026", "\x0a".
// Their last letter touches the word behind it.
var escaped = lazy.New(`\\+(?:[nrtbfv"'/]|u00[0-9a-fA-F]{2}|x[0-9a-fA-F]{2})`)

// detectPatterns finds what no list of known secrets can name: in the text, and in the text with white space where an
// escape stands, byte for byte in the same places.
func detectPatterns(text string) ([]span, error) {
	spans, err := detectIn(text)
	if err != nil || strings.IndexByte(text, '\\') < 0 {
		return spans, err
	}
	opened := escaped.ReplaceAllStringFunc(text, func(escape string) string { return strings.Repeat(" ", len(escape)-1) + "\n" })
	if opened == text {
		return spans, nil
	}
	more, err := detectIn(opened)
	return append(spans, more...), err
}

func detectIn(text string) ([]span, error) {
	spans, err := detectSecrets(text)
	if err != nil {
		return nil, err
	}
	lower := strings.ToLower(text)
	for _, p := range patterns {
		if !containsAny(lower, p.cues) {
			continue
		}
		for _, match := range p.regexp.FindAllStringSubmatchIndex(text, -1) {
			value := text[match[2]:match[3]]
			if p.keep == nil || !p.keep(text[match[0]:match[2]], value) {
				spans = append(spans, span{start: match[2], end: match[3], kind: p.kind, key: value})
			}
		}
	}
	return append(spans, detectAddresses(text)...), nil
}

func containsAny(text string, cues []string) bool {
	for _, cue := range cues {
		if strings.Contains(text, cue) {
			return true
		}
	}
	return false
}

// detectSecrets asks gitleaks. A secret that only decoding shows takes its whole line with it.
func detectSecrets(text string) ([]span, error) {
	loaded, err := loadDetectors()
	if err != nil {
		return nil, err
	}
	detector := loaded.plain
	if hasEncoded(text) {
		detector = loaded.decoding
	}
	var spans []span
	for _, finding := range detector.DetectString(text) {
		value := finding.Secret
		if value == "" || !strings.Contains(text, value) {
			value = strings.Trim(finding.Line, "\r\n")
		}
		if reference.MatchString(value) {
			continue
		}
		spans = append(spans, occurrences(text, value, "secret")...)
	}
	return spans, nil
}

func occurrences(text, value, kind string) []span {
	var spans []span
	for at := 0; value != ""; {
		next := strings.Index(text[at:], value)
		if next < 0 {
			break
		}
		spans = append(spans, span{start: at + next, end: at + next + len(value), kind: kind, key: value})
		at += next + len(value)
	}
	return spans
}

// detectAddresses finds IP addresses. Loopback and unspecified ones tell nothing about anybody and stay; so does a
// number of four parts that is called a version.
func detectAddresses(text string) []span {
	var spans []span
	for _, run := range []struct {
		isPart    func(byte) bool
		separator string
	}{{isV4, "."}, {isV6, ":"}} {
		for start := 0; start < len(text); start++ {
			if !run.isPart(text[start]) {
				continue
			}
			end := start
			for end < len(text) && run.isPart(text[end]) {
				end++
			}
			if strings.Count(text[start:end], run.separator) >= 2 {
				spans = append(spans, addressAt(text, start, end)...)
			}
			start = end
		}
	}
	return spans
}

func isV4(c byte) bool { return c >= '0' && c <= '9' || c == '.' }

func isV6(c byte) bool { return isV4(c) || c == ':' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }

// addressAt judges the run [start, end), punctuation at its end aside.
func addressAt(text string, start, end int) []span {
	for end > start && text[end-1] == '.' || end > start+1 && text[end-1] == ':' && text[end-2] != ':' {
		end--
	}
	address, err := netip.ParseAddr(text[start:end])
	if err != nil || address.IsLoopback() || address.IsUnspecified() || isVersion(text, start) || touchesWord(text, start, end) {
		return nil
	}
	return []span{{start: start, end: end, kind: "ip", key: address.String()}}
}

func touchesWord(text string, start, end int) bool {
	return start > 0 && isWord(rune(text[start-1])) || end < len(text) && isWord(rune(text[end]))
}

var versionWord = lazy.New(`(?i)(?:\bv|version["']?\s*[:=]?\s*["']?v?)$`)

func isVersion(text string, at int) bool { return versionWord.MatchString(text[max(0, at-16):at]) }

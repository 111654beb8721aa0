package sshsig

import (
	"bufio"
	"bytes"
	"fmt"
	"path"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

// AllowedSigners is a parsed allowed_signers file: who may sign, with which key, for what and when (ssh-keygen(1),
// ALLOWED SIGNERS). The zero value allows nobody.
type AllowedSigners struct{ entries []allowedSigner }

type allowedSigner struct {
	principals  []string // patterns with * and ?, and ! for "not"
	namespaces  []string // empty: any
	after       time.Time
	before      time.Time
	key         []byte // in the wire format
	isAuthority bool
}

// ParseAllowedSigners reads an allowed_signers file. name stands in errors, as in "allowed_signers:3: …". Times
// without a Z are read in zone. Certificate authorities are kept but match no plain key: OpenSSH certificates are
// not supported.
func ParseAllowedSigners(name string, content []byte, zone *time.Location) (*AllowedSigners, error) {
	signers := new(AllowedSigners)
	scanner := bufio.NewScanner(bytes.NewReader(content))
	scanner.Buffer(nil, 1<<20)
	for line := 1; scanner.Scan(); line++ {
		text := strings.TrimSpace(scanner.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		entry, err := parseAllowedSigner(text, zone)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, line, err)
		}
		signers.entries = append(signers.entries, entry)
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return signers, nil
}

func parseAllowedSigner(text string, zone *time.Location) (allowedSigner, error) {
	principals, rest := cutField(text)
	entry := allowedSigner{principals: strings.Split(strings.Trim(principals, `"`), ",")}
	key, _, options, _, err := ssh.ParseAuthorizedKey([]byte(rest))
	if err != nil {
		return entry, fmt.Errorf("public key of %q: %w", principals, err)
	}
	entry.key = key.Marshal()
	for _, option := range options {
		if err := entry.apply(option, zone); err != nil {
			return entry, err
		}
	}
	return entry, nil
}

func (s *allowedSigner) apply(option string, zone *time.Location) (err error) {
	name, value, _ := strings.Cut(option, "=")
	value = strings.Trim(value, `"`)
	switch strings.ToLower(name) {
	case "cert-authority":
		s.isAuthority = true
	case "namespaces":
		s.namespaces = strings.Split(value, ",")
	case "valid-after":
		s.after, err = parseValidity(value, zone)
	case "valid-before":
		s.before, err = parseValidity(value, zone)
	default:
		return fmt.Errorf("unknown option %q", name)
	}
	return err
}

// parseValidity reads YYYYMMDD[HHMM[SS]][Z].
func parseValidity(text string, zone *time.Location) (time.Time, error) {
	digits, isUTC := strings.CutSuffix(text, "Z")
	if isUTC || zone == nil {
		zone = time.UTC
	}
	for _, layout := range []string{"20060102", "200601021504", "20060102150405"} {
		if len(layout) == len(digits) {
			return time.ParseInLocation(layout, digits, zone)
		}
	}
	return time.Time{}, fmt.Errorf("time %q: want YYYYMMDD[HHMM[SS]][Z]", text)
}

func cutField(text string) (field, rest string) {
	if quoted, ok := strings.CutPrefix(text, `"`); ok {
		if end := strings.IndexByte(quoted, '"'); end >= 0 {
			return quoted[:end], strings.TrimSpace(quoted[end+1:])
		}
	}
	if at := strings.IndexAny(text, " \t"); at >= 0 {
		return text[:at], strings.TrimSpace(text[at:])
	}
	return text, ""
}

// Permit returns nil when key may sign for principal under namespace at the given time, and an error that wraps
// ErrKeyNotAllowed and says why not otherwise.
func (a *AllowedSigners) Permit(principal string, key ssh.PublicKey, namespace string, at time.Time) error {
	why := func() string { return ssh.FingerprintSHA256(key) + " is not listed" }
	for _, entry := range a.entriesOf(key) {
		switch {
		case !matchPatterns(entry.principals, principal):
			why = func() string { return fmt.Sprintf("%s is not a key of %q", ssh.FingerprintSHA256(key), principal) }
		case len(entry.namespaces) > 0 && !matchPatterns(entry.namespaces, namespace):
			why = func() string {
				return fmt.Sprintf("%s is not listed for namespace %q", ssh.FingerprintSHA256(key), namespace)
			}
		case !entry.after.IsZero() && at.Before(entry.after):
			why = func() string { return "the key is valid only after " + entry.after.Format(time.RFC3339) }
		case !entry.before.IsZero() && !at.Before(entry.before):
			why = func() string { return "the key was valid only before " + entry.before.Format(time.RFC3339) }
		default:
			return nil
		}
	}
	return fmt.Errorf("%w: %s", ErrKeyNotAllowed, why())
}

// Principals returns the principals, as written, whose line lists key for namespace at the given time.
func (a *AllowedSigners) Principals(key ssh.PublicKey, namespace string, at time.Time) []string {
	var found []string
	for _, entry := range a.entriesOf(key) {
		for _, principal := range entry.principals {
			if a.Permit(principal, key, namespace, at) == nil {
				found = append(found, principal)
			}
		}
	}
	return found
}

func (a *AllowedSigners) entriesOf(key ssh.PublicKey) []allowedSigner {
	if a == nil {
		return nil
	}
	var found []allowedSigner
	wanted := key.Marshal()
	for _, entry := range a.entries {
		if !entry.isAuthority && bytes.Equal(entry.key, wanted) {
			found = append(found, entry)
		}
	}
	return found
}

// FormatAllowedSigner returns one line of an allowed_signers file, with its line end.
func FormatAllowedSigner(principal, namespace string, key ssh.PublicKey) string {
	return fmt.Sprintf("%s namespaces=%q %s", principal, namespace, ssh.MarshalAuthorizedKey(key))
}

// matchPatterns follows ssh's PATTERNS: some pattern matches and no negated one does.
func matchPatterns(patterns []string, text string) bool {
	matched := false
	for _, pattern := range patterns {
		negated := strings.HasPrefix(pattern, "!")
		ok, err := path.Match(escapeClasses(strings.TrimPrefix(pattern, "!")), escapeSlashes(text))
		if err != nil || !ok {
			continue
		}
		if negated {
			return false
		}
		matched = true
	}
	return matched
}

// path.Match knows character classes and stops * at a slash; ssh's patterns have only * and ?.
func escapeClasses(pattern string) string {
	return escapeSlashes(strings.NewReplacer(`\`, `\\`, `[`, `\[`).Replace(pattern))
}

func escapeSlashes(text string) string { return strings.ReplaceAll(text, "/", "\x00") }

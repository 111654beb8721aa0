// Package redact takes secrets and personal data out of text in memory, before anything is written.
//
// It fails closed: where it cannot run, its callers get an error and no text, and keep nothing. What is removed is
// replaced by a placeholder that is the same for the same value all through one Redactor's life ("[secret-1]"), so
// that a log stays readable.
package redact

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// MinSecret is the least length of a secret value, in bytes: a shorter one cannot be told from ordinary text.
const MinSecret = 4

var (
	// ErrShortSecret says that a known secret is too short to be found safely.
	ErrShortSecret = fmt.Errorf("secret is shorter than %d bytes and cannot be redacted safely", MinSecret)
	// ErrUnavailable says that redaction could not run. Nothing of the text may be kept.
	ErrUnavailable = errors.New("redaction could not run")
)

// Secret is a known value that must never be written.
type Secret struct{ Name, Value string }

// Options say what to look for beyond patterns.
type Options struct {
	Secrets []Secret
	Names   []string // other customers' names, which this document must not show
}

// Redactor redacts text. It may be used by several goroutines.
type Redactor struct {
	known    *matcher // encoded forms of secrets; a hit's key is the secret's value
	squeezed *matcher // the long ones among them, for text without its white space
	names    *matcher
	detect   func(text string) ([]span, error)

	mutex  sync.Mutex
	given  map[string]int // placeholder numbers, by kind and value
	counts map[string]int
}

// New prepares a redactor. It returns an error that wraps ErrShortSecret when a secret is too short, and one that
// wraps ErrUnavailable when the secret patterns cannot be loaded.
func New(options Options) (*Redactor, error) {
	r := &Redactor{given: make(map[string]int), counts: make(map[string]int), detect: detectPatterns}
	var all, long []form
	for _, secret := range options.Secrets {
		if len(strings.TrimSpace(secret.Value)) < MinSecret {
			return nil, fmt.Errorf("%s: %w", secret.Name, ErrShortSecret)
		}
		for _, text := range formsOf(secret.Value) {
			f := form{text: text, key: secret.Value}
			all = append(all, f)
			if len(text) >= minSqueezed && !strings.ContainsAny(text, " \t\n") {
				long = append(long, f)
			}
		}
	}
	r.known, r.squeezed = newMatcher(all), newMatcher(long)
	r.names = newMatcher(nameForms(options.Names))
	if _, err := loadDetectors(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return r, nil
}

func nameForms(names []string) []form {
	var forms []form
	for _, name := range names {
		if name = strings.TrimSpace(name); len(name) >= 3 {
			key := strings.ToLower(name)
			for _, text := range []string{name, key, strings.ToUpper(name)} { // the matcher folds ASCII only
				forms = append(forms, form{text: text, key: key})
			}
		}
	}
	return forms
}

// Text returns the text without what must not be kept. On an error, which wraps ErrUnavailable, the text is empty.
func (r *Redactor) Text(text string) (string, error) {
	spans, err := r.find(text)
	if err != nil {
		return "", err
	}
	return r.replace(text, spans), nil
}

// Texts redacts several texts.
func (r *Redactor) Texts(texts []string) ([]string, error) {
	var redacted []string
	for _, text := range texts {
		one, err := r.Text(text)
		if err != nil {
			return nil, err
		}
		redacted = append(redacted, one)
	}
	return redacted, nil
}

// span is a part of a text to be replaced: bytes [start, end).
type span struct {
	start, end int
	kind       string // secret, token, cookie, mail, ip, customer
	key        string // equal for equal values
}

// find returns disjoint spans in order.
func (r *Redactor) find(text string) (spans []span, err error) {
	if text == "" {
		return nil, nil
	}
	defer func() {
		if problem := recover(); problem != nil {
			spans, err = nil, fmt.Errorf("%w: %v", ErrUnavailable, problem)
		}
	}()
	spans = r.known.find(text, "secret")
	for i := range spans {
		spans[i] = extendEncoded(text, spans[i])
	}
	spans = append(spans, r.findSqueezed(text)...)
	spans = append(spans, wordsOnly(text, r.names.find(text, "customer"))...)
	found, err := r.detect(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return merge(append(spans, found...)), nil
}

// merge joins spans that overlap. The earliest source (a known secret before a pattern) names the joint span.
func merge(spans []span) []span {
	for i := range spans {
		spans[i].key = spans[i].kind + "\x00" + spans[i].key
	}
	order := make(map[string]int)
	for i, s := range spans {
		if _, seen := order[s.key]; !seen {
			order[s.key] = i
		}
	}
	slices.SortStableFunc(spans, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(order[a.key], order[b.key]), cmp.Compare(b.end, a.end))
	})
	var merged []span
	for _, s := range spans {
		if len(merged) == 0 || s.start >= merged[len(merged)-1].end {
			merged = append(merged, s)
			continue
		}
		last := &merged[len(merged)-1]
		last.end = max(last.end, s.end)
		if order[s.key] < order[last.key] {
			last.kind, last.key = s.kind, s.key
		}
	}
	return merged
}

func (r *Redactor) replace(text string, spans []span) string {
	if len(spans) == 0 {
		return text
	}
	var b strings.Builder
	at := 0
	for _, s := range spans {
		b.WriteString(text[at:s.start])
		b.WriteString(r.placeholder(s))
		at = s.end
	}
	b.WriteString(text[at:])
	return b.String()
}

func (r *Redactor) placeholder(s span) string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	number, ok := r.given[s.key]
	if !ok {
		r.counts[s.kind]++
		number = r.counts[s.kind]
		r.given[s.key] = number
	}
	return fmt.Sprintf("[%s-%d]", s.kind, number)
}

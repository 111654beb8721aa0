package evidence

import (
	"errors"
	"fmt"
	"strings"
)

// Schemes are the schemes a reference may have.
var Schemes = []string{"metric", "run", "ticket", "survey", "feedback", "interaction", "forecast", "approval", "file"}

// Ref is a reference to evidence as a footnote's definition begins with it:
//
//	metric:api_calls account=acme period=2026-10 value=7440 prior=12400 change=-40.0% snapshot=41-7c1e0b
//
// ID is empty where the scheme is followed by a parameter at once (feedback:theme=uploads period=2026-Q3).
type Ref struct {
	Scheme string
	ID     string
	Params []Param // in written order
}

// Param is one key=value pair.
type Param struct{ Key, Value string }

// ErrNoRef says that a text does not begin with a reference: an ordinary footnote.
var ErrNoRef = errors.New("no evidence reference")

// ParseRef reads a reference. Words after it that are no key=value pair end it; they are a person's remark. An ID or a
// value in double quotes may hold anything; two of them stand for one there. ErrNoRef is returned where text does not begin with a known scheme.
func ParseRef(text string) (Ref, error) {
	words, err := splitWords(text)
	if err != nil {
		return Ref{}, err
	}
	if len(words) == 0 {
		return Ref{}, ErrNoRef
	}
	scheme, first, ok := strings.Cut(words[0], ":")
	if !ok || !isScheme(scheme) {
		return Ref{}, ErrNoRef
	}
	ref := Ref{Scheme: scheme}
	if len(words) > 1 {
		ref.Params = make([]Param, 0, len(words))
	}
	if key, value, isParam := cutParam(first); isParam && !quotedID(text) {
		ref.Params = append(ref.Params, Param{key, value})
	} else {
		ref.ID = first
	}
	for _, word := range words[1:] {
		key, value, isParam := cutParam(word)
		if !isParam {
			break
		}
		if _, taken := ref.Get(key); taken {
			return Ref{}, fmt.Errorf("reference %s: the key %q stands twice", words[0], key)
		}
		ref.Params = append(ref.Params, Param{key, value})
	}
	if ref.ID == "" && len(ref.Params) == 0 {
		return Ref{}, fmt.Errorf("reference %s: nothing is named after the colon", words[0])
	}
	return ref, nil
}

// quotedID reports whether the reference's ID stands in quotation marks: it is an ID then, whatever it looks like.
func quotedID(text string) bool {
	_, rest, _ := strings.Cut(text, ":")
	return strings.HasPrefix(rest, `"`)
}

func isScheme(s string) bool {
	for _, scheme := range Schemes {
		if s == scheme {
			return true
		}
	}
	return false
}

// cutParam splits key=value; a key is a word of letters, digits, '_' and '-'.
func cutParam(word string) (key, value string, ok bool) {
	key, value, ok = strings.Cut(word, "=")
	if !ok || key == "" {
		return "", "", false
	}
	for _, r := range key {
		if r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return "", "", false
		}
	}
	return key, value, true
}

// splitWords cuts at white space outside quotation marks; two of them inside a pair stand for one.
func splitWords(text string) ([]string, error) {
	if strings.IndexByte(text, '"') < 0 {
		return strings.FieldsFunc(text, isSpace), nil
	}
	var words []string
	var word strings.Builder
	quoted, inside := false, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"' && quoted && i+1 < len(text) && text[i+1] == '"':
			word.WriteByte('"')
			i++
		case c == '"':
			quoted, inside = !quoted, true
		case !quoted && isSpace(rune(c)):
			if inside {
				words = append(words, word.String())
				word.Reset()
				inside = false
			}
		default:
			word.WriteByte(c)
			inside = true
		}
	}
	if quoted {
		return nil, fmt.Errorf("reference %q: a quotation mark is never closed", text)
	}
	if inside {
		words = append(words, word.String())
	}
	return words, nil
}

func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

// Get returns the value under key.
func (r Ref) Get(key string) (string, bool) {
	for _, p := range r.Params {
		if p.Key == key {
			return p.Value, true
		}
	}
	return "", false
}

// Value is Get without the word on presence.
func (r Ref) Value(key string) string {
	value, _ := r.Get(key)
	return value
}

// With returns a copy with key set; an existing key keeps its place.
func (r Ref) With(key, value string) Ref {
	params := append([]Param(nil), r.Params...)
	for i := range params {
		if params[i].Key == key {
			params[i].Value = value
			r.Params = params
			return r
		}
	}
	r.Params = append(params, Param{key, value})
	return r
}

// String writes the reference as ParseRef reads it, on one line: a line break in a value becomes a space.
func (r Ref) String() string {
	var b strings.Builder
	b.WriteString(r.Scheme)
	b.WriteByte(':')
	if _, _, param := cutParam(r.ID); param {
		quote(&b, r.ID)
	} else if r.ID != "" {
		word(&b, r.ID)
	}
	for i, p := range r.Params {
		if i > 0 || r.ID != "" {
			b.WriteByte(' ')
		}
		b.WriteString(p.Key)
		b.WriteByte('=')
		word(&b, p.Value)
	}
	return b.String()
}

// word writes a value as one word.
func word(b *strings.Builder, value string) {
	if value == "" || strings.ContainsAny(value, " \t\n\r\"") {
		quote(b, value)
		return
	}
	b.WriteString(value)
}

var inQuotes = strings.NewReplacer(`"`, `""`, "\r\n", " ", "\n", " ", "\r", " ")

func quote(b *strings.Builder, value string) {
	b.WriteByte('"')
	b.WriteString(inQuotes.Replace(value))
	b.WriteByte('"')
}

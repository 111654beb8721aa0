package step

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Attributes are what follows the language in a fence's info string.
type Attributes map[string]Value

// Names returns the attributes' names in order.
func (a Attributes) Names() []string { return slices.Sorted(maps.Keys(a)) }

// Value is an attribute's value: one text, or several from a JSON array. A name without a value is "true".
type Value struct{ items []string }

// Text returns the value as one text.
func (v Value) Text() string { return strings.Join(v.items, ",") }

// Items returns an array's items, or the one text.
func (v Value) Items() []string { return v.items }

// List returns an array's items, or the comma-separated parts of one text.
func (v Value) List() []string {
	if len(v.items) != 1 {
		return v.items
	}
	var list []string
	for part := range strings.SplitSeq(v.items[0], ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// Bool reads true and false, yes and no.
func (v Value) Bool() (bool, error) {
	switch strings.ToLower(v.Text()) {
	case "yes":
		return true, nil
	case "no":
		return false, nil
	}
	return strconv.ParseBool(strings.ToLower(v.Text()))
}

// ParseInfo splits a fence's info string into its language and attributes. Attributes in JSON must be JSON; the
// brace form takes name=value, quoted where the value has white space, bare names, and .classes, which are ignored.
func ParseInfo(info string) (language string, attributes Attributes, err error) {
	info = strings.TrimSpace(info)
	brace := strings.IndexByte(info, '{')
	if brace < 0 {
		language, _, _ = strings.Cut(info, " ")
		return language, nil, nil
	}
	language, _, _ = strings.Cut(strings.TrimSpace(info[:brace]), " ")
	text := info[brace:]
	if isJSON(text) {
		attributes, err = parseJSON(text)
		return language, attributes, err
	}
	attributes, err = parseBraces(text)
	return language, attributes, err
}

func isJSON(text string) bool {
	inner := strings.TrimSpace(strings.TrimPrefix(text, "{"))
	return strings.HasPrefix(inner, `"`) || inner == "}" && json.Valid([]byte(text))
}

func parseJSON(text string) (Attributes, error) {
	var raw map[string]any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&raw); err != nil {
		return nil, fmt.Errorf("attributes %s: %w", text, err)
	}
	attributes := make(Attributes, len(raw))
	for name, value := range raw {
		items, err := itemsOf(value)
		if err != nil {
			return nil, fmt.Errorf("attribute %q: %w", name, err)
		}
		attributes[name] = Value{items: items}
	}
	return attributes, nil
}

func itemsOf(value any) ([]string, error) {
	switch value := value.(type) {
	case []any:
		var items []string
		for _, item := range value {
			inner, err := itemsOf(item)
			if err != nil {
				return nil, err
			}
			items = append(items, inner...)
		}
		return items, nil
	case map[string]any:
		var items []string
		for _, name := range slices.Sorted(maps.Keys(value)) {
			items = append(items, fmt.Sprintf("%s=%v", name, value[name]))
		}
		return items, nil
	case nil:
		return []string{""}, nil
	}
	return []string{fmt.Sprint(value)}, nil
}

func parseBraces(text string) (Attributes, error) {
	inner, ok := strings.CutPrefix(text, "{")
	end := strings.LastIndexByte(inner, '}')
	if !ok || end < 0 {
		return nil, fmt.Errorf("attributes %s: the brace is not closed", text)
	}
	words, err := splitQuoted(inner[:end])
	if err != nil {
		return nil, fmt.Errorf("attributes %s: %w", text, err)
	}
	attributes := make(Attributes, len(words))
	for _, word := range words {
		name, value, hasValue := strings.Cut(word, "=")
		if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "#") {
			continue
		}
		if !hasValue {
			value = "true"
		}
		attributes[name] = Value{items: []string{value}}
	}
	return attributes, nil
}

// splitQuoted splits at white space outside quotes and drops the quotes.
func splitQuoted(text string) ([]string, error) {
	var words []string
	var word strings.Builder
	var quote rune
	inWord := false
	for _, r := range text {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'':
			quote, inWord = r, true
		case unicode.IsSpace(r):
			if inWord {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("the quote %c is not closed", quote)
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, nil
}

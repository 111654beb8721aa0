package markdown

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// FrontMatter is the YAML between two lines of three dashes at the very start of a file.
type FrontMatter struct {
	Present bool
	Span    Span // with both fences
	Body    Span // between them
	Fields  []Field
	// Err says why the YAML could not be read, its line counted in the file; Fields is then empty.
	Err     error
	ErrLine int
}

// Field is one top-level key.
type Field struct {
	Key     string
	Value   string // of a scalar; empty for a list or a mapping
	Node    *yaml.Node
	KeySpan Span
	Span    Span // of the value; of the key where the value is empty
}

// Get returns the scalar under key, trimmed.
func (f FrontMatter) Get(key string) (string, bool) {
	field := f.Field(key)
	if field == nil {
		return "", false
	}
	return strings.TrimSpace(field.Value), true
}

// Value is Get without the word on presence.
func (f FrontMatter) Value(key string) string {
	value, _ := f.Get(key)
	return value
}

// Field returns the field under key, or nil.
func (f FrontMatter) Field(key string) *Field {
	for i := range f.Fields {
		if f.Fields[i].Key == key {
			return &f.Fields[i]
		}
	}
	return nil
}

// List returns the strings of a sequence under key; a scalar is a list of one.
func (f FrontMatter) List(key string) []string {
	field := f.Field(key)
	if field == nil {
		return nil
	}
	if field.Node.Kind == yaml.SequenceNode {
		var list []string
		for _, item := range field.Node.Content {
			list = append(list, item.Value)
		}
		return list
	}
	if field.Value == "" {
		return nil
	}
	return []string{field.Value}
}

// Front reads the front matter alone, for whoever needs nothing else of a file.
func Front(source []byte) FrontMatter {
	front, _ := parseFront(source, lineStarts(source))
	return front
}

var bom = []byte("\xef\xbb\xbf")

// parseFront finds the front matter and returns the offset at which the body begins.
func parseFront(source []byte, lines []int) (FrontMatter, int) {
	start := 0
	if bytes.HasPrefix(source, bom) {
		start = len(bom)
	}
	if !isFence(lineAt(source[start:], 0)) {
		return FrontMatter{}, start
	}
	for i := 1; i < len(lines); i++ {
		line := lineAt(source, lines[i])
		if !isFence(line) && !(string(bytes.TrimRight(line, "\r \t")) == "...") {
			continue
		}
		end := lines[i] + len(line)
		if i+1 < len(lines) {
			end = lines[i+1]
		}
		front := FrontMatter{Present: true, Span: Span{0, end}, Body: Span{lines[1], lines[i]}}
		front.read(source, lines)
		return front, end
	}
	return FrontMatter{Present: true, Span: Span{0, len(source)}, Body: Span{len(source), len(source)},
		Err: errors.New(`front matter opened by "---" is never closed`), ErrLine: 1}, len(source)
}

func lineAt(source []byte, at int) []byte {
	rest := source[at:]
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		return rest[:i]
	}
	return rest
}

func isFence(line []byte) bool { return string(bytes.TrimRight(line, "\r \t")) == "---" }

func (f *FrontMatter) read(source []byte, lines []int) {
	var root yaml.Node
	if err := yaml.Unmarshal(source[f.Body.Start:f.Body.End], &root); err != nil {
		f.fail(err)
		return
	}
	if root.Kind == 0 {
		return
	}
	mapping := root.Content[0]
	if mapping.Kind != yaml.MappingNode {
		f.Err, f.ErrLine = errors.New("front matter is not a list of keys and values"), 2
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		key, value := mapping.Content[i], mapping.Content[i+1]
		if seen[key.Value] {
			f.Err, f.ErrLine = fmt.Errorf("front matter has the key %q twice", key.Value), key.Line+1
			f.Fields = nil
			return
		}
		seen[key.Value] = true
		field := Field{Key: key.Value, Node: value, KeySpan: nodeSpan(source, lines, key)}
		field.Span = field.KeySpan
		if value.Kind == yaml.ScalarNode {
			field.Value = value.Value
			if value.Tag == "!!null" {
				field.Value = ""
			} else {
				field.Span = nodeSpan(source, lines, value)
			}
		}
		f.Fields = append(f.Fields, field)
	}
}

func (f *FrontMatter) fail(err error) {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	f.ErrLine = 2
	if rest, ok := strings.CutPrefix(message, "line "); ok {
		if number, text, ok := strings.Cut(rest, ": "); ok {
			if n, convErr := strconv.Atoi(number); convErr == nil {
				f.ErrLine, message = n+1, text
			}
		}
	}
	f.Err = fmt.Errorf("front matter is not valid YAML: %s", message)
}

// nodeSpan is the span of a scalar on its first line. The YAML starts on the file's second line.
func nodeSpan(source []byte, lines []int, node *yaml.Node) Span {
	if node.Line >= len(lines) {
		return Span{len(source), len(source)}
	}
	line := lineAt(source, lines[node.Line])
	start := lines[node.Line] + byteColumn(line, node.Column-1)
	size := len(node.Value)
	if node.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		size += 2
	}
	return Span{start, min(start+size, lines[node.Line]+len(bytes.TrimRight(line, "\r")))}
}

func byteColumn(line []byte, runes int) int {
	at := 0
	for range string(line) {
		if runes == 0 {
			break
		}
		runes--
		at++
		for at < len(line) && line[at]&0xC0 == 0x80 {
			at++
		}
	}
	return at
}

package workspace

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// Rename gives the edits of account.yaml by which the account has another ID and remembers its present one under formerly. Every other byte, comments and
// ends of lines among them, stays. The error is for a file that is written in a way that cannot be edited so (anchors, several documents).
func (a *Account) Rename(to string) ([]markdown.Edit, error) {
	f := yamlFile{source: string(a.source), name: a.Path}
	id := f.value(a.node("account"), "account")
	if id == nil {
		return nil, fmt.Errorf("%s: no key account", a.Path)
	}
	at, err := f.scalar(id)
	if err != nil {
		return nil, err
	}
	edits := []markdown.Edit{{Span: at, New: to}}
	former, err := f.remember(a.node("formerly"), at, a.ID)
	return append(edits, former...), err
}

// Renamed gives the edits of account.yaml that follow from another account's new ID: its parent, the account that bought it.
func (a *Account) Renamed(from, to string) ([]markdown.Edit, error) {
	f := yamlFile{source: string(a.source), name: a.Path}
	var edits []markdown.Edit
	for _, key := range []string{"parent", "merged_into"} {
		value := f.value(a.node(key), key)
		if value == nil || value.Value != from {
			continue
		}
		at, err := f.scalar(value)
		if err != nil {
			return nil, err
		}
		edits = append(edits, markdown.Edit{Span: at, New: to})
	}
	return edits, nil
}

// yamlFile finds the bytes of a file's nodes.
type yamlFile struct{ source, name string }

func (f yamlFile) value(mapping *yaml.Node, key string) *yaml.Node {
	if mapping == nil {
		return nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// remember adds an ID to formerly, in the style that the list is written in; without a list, on a line behind the account's.
func (f yamlFile) remember(mapping *yaml.Node, account markdown.Span, id string) ([]markdown.Edit, error) {
	list := f.value(mapping, "formerly")
	insert := func(at int, text string) []markdown.Edit {
		return []markdown.Edit{{Span: markdown.Span{Start: at, End: at}, New: text}}
	}
	switch {
	case list == nil:
		end := account.End + len(f.rest(account.End))
		return insert(end, f.newline()+"formerly: ["+id+"]"), nil
	case list.Kind == yaml.ScalarNode && list.Value == "" && list.Style == 0:
		return insert(f.offset(list), " ["+id+"]"), nil
	case list.Kind != yaml.SequenceNode:
		return nil, fmt.Errorf("%s:%d: formerly is no list", f.name, list.Line)
	case len(list.Content) == 0:
		return insert(f.offset(list)+1, id), nil
	}
	last, err := f.scalar(list.Content[len(list.Content)-1])
	if err != nil {
		return nil, err
	}
	if list.Style&yaml.FlowStyle != 0 {
		return insert(last.End, ", "+id), nil
	}
	lead := f.source[strings.LastIndexByte(f.source[:last.Start], '\n')+1 : last.Start] // the indent and the dash
	return insert(last.End+len(f.rest(last.End)), f.newline()+lead+id), nil
}

// rest is what follows on the line: a comment.
func (f yamlFile) rest(at int) string {
	line, _, _ := strings.Cut(f.source[at:], "\n")
	return strings.TrimSuffix(line, "\r")
}

func (f yamlFile) newline() string {
	if strings.Contains(f.source, "\r\n") {
		return "\r\n"
	}
	return "\n"
}

// offset is where a node begins. Lines and columns of nodes count from 1, columns in code points.
func (f yamlFile) offset(n *yaml.Node) int {
	at := len(f.source) - len(strings.TrimPrefix(f.source, "\ufeff"))
	for range n.Line - 1 {
		end := strings.IndexByte(f.source[at:], '\n')
		if end < 0 {
			return len(f.source)
		}
		at += end + 1
	}
	for range n.Column - 1 {
		_, size := utf8.DecodeRuneInString(f.source[at:])
		at += size
	}
	return min(at, len(f.source))
}

// scalar is a value's place, its quotes included.
func (f yamlFile) scalar(n *yaml.Node) (markdown.Span, error) {
	at := f.offset(n)
	for _, quote := range []string{"", `"`, "'"} {
		if text := quote + n.Value + quote; strings.HasPrefix(f.source[at:], text) {
			return markdown.Span{Start: at, End: at + len(text)}, nil
		}
	}
	return markdown.Span{}, fmt.Errorf("%s:%d: %q is written in a way that cannot be edited", f.name, n.Line, n.Value)
}

package theme

import (
	"bytes"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Edit changes a taxonomy and gives its new bytes; comments and the order of
// what it does not touch stay. The result is a valid taxonomy or an error.
func (t *Taxonomy) Edit(change func(*Editor) error) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(t.source, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", t.name, err)
	}
	if len(doc.Content) == 0 {
		doc = yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode, HeadComment: "What customers tell us about, and what we decided: see doc/themes.md."}}}
	}
	e := &Editor{root: doc.Content[0], name: t.name}
	if err := change(e); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(&doc); err != nil {
		return nil, fmt.Errorf("%s: %w", t.name, err)
	}
	if _, err := ParseTaxonomy(t.name, b.Bytes()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Editor is a taxonomy being changed.
type Editor struct {
	root *yaml.Node
	name string
}

func field(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

func setField(mapping *yaml.Node, key string, value *yaml.Node) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			value.HeadComment, value.LineComment = mapping.Content[i+1].HeadComment, mapping.Content[i+1].LineComment
			mapping.Content[i+1] = value
			return
		}
	}
	mapping.Content = append(mapping.Content, scalar(key), value)
}

func scalar(s string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(s)
	return n
}

func (e *Editor) themes() *yaml.Node {
	list := field(e.root, "themes")
	if list == nil {
		list = &yaml.Node{Kind: yaml.SequenceNode}
		setField(e.root, "themes", list)
	}
	list.Style = 0
	return list
}

func (e *Editor) theme(id string) (*yaml.Node, error) {
	for _, n := range e.themes().Content {
		if v := field(n, "id"); v != nil && v.Value == id {
			return n, nil
		}
	}
	return nil, fmt.Errorf("%w: %s", ErrNoTheme, id)
}

// Add appends a theme.
func (e *Editor) Add(th Theme) error {
	var n yaml.Node
	if err := n.Encode(th); err != nil {
		return err
	}
	for _, key := range []string{"words", "anchors", "pins", "merged"} {
		if list := field(&n, key); list != nil {
			list.Style = yaml.FlowStyle
		}
	}
	list := e.themes()
	list.Content = append(list.Content, &n)
	return nil
}

// Rename gives a theme another title; its ID stays, so that trends do.
func (e *Editor) Rename(id, title string) error {
	n, err := e.theme(id)
	if err != nil {
		return err
	}
	setField(n, "title", scalar(title))
	return nil
}

// Merge makes from a part of into: its pins, anchors and earlier names move, and
// its ID means into from now on.
func (e *Editor) Merge(from, into string) error {
	if from == into {
		return fmt.Errorf("merge %s into itself", from)
	}
	a, err := e.theme(from)
	if err != nil {
		return err
	}
	b, err := e.theme(into)
	if err != nil {
		return err
	}
	appendStrings(b, "merged", append([]string{from}, stringsOf(a, "merged")...))
	appendStrings(b, "pins", stringsOf(a, "pins"))
	appendStrings(b, "anchors", stringsOf(a, "anchors"))
	list := e.themes()
	list.Content = slices.DeleteFunc(list.Content, func(n *yaml.Node) bool { return n == a })
	return nil
}

// Pin puts an item into a theme, whatever the machine thinks; out of any other.
func (e *Editor) Pin(item, id string) error {
	n, err := e.theme(id)
	if err != nil {
		return err
	}
	for _, other := range e.themes().Content {
		for _, key := range []string{"pins", "anchors"} {
			removeString(other, key, item)
		}
	}
	appendStrings(n, "pins", []string{item})
	return nil
}

// Answer records what was decided about a theme.
func (e *Editor) Answer(id string, a Answer) error {
	n, err := e.theme(id)
	if err != nil {
		return err
	}
	list := field(n, "answers")
	if list == nil {
		list = &yaml.Node{Kind: yaml.SequenceNode}
		setField(n, "answers", list)
	}
	var entry yaml.Node
	if err := entry.Encode(a); err != nil {
		return err
	}
	list.Content = append(list.Content, &entry)
	return nil
}

func stringsOf(mapping *yaml.Node, key string) []string {
	var out []string
	if list := field(mapping, key); list != nil {
		for _, n := range list.Content {
			out = append(out, n.Value)
		}
	}
	return out
}

func appendStrings(mapping *yaml.Node, key string, values []string) {
	if len(values) == 0 {
		return
	}
	list := field(mapping, key)
	if list == nil {
		list = &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		setField(mapping, key, list)
	}
	have := stringsOf(mapping, key)
	for _, v := range values {
		if !slices.Contains(have, v) {
			have = append(have, v)
			list.Content = append(list.Content, scalar(v))
		}
	}
}

func removeString(mapping *yaml.Node, key, value string) {
	if list := field(mapping, key); list != nil {
		list.Content = slices.DeleteFunc(list.Content, func(n *yaml.Node) bool { return n.Value == value })
	}
}

// Take takes items out of a theme's anchors and pins.
func (e *Editor) Take(items []string, id string) error {
	n, err := e.theme(id)
	if err != nil {
		return err
	}
	for _, item := range items {
		removeString(n, "anchors", item)
		removeString(n, "pins", item)
	}
	return nil
}

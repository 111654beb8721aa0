package merge

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

type unitKind uint8

const (
	unitField unitKind = iota
	unitHeading
	unitBlock
	unitTable
	unitRow
	unitNote
)

// unit is the smallest part that is kept or brought up to date as a whole.
type unit struct {
	kind    unitKind
	key     string
	section string // key of its section
	group   string // the table or front matter that it is a line of
	inline  bool   // it is a line of its group: no line end of its own
	open    bool   // the file ends right behind it, without a line end
	digest  string
	text    string
	span    markdown.Span
	whole   markdown.Span // with the line end and the blank lines behind it: what goes when it is removed
}

// units cuts a document up, in order. Keys are unique: a second unit of the same name gets a number.
func units(d *markdown.Document) []unit {
	c := cutter{doc: d, seen: map[string]int{}}
	c.front()
	sections := sectionKeys(d)
	current := ""
	counts := map[string]int{}
	for _, block := range d.Blocks {
		switch b := block.(type) {
		case *markdown.Heading:
			current = sections[b]
			c.add(unit{kind: unitHeading, key: current, section: current}, b.Span)
		case *markdown.Footnote:
			c.add(unit{kind: unitNote, key: "^" + b.Label}, b.Span)
		case *markdown.Table:
			counts[current+"table"]++
			c.table(b, current, fmt.Sprintf("%s | table %d", current, counts[current+"table"]))
		default:
			name := blockName(block)
			counts[current+name]++
			c.add(unit{kind: unitBlock, key: fmt.Sprintf("%s | %s %d", current, name, counts[current+name]), section: current}, block.Range())
		}
	}
	return c.units
}

func blockName(block markdown.Block) string {
	return strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", block), "*markdown."))
}

// sectionKeys names each section by the normalised titles of its path, without the document's own title.
func sectionKeys(d *markdown.Document) map[*markdown.Heading]string {
	keys := map[*markdown.Heading]string{}
	seen := map[string]int{}
	for _, s := range d.AllSections() {
		key := markdown.Normal(s.Title())
		if s.Level() == 1 && s.Parent == nil {
			key = "title"
		}
		if s.Parent != nil && keys[s.Parent.Heading] != "title" {
			key = keys[s.Parent.Heading] + " / " + key
		}
		seen[key]++
		if seen[key] > 1 {
			key = fmt.Sprintf("%s ~%d", key, seen[key])
		}
		keys[s.Heading] = key
	}
	return keys
}

type cutter struct {
	doc   *markdown.Document
	units []unit
	seen  map[string]int
}

func (c *cutter) front() {
	for i, field := range c.doc.Front.Fields {
		start := c.doc.LineSpan(c.doc.Position(field.KeySpan.Start).Line).Start
		end := c.doc.Front.Body.End
		if i+1 < len(c.doc.Front.Fields) {
			end = c.doc.LineSpan(c.doc.Position(c.doc.Front.Fields[i+1].KeySpan.Start).Line).Start
		}
		text := strings.TrimRight(c.doc.Slice(markdown.Span{Start: start, End: end}), " \r\n")
		c.add(unit{kind: unitField, key: "front matter | " + field.Key, group: "front matter", inline: true}, markdown.Span{Start: start, End: start + len(text)})
	}
}

func (c *cutter) table(t *markdown.Table, section, key string) {
	header := t.Span
	if len(t.Rows) > 0 {
		header.End = t.Rows[0].Start
	}
	text := strings.TrimRight(c.doc.Slice(header), " \r\n")
	c.add(unit{kind: unitTable, key: key, section: section, group: key, inline: true}, markdown.Span{Start: header.Start, End: header.Start + len(text)})
	for _, row := range t.Rows {
		c.add(unit{kind: unitRow, key: key + " | " + rowKey(t, row), section: section, group: key, inline: true}, row.Span)
	}
}

// rowKey is the row's first cell, or its second where the first is an ordinal.
func rowKey(t *markdown.Table, row markdown.Row) string {
	column := 0
	if len(t.Header) > 1 && strings.TrimSpace(t.Header[0].Text.Plain) == "#" {
		column = 1
	}
	return strings.ToLower(strings.Join(strings.Fields(row.Cell(column).Text.Plain), " "))
}

func (c *cutter) add(u unit, span markdown.Span) {
	c.seen[u.key]++
	if n := c.seen[u.key]; n > 1 {
		u.key = fmt.Sprintf("%s ~%d", u.key, n)
	}
	u.span, u.whole = span, span
	u.text = c.doc.Slice(span)
	u.digest = digest(u.text)
	source := c.doc.Source
	for u.whole.End < len(source) && (source[u.whole.End] == '\n' || source[u.whole.End] == '\r') {
		u.whole.End++
		if u.inline && source[u.whole.End-1] == '\n' {
			break
		}
	}
	u.open = !strings.HasSuffix(c.doc.Slice(u.whole), "\n")
	c.units = append(c.units, u)
}

// digest is over the words: line ends and white space at the ends of lines do not count.
func digest(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t\r")
	}
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:8])
}

// Package markdown reads a deliverable's Markdown into blocks, sections, tables, items, fences and footnotes, each with
// its byte range, and edits a file so that every other byte stays as it was.
//
// The block structure is CommonMark's with GitHub's tables, strike-through, task lists and footnotes, as goldmark finds
// it. Nothing is ever printed back from the tree: an edit is a splice (see Apply).
package markdown

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// Span is a half-open range of bytes in a document's source.
type Span struct{ Start, End int }

// Range returns the span itself; it lets every block embed its span.
func (s Span) Range() Span { return s }

// Len is the number of bytes in s.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether o lies within s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Position is a place as people count: both from 1, the column in code points.
type Position struct{ Line, Column int }

// Block is one block of a document: *Heading, *Paragraph, *Table, *List, *Fence, *Quote, *HTML, *Rule or *Footnote. Its
// span covers whole lines, without the blank lines that follow.
type Block interface{ Range() Span }

type (
	// Heading is an ATX or setext heading.
	Heading struct {
		Span
		Level int
		Text  Text
	}
	// Paragraph is running text.
	Paragraph struct {
		Span
		Text Text
	}
	// List is an ordered or bullet list.
	List struct {
		Span
		Ordered bool
		Items   []*Item
	}
	// Item is one list item. Text is that of its first paragraph; Checked is nil where it is no task.
	Item struct {
		Span
		Text    Text
		Checked *bool
		Blocks  []Block
	}
	// Fence is a fenced or an indented code block. Body is the span of its content where that is one contiguous piece of
	// source (outside lists and quotes); Content is always right.
	Fence struct {
		Span
		Info    string
		Fenced  bool
		Closed  bool
		Body    Span
		Content string
	}
	// Quote is a block quote.
	Quote struct {
		Span
		Blocks []Block
	}
	// HTML is a block of raw HTML, comments among them.
	HTML struct {
		Span
		Raw string
	}
	// Rule is a thematic break.
	Rule struct{ Span }
	// Footnote is a footnote definition. Body is the span of what follows "[^label]:" with the space around it cut.
	Footnote struct {
		Span
		Label string
		Body  Span
		Text  Text
	}
)

// Document is a parsed file. It is immutable and safe for concurrent use.
type Document struct {
	Source []byte
	Front  FrontMatter
	Blocks []Block // top level, in order, footnote definitions among them
	// Notes are all footnote definitions in order, nested ones too.
	Notes []*Footnote

	lines    []int // byte offset at which each line starts
	sections []*Section
	flat     []*Section
	notes    map[string]*Footnote

	bodyStart  int  // where the blocks begin, behind the front matter
	referenced bool // has link reference definitions
}

// Slice returns the source of s as a string.
func (d *Document) Slice(s Span) string { return string(d.Source[s.Start:s.End]) }

// Note returns the footnote definition with that label, or nil. The first definition counts.
func (d *Document) Note(label string) *Footnote { return d.notes[label] }

// Position converts a byte offset.
func (d *Document) Position(offset int) Position {
	offset = max(0, min(offset, len(d.Source)))
	line := sort.SearchInts(d.lines, offset+1) - 1
	return Position{Line: line + 1, Column: utf8.RuneCount(d.Source[d.lines[line]:offset]) + 1}
}

// Offset converts a position back; places outside the document give the nearest offset.
func (d *Document) Offset(p Position) int {
	line := max(0, min(p.Line-1, len(d.lines)-1))
	offset, end := d.lines[line], d.lineEnd(line)
	for column := 1; column < p.Column && offset < end; column++ {
		_, size := utf8.DecodeRune(d.Source[offset:end])
		offset += size
	}
	return offset
}

// LineSpan is the span of the line (from 1) without its line end.
func (d *Document) LineSpan(line int) Span {
	i := max(0, min(line-1, len(d.lines)-1))
	return Span{d.lines[i], d.lineEnd(i)}
}

func (d *Document) lineEnd(i int) int {
	end := len(d.Source)
	if i+1 < len(d.lines) {
		end = d.lines[i+1] - 1
	}
	if end > d.lines[i] && d.Source[end-1] == '\r' {
		end--
	}
	return end
}

func lineStarts(source []byte) []int {
	starts := make([]int, 1, 1+bytes.Count(source, []byte{'\n'}))
	for at := 0; ; {
		i := bytes.IndexByte(source[at:], '\n')
		if i < 0 {
			return starts
		}
		at += i + 1
		starts = append(starts, at)
	}
}

// Walk calls visit for every block, the outer before the inner ones.
func (d *Document) Walk(visit func(Block)) { walk(d.Blocks, visit) }

func walk(blocks []Block, visit func(Block)) {
	for _, block := range blocks {
		visit(block)
		switch b := block.(type) {
		case *Quote:
			walk(b.Blocks, visit)
		case *List:
			for _, item := range b.Items {
				walk(item.Blocks, visit)
			}
		}
	}
}

// Texts calls visit for every run of text in the document: headings, paragraphs, items, cells and footnotes.
func (d *Document) Texts(visit func(Text)) {
	d.Walk(func(block Block) {
		switch b := block.(type) {
		case *Heading:
			visit(b.Text)
		case *Paragraph:
			visit(b.Text)
		case *Footnote:
			visit(b.Text)
		case *Table:
			b.Texts(visit)
		}
	})
}

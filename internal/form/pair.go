package form

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// A Pair is a fact: its name, and what is said of it. More holds what further columns of a table say.
type Pair struct {
	markdown.Span
	Name, Value markdown.Text
	More        []markdown.Text
	Item        bool // it stands in a list
}

// Pairs reads the facts of a section: tables row by row, items and lines of the form "Name: value" or "**Name** value", nested ones too, the names of
// definitions, and headings with a paragraph under them. An item without a name is a fact whose name is the whole. A nil section has none.
func Pairs(d *markdown.Document, s *markdown.Section) []Pair {
	if s == nil {
		return nil
	}
	p := pairer{document: d}
	p.section(s)
	return p.pairs
}

type pairer struct {
	document *markdown.Document
	pairs    []Pair
	heading  *markdown.Text
	read     int
}

func (p *pairer) section(s *markdown.Section) {
	p.blocks(s.Blocks)
	for _, sub := range s.Sub {
		p.heading = &sub.Heading.Text
		p.section(sub)
	}
	p.heading = nil
}

func (p *pairer) blocks(blocks []markdown.Block) {
	for _, block := range blocks {
		if block.Range().Start < p.read {
			continue
		}
		switch b := block.(type) {
		case *markdown.Table:
			p.table(b)
		case *markdown.HTML:
			if t := p.document.HTMLTable(b); t != nil {
				p.read = t.End
				p.header(t)
				p.table(t)
			}
		case *markdown.List:
			for _, item := range b.Items {
				p.item(item)
			}
		case *markdown.Paragraph:
			p.paragraph(b)
		}
	}
}

// header takes the first row of a table in HTML, which has facts from the first row on, unless its cells are titles.
func (p *pairer) header(t *markdown.Table) {
	if raw := strings.ToLower(p.document.Slice(t.Span)); len(t.Header) == 2 && !strings.Contains(raw, "<thead") && strings.Count(strings.SplitN(raw, "</tr", 2)[0], "<th") < 2 {
		p.pairs = append(p.pairs, Pair{Span: t.Span, Name: t.Header[0].Text, Value: t.Header[1].Text})
	}
}

func (p *pairer) table(t *markdown.Table) {
	for _, row := range t.Rows {
		pair := Pair{Span: row.Span, Name: row.Cell(0).Text, Value: row.Cell(1).Text}
		for i := 2; i < len(row.Cells); i++ {
			pair.More = append(pair.More, row.Cell(i).Text)
		}
		p.pairs = append(p.pairs, pair)
	}
}

func (p *pairer) item(item *markdown.Item) {
	pair, ok := named(p.document, item.Text)
	if !ok {
		pair.Name = item.Text
	}
	pair.Span, pair.Item = item.Span, true
	for _, block := range item.Blocks {
		if list, isList := block.(*markdown.List); isList {
			before := len(p.pairs)
			for _, inner := range list.Items {
				p.item(inner)
			}
			if pair.Value.Plain == "" && len(p.pairs) > before { // the item is a heading of its facts
				return
			}
		}
	}
	p.pairs = append(p.pairs, pair)
}

func (p *pairer) paragraph(b *markdown.Paragraph) {
	var previous *markdown.Text
	for _, text := range lines(p.document, b.Text, func(rest string) bool {
		colon := strings.Index(rest, ": ")
		return strings.HasPrefix(rest, ": ") || colon > 0 && colon <= longestLabel && !strings.ContainsAny(rest[:colon], ".!?")
	}) {
		pair, ok := named(p.document, text)
		switch {
		case previous != nil && strings.HasPrefix(p.document.Slice(p.document.LineSpan(p.document.Position(text.Span.Start).Line)), ":"):
			pair, ok = Pair{Name: *previous, Value: text}, true
		case !ok && p.heading != nil:
			pair, ok = Pair{Name: *p.heading, Value: text}, true
		}
		if ok {
			pair.Span = text.Span
			p.pairs = append(p.pairs, pair)
		}
		previous = &text
	}
}

// named cuts "Name: value", "**Name** value" and "Name – value". A name is short and no sentence.
func named(d *markdown.Document, t markdown.Text) (Pair, bool) {
	_, bold := boldWords(d, t)
	cut, next := -1, 0
	for _, by := range []string{": ", " – ", " — ", " - "} {
		if i := strings.Index(t.Plain, by); i > 0 && (cut < 0 || i < cut) && !t.IsCode(i) {
			cut, next = i, i+len(by)
		}
	}
	if bold > 0 && bold < len(t.Plain) && (cut < 0 || bold < cut) {
		cut, next = bold, bold
	}
	if cut < 0 && strings.HasSuffix(t.Plain, ":") {
		cut, next = len(t.Plain)-1, len(t.Plain)
	}
	if cut < 0 || cut > longestLabel {
		return Pair{}, false
	}
	return Pair{Name: t.Sub(markdown.Range{End: cut}), Value: t.Sub(markdown.Range{Start: next, End: len(t.Plain)})}, true
}

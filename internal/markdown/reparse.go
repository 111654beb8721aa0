package markdown

import "bytes"

// Reparse reads source as Parse does, and takes from old, an earlier state of the same text, the blocks around the edit. The result is that of Parse, whatever
// was edited; only the time differs. Old may be nil.
//
// A heading of the form "# …" that stands at the top level begins afresh whatever follows it, so nothing before it changes by an edit behind it.
// And where the reading of the edited part comes to a heading that old has as well, everything from there on is as it was. Link reference
// definitions work at a distance, so a text that has one is read as a whole.
func Reparse(old *Document, source []byte) *Document {
	if old == nil || old.referenced {
		return Parse(source)
	}
	d := &Document{Source: source, lines: lineStarts(source), notes: map[string]*Footnote{}}
	d.Front, d.bodyStart = parseFront(source, d.lines)
	same := common(old.Source, source)
	start, before := old.untouched(same.prefix, d.bodyStart)
	from, after := old.resumes(source, same, start)
	stop := from
	if from < len(source) {
		stop += len(lineAt(source, from))
	}
	b := builder{document: d, source: source[start:stop], base: start}
	blocks, referenced := b.parse()
	if referenced {
		return Parse(source)
	}
	if from < len(source) && len(after) > 0 {
		last := len(blocks) - 1
		if last < 0 || !opensAfresh(source, blocks[last]) || blocks[last].Range().Start != from {
			return Parse(source) // the edit opened something that swallows what follows
		}
		blocks = blocks[:last]
	}
	d.Blocks = make([]Block, 0, len(before)+len(blocks)+len(after))
	d.Blocks = append(append(d.Blocks, before...), blocks...)
	shift := shifter(len(source) - len(old.Source))
	for _, block := range after {
		d.Blocks = append(d.Blocks, shift.block(block))
	}
	d.collectNotes()
	d.buildSections()
	return d
}

// collectNotes lists the footnote definitions of the blocks anew.
func (d *Document) collectNotes() {
	d.Notes = nil
	clear(d.notes)
	d.Walk(func(block Block) {
		if note, ok := block.(*Footnote); ok {
			d.Notes = append(d.Notes, note)
			if d.notes[note.Label] == nil {
				d.notes[note.Label] = note
			}
		}
	})
}

// shared is how many bytes two texts have in common at their beginning and, without those, at their end.
type shared struct{ prefix, suffix int }

func common(a, b []byte) shared {
	n := min(len(a), len(b))
	var s shared
	for s.prefix < n && a[s.prefix] == b[s.prefix] {
		s.prefix++
	}
	for s.suffix < n-s.prefix && a[len(a)-1-s.suffix] == b[len(b)-1-s.suffix] {
		s.suffix++
	}
	return s
}

// untouched gives the blocks before the last heading whose line lies within the first prefix bytes, and where that heading starts: there reading
// begins. Without one it begins with the body.
func (d *Document) untouched(prefix, body int) (start int, before []Block) {
	if body != d.bodyStart || body > prefix {
		return body, nil
	}
	for i := len(d.Blocks) - 1; i >= 0; i-- {
		at := d.Blocks[i].Range()
		if at.End < prefix && opensAfresh(d.Source, d.Blocks[i]) {
			return at.Start, d.Blocks[:i]
		}
	}
	return body, nil
}

// resumes gives the first heading behind start that lies within the common end of both texts, as its place in source, and the blocks from
// there on. Without one it is the end of source.
func (d *Document) resumes(source []byte, same shared, start int) (from int, after []Block) {
	shift := len(source) - len(d.Source)
	for i, block := range d.Blocks {
		at := block.Range().Start
		if at < len(d.Source)-same.suffix || at+shift <= start || !opensAfresh(d.Source, block) {
			continue
		}
		if source[at+shift-1] == '\n' {
			return at + shift, d.Blocks[i:]
		}
	}
	return len(source), nil
}

// opensAfresh reports whether block is a heading written with marks at the beginning of its line.
func opensAfresh(source []byte, block Block) bool {
	heading, ok := block.(*Heading)
	if !ok {
		return false
	}
	line := source[heading.Start:heading.End]
	marks := len(line) - len(bytes.TrimLeft(line, "#"))
	return marks > 0 && (marks == len(line) || line[marks] == ' ') && bytes.IndexByte(bytes.TrimRight(line, "\r\n"), '\n') < 0
}

// shifter moves blocks by so many bytes, copying them.
type shifter int

func (s shifter) span(at Span) Span { return Span{at.Start + int(s), at.End + int(s)} }

func (s shifter) block(block Block) Block {
	if s == 0 {
		return block
	}
	switch b := block.(type) {
	case *Heading:
		return &Heading{Span: s.span(b.Span), Level: b.Level, Text: s.text(b.Text)}
	case *Paragraph:
		return &Paragraph{Span: s.span(b.Span), Text: s.text(b.Text)}
	case *List:
		return s.list(b)
	case *Fence:
		moved := *b
		moved.Span, moved.Body = s.span(b.Span), s.span(b.Body)
		return &moved
	case *Quote:
		return &Quote{Span: s.span(b.Span), Blocks: s.blocks(b.Blocks)}
	case *HTML:
		return &HTML{Span: s.span(b.Span), Raw: b.Raw}
	case *Rule:
		return &Rule{s.span(b.Span)}
	case *Footnote:
		return &Footnote{Span: s.span(b.Span), Label: b.Label, Body: s.span(b.Body), Text: s.text(b.Text)}
	case *Table:
		return s.table(b)
	}
	panic("markdown: a block that nobody knows how to move") // a fault of this package, found by any test
}

func (s shifter) blocks(blocks []Block) []Block {
	return mapped(blocks, func(block *Block) { *block = s.block(*block) })
}

func (s shifter) list(b *List) *List {
	return &List{Span: s.span(b.Span), Ordered: b.Ordered, Items: mapped(b.Items, func(item **Item) {
		*item = &Item{Span: s.span((*item).Span), Text: s.text((*item).Text), Checked: (*item).Checked, Blocks: s.blocks((*item).Blocks)}
	})}
}

func (s shifter) table(b *Table) *Table {
	return &Table{Span: s.span(b.Span), Header: s.cells(b.Header), Titles: b.Titles, Rows: mapped(b.Rows, func(row *Row) { row.Span, row.Cells = s.span(row.Span), s.cells(row.Cells) })}
}

func (s shifter) cells(cells []Cell) []Cell {
	return mapped(cells, func(cell *Cell) { cell.Text = s.text(cell.Text) })
}

func (s shifter) text(t Text) Text {
	if t.Span.End > 0 { // an empty heading's text, and a table's within a note, have none
		t.Span = s.span(t.Span)
	}
	t.Cites = mapped(t.Cites, func(c *Cite) { c.Span = s.span(c.Span) })
	t.Links = mapped(t.Links, func(l *Link) { l.Span = s.span(l.Span) })
	t.HTML = mapped(t.HTML, func(h *Span) { *h = s.span(*h) })
	t.pieces = mapped(t.pieces, func(p *piece) { p.source += int(s) })
	return t
}

// mapped copies list and changes every element of the copy.
func mapped[T any](list []T, change func(*T)) []T {
	if list == nil {
		return nil
	}
	out := append(make([]T, 0, len(list)), list...)
	for i := range out {
		change(&out[i])
	}
	return out
}

package form

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// reader goes through a section's blocks. Labels belong to the open thing; a heading or a short paragraph is a name for the thing whose labels follow.
type reader struct {
	sort     *Sort
	document *markdown.Document
	rows     []Row
	group    string
	open     *Row
	name     *markdown.Text
	headed   bool // the name is a heading's
	read     int  // up to here the source is read: a table in HTML may be cut into several blocks
}

// longestName is how many words a paragraph may have that names the thing whose labels follow.
const longestName = 12

func (r *reader) section(s *markdown.Section) {
	r.blocks(s.Blocks)
	r.close()
	for _, sub := range s.Sub {
		group := r.group
		r.name, r.headed, r.group = &sub.Heading.Text, true, sub.Heading.Text.Plain
		r.section(sub)
		r.group = group
	}
}

func (r *reader) blocks(blocks []markdown.Block) {
	for _, block := range blocks {
		if block.Range().Start < r.read {
			continue
		}
		switch b := block.(type) {
		case *markdown.Table:
			r.table(b)
		case *markdown.HTML:
			if t := r.document.HTMLTable(b); t != nil {
				r.read = t.End
				r.table(t)
			}
		case *markdown.List:
			r.list(b)
		case *markdown.Paragraph:
			r.paragraph(b)
		}
	}
}

// close ends the open thing. What was called by a heading and has no property is a heading.
func (r *reader) close() {
	if r.open != nil && (!r.open.Bare || r.open.list != nil) {
		r.rows = append(r.rows, *r.open)
	}
	r.open, r.name, r.headed = nil, nil, false
}

// begin opens a thing, called by what stands above it if nothing else calls it.
func (r *reader) begin(at markdown.Span, text markdown.Text, in *markdown.List) {
	name, headed := r.name, r.headed
	r.close()
	r.open = &Row{Span: at, Text: text, Group: r.group, Bare: true, sort: r.sort, cells: make([]*markdown.Text, len(r.sort.Fields)), list: in}
	if name != nil {
		mark, words := r.sort.marked(*name)
		r.open.Text, r.open.Span.Start = words, min(name.Span.Start, at.Start)
		r.open.put(r.sort.index(r.sort.Lead), words)
		if mark != nil {
			r.open.put(r.sort.index(r.sort.Mark), *mark)
		}
		if headed {
			r.open.Group = ""
		}
	}
}

// put fills a property that is still empty and reports whether it was.
func (r *Row) put(field int, text markdown.Text) bool {
	if field < 0 || r.cells[field] != nil {
		return false
	}
	r.cells[field] = &text
	return true
}

// give adds a line's properties to the open thing; a label that it has already begins another thing.
func (r *reader) give(at markdown.Span, text markdown.Text, l line, in *markdown.List) {
	if r.open == nil || r.repeats(l) {
		r.begin(at, text, in)
	}
	if lead := r.sort.index(r.sort.Lead); lead >= 0 && l.cells[lead] != nil && !l.led {
		r.open.cells[lead] = nil // a label names it, whatever stands above
	}
	r.open.End = max(r.open.End, at.End)
	for i, cell := range l.cells {
		if cell != nil {
			r.open.put(i, *cell)
		}
	}
	r.open.Bare = r.open.Bare && l.bare
}

// repeats reports whether a line has a property that the open thing has already. What has no label may be said twice, and a label may name what
// has a heading.
func (r *reader) repeats(l line) bool {
	rest := r.sort.index(r.sort.Rest)
	for i, cell := range l.cells {
		if cell != nil && r.open.cells[i] != nil && i != rest && r.open.cells[i].Span != r.open.Text.Span {
			return true
		}
	}
	return false
}

func (r *reader) paragraph(p *markdown.Paragraph) {
	for _, text := range lines(r.document, p.Text, r.sort.begins) {
		l := r.sort.split(r.document, text)
		switch {
		case !l.led && !l.bare: // begins with a label
			r.give(text.Span, text, l, nil)
		case l.labels > 1 || l.bold && !l.bare:
			if !r.headed {
				r.close()
			}
			if r.headed && r.open == nil {
				l = l.unled(r.sort)
			}
			r.give(text.Span, text, l, nil)
		case r.headed && r.open == nil:
			r.begin(p.Span, text, nil) // dropped again unless labels follow
			if rest := r.sort.index(r.sort.Rest); rest >= 0 {
				r.open.put(rest, text)
			}
		case len(strings.Fields(text.Plain)) <= longestName && !r.headed:
			r.close()
			r.name = &text
		}
	}
}

// unled is a line under a heading, which has the name: its first words are said of the thing.
func (l line) unled(k *Sort) line {
	lead, rest := k.index(k.Lead), k.index(k.Rest)
	if lead >= 0 && l.led {
		if rest >= 0 && l.cells[rest] == nil {
			l.cells[rest] = l.cells[lead]
		}
		l.cells[lead], l.led = nil, false
	}
	return l
}

func (r *reader) list(b *markdown.List) {
	for _, item := range b.Items {
		r.item(item, b)
	}
	if r.open != nil && r.open.list == b {
		r.close()
	}
}

func (r *reader) item(item *markdown.Item, in *markdown.List) {
	l := r.sort.split(r.document, item.Text)
	if l.led || l.empty() {
		r.close()
		r.begin(item.Span, item.Text, in)
	}
	if !l.empty() {
		r.give(item.Span, item.Text, l, in)
	}
	if item.Checked != nil {
		r.open.Checked = item.Checked
	}
	rest := item.Blocks
	if len(rest) > 0 {
		if _, ok := rest[0].(*markdown.Paragraph); ok {
			rest = rest[1:]
		}
	}
	for _, block := range rest {
		switch b := block.(type) {
		case *markdown.List:
			r.nested(item, b)
		case *markdown.Paragraph:
			r.under(b)
		case *markdown.Table:
			r.table(b)
		}
	}
}

// under reads a paragraph within an item.
func (r *reader) under(p *markdown.Paragraph) {
	for _, text := range lines(r.document, p.Text, r.sort.begins) {
		if l := r.sort.split(r.document, text); !l.bare || l.labels > 0 {
			r.give(text.Span, text, l.unled(r.sort), nil)
		} else if r.open != nil {
			r.open.put(r.sort.index(r.sort.Rest), text)
		}
	}
}

// nested reads the list within an item: its properties, or, where its items have names and properties of their own, the things that it groups.
func (r *reader) nested(parent *markdown.Item, list *markdown.List) {
	lines := make([]line, len(list.Items))
	groups := false
	for i, item := range list.Items {
		lines[i] = r.sort.split(r.document, item.Text)
		groups = groups || lines[i].led && (!lines[i].bare || r.labelled(item))
	}
	if groups {
		if r.open != nil && !r.open.Bare {
			r.close()
		}
		r.open = nil // the parent is the group's name
		group := r.group
		r.group = parent.Text.Plain
		r.list(list)
		r.group = group
		return
	}
	for i, item := range list.Items {
		switch l := lines[i]; {
		case !l.bare:
			r.give(item.Span, item.Text, l, nil)
		case r.open != nil:
			r.open.put(r.sort.index(r.sort.Rest), item.Text)
		}
	}
}

// labelled reports whether an item holds a list of properties.
func (r *reader) labelled(item *markdown.Item) bool {
	for _, block := range item.Blocks {
		if list, ok := block.(*markdown.List); ok {
			for _, inner := range list.Items {
				if l := r.sort.split(r.document, inner.Text); !l.bare && !l.led {
					return true
				}
			}
		}
	}
	return false
}

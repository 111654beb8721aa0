package markdown

import (
	"strings"

	"golang.org/x/net/html"
)

// HTMLTable reads the first table of a block of raw HTML, nil where it holds none. Blank lines cut HTML into several blocks: the table is read to its
// end, wherever that is. Its first row is the header. Cells know their place; what Markdown stands in them is text as it is written.
func (d *Document) HTMLTable(b *HTML) *Table {
	if !strings.Contains(strings.ToLower(b.Raw), "<table") {
		return nil
	}
	r := tableReader{tokens: html.NewTokenizer(strings.NewReader(string(d.Source[b.Start:]))), at: b.Start}
	for !r.done {
		kind := r.tokens.Next()
		if kind == html.ErrorToken {
			break
		}
		start := r.at
		r.at += len(r.tokens.Raw())
		switch kind {
		case html.StartTagToken:
			r.opened(start)
		case html.EndTagToken:
			r.closed()
		case html.TextToken:
			r.text(start)
		}
	}
	return r.table
}

// tableReader is at an offset of the source. A row and a cell end where another begins: their end tags may be left out.
type tableReader struct {
	tokens *html.Tokenizer
	at     int
	table  *Table
	row    *Row
	cell   *Text
	done   bool
}

func (r *tableReader) opened(start int) {
	name, _ := r.tokens.TagName()
	switch string(name) {
	case "table":
		if r.table == nil {
			r.table = &Table{Span: Span{start, r.at}}
		}
	case "tr":
		r.endRow(start)
		r.row = &Row{Span: Span{start, r.at}}
	case "td", "th":
		r.endCell()
		r.cell = &Text{Span: Span{r.at, r.at}}
	case "br", "p", "li":
		if r.cell != nil && r.cell.Plain != "" {
			r.cell.Plain += " "
		}
	}
}

func (r *tableReader) closed() {
	name, _ := r.tokens.TagName()
	switch string(name) {
	case "table":
		r.endRow(r.at)
		r.done = r.table != nil
		if r.done {
			r.table.End = r.at
		}
	case "tr":
		r.endRow(r.at)
	case "td", "th":
		r.endCell()
	}
}

func (r *tableReader) text(start int) {
	if r.cell == nil {
		return
	}
	raw := string(r.tokens.Raw())
	words := strings.Join(strings.Fields(html.UnescapeString(raw)), " ")
	from := start + len(raw) - len(strings.TrimLeft(raw, " \t\r\n"))
	if from > start && r.cell.Plain != "" && !strings.HasSuffix(r.cell.Plain, " ") {
		r.cell.Plain += " "
	}
	if words == "" {
		return
	}
	if r.cell.Plain == "" {
		r.cell.Span.Start = from
	}
	to := start + len(strings.TrimRight(raw, " \t\r\n"))
	r.cell.pieces = append(r.cell.pieces, piece{len(r.cell.Plain), from})
	r.cell.Plain, r.cell.Span.End = r.cell.Plain+words, to
	if to < start+len(raw) {
		r.cell.Plain += " "
	}
}

func (r *tableReader) endCell() {
	if r.cell != nil && r.row != nil {
		r.cell.Plain = strings.TrimSpace(r.cell.Plain)
		r.row.Cells = append(r.row.Cells, Cell{*r.cell})
	}
	r.cell = nil
}

func (r *tableReader) endRow(at int) {
	r.endCell()
	if r.row == nil || r.table == nil || len(r.row.Cells) == 0 {
		r.row = nil
		return
	}
	r.row.End, r.table.End = at, at
	if r.table.Header == nil {
		r.table.Header, r.table.Titles = r.row.Cells, titles(r.row.Cells)
	} else {
		r.table.Rows = append(r.table.Rows, *r.row)
	}
	r.row = nil
}

package markdown

// Table is a GitHub-flavoured table.
type Table struct {
	Span
	Header []Cell
	Titles []string // of the header's cells, normalised: see Normal
	Rows   []Row
}

// Row is one body row; it has as many cells as the header.
type Row struct {
	Span
	Cells []Cell
}

// Cell is one cell; the span of an empty or missing cell is empty.
type Cell struct{ Text Text }

// Column returns the index of the first column whose normalised title is one of names (see Normal), else of the first whose title is one of
// them with something beside it ("Milestone owner", "Evidence and source"), or -1.
func (t *Table) Column(names ...string) int {
	near := -1
	for i, title := range t.Titles {
		for _, name := range names {
			if title == name {
				return i
			}
			if near < 0 && Headed(title, name) {
				near = i
			}
		}
	}
	return near
}

// shortestNear is the length of a name below which it says too little within another title: "by", "who", "date", "plan".
const shortestNear = 5

// Cell returns the cell at column i, an empty one where i is -1 or the row is short.
func (r Row) Cell(i int) Cell {
	if i < 0 || i >= len(r.Cells) {
		return Cell{Text: Text{Span: Span{r.End, r.End}}}
	}
	return r.Cells[i]
}

// Texts calls visit for the text of every cell, header first.
func (t *Table) Texts(visit func(Text)) {
	for _, cell := range t.Header {
		visit(cell.Text)
	}
	for _, row := range t.Rows {
		for _, cell := range row.Cells {
			visit(cell.Text)
		}
	}
}

package form

import (
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// table reads a table: a row a thing, a column a thing, or, where it has two columns and the first holds labels, one thing.
func (r *reader) table(t *markdown.Table) {
	k := r.sort
	places, matched := k.places(t.Titles)
	if matched <= 1 {
		if labels := k.firstColumn(t); labels != nil {
			r.sideways(t, labels)
			return
		}
	}
	group := r.group
	r.close()
	from := 0
	if len(t.Rows) > 0 {
		if titles := k.secondTitles(t); titles != nil {
			places, matched = k.places(titles)
			from = 1
		}
	}
	if lead := k.index(k.Lead); lead >= 0 && places[lead] < 0 && len(t.Titles) > 0 && !taken(places, 0) {
		places[lead] = 0
	}
	for i := from; i < len(t.Rows); i++ {
		row := k.row(t, i, places, matched)
		row.Group = group
		r.rows = append(r.rows, row)
	}
}

// places gives each field its column, or -1: first by exact titles, then by titles with something beside the name. A column serves one field.
func (k *Sort) places(titles []string) (places []int, matched int) {
	places = make([]int, len(k.Fields))
	for i := range places {
		places[i] = -1
	}
	for _, same := range []func(title, name string) bool{func(title, name string) bool { return title == name }, markdown.Headed} {
		for i, f := range k.Fields {
			if places[i] >= 0 {
				continue
			}
			if places[i] = column(titles, f.Names, places, same); places[i] >= 0 {
				matched++
			}
		}
	}
	return places, matched
}

func column(titles, names []string, places []int, same func(title, name string) bool) int {
	for _, name := range names {
		for i, title := range titles {
			if same(title, name) && !taken(places, i) {
				return i
			}
		}
	}
	return -1
}

func taken(places []int, column int) bool {
	for _, p := range places {
		if p == column {
			return true
		}
	}
	return false
}

// secondTitles are a table's titles where its first body row is a second row of them: every cell of it that has words is a name, two at least, and
// none says what the title above says. Nil where it is a row like the others.
func (k *Sort) secondTitles(t *markdown.Table) []string {
	titles := append([]string(nil), t.Titles...)
	found := 0
	for i, cell := range t.Rows[0].Cells {
		title := markdown.Normal(cell.Text.Plain)
		if title == "" {
			continue
		}
		if k.named(title) < 0 || i >= len(titles) {
			return nil
		}
		titles[i] = title
		found++
	}
	if found < 2 {
		return nil
	}
	return titles
}

// firstColumn gives the fields that a table's first column names, header first (-1 there where it names none); nil where the column holds other words.
func (k *Sort) firstColumn(t *markdown.Table) []int {
	if len(t.Header) < 2 || len(t.Rows) == 0 {
		return nil
	}
	fields := []int{k.named(t.Titles[0])}
	found := map[int]bool{}
	for _, row := range t.Rows {
		title := markdown.Normal(row.Cell(0).Text.Plain)
		field := k.named(title)
		if field >= 0 && found[field] {
			return nil
		}
		found[field] = true
		fields = append(fields, field)
	}
	delete(found, -1)
	if len(found) < 2 || 2*len(found) < len(t.Rows) {
		return nil
	}
	return fields
}

// sideways reads a table whose first column holds the labels. With two columns it tells of the thing that is named above.
func (r *reader) sideways(t *markdown.Table, fields []int) {
	for column := 1; column < len(t.Header); column++ {
		l := line{cells: make([]*markdown.Text, len(r.sort.Fields)), labels: len(fields)}
		for i, field := range fields {
			cell := t.Header[column]
			if i > 0 {
				cell = t.Rows[i-1].Cell(column)
			}
			if i == 0 && field < 0 && len(t.Header) > 2 {
				field = r.sort.index(r.sort.Lead)
			}
			if field >= 0 && l.cells[field] == nil {
				text := cell.Text
				l.cells[field] = &text
			}
		}
		if len(t.Header) > 2 {
			r.close()
		}
		r.give(t.Span, markdown.Text{}, l, nil)
		r.open.Table = t
	}
	if len(t.Header) > 2 {
		r.close()
	}
}

// Of reads one row of a table as another sort of thing.
func (k *Sort) Of(t *markdown.Table, row int) Row {
	places, matched := k.places(t.Titles)
	return k.row(t, row, places, matched)
}

func (k *Sort) row(t *markdown.Table, i int, places []int, matched int) Row {
	row := Row{Span: t.Rows[i].Span, Table: t, Index: i, sort: k, cells: make([]*markdown.Text, len(k.Fields)), Bare: matched == 0}
	for field, column := range places {
		if column >= 0 {
			text := t.Rows[i].Cell(column).Text
			row.cells[field] = &text
		}
	}
	return row
}

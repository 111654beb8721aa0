// Package form reads a list of things with properties in whichever form a person wrote it: a table (with a second row of titles, turned on its side,
// or in HTML), a list whose items carry labels or nested items, headings or bold words with labelled lines under them, a list of definitions.
//
// What counts as a label is known: a Sort names its properties as people do. All else is text, so that prose with a colon in it stays prose.
package form

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// A Field is one property of a sort of thing. Names are the titles of columns and the labels that people give it, normalised (markdown.Normal).
type Field struct {
	Key   string
	Names []string
}

// A Sort is a sort of thing: a milestone, a risk, an action. What stands beside the labels is told by its nature; each of the keys may be empty.
type Sort struct {
	Fields []Field
	Mark   string // an identifier in front of its name: "1.2 Data load"
	Lead   string // what the thing is called: its first words
	Rest   string // what is said of it without a label: "SSO works: every user can authenticate"
	Date   string // a date on its own
	Person string // a name on its own, in brackets or between dashes
}

// A Row is one thing. Its zero value has no property.
type Row struct {
	markdown.Span
	Text    markdown.Text   // the words of the item, paragraph or heading that it begins with; empty in a table
	Group   string          // the heading or the item that it stands under, within its section; empty where there is none
	Table   *markdown.Table // nil where it stands in none
	Index   int             // its place in Table.Rows
	Checked *bool           // of a task
	Bare    bool            // its own words are all there is: no label, no date, no name

	sort  *Sort
	cells []*markdown.Text // by field of the sort; nil where the thing has no such property
	list  *markdown.List   // that it is an item of
}

// Cell is a property's words; those of an absent one are empty, with an empty span at the row's end.
func (r Row) Cell(key string) markdown.Text {
	if t := r.cell(key); t != nil {
		return *t
	}
	return markdown.Text{Span: markdown.Span{Start: r.End, End: r.End}}
}

// Plain is a property's words without the space around them.
func (r Row) Plain(key string) string { return strings.TrimSpace(r.Cell(key).Plain) }

// Has reports whether the thing has the property: a column or a label, be it empty.
func (r Row) Has(key string) bool { return r.cell(key) != nil }

func (r Row) cell(key string) *markdown.Text {
	if r.sort == nil {
		return nil
	}
	if i := r.sort.index(key); i >= 0 {
		return r.cells[i]
	}
	return nil
}

// Texts are all its words: every cell of its row of the table, or those of the item and of its properties.
func (r Row) Texts() []markdown.Text {
	if r.Table != nil && r.Index < len(r.Table.Rows) {
		var out []markdown.Text
		for _, cell := range r.Table.Rows[r.Index].Cells {
			out = append(out, cell.Text)
		}
		return out
	}
	out := []markdown.Text{r.Text}
	for _, cell := range r.cells {
		if cell != nil {
			out = append(out, *cell)
		}
	}
	return out
}

// Set gives a row a property that it has by other signs than those of its sort.
func (r *Row) Set(key string, text markdown.Text) {
	if i := r.sort.index(key); i >= 0 {
		r.cells[i] = &text
	}
}

func (k *Sort) index(key string) int {
	return slices.IndexFunc(k.Fields, func(f Field) bool { return f.Key == key })
}

// named is the field of which a normalised title is a name, exactly or with something beside it, or -1.
func (k *Sort) named(title string) int {
	if title == "" {
		return -1
	}
	near := -1
	for i, f := range k.Fields {
		for _, name := range f.Names {
			if title == name {
				return i
			}
			if near < 0 && markdown.Headed(title, name) {
				near = i
			}
		}
	}
	return near
}

// Rows reads the things of a section, in order. A section without one gives none; a nil section too.
func (k *Sort) Rows(d *markdown.Document, s *markdown.Section) []Row {
	if s == nil {
		return nil
	}
	r := reader{sort: k, document: d}
	r.section(s)
	return r.settled()
}

// settled leaves out the lists that are notes: no item of theirs has any property, and others of the section have.
func (r *reader) settled() []Row {
	rich := map[*markdown.List]bool{}
	some := false
	for _, row := range r.rows {
		if !row.Bare {
			rich[row.list], some = true, true
		}
	}
	if !some {
		return r.rows
	}
	return slices.DeleteFunc(r.rows, func(row Row) bool { return row.Bare && !rich[row.list] })
}

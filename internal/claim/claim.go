// Package claim finds what a document asserts under its citations and compares it with the evidence: the numbers of a
// citation's span with the figures of its reference, and those with what the evidence gives when it is asked again.
package claim

import (
	"errors"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// Claim is one citation with the words it covers.
type Claim struct {
	Label string
	// Cite is the reference mark in the text, Note its definition; Note is nil where there is none.
	Cite markdown.Span
	Note *markdown.Footnote
	Ref  evidence.Ref
	// Err says why the definition is no evidence reference: evidence.ErrNoRef for an ordinary footnote.
	Err error
	// Fragments are the words covered: from the previous citation or the start of the sentence; in a table, the cells of
	// the row that have no citation of their own as well.
	Fragments []Fragment
}

// Fragment is a part of one run of text. Column is the normalised title of its table column, empty outside tables.
type Fragment struct {
	Text   markdown.Text
	Range  markdown.Range
	Column string
	// Own is false for a table cell that has no citation of its own.
	Own bool
	// Aside is true in a column whose numbers are no figures: identifiers, dates, ordinals, what is to be reached.
	Aside bool
}

// Plain is the fragment's words.
func (f Fragment) Plain() string { return f.Text.Plain[f.Range.Start:f.Range.End] }

// Evidence reports whether the claim cites evidence.
func (c Claim) Evidence() bool { return c.Err == nil && c.Note != nil }

// Extract finds every citation outside footnotes, in document order.
func Extract(d *markdown.Document) []Claim {
	x := extractor{document: d}
	d.Walk(func(block markdown.Block) {
		switch b := block.(type) {
		case *markdown.Heading:
			x.text(b.Text)
		case *markdown.Paragraph:
			x.text(b.Text)
		case *markdown.Table:
			x.table(b)
		}
	})
	return x.claims
}

type extractor struct {
	document *markdown.Document
	claims   []Claim
}

func (x *extractor) text(text markdown.Text) {
	for i, cite := range text.Cites {
		x.add(cite, []Fragment{{Text: text, Range: markdown.Range{Start: spanStart(text, i), End: cite.At}, Own: true}})
	}
}

// spanStart is where the words under the i-th citation begin. Citations that follow one another cover the same words.
func spanStart(text markdown.Text, i int) int {
	at := text.Cites[i].At
	for k := i - 1; k >= 0; k-- {
		if text.Cites[k].At < at && hasWord(text.Plain[text.Cites[k].At:at]) {
			return max(text.Cites[k].At, sentenceStart(text.Plain, at))
		}
	}
	return sentenceStart(text.Plain, at)
}

func hasWord(s string) bool { return strings.ContainsFunc(s, isWordRune) }

func (x *extractor) table(table *markdown.Table) {
	columns := table.Titles
	for _, row := range table.Rows {
		if !cited(row) {
			continue
		}
		shared := make([]Fragment, 0, len(row.Cells))
		for i, cell := range row.Cells {
			if len(cell.Text.Cites) == 0 && cell.Text.Plain != "" && i < len(columns) {
				shared = append(shared, Fragment{Text: cell.Text, Range: markdown.Range{End: len(cell.Text.Plain)}, Column: columns[i], Aside: aside(columns, i)})
			}
		}
		for i, cell := range row.Cells {
			if i >= len(columns) {
				break
			}
			for k, cite := range cell.Text.Cites {
				own := Fragment{Text: cell.Text, Range: markdown.Range{Start: spanStart(cell.Text, k), End: cite.At}, Column: columns[i], Own: true, Aside: aside(columns, i)}
				x.add(cite, append(append(make([]Fragment, 0, 1+len(shared)), own), shared...))
			}
		}
	}
}

// asideColumns hold identifiers, dates, ordinals, and what is to be reached: what shows that a criterion is met says another
// number than the criterion.
var asideColumns = map[string]bool{"#": true, "id": true, "no": true, "nr": true, "date": true, "due": true, "when": true,
	"since": true, "by when": true, "deadline": true, "week": true, "year": true, "ticket": true, "version": true, "priority": true, "severity": true,
	"owner": true, "rank": true, "step": true, "milestone": true, "criterion": true, "success criterion": true, "proven by": true}

// aside reports whether the i-th column's numbers are no figures. Behind milestones "after" names what they wait for; beside
// figures it is one itself. "Number" is an ordinal where rows begin with it, else a count.
func aside(columns []string, i int) bool {
	switch columns[i] {
	case "after":
		return slices.Contains(columns, "milestone") || slices.Contains(columns, "task") || slices.Contains(columns, "due")
	case "number":
		return i == 0
	}
	return asideColumns[columns[i]]
}

func cited(row markdown.Row) bool {
	for _, cell := range row.Cells {
		if len(cell.Text.Cites) > 0 {
			return true
		}
	}
	return false
}

func (x *extractor) add(cite markdown.Cite, fragments []Fragment) {
	c := Claim{Label: cite.Label, Cite: cite.Span, Note: x.document.Note(cite.Label), Fragments: fragments}
	if c.Note == nil {
		c.Err = errors.New("the footnote is not defined")
	} else {
		c.Ref, c.Err = evidence.ParseRef(x.document.Slice(c.Note.Body))
	}
	x.claims = append(x.claims, c)
}

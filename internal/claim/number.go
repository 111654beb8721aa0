package claim

import (
	"slices"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// Number is a number as a text states it, with what the words around it say.
type Number struct {
	markdown.Span
	quantity
	around surroundings
}

// NumberAt finds the number that the document states at the offset. Dates, versions, identifiers and ordinals are none.
func NumberAt(d *markdown.Document, offset int) (Number, bool) {
	var found Number
	ok := false
	d.Texts(func(text markdown.Text) {
		if ok || offset < text.Span.Start || offset > text.Span.End {
			return
		}
		r := run{text: text, words: tokens(text.Plain)}
		numbers := quantities(r.words)
		for i, q := range numbers {
			if at := text.SourceSpan(q.Range); at.Start <= offset && offset <= at.End && !r.inCodeOrLink(q) {
				found, ok = Number{at, q, r.context(numbers, i)}, true
				found.around.table = inTable(d, at)
				return
			}
		}
	})
	return found, ok
}

func inTable(d *markdown.Document, at markdown.Span) bool {
	return slices.ContainsFunc(d.Blocks, func(b markdown.Block) bool {
		_, table := b.(*markdown.Table)
		return table && b.Range().Contains(at)
	})
}

// GivenBy says under which key a reference gives the number as the text states it (value, prior, change, share of a derived one), at the precision, with the
// sign and in the order that the text has: what CompareText would accept.
func (n Number) GivenBy(ref evidence.Ref) (key string, ok bool) {
	c := Citation{Claim: Claim{Ref: ref}}
	figures := c.figures()
	for i := range figures {
		f := &figures[i]
		if parameters[f.key] || !said(n.quantity, f.quantity, n.around.table) {
			continue
		}
		if fits(n.quantity, *f, figures, anyRole, n.around) == nil && n.around.answers(f, figures) {
			return f.key, true
		}
	}
	return "", false
}

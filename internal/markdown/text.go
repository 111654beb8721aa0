package markdown

import (
	"sort"
	"strings"
)

// Text is the words of one paragraph, heading or cell as a reader sees them: marks of emphasis gone, escapes and
// entities resolved, line breaks as spaces. Code spans, link texts and alternative texts are words; citations are not.
type Text struct {
	Plain string
	Span  Span // in the source, without surrounding space
	Cites []Cite
	Links []Link
	Codes []Range // code spans, as ranges of Plain
	HTML  []Span  // raw inline HTML, in the source

	pieces []piece
}

// Range is a half-open range of bytes of a Text's Plain.
type Range struct{ Start, End int }

// Cite is a footnote reference such as [^api].
type Cite struct {
	Label string
	At    int  // the place in Plain behind which it stands
	Span  Span // in the source
}

// Link is a link or an image.
type Link struct {
	Range
	Destination, Title string
	Image              bool
	Span               Span // of its text in the source
}

type piece struct{ plain, source int }

// Offset gives the source offset of the byte at i in Plain.
func (t Text) Offset(i int) int {
	k := sort.Search(len(t.pieces), func(k int) bool { return t.pieces[k].plain > i }) - 1
	if k < 0 {
		return t.Span.Start
	}
	return min(t.pieces[k].source+i-t.pieces[k].plain, t.Span.End)
}

// SourceSpan gives the source span of a range of Plain.
func (t Text) SourceSpan(r Range) Span {
	if r.End <= r.Start {
		at := t.Offset(r.Start)
		return Span{at, at}
	}
	return Span{t.Offset(r.Start), t.Offset(r.End-1) + 1}
}

// IsCode reports whether the byte at i of Plain stands in a code span.
func (t Text) IsCode(i int) bool {
	for _, code := range t.Codes {
		if code.Start <= i && i < code.End {
			return true
		}
	}
	return false
}

// Sub is the part of a text in a range of its Plain, without the space around it. A citation that stands right behind it, or behind the sign that
// ends it, belongs to it.
func (t Text) Sub(r Range) Text {
	for r.Start < r.End && t.Plain[r.Start] == ' ' {
		r.Start++
	}
	for r.End > r.Start && t.Plain[r.End-1] == ' ' {
		r.End--
	}
	out := Text{Plain: t.Plain[r.Start:r.End], Span: t.SourceSpan(r), pieces: []piece{{0, t.Offset(r.Start)}}}
	for _, p := range t.pieces {
		if r.Start < p.plain && p.plain < r.End {
			out.pieces = append(out.pieces, piece{p.plain - r.Start, p.source})
		}
	}
	for _, c := range t.Cites {
		if c.At > r.Start && (c.At <= r.End || strings.Trim(t.Plain[r.End:c.At], " .,;)") == "") {
			c.At = min(c.At, r.End) - r.Start
			out.Cites = append(out.Cites, c)
		}
	}
	for _, code := range t.Codes {
		if r.Start <= code.Start && code.End <= r.End {
			out.Codes = append(out.Codes, Range{code.Start - r.Start, code.End - r.Start})
		}
	}
	for _, l := range t.Links {
		if r.Start <= l.Start && l.End <= r.End {
			l.Range = Range{l.Start - r.Start, l.End - r.Start}
			out.Links = append(out.Links, l)
		}
	}
	return out
}

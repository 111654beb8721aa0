package markdown

import "sort"

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

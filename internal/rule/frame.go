package rule

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// Frame is what is shown of the line on which a finding begins, so that a report need not keep the document: the line, a part of a long one,
// and which of its code points are meant.
type Frame struct {
	Text        string // empty where the line is blank
	From, Width int    // in code points of Text
}

// maxFrame is how many code points of a long line a frame shows, lead how many of them stand before the place.
const maxFrame, lead = 110, 20

// FrameOf cuts the frame of a finding out of its document.
func FrameOf(doc *markdown.Document, f Finding) Frame {
	line := doc.LineSpan(doc.Position(f.Span.Start).Line)
	text := doc.Source[line.Start:line.End]
	if len(bytes.TrimSpace(text)) == 0 {
		return Frame{}
	}
	start, end := min(f.Span.Start, line.End), max(line.Start, min(f.Span.End, line.End))
	from := utf8.RuneCount(text[:start-line.Start])
	to := max(from+1, utf8.RuneCount(text[:end-line.Start]))
	count, cut := utf8.RuneCount(text), 0
	if count > maxFrame {
		cut = max(0, min(from-lead, count-maxFrame))
		count = maxFrame
		text = text[width(text, cut):]
		text = text[:width(text, maxFrame)]
	}
	return Frame{Text: strings.ReplaceAll(string(text), "\t", " "), From: from - cut, Width: max(1, min(to-cut, count)-(from-cut))}
}

// width is how many bytes the first n code points of text take.
func width(text []byte, n int) int {
	at := 0
	for range n {
		_, size := utf8.DecodeRune(text[at:])
		at += size
	}
	return at
}

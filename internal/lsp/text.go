package lsp

import (
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// toPosition converts a byte offset of a document.
func toPosition(doc *markdown.Document, offset int) position {
	line := doc.Position(offset).Line
	start := doc.LineSpan(line).Start
	units := 0
	for _, r := range doc.Slice(markdown.Span{Start: start, End: max(start, min(offset, len(doc.Source)))}) {
		units += width(r)
	}
	return position{line - 1, units}
}

func toRange(doc *markdown.Document, s markdown.Span) span {
	return span{toPosition(doc, s.Start), toPosition(doc, s.End)}
}

// toOffset converts a position back; places outside the text give the nearest offset.
func toOffset(doc *markdown.Document, p position) int {
	line := doc.LineSpan(p.Line + 1)
	at := line.Start
	for units := 0; at < line.End && units < p.Character; {
		r, size := utf8.DecodeRune(doc.Source[at:line.End])
		units += width(r)
		at += size
	}
	return at
}

// width is the number of UTF-16 code units of a rune.
func width(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

func uriOf(path string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}

// pathOf gives the file behind a URI, or empty where it is no file.
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return ""
	}
	return filepath.FromSlash(u.Path)
}

// wordAt is the span of the word around offset: letters, digits and the marks of IDs and numbers.
func wordAt(doc *markdown.Document, offset int) markdown.Span {
	in := func(i int) bool {
		return i >= 0 && i < len(doc.Source) && (doc.Source[i] >= utf8.RuneSelf || strings.IndexByte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.,%", doc.Source[i]) >= 0)
	}
	s := markdown.Span{Start: offset, End: offset}
	for in(s.Start - 1) {
		s.Start--
	}
	for in(s.End) {
		s.End++
	}
	for s.End > s.Start && strings.IndexByte(".,", doc.Source[s.End-1]) >= 0 {
		s.End--
	}
	return s
}

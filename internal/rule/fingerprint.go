package rule

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// Fingerprints identifies each finding by what it is about, not by where it stands: rule, file, section and the words at the place. Lines added
// above do not change it. Equal findings are told apart by their order. docs holds the findings' documents by path.
func Fingerprints(findings []Finding, docs map[string]*markdown.Document) []string {
	out := make([]string, len(findings))
	seen := map[string]int{}
	for i, f := range findings {
		words, section := "", ""
		if doc := docs[f.Path]; doc != nil {
			words = strings.Join(strings.Fields(about(doc, f.Span)), " ")
			section = sectionAt(doc, f.Span.Start)
		}
		key := strings.Join([]string{f.Rule, f.Path, section, words}, "\x00")
		sum := sha256.Sum256([]byte(fmt.Sprintf("%s\x00%d", key, seen[key])))
		seen[key]++
		out[i] = hex.EncodeToString(sum[:12])
	}
	return out
}

// about is the text of a span, or of its line where the span is empty.
func about(doc *markdown.Document, span markdown.Span) string {
	if span.Len() == 0 {
		span = doc.LineSpan(doc.Position(span.Start).Line)
	}
	return doc.Slice(span)
}

func sectionAt(doc *markdown.Document, offset int) string {
	title := ""
	for _, s := range doc.AllSections() {
		if s.Heading.Start > offset {
			break
		}
		title = markdown.Normal(s.Title())
	}
	return title
}

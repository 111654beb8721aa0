package rule

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// Suppression is a comment by which a document asks to ignore rules:
//
//	<!-- touchstone: ignore HR012 the customer counts seats differently -->
//
// On lines of its own it covers the block that follows, a whole section where that is a heading, the whole document before the first heading;
// within a line it covers that line. Without a reason it covers nothing.
type Suppression struct {
	Rules   []string
	Reason  string
	Comment markdown.Span
	Covers  markdown.Span
}

// Suppressions lists the document's, in order.
func Suppressions(doc *markdown.Document) []Suppression {
	var list []Suppression
	seen := map[int]bool{}
	take := func(span, covers markdown.Span) {
		if s, ok := parseSuppression(doc.Slice(span)); ok && !seen[span.Start] {
			seen[span.Start] = true
			s.Comment, s.Covers = span, covers
			list = append(list, s)
		}
	}
	for i, block := range doc.Blocks {
		if html, ok := block.(*markdown.HTML); ok {
			take(html.Span, following(doc, i))
		}
	}
	doc.Texts(func(text markdown.Text) {
		for _, span := range text.HTML {
			line := doc.LineSpan(doc.Position(span.Start).Line)
			take(span, line)
		}
	})
	return list
}

// following is what a comment at block i covers.
func following(doc *markdown.Document, i int) markdown.Span {
	sections := doc.AllSections()
	own := doc.Blocks[i].Range()
	if len(sections) > 0 && own.Start < sections[0].Heading.Start {
		return markdown.Span{Start: 0, End: len(doc.Source)}
	}
	for _, next := range doc.Blocks[i+1:] {
		if _, comment := next.(*markdown.HTML); comment {
			continue
		}
		for _, s := range sections {
			if s.Heading.Start == next.Range().Start {
				return s.Span
			}
		}
		return next.Range()
	}
	return own
}

func parseSuppression(comment string) (Suppression, bool) {
	text, ok := strings.CutPrefix(strings.TrimSpace(comment), "<!--")
	if !ok {
		return Suppression{}, false
	}
	text, _, _ = strings.Cut(text, "-->")
	text, ok = strings.CutPrefix(strings.TrimSpace(text), "touchstone:")
	if !ok {
		return Suppression{}, false
	}
	words := strings.Fields(text)
	if len(words) == 0 || words[0] != "ignore" {
		return Suppression{}, false
	}
	var s Suppression
	for n, word := range words[1:] {
		id := strings.Trim(word, ",:")
		if !ruleID(id) {
			s.Reason = strings.Join(words[1+n:], " ")
			break
		}
		s.Rules = append(s.Rules, strings.ToUpper(id))
	}
	return s, true
}

// ruleID reports whether a word has the form of a rule's ID: two or more letters, then three digits.
func ruleID(word string) bool {
	letters := strings.TrimRight(word, "0123456789")
	if len(word)-len(letters) != 3 || len(letters) < 2 {
		return false
	}
	return !strings.ContainsFunc(letters, func(r rune) bool { return (r|0x20 < 'a' || r|0x20 > 'z') && r != '-' })
}

// Suppress gives the findings that a suppression covers its reason. It changes findings in place.
func Suppress(findings []Finding, suppressions []Suppression) {
	for i := range findings {
		for _, s := range suppressions {
			if s.Reason != "" && slices.Contains(s.Rules, strings.ToUpper(findings[i].Rule)) && s.Covers.Start <= findings[i].Span.Start && findings[i].Span.Start < s.Covers.End {
				findings[i].Suppressed = s.Reason
				break
			}
		}
	}
}

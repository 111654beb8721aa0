// Package casestudy is the Case Study: a customer's way from problem to measured outcome, told so that it can be
// repeated, with nothing in it that the customer has not approved.
package casestudy

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// Name is the kind's name.
const Name = "case-study"

// Study is a case study as its rules see it. Missing sections are nil.
type Study struct {
	Doc                                                   *markdown.Document
	Profile, Challenge, Solution, Results, Lessons, Quote *markdown.Section
	Outcomes                                              []Outcome // rows of the before/after tables
	Quotes                                                []Quotation
}

// Outcome is one row that compares before with after.
type Outcome struct {
	Span                          markdown.Span
	Metric, Before, After, Change string
}

// Quotation is a customer's words.
type Quotation struct {
	Span    markdown.Span
	Words   string // with the speaker
	Speaker string
}

// titles are the names that a person may give a section, normalised.
var titles = map[string][]string{
	"profile":   {"customer profile", "profile", "about the customer", "the customer", "customer", "about", "background"},
	"challenge": {"challenge", "the challenge", "challenges", "problem", "the problem", "situation"},
	"solution":  {"solution", "the solution", "approach", "implementation", "what we did", "how it was implemented", "how it was done"},
	"results":   {"results", "the results", "outcomes", "outcome", "results and impact", "impact"},
	"lessons": {"lessons learned", "lessons", "what was hard", "what we learned", "what worked and what did not", "what was challenging", "retrospective",
		"what we would do differently"},
	"quote": {"customer quote", "quote", "in their words", "testimonial", "what the customer says", "in the customers words"},
}

// Read reads a document into a study.
func Read(d *markdown.Document) *Study {
	s := &Study{Doc: d, Profile: d.Section(titles["profile"]...), Challenge: d.Section(titles["challenge"]...), Solution: d.Section(titles["solution"]...),
		Results: d.Section(titles["results"]...), Lessons: d.Section(titles["lessons"]...), Quote: d.Section(titles["quote"]...)}
	if s.Results != nil {
		for _, t := range s.Results.Tables() {
			s.Outcomes = append(s.Outcomes, outcomes(t)...)
		}
	}
	d.Walk(func(b markdown.Block) {
		if q, ok := b.(*markdown.Quote); ok {
			if words := quoteText(q); words != "" {
				s.Quotes = append(s.Quotes, Quotation{Span: q.Span, Words: words, Speaker: speaker(words)})
			}
		}
	})
	return s
}

func outcomes(t *markdown.Table) []Outcome {
	metric, before, after := t.Column("metric", "measure", "figure", "result", "outcome"), columnLike(t, "before", "baseline", "prior", "was"), columnLike(t, "after", "now", "today", "current")
	change := columnLike(t, "change", "difference")
	if before < 0 || after < 0 {
		return nil
	}
	if metric < 0 {
		metric = 0
	}
	var out []Outcome
	for _, r := range t.Rows {
		out = append(out, Outcome{Span: r.Span, Metric: r.Cell(metric).Text.Plain, Before: r.Cell(before).Text.Plain, After: r.Cell(after).Text.Plain, Change: r.Cell(change).Text.Plain})
	}
	return out
}

// columnLike finds a column whose title begins with one of words: "Before (September 2025)".
func columnLike(t *markdown.Table, words ...string) int {
	for i, h := range t.Header {
		title := markdown.Normal(h.Text.Plain)
		for _, w := range words {
			if title == w || strings.HasPrefix(title, w+" ") {
				return i
			}
		}
	}
	return -1
}

func quoteText(q *markdown.Quote) string {
	var b strings.Builder
	for _, inner := range q.Blocks {
		if p, ok := inner.(*markdown.Paragraph); ok {
			b.WriteString(p.Text.Plain + " ")
		}
	}
	return strings.TrimSpace(b.String())
}

// speaker is what stands behind the closing quotation mark or a dash: "Maria Lindqvist, Head of Dispatch".
func speaker(words string) string {
	for _, mark := range []string{"”", "\"", "»", "“", "—", "–", "--"} {
		if i := strings.LastIndex(words, mark); i > 0 {
			if after := strings.Trim(words[i+len(mark):], " -–—,."); after != "" {
				return after
			}
		}
	}
	return named(words)
}

// named finds the speaker between two parts of what is said: “We moved in a week,” said Maria Lindqvist. “Nobody noticed.”
func named(words string) string {
	if m := saidBy.FindStringSubmatch(words); m != nil {
		return strings.Trim(m[1]+m[2], " ,.")
	}
	return ""
}

const name = `[\p{Lu}][\p{L}'’-]+(?: [\p{Lu}][\p{L}'’-]+){0,3}`

var saidBy = pattern.New(`["”»]\s*(?:(?:said|says|explains|explained|adds|added|notes|noted|recalls|recalled|tells|told us)\s+(` + name + `|the [\p{L} ]{3,40})|(` + name + `|he|she) (?:said|says|explains|explained|adds|added|notes|noted|recalls|recalled))`)

// sentence is a stretch of running text with its place.
type sentence struct {
	text string
	span markdown.Span
}

// sentences cuts the running text and items of a section; tables and code are left out.
func sentences(s *markdown.Section) []sentence {
	var out []sentence
	if s == nil {
		return nil
	}
	add := func(t markdown.Text) {
		start := 0
		for i := 0; i < len(t.Plain); i++ {
			end := i+1 == len(t.Plain) || strings.IndexByte(".!?", t.Plain[i]) >= 0 && t.Plain[i+1] == ' ' && !abbreviated(t.Plain[:i])
			if !end {
				continue
			}
			if text := strings.TrimSpace(t.Plain[start : i+1]); text != "" {
				lead := len(t.Plain[start:i+1]) - len(strings.TrimLeft(t.Plain[start:i+1], " "))
				out = append(out, sentence{text, t.SourceSpan(markdown.Range{Start: start + lead, End: i + 1})})
			}
			start = i + 1
		}
	}
	var walk func(blocks []markdown.Block)
	walk = func(blocks []markdown.Block) {
		for _, b := range blocks {
			switch n := b.(type) {
			case *markdown.Paragraph:
				add(n.Text)
			case *markdown.List:
				for _, item := range n.Items {
					walk(item.Blocks)
				}
			}
		}
	}
	walk(s.AllBlocks())
	return out
}

func abbreviated(before string) bool {
	word := before[strings.LastIndexByte(before, ' ')+1:]
	return len(word) == 1 || word == "e.g" || word == "i.e" || word == "approx" || word == "vs" || word == "No"
}

// said reports whether a section says something that is no instruction of the template.
func said(s *markdown.Section) bool { return s != nil && !s.Empty() }

// plain is all running text, items and cells of a section.
func plain(s *markdown.Section) string {
	var b strings.Builder
	for _, sn := range sentences(s) {
		b.WriteString(sn.text + " ")
	}
	if s != nil {
		for _, t := range s.Tables() {
			t.Texts(func(c markdown.Text) { b.WriteString(c.Plain + " ") })
		}
	}
	return b.String()
}

package health

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/prose"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var risksSpecific = &rule.Rule{
	ID:          "HR005",
	Title:       "Risk signals are specific: a quantity, a change or a dated event",
	Requirement: "3.bar.2",
	Severity:    rule.Error,
	Explain: `"API call volume dropped 40% in the last 30 days", not "customer seems less engaged". A risk signal says what was measured, how
much it changed and over which time.`,
	Bad:  "# Health report\n\n## Risk signals\n\n| Signal | Evidence | Severity |\n|---|---|---|\n| Engagement | The customer seems less engaged than before | High |\n",
	Good: "# Health report\n\n## Risk signals\n\n| Signal | Evidence | Severity |\n|---|---|---|\n| Use of the core feature fell | API call volume dropped 40% in the last 30 days (12,400 to 7,440) | High |\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		for _, row := range r.Risks.Rows {
			text := row.Text("evidence")
			if blank(text.Plain) && !row.Has("evidence") {
				text = row.Text("signal")
			}
			switch {
			case blank(text.Plain):
				p.Violated(row.Span, "say what was measured, how much it changed, and since when", "the signal %q has no evidence", row.Text("signal").Plain)
			default:
				judgeRisk(p, text)
			}
		}
		for _, text := range loose(r.Risks.Section) {
			judgeRisk(p, text)
		}
	}),
}

// judgeRisk judges a signal sentence by sentence: one that is evidenced carries the others.
func judgeRisk(p *rule.Pass, text markdown.Text) {
	whole := prose.Risk(text.Plain, "Risk signals")
	if !whole.Bad() {
		return
	}
	for _, sentence := range strings.FieldsFunc(text.Plain, func(r rune) bool { return r == ';' || r == '\n' }) {
		if !prose.Risk(sentence, "Risk signals").Bad() {
			return
		}
	}
	span := text.Span
	if whole.Span.End > whole.Span.Start && whole.Span.End <= len(text.Plain) {
		span = text.SourceSpan(markdown.Range{Start: whole.Span.Start, End: whole.Span.End})
	}
	p.Violated(span, whole.Want, "the signal is not specific: %s", whole.Why)
}

// loose are the paragraphs of a section that assert something: neither "None" nor what introduces a list.
func loose(s *markdown.Section) []markdown.Text {
	if s == nil {
		return nil
	}
	var out []markdown.Text
	for _, block := range s.AllBlocks() {
		b, ok := block.(*markdown.Paragraph)
		if !ok || image(b) {
			continue
		}
		said := strings.ToLower(strings.TrimSpace(b.Text.Plain))
		if plain := strings.TrimRight(said, "."); plain == "no" || plain == "n/a" || strings.HasSuffix(said, ":") || strings.HasPrefix(said, "not reported") || strings.HasPrefix(said, "none") || strings.HasPrefix(said, "no ") || strings.HasPrefix(said, "unknown") || strings.HasPrefix(said, "nothing") || strings.HasPrefix(said, "there are no") {
			continue
		}
		out = append(out, b.Text)
	}
	return out
}

func image(b *markdown.Paragraph) bool {
	return len(b.Text.Links) == 1 && b.Text.Links[0].Image && b.Text.Links[0].End-b.Text.Links[0].Start >= len(b.Text.Plain)-1
}

// prosaic reports whether a section is written in paragraphs.
func prosaic(s *markdown.Section) bool { return len(loose(s)) > 0 }

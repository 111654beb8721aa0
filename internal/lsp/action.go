package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// codeActions offers the fixes of findings, citations for the number under the cursor, and the sections that the kind's template has and the document lacks.
func (s *Server) codeActions(_ context.Context, params json.RawMessage) (any, error) {
	var p struct {
		TextDocument documentID
		Range        span
	}
	if err := json.Unmarshal(params, &p); err != nil {
		return nil, err
	}
	b := s.open[p.TextDocument.URI]
	if b == nil {
		return []codeAction{}, nil
	}
	from, to := toOffset(b.doc, p.Range.Start), toOffset(b.doc, p.Range.End)
	actions := []codeAction{}
	for _, f := range b.findings {
		if len(f.Fix) > 0 && f.Path == b.path && f.Span.Start <= to && from <= f.Span.End {
			var edits []textEdit
			for _, e := range f.Fix {
				edits = append(edits, textEdit{toRange(b.doc, e.Span), e.New})
			}
			actions = append(actions, codeAction{Title: fmt.Sprintf("%s: %s", f.Rule, f.Suggestion), Kind: "quickfix",
				Diagnostics: []diagnostic{toDiagnostic(b.doc, f)}, Edit: one(b.uri, edits...)})
		}
	}
	actions = append(actions, s.citations(b, from)...)
	return append(actions, s.missingSections(b)...), nil
}

func one(uri string, edits ...textEdit) *workspaceEdit {
	return &workspaceEdit{Changes: map[string][]textEdit{uri: edits}}
}

// maxCitations bounds the offers for one number.
const maxCitations = 5

// citations offers every known reference whose value is the number at the offset.
func (s *Server) citations(b *buffer, offset int) []codeAction {
	word := wordAt(b.doc, offset)
	number := plainNumber(b.doc.Slice(word))
	if number == "" || b.doc.Front.Present && offset < b.doc.Front.Span.End {
		return nil
	}
	var actions []codeAction
	for _, known := range s.known(b) {
		if plainNumber(known.ref.Value("value")) != number {
			continue
		}
		label := freeLabel(b.doc, known.ref.ID)
		edits := []textEdit{{toRange(b.doc, markdown.Span{Start: word.End, End: word.End}), "[^" + label + "]"}}
		if existing := labelOf(b.doc, known.text); existing != "" {
			edits[0].NewText = "[^" + existing + "]"
		} else {
			end := len(b.doc.Source)
			edits = append(edits, textEdit{toRange(b.doc, markdown.Span{Start: end, End: end}), newline(b.doc) + "[^" + label + "]: " + known.text + "\n"})
		}
		actions = append(actions, codeAction{Title: fmt.Sprintf("Cite %s:%s, whose value is %s", known.ref.Scheme, known.ref.ID, known.ref.Value("value")), Kind: "quickfix", Edit: one(b.uri, edits...)})
		if len(actions) == maxCitations {
			break
		}
	}
	return actions
}

// plainNumber strips thousands' commas and a percent sign; empty where the text is no number.
func plainNumber(text string) string {
	text = strings.TrimSuffix(strings.ReplaceAll(strings.Trim(text, "-"), ",", ""), "%")
	if text == "" || strings.Trim(text, "0123456789.") != "" {
		return ""
	}
	return text
}

func labelOf(doc *markdown.Document, ref string) string {
	for _, note := range doc.Notes {
		if strings.TrimSpace(doc.Slice(note.Body)) == ref {
			return note.Label
		}
	}
	return ""
}

func freeLabel(doc *markdown.Document, wanted string) string {
	base := strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-' {
			return r
		}
		return '-'
	}, strings.ToLower(wanted)), "-")
	if base == "" {
		base = "evidence"
	}
	label := base
	for n := 2; doc.Note(label) != nil; n++ {
		label = fmt.Sprintf("%s-%d", base, n)
	}
	return label
}

func newline(doc *markdown.Document) string {
	if len(doc.Source) > 0 && doc.Source[len(doc.Source)-1] != '\n' {
		return "\n\n"
	}
	return "\n"
}

// missingSections offers the second-level sections of the kind's template that the document does not have.
func (s *Server) missingSections(b *buffer) []codeAction {
	kind := s.catalog.Kind(b.doc.Front.Value("kind"))
	if kind == nil {
		return nil
	}
	var actions []codeAction
	template := markdown.Parse([]byte(kind.Template))
	for _, section := range template.AllSections() {
		if section.Level() != 2 || strings.Contains(section.Title(), "{{") || b.doc.Section(markdown.Normal(section.Title())) != nil {
			continue
		}
		end := len(b.doc.Source)
		if len(b.doc.Notes) > 0 {
			end = b.doc.Notes[0].Start
		}
		text := newline(b.doc) + "## " + section.Title() + "\n\n"
		actions = append(actions, codeAction{Title: "Create the section “" + section.Title() + "”", Kind: "source",
			Edit: one(b.uri, textEdit{toRange(b.doc, markdown.Span{Start: end, End: end}), text})})
	}
	return actions
}

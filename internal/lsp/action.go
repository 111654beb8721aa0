package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/review"
)

// codeActions offers the fixes of findings, citations for the number under the cursor, and the sections that the kind's template has and the document lacks.
func (s *Server) codeActions(ctx context.Context, params json.RawMessage) (any, error) {
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
	actions = append(actions, s.citations(ctx, b, from)...)
	return append(actions, s.missingSections(b)...), nil
}

func one(uri string, edits ...textEdit) *workspaceEdit {
	return &workspaceEdit{Changes: map[string][]textEdit{uri: edits}}
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

// missingSections offers the sections that the kind's template (the team's own where it has one) has and the document lacks, each at the place that the
// template gives it.
func (s *Server) missingSections(b *buffer) []codeAction {
	var actions []codeAction
	for _, lack := range review.Lacking(s.workspace, s.catalog.Kind(b.doc.Front.Value("kind")), b.doc) {
		actions = append(actions, codeAction{Title: "Create the section “" + lack.Title + "”", Kind: "source",
			Edit: one(b.uri, textEdit{toRange(b.doc, lack.Edit.Span), lack.Edit.New})})
	}
	return actions
}

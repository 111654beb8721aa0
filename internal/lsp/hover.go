package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// target is what a request's position points at.
type target struct {
	buffer *buffer
	offset int
}

func (s *Server) target(params json.RawMessage) (target, error) {
	var p at
	if err := json.Unmarshal(params, &p); err != nil {
		return target{}, err
	}
	b := s.open[p.TextDocument.URI]
	if b == nil {
		return target{}, fmt.Errorf("%s is not open", p.TextDocument.URI)
	}
	return target{b, toOffset(b.doc, p.Position)}, nil
}

// note returns the footnote definition that the position points at, from its mark or from within, with the span pointed at.
func (t target) note() (*markdown.Footnote, markdown.Span) {
	var found *markdown.Footnote
	var span markdown.Span
	t.buffer.doc.Texts(func(text markdown.Text) {
		for _, c := range text.Cites {
			if c.Span.Start <= t.offset && t.offset <= c.Span.End {
				found, span = t.buffer.doc.Note(c.Label), c.Span
			}
		}
	})
	if found != nil {
		return found, span
	}
	for _, note := range t.buffer.doc.Notes {
		if note.Start <= t.offset && t.offset <= note.End {
			return note, note.Span
		}
	}
	return nil, markdown.Span{}
}

// hover tells what a rule asks where a finding stands, and what a citation resolves to.
func (s *Server) hover(ctx context.Context, params json.RawMessage) (any, error) {
	t, err := s.target(params)
	if err != nil {
		return nil, err
	}
	var parts []string
	var where *span
	if note, span := t.note(); note != nil {
		parts = append(parts, s.evidence(ctx, t.buffer, note))
		r := toRange(t.buffer.doc, span)
		where = &r
	}
	for _, f := range t.buffer.findings {
		if f.Span.Start <= t.offset && t.offset <= f.Span.End && f.Path == t.buffer.path {
			if r, _ := s.catalog.Rule(f.Rule); r != nil {
				parts = append(parts, fmt.Sprintf("**%s %s** (requirement %s)\n\n%s\n\n%s", r.ID, r.Title, r.Requirement, f.Message, strings.TrimSpace(r.Explain)))
			}
		}
	}
	if len(parts) == 0 {
		return nil, nil
	}
	return hover{Contents: markup{"markdown", strings.Join(parts, "\n\n---\n\n")}, Range: where}, nil
}

// evidence says what a footnote's reference resolves to today.
func (s *Server) evidence(ctx context.Context, b *buffer, note *markdown.Footnote) string {
	ref, err := evidence.ParseRef(b.doc.Slice(note.Body))
	if err != nil {
		return b.doc.Slice(note.Body)
	}
	return told(ref, s.resolve(ctx, b, ref))
}

func (s *Server) resolve(ctx context.Context, b *buffer, ref evidence.Ref) evidence.Record {
	return evidence.Resolve(ctx, s.catalog.Sources, []evidence.Request{{Ref: ref, Path: b.path, Account: s.about(b).Account}})[0]
}

// told is a record for a person to read.
func told(ref evidence.Ref, record evidence.Record) string {
	var out strings.Builder
	fmt.Fprintf(&out, "**%s:%s** %s\n", ref.Scheme, ref.ID, record.Verdict)
	if record.Reason != "" {
		fmt.Fprintf(&out, "\n%s\n", record.Reason)
	}
	values := record.Values
	if len(values) == 0 {
		values = ref.Params
	}
	if len(values) > 0 {
		out.WriteString("\n| figure | value |\n|---|---|\n")
		for _, v := range values {
			fmt.Fprintf(&out, "| %s | %s |\n", v.Key, strings.ReplaceAll(v.Value, "|", `\|`))
		}
	}
	for _, v := range record.Today {
		fmt.Fprintf(&out, "\nToday %s is %s.\n", v.Key, v.Value)
	}
	if record.Text != "" {
		fmt.Fprintf(&out, "\n> %s\n", strings.ReplaceAll(cut(strings.TrimSpace(record.Text), 600), "\n", "\n> "))
	}
	if record.Origin != "" {
		fmt.Fprintf(&out, "\nFrom %s\n", record.Origin)
	}
	return out.String()
}

func cut(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most]) + "…"
}

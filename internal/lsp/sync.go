package lsp

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

func (s *Server) didOpen(ctx context.Context, params json.RawMessage) (any, error) {
	var p struct {
		TextDocument struct{ URI, Text string }
	}
	if err := json.Unmarshal(params, &p); err != nil {
		return nil, err
	}
	s.set(p.TextDocument.URI, p.TextDocument.Text)
	return nil, s.check(ctx, s.open[p.TextDocument.URI], true)
}

func (s *Server) didChange(_ context.Context, params json.RawMessage) (any, error) {
	var p struct {
		TextDocument   documentID
		ContentChanges []change
	}
	if err := json.Unmarshal(params, &p); err != nil || len(p.ContentChanges) == 0 {
		return nil, err
	}
	for _, c := range p.ContentChanges {
		s.set(p.TextDocument.URI, c.applied(s.open[p.TextDocument.URI]))
	}
	s.open[p.TextDocument.URI].changed = true
	return nil, nil
}

// checkChanged checks what changed since it was checked. A document that cannot be checked is told of in the log; the error is one of the stream.
func (s *Server) checkChanged(ctx context.Context) error {
	for _, uri := range slices.Sorted(maps.Keys(s.open)) {
		if b := s.open[uri]; b.changed {
			if _, err := s.handle(ctx, func(s *Server, ctx context.Context, _ json.RawMessage) (any, error) {
				return nil, s.check(ctx, b, false)
			}, nil); err != nil {
				if err := s.log(err); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// log tells the client of an error; the returned one is of the stream.
func (s *Server) log(err error) error {
	return s.conn.notify("window/logMessage", map[string]any{"type": 1, "message": "touchstone: " + err.Error()})
}

// didSave checks everything that is open again, evidence included: another file may have become right or wrong.
func (s *Server) didSave(ctx context.Context, _ json.RawMessage) (any, error) {
	return s.filesChanged(ctx, nil)
}

func (s *Server) filesChanged(ctx context.Context, _ json.RawMessage) (any, error) {
	if err := s.reload(); err != nil {
		return nil, err
	}
	for _, b := range s.open {
		if err := s.check(ctx, b, true); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func (s *Server) didClose(_ context.Context, params json.RawMessage) (any, error) {
	var p struct{ TextDocument documentID }
	if err := json.Unmarshal(params, &p); err != nil {
		return nil, err
	}
	delete(s.open, p.TextDocument.URI)
	return nil, s.publish(p.TextDocument.URI, []diagnostic{})
}

// change is one edit: of a range, or of the whole text where there is none.
type change struct {
	Range *span
	Text  string
}

// applied is the text of a buffer after the change. A range without an open document is a client's fault; its text is then the whole.
func (c change) applied(b *buffer) string {
	if c.Range == nil || b == nil {
		return c.Text
	}
	from, to := toOffset(b.doc, c.Range.Start), toOffset(b.doc, c.Range.End)
	return string(b.doc.Source[:from]) + c.Text + string(b.doc.Source[max(from, to):])
}

func (s *Server) set(uri, text string) {
	b := s.open[uri]
	if b == nil {
		b = &buffer{uri: uri, path: pathOf(uri)}
		if s.root != "" {
			if rel, inside := s.rel(b.path); inside {
				b.path = rel
			}
		}
		s.open[uri] = b
	}
	b.doc = markdown.Reparse(b.doc, []byte(text))
}

func (s *Server) rel(path string) (string, bool) {
	if s.workspace == nil {
		return "", false
	}
	return s.workspace.Rel(path)
}

// check reviews one buffer and publishes what it found. Evidence is resolved when resolve says so: not while somebody types.
func (s *Server) check(ctx context.Context, b *buffer, resolve bool) error {
	b.changed = false
	report, err := review.Check(ctx, s.catalog, review.CheckOptions{Workspace: s.workspace, Paths: []string{b.path}, Offline: !resolve, Now: s.Now(),
		Parsed: map[string]*markdown.Document{b.path: b.doc}})
	if err != nil {
		return err
	}
	b.findings = report.Findings
	list := []diagnostic{}
	for _, f := range b.findings {
		if f.Suppressed == "" && f.Path == b.path {
			list = append(list, toDiagnostic(b.doc, f))
		}
	}
	return s.publish(b.uri, list)
}

func (s *Server) publish(uri string, list []diagnostic) error {
	return s.conn.notify("textDocument/publishDiagnostics", map[string]any{"uri": uri, "diagnostics": list})
}

func toDiagnostic(doc *markdown.Document, f rule.Finding) diagnostic {
	d := diagnostic{Range: toRange(doc, f.Span), Severity: 3, Code: f.Rule, Source: "touchstone", Message: f.Message}
	if f.Suggestion != "" {
		d.Message += "\ntry: " + f.Suggestion
	}
	switch {
	case f.Verdict == evidence.Unverified:
		d.Severity = 3
	case f.Severity == rule.Error:
		d.Severity = 1
	case f.Severity == rule.Warning:
		d.Severity = 2
	}
	return d
}

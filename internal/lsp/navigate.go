package lsp

import (
	"context"
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// thing is what a name in a document stands for.
type thing struct {
	kind string // note, account, metric, ref (a ticket, a receipt, …)
	id   string
}

// thing names what the position points at.
func (t target) thing() (thing, markdown.Span) {
	doc := t.buffer.doc
	for _, key := range []string{"account"} {
		if f := doc.Front.Field(key); f != nil && f.Value != "" && f.KeySpan.Start <= t.offset && t.offset <= f.Span.End {
			return thing{"account", f.Value}, f.Span
		}
	}
	note, span := t.note()
	if note == nil {
		return thing{}, markdown.Span{}
	}
	if span != note.Span {
		return thing{"note", note.Label}, span
	}
	word := wordAt(doc, t.offset)
	ref, err := evidence.ParseRef(doc.Slice(note.Body))
	if err != nil {
		return thing{"note", note.Label}, span
	}
	if id := ref.Value("account"); id != "" && strings.HasSuffix(doc.Slice(markdown.Span{Start: note.Body.Start, End: word.Start}), "account=") {
		return thing{"account", id}, word
	}
	if ref.Scheme == "metric" {
		return thing{"metric", ref.ID}, span
	}
	return thing{"ref", ref.Scheme + ":" + ref.ID}, span
}

// definition leads from a mark to its footnote, from an account to account.yaml, from a metric to its definition, from a reference to its record.
func (s *Server) definition(ctx context.Context, params json.RawMessage) (any, error) {
	t, err := s.target(params)
	if err != nil {
		return nil, err
	}
	what, _ := t.thing()
	switch what.kind {
	case "note":
		if note := t.buffer.doc.Note(what.id); note != nil {
			return location{t.buffer.uri, toRange(t.buffer.doc, note.Span)}, nil
		}
	case "account":
		if s.workspace != nil {
			if account, err := s.workspace.Account(what.id); err == nil {
				return s.line(account.Path, account.Line("account")), nil
			}
		}
	case "metric":
		if s.workspace != nil {
			if def, err := s.metrics().Get(what.id); err == nil {
				return s.line(measure.DefinitionsFile, def.Line), nil
			}
		}
	case "ref":
		return s.record(ctx, t), nil
	}
	return nil, nil
}

// line is a line, from 1, of a file of the workspace; nil where there is no such file.
func (s *Server) line(name string, line int) any {
	if _, err := s.workspace.Stat(name); err != nil {
		return nil
	}
	at := position{max(0, line-1), 0}
	return location{uriOf(s.workspace.Path(name)), span{at, at}}
}

// record leads to the file of the workspace that a reference's record lies in. A record of the warehouse, a ticket say, lies in none: it is written into the
// warehouse's cache, which an erasure empties, for a person to read.
func (s *Server) record(ctx context.Context, t target) any {
	note, _ := t.note()
	ref, err := evidence.ParseRef(t.buffer.doc.Slice(note.Body))
	if err != nil || s.workspace == nil {
		return nil
	}
	record := s.resolve(ctx, t.buffer, ref)
	for _, name := range []string{record.Origin, path.Join(path.Dir(t.buffer.path), ref.ID)} {
		if name == "" {
			continue
		}
		if _, err := s.workspace.Stat(name); err == nil {
			return location{URI: uriOf(s.workspace.Path(name))}
		}
	}
	if record.Text == "" {
		return nil
	}
	place := filepath.Join(s.workspace.Warehouse(), warehouse.CacheFolder, "records", workspace.Folder(ref.Scheme+"-"+ref.ID)+".md")
	if os.MkdirAll(filepath.Dir(place), 0o700) != nil || atomicfile.Write(place, []byte(told(ref, record)), 0o600) != nil {
		return nil // no cache, no file to show; hover shows the record, too
	}
	return location{URI: uriOf(place)}
}

// references lists where a thing is named: a footnote in its document, everything else over the workspace.
func (s *Server) references(_ context.Context, params json.RawMessage) (any, error) {
	t, err := s.target(params)
	if err != nil {
		return nil, err
	}
	what, _ := t.thing()
	found := []location{}
	if what.kind == "" {
		return found, nil
	}
	s.eachDocument(t.buffer, what.kind == "note", func(uri string, doc *markdown.Document) {
		for _, place := range places(doc, what) {
			found = append(found, location{uri, toRange(doc, place)})
		}
	})
	return found, nil
}

// eachDocument visits every document of the workspace, an open one as it is in the editor; only b where alone, or outside a workspace.
func (s *Server) eachDocument(b *buffer, alone bool, visit func(uri string, doc *markdown.Document)) {
	visit(b.uri, b.doc)
	if alone || s.workspace == nil {
		return
	}
	paths, err := s.workspace.Documents("")
	if err != nil {
		return
	}
	for _, name := range paths {
		if name == b.path {
			continue
		}
		uri := uriOf(s.workspace.Path(name))
		if open := s.open[uri]; open != nil {
			visit(uri, open.doc)
		} else if doc, err := s.workspace.Document(name); err == nil {
			visit(uri, doc)
		}
	}
}

// places lists where a document names a thing.
func places(doc *markdown.Document, what thing) []markdown.Span {
	var found []markdown.Span
	if f := doc.Front.Field("account"); what.kind == "account" && f != nil && f.Value == what.id {
		found = append(found, f.Span)
	}
	if what.kind == "note" {
		doc.Texts(func(text markdown.Text) {
			for _, c := range text.Cites {
				if c.Label == what.id {
					found = append(found, c.Span)
				}
			}
		})
	}
	for _, note := range doc.Notes {
		text := doc.Slice(note.Body)
		ref, err := evidence.ParseRef(text)
		switch {
		case what.kind == "note" && note.Label == what.id:
			found = append(found, note.Span)
		case err != nil:
		case what.kind == "metric" && ref.Scheme == "metric" && ref.ID == what.id, what.kind == "ref" && ref.Scheme+":"+ref.ID == what.id:
			found = append(found, markdown.Span{Start: note.Body.Start, End: note.Body.Start + len(ref.Scheme) + 1 + len(ref.ID)})
		case what.kind == "account" && ref.Value("account") == what.id:
			if i := strings.Index(text, "account="+what.id); i >= 0 {
				start := note.Body.Start + i + len("account=")
				found = append(found, markdown.Span{Start: start, End: start + len(what.id)})
			}
		}
	}
	return found
}

// symbols are the headings, as they nest.
func (s *Server) symbols(_ context.Context, params json.RawMessage) (any, error) {
	var p struct{ TextDocument documentID }
	if err := json.Unmarshal(params, &p); err != nil {
		return nil, err
	}
	b := s.open[p.TextDocument.URI]
	if b == nil {
		return []symbol{}, nil
	}
	return symbolsOf(b.doc, b.doc.Sections()), nil
}

func symbolsOf(doc *markdown.Document, sections []*markdown.Section) []symbol {
	out := []symbol{}
	for _, section := range sections {
		name := section.Title()
		if name == "" {
			name = "(no title)"
		}
		out = append(out, symbol{Name: name, Kind: 15, Range: toRange(doc, section.Span), SelectionRange: toRange(doc, section.Heading.Span), Children: symbolsOf(doc, section.Sub)})
	}
	return out
}

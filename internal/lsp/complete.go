package lsp

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

const (
	itemValue     = 12
	itemReference = 18
)

// completion offers values of front matter keys, citations, schemes, metrics, and the names of people.
func (s *Server) completion(ctx context.Context, params json.RawMessage) (any, error) {
	t, err := s.target(params)
	if err != nil {
		return nil, err
	}
	doc := t.buffer.doc
	line := doc.LineSpan(doc.Position(t.offset).Line)
	before := doc.Slice(markdown.Span{Start: line.Start, End: min(t.offset, line.End)})
	items := []completionItem{}
	add := func(detail string, kind int, labels ...string) {
		for _, label := range labels {
			items = append(items, completionItem{Label: label, Kind: kind, Detail: detail})
		}
	}
	switch key, _, isKey := strings.Cut(before, ":"); {
	case doc.Front.Present && line.Start < doc.Front.Body.End && isKey:
		s.frontValues(strings.TrimSpace(key), add)
	case strings.HasPrefix(before, "[^") && strings.Contains(before, "]:"):
		items = append(items, s.reference(ctx, t, before[strings.Index(before, "]:")+2:])...)
	case strings.Contains(lastPiece(before), "[^"):
		for _, note := range doc.Notes {
			add(cut(doc.Slice(note.Body), 80), itemReference, note.Label)
		}
	case strings.Contains(before, "|") || strings.HasSuffix(before, " "):
		s.people(t.buffer, add)
	}
	return map[string]any{"isIncomplete": false, "items": items}, nil
}

func lastPiece(before string) string {
	if i := strings.LastIndexAny(before, " ]"); i >= 0 {
		return before[i:]
	}
	return before
}

type adder func(detail string, kind int, labels ...string)

func (s *Server) frontValues(key string, add adder) {
	switch key {
	case "kind":
		for _, k := range s.catalog.Kinds {
			add(k.Title, itemValue, k.Name)
		}
	case "status":
		add("status", itemValue, deliverable.Statuses...)
	case "audience":
		add("audience", itemValue, deliverable.Audiences...)
	case "account":
		if s.workspace == nil {
			return
		}
		accounts, _ := s.workspace.Accounts() // those that can be read
		for _, a := range accounts {
			add(a.Title(), itemValue, a.ID)
		}
	case "author", "owner":
		s.people(nil, add)
	}
}

// reference completes a footnote's definition: its scheme, a metric's ID, references that other documents of the account have or that the evidence offers.
// A reference takes the place of what is written of it.
func (s *Server) reference(ctx context.Context, t target, written string) []completionItem {
	lead := len(written) - len(strings.TrimLeft(written, " "))
	written = written[lead:]
	place := toRange(t.buffer.doc, markdown.Span{Start: t.offset - len(written), End: t.offset})
	var items []completionItem
	scheme, id, hasScheme := strings.Cut(written, ":")
	if !hasScheme {
		for _, name := range evidence.Schemes {
			items = append(items, completionItem{Label: name + ":", Kind: itemReference, Detail: "evidence"})
		}
	}
	if set := s.metrics(); scheme == "metric" && hasScheme && !strings.Contains(id, " ") {
		for _, d := range set.All() {
			items = append(items, completionItem{Label: d.ID, Kind: itemValue, Detail: "metric"})
		}
		if _, err := set.Get(id); err != nil {
			return items
		}
	}
	for _, known := range s.citable(ctx, t.buffer) {
		if strings.HasPrefix(known.text, written) {
			items = append(items, completionItem{Label: known.text, Kind: itemReference, Detail: known.path, TextEdit: &textEdit{place, known.text}})
		}
	}
	return items
}

func (s *Server) metrics() *metric.Set {
	if s.workspace != nil {
		if set, err := measure.Definitions(s.workspace); err == nil {
			return set
		}
	}
	return metric.Default()
}

// knownRef is a reference that some document of the account already has.
type knownRef struct {
	text, path string
	ref        evidence.Ref
}

// known lists the references in the account's documents, this one's first, each once.
func (s *Server) known(b *buffer) []knownRef {
	var list []knownRef
	seen := map[string]bool{}
	take := func(path string, doc *markdown.Document) {
		for _, note := range doc.Notes {
			text := strings.TrimSpace(doc.Slice(note.Body))
			if ref, err := evidence.ParseRef(text); err == nil && !seen[text] {
				seen[text] = true
				list = append(list, knownRef{text, path, ref})
			}
		}
	}
	take(b.path, b.doc)
	for _, path := range s.siblings(b) {
		if doc, err := s.workspace.Document(path); err == nil {
			take(path, doc)
		}
	}
	return list
}

// siblings are the other documents in the account's folder.
func (s *Server) siblings(b *buffer) []string {
	if s.workspace == nil {
		return nil
	}
	account := s.workspace.AccountOf(b.path)
	if account == nil {
		return nil
	}
	paths, err := s.workspace.Documents(account.Dir)
	if err != nil {
		return nil
	}
	others := paths[:0]
	for _, path := range paths {
		if path != b.path {
			others = append(others, path)
		}
	}
	return others
}

func (s *Server) people(b *buffer, add adder) {
	if s.workspace == nil {
		return
	}
	account := s.workspace.AccountOf("")
	if b != nil {
		account = s.workspace.AccountOf(b.path)
	}
	for _, person := range s.workspace.People(account) {
		if person.Name != "" {
			add(strings.TrimSpace(person.Role+" "+person.Title), itemValue, person.Name)
		}
	}
}

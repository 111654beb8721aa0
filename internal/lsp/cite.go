package lsp

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/claim"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// maxRelated bounds the offers of references that give a number as something other than their value: a prior value, a change.
const maxRelated = 5

// citations offers what gives the number at the offset: the references that the account's documents have, and the metrics of the document's periods,
// computed now. Those whose value it is come first, all of them.
func (s *Server) citations(ctx context.Context, b *buffer, offset int) []codeAction {
	number, ok := claim.NumberAt(b.doc, offset)
	if !ok {
		return nil
	}
	var values, related []codeAction
	for _, ref := range s.citable(ctx, b) {
		switch key, ok := number.GivenBy(ref.ref); {
		case !ok:
		case key == "value":
			values = append(values, citeAction(b, number.End, ref, key))
		case len(related) < maxRelated:
			related = append(related, citeAction(b, number.End, ref, key))
		}
	}
	return append(values, related...)
}

// citable lists what a document could cite: the references of the account's documents, then those that the evidence offers and none of them has. Of two that
// ask the same over two snapshots the first counts: the document's own.
func (s *Server) citable(ctx context.Context, b *buffer) []knownRef {
	refs := s.known(b)
	for _, ref := range evidence.Offers(ctx, s.catalog.Sources, s.about(b)) {
		refs = append(refs, knownRef{ref.String(), "computed now", ref})
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(refs, func(known knownRef) bool {
		key, measured := claim.FigureKey(known.ref)
		again := measured && seen[key]
		seen[key] = true
		return again
	})
}

// about says what a document is about: its account; the period in its front matter, or those that its references name, or the month before its date; the
// snapshot that it was written over.
func (s *Server) about(b *buffer) evidence.About {
	about := evidence.About{Account: b.doc.Front.Value("account"), Snapshot: b.doc.Front.Value("snapshot")}
	if about.Account == "" && s.workspace != nil {
		if account := s.workspace.AccountOf(b.path); account != nil {
			about.Account = account.ID
		}
	}
	add := func(period string) {
		if period != "" && !slices.Contains(about.Periods, period) {
			about.Periods = append(about.Periods, period)
		}
	}
	add(b.doc.Front.Value("period"))
	for _, note := range b.doc.Notes {
		if ref, err := evidence.ParseRef(strings.TrimSpace(b.doc.Slice(note.Body))); err == nil {
			add(ref.Value("period"))
		}
	}
	if len(about.Periods) == 0 {
		date, err := time.Parse(time.DateOnly, b.doc.Front.Value("date"))
		if err != nil {
			date = s.Now()
		}
		add(date.AddDate(0, 0, -date.Day()).Format("2006-01"))
	}
	return about
}

// citeAction writes a mark behind the number, and the footnote where the document lacks it.
func citeAction(b *buffer, at int, known knownRef, key string) codeAction {
	label := labelOf(b.doc, known.text)
	var edits []textEdit
	if label == "" {
		label = freeLabel(b.doc, known.ref.ID)
		end := len(b.doc.Source)
		text := newline(b.doc) + "[^" + label + "]: " + known.text + "\n"
		if len(b.doc.Notes) > 0 && strings.TrimSpace(string(b.doc.Source[b.doc.Notes[len(b.doc.Notes)-1].End:])) == "" {
			text = strings.TrimPrefix(text, "\n")
		}
		edits = append(edits, textEdit{toRange(b.doc, markdown.Span{Start: end, End: end}), text})
	}
	edits = append([]textEdit{{toRange(b.doc, markdown.Span{Start: at, End: at}), "[^" + label + "]"}}, edits...)
	title := fmt.Sprintf("Cite %s:%s, whose %s is %s", known.ref.Scheme, known.ref.ID, key, known.ref.Value(key))
	if known.ref.Value(key) == "" {
		title = fmt.Sprintf("Cite %s:%s, whose %s it is", known.ref.Scheme, known.ref.ID, key)
	}
	if period := known.ref.Value("period"); period != "" {
		title += " (" + period + ")"
	}
	return codeAction{Title: title, Kind: "quickfix", Edit: one(b.uri, edits...)}
}

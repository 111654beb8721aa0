package onboarding

import (
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/slug"
)

// settled is a plan with the states that evidence decides: a bound row that is
// met says so, since when, and cites what shows it; a row that somebody called
// done gets the citation it lacks. A row that is waived, or whose state a person
// put in words of their own, keeps it. said lists the rows that changed.
func settled(p *Plan, standings []Standing, on calendar.Date) (_ *Plan, said []string, err error) {
	s := settling{doc: p.Doc}
	for _, standing := range standings {
		if b := p.binding(standing.Row, standing.ID); standing.Met && b != nil {
			s.row(*b, standing, on)
		}
	}
	if len(s.edits) == 0 {
		return p, nil, nil
	}
	s.edits = append(s.edits, p.noted(s.notes.String()))
	text, err := markdown.Apply(p.Doc.Source, s.edits)
	if err != nil {
		return nil, nil, err
	}
	return Read(markdown.Parse(text)), s.said, nil
}

// binding is the bound row of an ID.
func (p *Plan) binding(row, id string) *Binding {
	for _, b := range p.Bindings() {
		if b.Row == row && b.ID == id {
			return &b
		}
	}
	return nil
}

type settling struct {
	doc   *markdown.Document
	edits []markdown.Edit
	notes strings.Builder
	said  []string
}

// plainState is a state without a word of its own.
var plainState = pattern.New(`(?i)^(?:open|due(?: \d{4}-\d{2}-\d{2})?|not started|planned|pending|blocked|in progress(?: since \d{4}-\d{2}-\d{2})?)$`)

func (s *settling) row(b Binding, standing Standing, on calendar.Date) {
	if b.State.Cited || b.State.Span.Len() == 0 {
		return
	}
	marks := s.cite(b.ID, standing.refs)
	if b.State.Done() {
		end := b.State.Span.End
		s.edits = append(s.edits, markdown.Edit{Span: markdown.Span{Start: end, End: end}, New: marks})
		s.said = append(s.said, b.ID+" is shown")
		return
	}
	if !plainState.MatchString(b.State.Text) {
		return
	}
	word := "met"
	if b.Row == "milestone" {
		word = "done"
	}
	day := on
	if standing.On != nil {
		day = *standing.On
	}
	if b.State.Under() {
		day = max(day, b.State.On) // not before somebody began
	}
	state := fmt.Sprintf("%s %s", word, day)
	s.edits = append(s.edits, markdown.Edit{Span: b.State.Span, New: state + marks})
	s.said = append(s.said, b.ID+" "+state)
}

// cite writes the footnotes of a row and returns their marks.
func (s *settling) cite(id string, refs []evidence.Ref) string {
	marks := ""
	for k, ref := range refs {
		label := "shown-" + slug.Of(id)
		if len(refs) > 1 {
			label += fmt.Sprintf("-%d", k+1)
		}
		for s.doc.Note(label) != nil {
			label += "x"
		}
		fmt.Fprintf(&s.notes, "\n[^%s]: %s", label, ref)
		marks += "[^" + label + "]"
	}
	return marks
}

// noted appends footnotes, each "\n[^label]: …", to the document.
func (p *Plan) noted(notes string) markdown.Edit {
	end := len(strings.TrimRight(string(p.Doc.Source), "\r\n"))
	if n := len(p.Doc.Blocks); n > 0 {
		if _, ok := p.Doc.Blocks[n-1].(*markdown.Footnote); !ok {
			notes = "\n" + notes
		}
	}
	return markdown.Edit{Span: markdown.Span{Start: end, End: end}, New: notes}
}

package onboarding

import (
	"fmt"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/slug"
)

// A Signed is one person's approval of an agreement, as the approval room
// verified it.
type Signed struct {
	Who      string
	On       calendar.Date
	Approval string // its ID
	Digest   string // of the approved words
}

// SignatureOf is the row of the plan's table of signatures that names a person.
func (p *Plan) SignatureOf(who string) (*Signature, error) {
	var names []string
	for i := range p.Signatures {
		if p.Signatures[i].Who.Text == who {
			return &p.Signatures[i], nil
		}
		names = append(names, p.Signatures[i].Who.Text)
	}
	return nil, fmt.Errorf("%q does not stand in the plan's table of signatures\nhint: it names %s", who, strings.Join(names, ", "))
}

// Sign writes approvals of an agreement into the plan: the day of each, its
// citation, and once every row has one the state "agreed" with the scope's
// digest. It returns the plan's text, unchanged where nothing is new.
func Sign(p *Plan, a Agreement, signed []Signed) (text []byte, agreed bool, err error) {
	var edits []markdown.Edit
	var notes strings.Builder
	rows := map[string]bool{}
	for _, s := range signed {
		row, err := p.SignatureOf(s.Who)
		if err != nil {
			return nil, false, err
		}
		rows[s.Who] = true
		edits = append(edits, p.sign(row, s, &notes)...)
	}
	agreed = len(p.Signatures) > 1
	for _, row := range p.Signatures {
		agreed = agreed && rows[row.Who.Text]
	}
	if notes.Len() > 0 {
		edits = append(edits, p.noted(notes.String()))
	}
	if agreed && (p.State != "live" || p.Doc.Front.Value("agreed") == "") {
		edits = append(edits, p.frontEdits(a.Digest)...)
	}
	text, err = markdown.Apply(p.Doc.Source, edits)
	return text, agreed, err
}

// signed is a plan with the signatures of those who approved it as it stands.
func (d *desk) signed(at string, p *Plan) (*Plan, error) {
	if d.evidence.Approved == nil || len(p.Signatures) == 0 {
		return p, nil
	}
	agreement, err := AgreementOf(Found{at, p})
	if err != nil {
		return p, nil // such a plan cannot have been signed
	}
	signed, err := d.evidence.Approved(p.Account, agreement.Path)
	if err != nil || len(signed) == 0 {
		return p, err
	}
	signed = slices.DeleteFunc(signed, func(s Signed) bool { _, err := p.SignatureOf(s.Who); return err != nil })
	text, _, err := Sign(p, agreement, signed)
	if err != nil {
		return nil, err
	}
	return Read(markdown.Parse(text)), nil
}

// sign is one row's day and citation.
func (p *Plan) sign(row *Signature, s Signed, notes *strings.Builder) []markdown.Edit {
	label := "signed-" + slug.Of(s.Who)
	ref := evidence.Ref{Scheme: "approval", ID: s.Approval, Params: []evidence.Param{{Key: "scope", Value: "go-live"}, {Key: "digest", Value: s.Digest[:min(len(s.Digest), len("sha256:")+16)]}}}
	var edits []markdown.Edit
	if cell := s.On.String() + "[^" + label + "]"; row.On.Span.Len() > 0 && p.Doc.Slice(row.On.Span) != cell {
		edits = append(edits, markdown.Edit{Span: row.On.Span, New: cell})
	}
	if old := p.Doc.Note(label); old == nil {
		fmt.Fprintf(notes, "\n[^%s]: %s", label, ref)
	} else if p.Doc.Slice(old.Body) != ref.String() {
		edits = append(edits, markdown.Edit{Span: old.Body, New: ref.String()})
	}
	return edits
}

// frontEdits set the keys of an agreed plan, adding those that are not there.
func (p *Plan) frontEdits(digest string) []markdown.Edit {
	var edits []markdown.Edit
	added := ""
	for _, set := range []struct{ key, value string }{{"state", "agreed"}, {"agreed", digest}} {
		if set.key == "state" && p.State == "live" {
			continue
		}
		switch f := p.Doc.Front.Field(set.key); {
		case f == nil:
			added += set.key + ": " + set.value + "\n"
		case f.Value != set.value:
			edits = append(edits, markdown.Edit{Span: f.Span, New: set.value})
		}
	}
	if added != "" {
		end := p.Doc.Front.Body.End
		edits = append(edits, markdown.Edit{Span: markdown.Span{Start: end, End: end}, New: added})
	}
	return edits
}

package privacy

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/touchstone-cs/touchstone/internal/privacy/phone"
	"github.com/touchstone-cs/touchstone/internal/privacy/tagger"
)

// Detector finds personal data that nobody has listed. It is safe for concurrent use.
type Detector struct {
	model  *tagger.Model
	region string
}

// NewDetector makes a detector with the trained model that is part of the program. region is the country (ISO 3166) of
// telephone numbers without a country code, "" for none.
func NewDetector(region string) (*Detector, error) {
	model, err := tagger.Default()
	if err != nil {
		return nil, err
	}
	return &Detector{model, region}, nil
}

// DetectWith is NewDetector with another model, for measuring one.
func DetectWith(model *tagger.Model, region string) *Detector { return &Detector{model, region} }

// Find returns the personal data in text, without overlaps, in order.
func (d *Detector) Find(text string) []Entity {
	f := formsOf(text, d.region, false)
	out, taken := f.checked(text)
	for _, s := range d.model.Tag(text, f.hints(text)) {
		if !taken.overlaps(s.Start, s.End) && plausible(text, s, f.phones) {
			taken.add(s.Start, s.End, 0)
			out = append(out, Entity{EntityType(s.Type), s.Start, s.End})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Start < out[j].Start })
	return out
}

// Exact returns only what has a form that was checked: mail addresses, cards, IBANs, IP addresses, social security numbers
// and telephone numbers with their country's code.
func (d *Detector) Exact(text string) []Entity {
	out, _ := formsOf(text, d.region, true).checked(text) // no other is certain
	return out
}

// forms is what the exact patterns say of one text.
type forms struct {
	exact  []Entity
	phones []Entity // candidates
	valid  []bool   // which of them are telephone numbers
}

// formsOf reads a text line by line: none of the forms goes beyond its line. region is the country of telephone numbers without a code, "" for none;
// coded leaves out those that do not begin with one.
func formsOf(text, region string, coded bool) forms {
	var f forms
	at := 0
	for line := range strings.Lines(text) {
		digits := mostDigits(line)
		for _, e := range exactIn(line, digits) {
			f.exact = append(f.exact, Entity{e.Type, at + e.Start, at + e.End})
		}
		if digits >= 6 {
			for _, e := range phonesIn(line) {
				if coded && line[e.Start] != '+' {
					continue
				}
				f.phones = append(f.phones, Entity{e.Type, at + e.Start, at + e.End})
				f.valid = append(f.valid, phone.Valid(line[e.Start:e.End], region))
			}
		}
		at += len(line)
	}
	return f
}

// checked gives the entities that are certain, and where they are.
func (f forms) checked(text string) ([]Entity, spans) {
	out, taken := slices.Clone(f.exact), spans{}
	for _, e := range out {
		taken.add(e.Start, e.End, 0)
	}
	for i, c := range f.phones {
		if f.valid[i] && text[c.Start] == '+' && !taken.overlaps(c.Start, c.End) {
			taken.add(c.Start, c.End, 0)
			out = append(out, c)
		}
	}
	return out, taken
}

// plausible drops what no reader would take for the type: a telephone number without digits enough, a name of ordinary
// words in small letters amid capitals.
func plausible(text string, s tagger.Span, phones []Entity) bool {
	switch EntityType(s.Type) {
	case EntityPhone:
		for _, c := range phones {
			if s.Start < c.End && c.Start < s.End {
				return true
			}
		}
		return false
	case EntityAddress:
		return s.End-s.Start <= 10 || strings.ContainsFunc(text[s.Start:s.End], unicode.IsLetter)
	case EntityOrganization, EntityLocation, EntityPerson:
		if EntityType(s.Type) != EntityOrganization && strings.ContainsAny(text[s.Start:s.End], "0123456789") {
			return false
		}
		words := strings.Fields(text[s.Start:s.End])
		for _, w := range words {
			if w != strings.ToLower(w) || !commonWords()[w] {
				return true
			}
		}
		return text == strings.ToLower(text)
	}
	return true
}

// Hints tells the tagger what exact patterns say about the bytes of text.
func Hints(text, region string) tagger.Hints { return formsOf(text, region, false).hints(text) }

func (f forms) hints(text string) tagger.Hints {
	type mark struct {
		start, end int
		class      string
	}
	var marks []mark
	for _, e := range f.exact {
		marks = append(marks, mark{e.Start, e.End, string(e.Type)})
	}
	for _, m := range webPattern.FindAllStringIndex(text, -1) {
		marks = append(marks, mark{m[0], m[1], "URL"})
	}
	for d := range dateShapes(text) {
		marks = append(marks, mark{d.Start, d.End, "DATE"})
	}
	for i, c := range f.phones {
		class := "phone"
		if f.valid[i] {
			class = "PHONE"
		}
		marks = append(marks, mark{c.Start, c.End, class})
	}
	return func(start, end int) string {
		for _, m := range marks {
			if start >= m.start && end <= m.end {
				return m.class
			}
		}
		return ""
	}
}

package privacy

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"sort"
	"strings"
)

// Measured are the types that the measure counts together.
var Measured = []EntityType{EntityPerson, EntityAddress, EntityLocation, EntityOrganization, EntityPhone, EntityMail, EntityCard, EntityIBAN, EntityIP}

// Marked is a text whose personal data people (or its generator) have marked. Offsets are bytes.
type Marked struct {
	Text     string
	Masked   string // the template it was made from
	Template int
	Entities []Entity
}

// ReadMarked reads every *.json of a folder in the layout of presidio-research: full_text, spans with character offsets.
func ReadMarked(dir fs.FS) ([]Marked, error) {
	names, err := fs.Glob(dir, "*.json")
	if err != nil {
		return nil, err
	}
	var out []Marked
	for _, name := range names {
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		var rows []struct {
			Text     string `json:"full_text"`
			Masked   string `json:"masked"`
			Template int    `json:"template_id"`
			Spans    []struct {
				Type  string `json:"entity_type"`
				Start int    `json:"start_position"`
				End   int    `json:"end_position"`
			} `json:"spans"`
		}
		if err := json.Unmarshal(data, &rows); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for i, row := range rows {
			m := Marked{Text: row.Text, Masked: row.Masked, Template: row.Template}
			at := byteOffsets(row.Text)
			for _, s := range row.Spans {
				if s.Start < 0 || s.End > len(at)-1 || s.Start > s.End {
					return nil, fmt.Errorf("%s: text %d: span %d-%d is outside", name, i, s.Start, s.End)
				}
				m.Entities = append(m.Entities, Entity{EntityType(s.Type), at[s.Start], at[s.End]})
			}
			out = append(out, m)
		}
	}
	return out, nil
}

func byteOffsets(text string) []int {
	out := make([]int, 0, len(text)+1)
	for i := range text {
		out = append(out, i)
	}
	return append(out, len(text))
}

// Score counts spans: Found of the Marked ones were recalled, Right of the Given ones are true.
type Score map[EntityType]Counts

// Counts are one type's spans.
type Counts struct{ Marked, Found, Given, Right int }

// Measure compares a detector with marked texts. A marked span counts as found when spans of the same type cover at
// least half of it; a given span counts as right when marked spans of the same type cover at least half of it. So a type
// must agree and the place must overlap, while the cutting of one address into its lines is not judged.
func Measure(d *Detector, texts []Marked) Score {
	score := Score{}
	for _, t := range texts {
		given := d.Find(t.Text)
		for _, kind := range Measured {
			c := score[kind]
			marked, found := only(t.Entities, kind), only(given, kind)
			c.Marked += len(marked)
			c.Given += len(found)
			c.Found += covered(marked, found)
			c.Right += covered(found, marked)
			score[kind] = c
		}
	}
	return score
}

func only(all []Entity, kind EntityType) []Entity {
	var out []Entity
	for _, e := range all {
		if e.Type == kind {
			out = append(out, e)
		}
	}
	return out
}

// covered counts the spans of a of which b covers at least half.
func covered(a, b []Entity) int {
	n := 0
	for _, s := range a {
		shared := 0
		for _, t := range b {
			shared += max(0, min(s.End, t.End)-max(s.Start, t.Start))
		}
		if 2*shared >= s.End-s.Start && s.End > s.Start {
			n++
		}
	}
	return n
}

// Add counts other's spans too.
func (s *Score) Add(other Score) {
	if *s == nil {
		*s = Score{}
	}
	for kind, c := range other {
		sum := (*s)[kind]
		(*s)[kind] = Counts{sum.Marked + c.Marked, sum.Found + c.Found, sum.Given + c.Given, sum.Right + c.Right}
	}
}

// Total is all types together.
func (s Score) Total() Counts {
	var t Counts
	for _, c := range s {
		t = Counts{t.Marked + c.Marked, t.Found + c.Found, t.Given + c.Given, t.Right + c.Right}
	}
	return t
}

// Precision is Right of Given, 0 where nothing was given.
func (c Counts) Precision() float64 { return ratio(c.Right, c.Given) }

// Recall is Found of Marked, 0 where nothing is marked.
func (c Counts) Recall() float64 { return ratio(c.Found, c.Marked) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

func (s Score) String() string {
	var b strings.Builder
	t := s.Total()
	fmt.Fprintf(&b, "precision %.3f recall %.3f n %d\n", t.Precision(), t.Recall(), t.Marked)
	kinds := make([]string, 0, len(s))
	for kind := range s {
		kinds = append(kinds, string(kind))
	}
	sort.Strings(kinds)
	for _, kind := range kinds {
		c := s[EntityType(kind)]
		fmt.Fprintf(&b, "  %-14s precision %.3f recall %.3f n %d\n", kind, c.Precision(), c.Recall(), c.Marked)
	}
	return b.String()
}

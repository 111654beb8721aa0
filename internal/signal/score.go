package signal

import (
	"fmt"
	"math"

	"go.yaml.in/yaml/v3"
)

// ScoreDefinition is health_score in signals.yaml: 0 is worst and 100 is best.
type ScoreDefinition struct {
	Bands []Band
	// Least is the coverage below which no band is given.
	Least Percent
	Parts []Part
}

// Band names the scores below its limit; the last has none.
type Band struct {
	Name  string   `yaml:"name"`
	Below *float64 `yaml:"below"`
}

// Part is one ingredient: a metric on a straight scale from worst (0 points) to best (100).
type Part struct {
	ID     string  `yaml:"-"`
	Label  string  `yaml:"label"`
	Metric string  `yaml:"metric"`
	Of     string  `yaml:"of"` // value, or change (against the prior period, relative)
	Weight float64 `yaml:"weight"`
	Worst  Percent `yaml:"worst"`
	Best   Percent `yaml:"best"`
	Line   int     `yaml:"-"`
}

// Score is an account's health: the weighted mean of its known parts, how much of the weight they carry, and what the score
// would be if every missing part were at its worst or its best.
type Score struct {
	Known    bool
	Value    float64
	Low      float64
	High     float64
	Coverage float64
	Band     string // empty where the coverage is too small for one
	Parts    []PartScore
}

// PartScore is one part's points; Known is false where nothing was measured.
type PartScore struct {
	Part   Part
	Known  bool
	Points float64
}

// Missing lists the labels of the parts that are not known.
func (s Score) Missing() []string {
	var out []string
	for _, p := range s.Parts {
		if !p.Known {
			out = append(out, p.Part.Label)
		}
	}
	return out
}

// Of scores an account. The weights of missing parts are not handed to the others: they widen the bounds.
func (d ScoreDefinition) Of(figures map[string]Figure) Score {
	var s Score
	var total, known, points float64
	for _, part := range d.Parts {
		p := PartScore{Part: part}
		p.Points, p.Known = part.points(figures)
		s.Parts = append(s.Parts, p)
		total += part.Weight
		if p.Known {
			known += part.Weight
			points += part.Weight * p.Points
		}
	}
	if known == 0 {
		return s
	}
	s.Known, s.Value, s.Coverage = true, points/known, known/total
	s.Low, s.High = points/total, (points+100*(total-known))/total
	if s.Coverage >= float64(d.Least) {
		s.Band = d.band(s.Value)
	}
	return s
}

func (d ScoreDefinition) band(v float64) string {
	for _, b := range d.Bands {
		if b.Below == nil || math.Round(v) < *b.Below {
			return b.Name
		}
	}
	return ""
}

// best is the name of the highest band.
func (d ScoreDefinition) best() string {
	if len(d.Bands) == 0 {
		return ""
	}
	return d.Bands[len(d.Bands)-1].Name
}

func (p Part) points(figures map[string]Figure) (float64, bool) {
	f, ok := figures[p.Metric]
	if !ok || !f.Known() {
		return 0, false
	}
	v := f.Value
	if p.Of == "change" {
		if math.IsNaN(f.Prior) || f.Prior == 0 {
			return 0, false
		}
		v = f.Value/f.Prior - 1
	}
	share := (v - float64(p.Worst)) / float64(p.Best-p.Worst)
	return 100 * math.Min(1, math.Max(0, share)), true
}

func readScore(n *yaml.Node) (ScoreDefinition, error) {
	var doc struct {
		Bands []Band    `yaml:"bands"`
		Least Percent   `yaml:"least_coverage"`
		Parts yaml.Node `yaml:"parts"`
	}
	if n.Kind == 0 {
		return ScoreDefinition{}, nil
	}
	if err := n.Decode(&doc); err != nil {
		return ScoreDefinition{}, err
	}
	d := ScoreDefinition{Bands: doc.Bands, Least: doc.Least}
	for i := 0; i+1 < len(doc.Parts.Content); i += 2 {
		p := Part{ID: doc.Parts.Content[i].Value, Of: "value", Line: doc.Parts.Content[i].Line}
		if err := strictly(doc.Parts.Content[i+1], &p); err != nil {
			return d, err
		}
		switch {
		case p.Weight <= 0:
			return d, fmt.Errorf("line %d: part %s: its weight must be above 0", p.Line, p.ID)
		case p.Best == p.Worst:
			return d, fmt.Errorf("line %d: part %s: best and worst must differ", p.Line, p.ID)
		case p.Of != "value" && p.Of != "change":
			return d, fmt.Errorf("line %d: part %s: of is value or change", p.Line, p.ID)
		case p.Metric == "" || p.Label == "":
			return d, fmt.Errorf("line %d: part %s: it needs a metric and a label", p.Line, p.ID)
		}
		d.Parts = append(d.Parts, p)
	}
	for i, b := range d.Bands {
		if b.Name == "" || (b.Below == nil) != (i == len(d.Bands)-1) {
			return d, fmt.Errorf("line %d: every band has a name, and every one but the last a limit \"below\"", n.Line)
		}
	}
	return d, nil
}

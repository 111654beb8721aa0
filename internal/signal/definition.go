package signal

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// File is where a workspace keeps its signals.
const File = "signals.yaml"

//go:embed signals.yaml
var shipped []byte

// Shipped is the text that `init` writes.
func Shipped() []byte { return bytes.Clone(shipped) }

// Kind is how a signal is looked for.
type Kind string

// The kinds of signal.
const (
	Drop          Kind = "drop"
	Decline       Kind = "decline"
	Silence       Kind = "silence"
	ChampionGone  Kind = "champion_gone"
	Surge         Kind = "surge"
	Slower        Kind = "slower"
	Dissatisfied  Kind = "dissatisfied"
	RenewalAtRisk Kind = "renewal_at_risk"
	SeatsFull     Kind = "seats_full"
	FeaturePull   Kind = "feature_pull"
)

// Definition is one entry of signals.yaml.
type Definition struct {
	ID       string   `yaml:"-"`
	Label    string   `yaml:"label"`
	Kind     Kind     `yaml:"kind"`
	Polarity Polarity `yaml:"-"`
	Severity string   `yaml:"severity"`
	// Metrics are those that it looks at.
	Metrics []string `yaml:"metrics"`
	// AtLeast is the smallest change or share that is reported, as a fraction; Minimum the volume below which nothing is said;
	// Below what a whole interval must lie under; Within and For are days.
	AtLeast Percent `yaml:"at_least"`
	Minimum float64 `yaml:"minimum"`
	Below   float64 `yaml:"below"`
	Within  float64 `yaml:"within_days"`
	For     float64 `yaml:"for_days"`
	// Play is what people call the reaction; Action, Outcome and Due (working days) are what it proposes.
	Play    string   `yaml:"play"`
	Action  string   `yaml:"action"`
	Outcome string   `yaml:"outcome"`
	Due     int      `yaml:"due_working_days"`
	Off     bool     `yaml:"off"`
	Samples []Sample `yaml:"samples"`
	Line    int      `yaml:"-"`
}

// Set is a workspace's signals with its health score.
type Set struct {
	// Rate is the false discovery rate over a whole portfolio.
	Rate    Percent
	Signals []*Definition
	Score   ScoreDefinition
	digest  string
}

// Digest identifies the set.
func (s *Set) Digest() string { return s.digest }

// Percent is a share, written 25% or .25.
type Percent float64

// UnmarshalYAML reads 25% and 0.25.
func (p *Percent) UnmarshalYAML(n *yaml.Node) error {
	text, percent := strings.CutSuffix(strings.TrimSpace(n.Value), "%")
	var v float64
	if _, err := fmt.Sscanf(text, "%g", &v); err != nil {
		return fmt.Errorf("line %d: %q is no share: write 25%%", n.Line, n.Value)
	}
	if percent {
		v /= 100
	}
	*p = Percent(v)
	return nil
}

// Default is the set that ships.
func Default() *Set {
	s, err := Load(File, shipped)
	if err != nil {
		panic(err) // a test loads the embedded file
	}
	return s
}

type document struct {
	Rate    Percent   `yaml:"false_discovery_rate"`
	Signals yaml.Node `yaml:"signals"`
	Score   yaml.Node `yaml:"health_score"`
}

// Load reads signals.yaml. Errors name the file and the line.
func Load(name string, data []byte) (*Set, error) {
	var doc document
	if err := decode(bytes.NewReader(data), &doc); err != nil {
		return nil, located(name, err)
	}
	sum := sha256.Sum256(data)
	s := &Set{Rate: doc.Rate, digest: hex.EncodeToString(sum[:3])}
	if s.Rate <= 0 || s.Rate >= 1 {
		return nil, fmt.Errorf("%s: false_discovery_rate must lie between 0%% and 100%%", name)
	}
	for i := 0; i+1 < len(doc.Signals.Content); i += 2 {
		d, err := readDefinition(doc.Signals.Content[i], doc.Signals.Content[i+1])
		if err != nil {
			return nil, located(name, err)
		}
		if slices.ContainsFunc(s.Signals, func(e *Definition) bool { return e.ID == d.ID }) {
			return nil, fmt.Errorf("%s:%d: signal %q stands twice", name, d.Line, d.ID)
		}
		s.Signals = append(s.Signals, d)
	}
	score, err := readScore(&doc.Score)
	if err != nil {
		return nil, located(name, err)
	}
	s.Score = score
	return s, nil
}

func decode(r io.Reader, into any) error {
	d := yaml.NewDecoder(r)
	d.KnownFields(true)
	if err := d.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// strictly decodes a node and refuses keys that are not known.
func strictly(n *yaml.Node, into any) error {
	text, err := yaml.Marshal(n)
	if err != nil {
		return err
	}
	if err := decode(bytes.NewReader(text), into); err != nil {
		message := strings.TrimPrefix(err.Error(), "yaml: unmarshal errors:\n  ")
		if _, rest, ok := strings.Cut(message, ": "); ok {
			message = rest
		}
		return fmt.Errorf("line %d: %s", n.Line, message)
	}
	return nil
}

func readDefinition(key, value *yaml.Node) (*Definition, error) {
	d := &Definition{ID: key.Value, Line: key.Line}
	if err := strictly(value, d); err != nil {
		return nil, err
	}
	known, ok := detectors()[d.Kind]
	switch {
	case !ok:
		return nil, fmt.Errorf("line %d: signal %s: unknown kind %q", d.Line, d.ID, d.Kind)
	case d.Label == "":
		return nil, fmt.Errorf("line %d: signal %s: it needs a label", d.Line, d.ID)
	case d.Severity != "high" && d.Severity != "medium" && d.Severity != "low":
		return nil, fmt.Errorf("line %d: signal %s: severity is high, medium or low", d.Line, d.ID)
	case known.metrics && len(d.Metrics) == 0:
		return nil, fmt.Errorf("line %d: signal %s: kind %s needs metrics", d.Line, d.ID, d.Kind)
	}
	d.Polarity = known.polarity
	return d, nil
}

// located turns "line 12: …" into "signals.yaml:12: …".
func located(name string, err error) error {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	message = strings.TrimPrefix(message, "unmarshal errors:\n  ")
	if rest, ok := strings.CutPrefix(message, "line "); ok {
		if line, text, ok := strings.Cut(rest, ": "); ok {
			return fmt.Errorf("%s:%s: %s", name, line, text)
		}
	}
	return fmt.Errorf("%s: %s", name, message)
}

// Metrics lists the metrics that signals and the score look at.
func (s *Set) Metrics() []string {
	var out []string
	for _, d := range s.Signals {
		out = append(out, d.Metrics...)
	}
	for _, p := range s.Score.Parts {
		out = append(out, p.Metric)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

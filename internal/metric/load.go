package metric

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// DefaultYAML is the metrics.yaml that init writes.
//
//go:embed metrics.yaml
var DefaultYAML []byte

// Default returns the built-in definitions.
func Default() *Set {
	s, err := Load("metrics.yaml", DefaultYAML)
	if err != nil {
		panic(fmt.Sprintf("built-in definitions: %v", err)) // a test loads them
	}
	return s
}

// Load reads a metrics.yaml. Every error carries the file's name and a line; all of a file's errors
// come joined.
func Load(name string, data []byte) (*Set, error) {
	var file struct {
		Metrics yaml.Node `yaml:"metrics"`
	}
	dec := yaml.NewDecoder(strings.NewReader(string(data)))
	dec.KnownFields(true)
	if err := dec.Decode(&file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if file.Metrics.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s:1: want a mapping of metrics under the key metrics", name)
	}
	var defs []*Definition
	var errs []error
	seen := map[string]int{}
	for i := 0; i+1 < len(file.Metrics.Content); i += 2 {
		key, node := file.Metrics.Content[i], file.Metrics.Content[i+1]
		if line, ok := seen[key.Value]; ok {
			errs = append(errs, fmt.Errorf("%s:%d: metric %s is already defined in line %d", name, key.Line, key.Value, line))
			continue
		}
		seen[key.Value] = key.Line
		d, err := define(key.Value, node)
		if err != nil {
			line := key.Line
			if at, ok := errors.AsType[*lineError](err); ok {
				line = at.line
			}
			errs = append(errs, fmt.Errorf("%s:%d: metric %s: %w", name, line, key.Value, err))
			continue
		}
		d.Line = key.Line
		defs = append(defs, d)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return NewSet(defs...)
}

// lineError is an error at a line of the file.
type lineError struct {
	line int
	err  error
}

func (e *lineError) Error() string { return e.err.Error() }
func (e *lineError) Unwrap() error { return e.err }

func at(n *yaml.Node, format string, args ...any) error {
	return &lineError{n.Line, fmt.Errorf(format, args...)}
}

var idPattern = pattern.New(`^[a-z][a-z0-9_]*$`)

// define reads one entry.
func define(id string, node *yaml.Node) (*Definition, error) {
	if !idPattern.MatchString(id) {
		return nil, fmt.Errorf("want an ID of small letters, digits and underscores")
	}
	d := &Definition{ID: id, Polarity: Neutral, Interval: NoInterval}
	err := eachKey(node, map[string]func(*yaml.Node) error{
		"label":       text(&d.Label),
		"description": text(&d.Description),
		"unit":        oneOf(&d.Unit),
		"polarity":    oneOf(&d.Polarity, HigherIsBetter, LowerIsBetter, Neutral),
		"kind":        oneOf(&d.Kind, Amount, Share, OutOf, Quantile, Mean, NPS, TimeOfDay, Computed),
		"hours":       oneOf(&d.Hours, Calendar, Business),
		"interval":    oneOf(&d.Interval, NoInterval, PoissonInterval, WilsonInterval, NPSInterval, MeanInterval, OrderInterval),
		"numerator":   func(n *yaml.Node) (err error) { d.Numerator, err = measure(n); return },
		"denominator": func(n *yaml.Node) error {
			m, err := measure(n)
			d.Denominator = &m
			return err
		},
		"minimum": func(n *yaml.Node) error { return decode(n, &d.Minimum) },
		"target":  func(n *yaml.Node) error { return d.readTarget(n) },
		"sample":  func(n *yaml.Node) (err error) { d.Sample, err = sample(n); return },
	})
	if err != nil {
		return nil, err
	}
	return d, d.complete()
}

// complete fills the kind from the measures and refuses what cannot be computed.
func (d *Definition) complete() error {
	if d.Label == "" {
		return errors.New("no label")
	}
	if d.Unit == "" {
		return errors.New("no unit")
	}
	if d.Kind == Computed {
		return nil
	}
	if d.Numerator.Fact == "" {
		return errors.New("no numerator")
	}
	if d.Kind == "" {
		d.Kind = kindOf(d)
	}
	if (d.Kind == Share || d.Kind == OutOf) != (d.Denominator != nil) {
		return fmt.Errorf("a metric of kind %s %s a denominator", d.Kind, map[bool]string{true: "has", false: "needs"}[d.Denominator != nil])
	}
	if d.Hours == "" && (d.Numerator.Fact == "replies" || d.Numerator.Fact == "resolutions") {
		d.Hours = Calendar
	}
	return nil
}

func kindOf(d *Definition) Kind {
	switch {
	case d.Denominator != nil:
		return Share
	case d.Numerator.Op == OpMedian:
		return Quantile
	case d.Numerator.Op == OpMean:
		return Mean
	case d.Numerator.Op == OpLast && d.Numerator.By == 0:
		return TimeOfDay
	}
	return Amount
}

func measure(n *yaml.Node) (Measure, error) {
	var m Measure
	var where *yaml.Node
	op := func(op MeasureOp) func(*yaml.Node) error {
		return func(n *yaml.Node) error {
			if m.Op != "" {
				return at(n, "both %s and %s in one measure", m.Op, op)
			}
			m.Op = op
			return decode(n, &m.Column)
		}
	}
	err := eachKey(n, map[string]func(*yaml.Node) error{
		"fact":  text(&m.Fact),
		"where": func(n *yaml.Node) error { where = n; return nil },
		"window": func(n *yaml.Node) (err error) {
			if m.Window, err = ParseWindow(n.Value); err != nil {
				return at(n, "%w", err)
			}
			return nil
		},
		"eligible":   func(n *yaml.Node) error { return decode(n, &m.Eligible) },
		"day_starts": timeOfDay(&m.DayStart),
		"by":         timeOfDay(&m.By),
		"count":      op(OpCount), "distinct": op(OpDistinct), "sum": op(OpSum), "median": op(OpMedian), "mean": op(OpMean), "last": op(OpLast), "days": op(OpDays),
	})
	if err != nil {
		return m, err
	}
	base, err := m.base()
	if err != nil {
		return m, at(n, "%w", err)
	}
	if m.Op == OpCount || m.Op == OpDays {
		m.Column = "" // "count: rows"
	}
	if m.By > 0 && m.By < m.DayStart {
		m.By += 24 * time.Hour
	}
	if where != nil {
		if m.Where, err = filter(base, where); err != nil {
			return m, err
		}
	}
	return m, m.check(n, base)
}

// base returns the fact that the measure's filter is about.
func (m Measure) base() (string, error) {
	if m.Op == "" {
		return "", errors.New("a measure needs one of count, distinct, sum, median, mean, last, days")
	}
	if v, ok := viewOf(m.Fact); ok {
		return v.base, nil
	}
	if _, ok := Facts[m.Fact]; !ok {
		names := append(slices.Collect(maps.Keys(Facts)), viewNames...)
		slices.Sort(names)
		return "", fmt.Errorf("unknown fact %q; there are %s", m.Fact, strings.Join(names, ", "))
	}
	return m.Fact, nil
}

func (m Measure) check(n *yaml.Node, base string) error {
	if _, ok := viewOf(m.Fact); ok {
		return nil
	}
	if m.Op == OpCount || m.Op == OpDays || m.Op == OpLast {
		return nil
	}
	t, ok := Facts.Type(base, m.Column)
	switch {
	case !ok:
		return at(n, "unknown column %q of %s", m.Column, base)
	case m.Op != OpDistinct && (t == TextColumn || t == TimeColumn):
		return at(n, "column %q of %s is no number", m.Column, base)
	}
	return nil
}

func (d *Definition) readTarget(n *yaml.Node) error {
	d.Target = map[string]Number{}
	set := func(segment string, n *yaml.Node) error {
		q, ok := ParseQuantity(n.Value)
		if !ok {
			return at(n, "target %q is no figure", n.Value)
		}
		d.Target[segment] = q.Number
		return nil
	}
	if n.Kind == yaml.ScalarNode {
		return set("", n)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		segment := n.Content[i].Value
		if segment == "default" {
			segment = ""
		}
		if err := set(segment, n.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// eachKey calls a reader for each key of a mapping and refuses keys that have none.
func eachKey(n *yaml.Node, readers map[string]func(*yaml.Node) error) error {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.MappingNode {
		return at(n, "want a mapping")
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		read := readers[k.Value]
		if read == nil {
			return at(k, "unknown key %q; there are %s", k.Value, strings.Join(slices.Sorted(maps.Keys(readers)), ", "))
		}
		if err := read(n.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func decode(n *yaml.Node, to any) error {
	if err := n.Decode(to); err != nil {
		return at(n, "%q does not fit here", n.Value)
	}
	return nil
}

func text(to *string) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		if n.Kind != yaml.ScalarNode {
			return at(n, "want text")
		}
		*to = strings.TrimSpace(n.Value)
		return nil
	}
}

// oneOf reads a word; no words given means any.
func oneOf[T ~string](to *T, words ...T) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		if n.Kind != yaml.ScalarNode || len(words) > 0 && !slices.Contains(words, T(n.Value)) {
			return at(n, "%q is none of %v", n.Value, words)
		}
		*to = T(n.Value)
		return nil
	}
}

func timeOfDay(to *time.Duration) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		t, err := time.Parse("15:04", n.Value)
		if err != nil {
			return at(n, "%q is no time of day (write 22:00)", n.Value)
		}
		*to = time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
		return nil
	}
}

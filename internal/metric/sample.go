package metric

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"
)

// sample reads a definition's test. A row that does not name its account belongs to the sample's.
func sample(n *yaml.Node) (*Sample, error) {
	s := &Sample{Account: "acme", Zone: "UTC", Rows: map[string][]Row{}, Expect: map[string]Number{}}
	var rows, expect *yaml.Node
	err := eachKey(n, map[string]func(*yaml.Node) error{
		"account": text(&s.Account), "period": text(&s.Period), "zone": text(&s.Zone),
		"rows":   func(n *yaml.Node) error { rows = n; return nil },
		"expect": func(n *yaml.Node) error { expect = n; return nil },
	})
	if err != nil {
		return nil, err
	}
	if rows == nil || expect == nil || s.Period == "" {
		return nil, at(n, "a sample has rows, a period and what to expect")
	}
	if err := s.readRows(rows); err != nil {
		return nil, err
	}
	for i := 0; i+1 < len(expect.Content); i += 2 {
		k, v := expect.Content[i], expect.Content[i+1]
		if (Value{}).figure(k.Value) == nil {
			return nil, at(k, "unknown figure %q", k.Value)
		}
		if v.Tag == "!!null" {
			s.Expect[k.Value] = Unknown
			continue
		}
		q, ok := ParseQuantity(v.Value)
		if !ok {
			return nil, at(v, "%q is no figure", v.Value)
		}
		s.Expect[k.Value] = q.Number
	}
	return s, nil
}

func (s *Sample) readRows(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return at(n, "rows are lists by fact")
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		fact, list := n.Content[i], n.Content[i+1]
		if _, ok := Facts[fact.Value]; !ok {
			return at(fact, "unknown fact %q", fact.Value)
		}
		for _, item := range list.Content {
			row, err := s.row(fact.Value, item)
			if err != nil {
				return err
			}
			s.Rows[fact.Value] = append(s.Rows[fact.Value], row)
		}
	}
	return nil
}

func (s *Sample) row(fact string, n *yaml.Node) (Row, error) {
	if n.Kind != yaml.MappingNode {
		return nil, at(n, "a row is a mapping of columns")
	}
	row := Row{}
	if _, ok := Facts[fact].Columns["account"]; ok {
		row["account"] = TextCell(s.Account)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		t, ok := Facts.Type(fact, k.Value)
		if !ok {
			return nil, at(k, "unknown column %q of %s", k.Value, fact)
		}
		if v.Tag == "!!null" {
			delete(row, k.Value)
			continue
		}
		c, err := constant(k.Value, t, v.Value, false)
		if err != nil {
			return nil, at(v, "%w", err)
		}
		row[k.Value] = c
	}
	return row, nil
}

// figure returns a figure of a value by the name that samples and citations use; nil for no such name.
func (v Value) figure(name string) *Number {
	known := Int(v.N)
	prior := Int(v.PriorN)
	m := map[string]*Number{"value": &v.Value, "n": &known, "numerator": &v.Numerator, "denominator": &v.Denominator, "p90": &v.P90,
		"prior": &v.Prior, "prior_n": &prior, "prior_p90": &v.PriorP90, "change": &v.Change, "low": &v.Low, "high": &v.High}
	return m[name]
}

// Test runs the definition's sample and says what comes out otherwise than expected; nil when all
// figures agree to six decimals, and for a definition without a sample.
func (d *Definition) Test() error {
	if d.Sample == nil {
		return nil
	}
	s := d.Sample
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return fmt.Errorf("metric %s: sample: %w", d.ID, err)
	}
	period, err := ParsePeriod(s.Period, zone)
	if err != nil {
		return fmt.Errorf("metric %s: sample: %w", d.ID, err)
	}
	values, err := Evaluate(context.Background(), Memory(s.Rows), Env{}, []Query{{Def: d, Period: period, Accounts: []string{s.Account}}})
	if err != nil {
		return fmt.Errorf("metric %s: sample: %w", d.ID, err)
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(s.Expect)) {
		got, want := *values[0][0].figure(name), s.Expect[name]
		if got.Decimal(6) != want.Decimal(6) {
			errs = append(errs, fmt.Errorf("metric %s: sample: %s is %s, want %s", d.ID, name, got, want))
		}
	}
	return errors.Join(errs...)
}

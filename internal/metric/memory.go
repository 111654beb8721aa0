package metric

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Memory is an engine over rows in memory: what a definition's sample runs on, and what the engines are
// held against. Its answers are the meaning of a Scan.
type Memory map[string][]Row

// Run answers scans.
func (m Memory) Run(_ context.Context, scans []Scan) ([]Result, error) {
	out := make([]Result, len(scans))
	for i, s := range scans {
		if _, ok := Facts[s.Fact]; !ok {
			return nil, fmt.Errorf("unknown fact %q", s.Fact)
		}
		out[i] = m.scan(s)
	}
	return out, nil
}

type group struct {
	keys []Cell
	aggs []tally
}

type tally struct {
	n    int64
	set  map[Cell]bool
	some bool
}

func (m Memory) scan(s Scan) Result {
	groups := map[string]*group{}
	var order []string
	for _, row := range m[s.Fact] {
		get := row.get
		at := get(s.Time)
		if !within(at, s.From, s.To) || s.Daily && !at.Known() || !Match(s.Filter, get) {
			continue
		}
		g := groupOf(s, row, at, groups, &order)
		for i, a := range s.Aggregates {
			if within(at, a.From, a.To) && Match(a.Filter, get) && m.among(a.Among, row) {
				g.aggs[i].add(a, get)
			}
		}
	}
	r := Result{Width: len(s.Keys) + len(s.Aggregates)}
	if s.Daily {
		r.Width++
	}
	if len(s.Keys) == 0 && !s.Daily && len(order) == 0 { // an ungrouped aggregate has one row
		order = append(order, "")
		groups[""] = &group{aggs: make([]tally, len(s.Aggregates))}
	}
	for _, k := range order {
		r.Cells = append(r.Cells, groups[k].keys...)
		for i, a := range s.Aggregates {
			r.Cells = append(r.Cells, groups[k].aggs[i].cell(a))
		}
	}
	return r
}

func groupOf(s Scan, row Row, at Cell, groups map[string]*group, order *[]string) *group {
	var keys []Cell
	if s.Daily {
		keys = append(keys, IntCell(LocalDay(at.Time().Add(-s.DayStart), s.Zone)))
	}
	for _, k := range s.Keys {
		keys = append(keys, row.get(k))
	}
	var b strings.Builder
	for _, c := range keys {
		fmt.Fprintf(&b, "%d\x00%s\x00", c.Kind, c)
	}
	g := groups[b.String()]
	if g == nil {
		g = &group{keys: keys, aggs: make([]tally, len(s.Aggregates))}
		groups[b.String()] = g
		*order = append(*order, b.String())
	}
	return g
}

func (t *tally) add(a Aggregate, get func(string) Cell) {
	c := Cell{}
	if a.Column != "" {
		c = get(a.Column)
	}
	switch a.Op {
	case Count:
		t.n++
		return
	case Distinct:
		if t.set == nil {
			t.set = map[Cell]bool{}
		}
		if c.Known() {
			t.set[c] = true
		}
		return
	}
	if !c.Known() {
		if a.Op != Sum || a.Null == 0 {
			return
		}
		c = IntCell(a.Null)
	}
	switch {
	case a.Op == Sum:
		t.n += c.Int
	case !t.some, a.Op == Min && c.Int < t.n, a.Op == Max && c.Int > t.n:
		t.n = c.Int
	}
	t.some = true
}

func (t tally) cell(a Aggregate) Cell {
	switch a.Op {
	case Count:
		return IntCell(t.n)
	case Distinct:
		return IntCell(int64(len(t.set)))
	}
	if !t.some {
		return Cell{}
	}
	return IntCell(t.n)
}

func (m Memory) among(l *Lookup, row Row) bool {
	if l == nil {
		return true
	}
	for _, other := range m[l.Fact] {
		if !Match(l.Filter, other.get) {
			continue
		}
		same := true
		for _, c := range l.Columns {
			same = same && row.get(c).Known() && row.get(c) == other.get(c)
		}
		if same {
			return true
		}
	}
	return false
}

// get returns a column's cell. properties.NAME reads the JSON object's field, which samples write flat.
func (r Row) get(column string) Cell { return r[column] }

func within(at Cell, from, to time.Time) bool {
	if from.IsZero() && to.IsZero() {
		return true
	}
	return at.Known() && (from.IsZero() || at.Int >= from.UnixMicro()) && (to.IsZero() || at.Int < to.UnixMicro())
}

// LocalDay returns the local date of t in a zone as days since 1970-01-01.
func LocalDay(t time.Time, zone *time.Location) int64 {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

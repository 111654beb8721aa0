package rollup

import (
	"slices"
	"time"

	"github.com/touchstone-cs/touchstone/internal/metric"
)

// plan is a scan that rollups cover: by account, by account and event or feature, or by day and account,
// over whole local days, with filters on account, event and feature only.
type plan struct {
	from, to   int64 // local days
	daily      bool
	by         string // event or feature; empty for none
	accounts   []metric.Expr
	pairs      []metric.Expr
	aggregates []aggregate
}

// aggregate is one figure of a plan.
type aggregate struct {
	op       metric.Op
	column   string
	from, to int64
	filter   metric.Expr
	among    *userSet
}

const (
	firstDay = -1 << 40
	lastDay  = 1 << 40
)

// cover says how rollups answer a scan, false when they do not.
func (e *Engine) cover(s metric.Scan) (*plan, bool) {
	if s.Fact != "events" || s.Time != "time" || len(e.Snapshot.Segments["events"]) == 0 || s.From.IsZero() {
		return nil, false
	}
	p := &plan{daily: s.Daily}
	if s.Daily && (s.DayStart != 0 || s.Zone == nil || s.Zone.String() != e.Zone.String() || len(s.Keys) != 1) {
		return nil, false
	}
	switch {
	case len(s.Keys) == 1 && s.Keys[0] == "account":
	case len(s.Keys) == 2 && s.Keys[0] == "account" && (s.Keys[1] == "event" || s.Keys[1] == "feature"):
		p.by = s.Keys[1]
	default:
		return nil, false
	}
	var ok bool
	if p.from, p.to, ok = e.days(s.From, s.To, firstDay, lastDay); !ok {
		return nil, false
	}
	if !p.split(s.Filter) {
		return nil, false
	}
	for _, a := range s.Aggregates {
		x, ok := e.coverAggregate(a, p)
		if !ok {
			return nil, false
		}
		p.aggregates = append(p.aggregates, x)
	}
	return p, true
}

func (e *Engine) coverAggregate(a metric.Aggregate, p *plan) (aggregate, bool) {
	x := aggregate{op: a.Op, column: a.Column, filter: a.Filter}
	switch {
	case a.Op == metric.Count:
	case a.Op == metric.Distinct && (a.Column == "user" || a.Column == "event" || a.Column == "feature"):
	case a.Op == metric.Sum && a.Column == "quantity" && a.Null == 10_000:
	default:
		return x, false
	}
	if a.Filter != nil && !within(a.Filter, "event", "feature") {
		return x, false
	}
	if a.Among != nil && (a.Op != metric.Distinct || a.Column != "user" || !slices.Equal(a.Among.Columns, []string{"account", "user"})) {
		return x, false
	}
	var ok bool
	x.from, x.to, ok = e.days(a.From, a.To, p.from, p.to)
	return x, ok
}

// split sorts the parts of a filter into those on the account and those on event and feature.
func (p *plan) split(filter metric.Expr) bool {
	parts, ok := filter.(metric.All)
	if !ok && filter != nil {
		parts = metric.All{filter}
	}
	for _, x := range parts {
		switch {
		case within(x, "account"):
			p.accounts = append(p.accounts, x)
		case within(x, "event", "feature"):
			p.pairs = append(p.pairs, x)
		default:
			return false
		}
	}
	return true
}

func within(e metric.Expr, columns ...string) bool {
	for _, c := range e.Columns() {
		if !slices.Contains(columns, c) {
			return false
		}
	}
	return true
}

// days turns an interval into local days; false when it does not begin and end with one. Open ends are
// those given.
func (e *Engine) days(from, to time.Time, first, last int64) (int64, int64, bool) {
	a, b := first, last
	if !from.IsZero() {
		d, ok := e.day(from)
		if !ok {
			return 0, 0, false
		}
		a = max(a, d)
	}
	if !to.IsZero() {
		d, ok := e.day(to)
		if !ok {
			return 0, 0, false
		}
		b = min(b, d)
	}
	return a, b, true
}

// day returns the local day that begins at t.
func (e *Engine) day(t time.Time) (int64, bool) {
	t = t.In(e.Zone)
	return metric.LocalDay(t, e.Zone), metric.Day(t).From.Equal(t)
}

// Package portrait gathers what the warehouse knows of a portfolio in a period: the figures of every account with those
// of the periods before, daily series, and who and what stood behind the use. All accounts are asked about at once, whatever their number.
package portrait

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/signal"
)

// Trend is the number of periods that a trend shows, the current one included. It is even: each query answers two.
const Trend = 6

// Metrics are those that a health report shows or rests on, where the workspace defines them.
var Metrics = []string{"adoption_rate", "active_users", "seats", "feature_utilization", "api_calls", "events", "days_since_activity", "tickets_opened", "tickets_open",
	"first_reply", "full_resolution", "csat", "nps", "days_to_renewal"}

// dailyMetrics are those whose days are looked at one by one.
var dailyMetrics = []string{"events", "api_calls", "active_users"}

// Portfolio is what was gathered.
type Portfolio struct {
	Desk     *measure.Desk
	Snapshot *warehouse.Snapshot
	Period   metric.Period
	Days     signal.Days
	Accounts []string // sorted
	// Values holds, by metric and account, the period's value with the prior one.
	Values map[string]map[string]metric.Value
	// Earlier holds, by metric and account, the values of the Trend periods, oldest first, the period last.
	Earlier map[string]map[string][]metric.Number
	// Portraits are in the order of Accounts.
	Portraits []signal.Portrait
}

// Question says what to gather.
type Question struct {
	Period metric.Period
	// Accounts beside those of the warehouse, such as a workspace's without any evidence.
	Accounts []string
	// Metrics that a health score or signals name beside the usual.
	Metrics []string
	// Only, where it is not nil, asks about these accounts and no other, and leaves people, events and features out.
	Only []string
	// Daily says that daily series are wanted where Only is given.
	Daily bool
	// Closed gives an account's own holidays, nil for none. It may itself be nil.
	Closed func(account string) func(day int64) bool
}

// Gather asks the desk. Over an empty warehouse everything is unknown.
func Gather(ctx context.Context, desk *measure.Desk, snapshot *warehouse.Snapshot, q Question) (*Portfolio, error) {
	p := &Portfolio{Desk: desk, Snapshot: snapshot, Period: q.Period, Values: map[string]map[string]metric.Value{}, Earlier: map[string]map[string][]metric.Number{}}
	p.Days = daysOf(q.Period)
	accounts := map[string]bool{}
	for _, a := range q.Accounts {
		accounts[a] = true
	}
	if snapshot.Number > 0 {
		if err := p.figures(ctx, q, accounts); err != nil {
			return nil, fmt.Errorf("figures of %s: %w", q.Period.Name, err)
		}
	}
	p.Accounts = slices.Sorted(maps.Keys(accounts))
	p.Portraits = make([]signal.Portrait, len(p.Accounts))
	place := make(map[string]int, len(p.Accounts))
	for i, a := range p.Accounts {
		place[a] = i
		p.Portraits[i] = p.portrait(a)
		if q.Closed != nil {
			p.Portraits[i].Closed = q.Closed(a)
		}
	}
	switch {
	case snapshot.Number == 0 || q.Only != nil && !q.Daily:
		return p, nil
	case q.Only != nil:
		return p, p.series(ctx, place, q.Only)
	}
	return p, p.use(ctx, place)
}

// Empty reports whether nothing has been imported.
func (p *Portfolio) Empty() bool { return p.Snapshot.Number == 0 }

// Value returns a metric of an account; an unknown one where nobody measured.
func (p *Portfolio) Value(id, account string) metric.Value {
	if v, ok := p.Values[id][account]; ok {
		return v
	}
	return metric.Value{Account: account, Period: p.Period.Name}
}

func (p *Portfolio) figures(ctx context.Context, q Question, accounts map[string]bool) error {
	var queries []metric.Query
	var ids []string
	wanted, trend := slices.Concat(Metrics, q.Metrics), Trend
	if q.Only != nil {
		wanted, trend = q.Metrics, 2
	}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(wanted))) {
		def, err := p.Desk.Metrics.Get(id)
		if err != nil || def.Kind == metric.Computed {
			continue
		}
		ids = append(ids, id)
		for back := 0; back < trend; back += 2 {
			queries = append(queries, metric.Query{Def: def, Period: q.Period.Shift(-back), Accounts: q.Only})
		}
	}
	answers, err := p.Desk.Values(ctx, p.Snapshot, queries)
	if err != nil {
		return err
	}
	for i, id := range ids {
		now := answers[i*trend/2]
		p.Values[id], p.Earlier[id] = make(map[string]metric.Value, len(now)), make(map[string][]metric.Number, len(now))
		for _, v := range now {
			accounts[v.Account] = true
			p.Values[id][v.Account] = v
		}
		for back := range trend / 2 {
			for _, v := range answers[i*trend/2+back] {
				earlier := p.Earlier[id][v.Account]
				if earlier == nil {
					earlier = make([]metric.Number, trend)
					p.Earlier[id][v.Account] = earlier
				}
				earlier[trend-1-2*back], earlier[trend-2-2*back] = v.Value, v.Prior
			}
		}
	}
	return nil
}

func (p *Portfolio) portrait(account string) signal.Portrait {
	out := signal.Portrait{Account: account, Daily: map[string][]float64{}, Figures: map[string]signal.Figure{}}
	for id := range p.Values {
		def, err := p.Desk.Metrics.Get(id)
		if err != nil {
			continue
		}
		f := FigureOf(def, p.Value(id, account))
		if target, ok := p.Desk.Target(def, account); ok {
			f.Target = target.Float()
		}
		for _, n := range p.Earlier[id][account][:max(0, len(p.Earlier[id][account])-2)] {
			f.Earlier = append(f.Earlier, float(n))
		}
		out.Figures[id] = f
	}
	return out
}

// FigureOf reads a metric's value as signals and scores do.
func FigureOf(def *metric.Definition, v metric.Value) signal.Figure {
	f := signal.Unknown()
	f.Value, f.Prior, f.Low, f.High = float(v.Value), float(v.Prior), float(v.Low), float(v.High)
	f.P90, f.PriorP90 = float(v.P90), float(v.PriorP90)
	f.N, f.PriorN, f.Minimum = float64(v.N), float64(v.PriorN), float64(def.Minimum)
	return f
}

func float(n metric.Number) float64 {
	if !n.Known() {
		return math.NaN()
	}
	return n.Float()
}

// reach is how many days before the period's end are looked at one by one: half a year, and always six periods.
func reach(p metric.Period) int { return max(210, 6*p.Days()) }

func daysOf(p metric.Period) signal.Days {
	end := metric.LocalDay(p.To, p.Zone())
	first := end - int64(reach(p))
	start := metric.LocalDay(p.From, p.Zone())
	before := metric.LocalDay(p.Prior().From, p.Zone())
	return signal.Days{First: first, Count: int(end - first), Start: int(start - first), Before: int(before - first)}
}

// Day is the date of the i-th day.
func (p *Portfolio) Day(i int) string {
	return time.Unix((p.Days.First+int64(i))*86400, 0).UTC().Format(time.DateOnly)
}

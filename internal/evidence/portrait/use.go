package portrait

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/signal"
)

// use fills in daily series, people, events and features, in one round of scans and a second for the few people who fell silent.
func (p *Portfolio) use(ctx context.Context, place map[string]int) error {
	engine, err := p.Desk.Engine(p.Snapshot)
	if err != nil {
		return err
	}
	if err := p.daily(ctx, engine, place, nil); err != nil {
		return err
	}
	scans := []metric.Scan{p.splitScan("event", p.Period.Prior()), p.splitScan("feature", p.Period.Shift(-signal.FeatureReach)), p.peopleScan(), rolesScan()}
	results, err := engine.Run(ctx, scans)
	if err != nil {
		return fmt.Errorf("use: %w", err)
	}
	p.readSplits(results[0], place, func(q *signal.Portrait) *[]signal.Split { return &q.Events })
	p.readSplits(results[1], place, func(q *signal.Portrait) *[]signal.Split { return &q.Features })
	p.readPeople(results[2], rolesOf(results[3]), place)
	return p.activeDays(ctx, engine)
}

// series fills in the daily series of a few accounts.
func (p *Portfolio) series(ctx context.Context, place map[string]int, accounts []string) error {
	engine, err := p.Desk.Engine(p.Snapshot)
	if err != nil {
		return err
	}
	return p.daily(ctx, engine, place, metric.OneOf("account", accounts...))
}

// daily fills in the daily series, a month after the other: all days of all accounts at once would be most of the memory that a portfolio takes.
func (p *Portfolio) daily(ctx context.Context, engine metric.Engine, place map[string]int, only metric.Expr) error {
	scan, ids := p.dailyScan()
	scan.Filter = only
	for from := scan.From; from.Before(p.Period.To); from = scan.To {
		scan.From, scan.To = from, nextMonth(from)
		if scan.To.After(p.Period.To) {
			scan.To = p.Period.To
		}
		results, err := engine.Run(ctx, []metric.Scan{scan})
		if err != nil {
			return fmt.Errorf("daily use: %w", err)
		}
		p.readDaily(results[0], ids, place)
	}
	return nil
}

// nextMonth is the beginning of the month after the one that a day lies in.
func nextMonth(day time.Time) time.Time {
	y, m, _ := day.Date()
	return time.Date(y, m+1, 1, 0, 0, 0, 0, day.Location())
}

// from is the first of the days.
func (p *Portfolio) from() time.Time {
	y, m, d := p.Period.To.Date()
	return time.Date(y, m, d-p.Days.Count, 0, 0, 0, 0, p.Period.Zone())
}

func (p *Portfolio) dailyScan() (metric.Scan, []string) {
	scan := metric.Scan{Fact: "events", Time: "time", From: p.from(), To: p.Period.To, Daily: true, Zone: p.Period.Zone(), Keys: []string{"account"}}
	var ids []string
	for _, id := range dailyMetrics {
		def, err := p.Desk.Metrics.Get(id)
		if err != nil || def.Kind != metric.Amount || def.Numerator.Fact != "events" {
			continue
		}
		a := metric.Aggregate{Op: metric.Count, Filter: def.Numerator.Where}
		switch def.Numerator.Op {
		case metric.OpDistinct:
			a.Op, a.Column = metric.Distinct, def.Numerator.Column
		case metric.OpSum:
			t, _ := metric.Facts.Type("events", def.Numerator.Column)
			a.Op, a.Column, a.Null = metric.Sum, def.Numerator.Column, t.Scale()
		}
		ids = append(ids, id)
		scan.Aggregates = append(scan.Aggregates, a)
	}
	return scan, ids
}

// readDaily fills the series. A metric of which an account shows nothing in the whole span has no series.
func (p *Portfolio) readDaily(r metric.Result, ids []string, place map[string]int) {
	scales := make([]float64, len(ids))
	for k, id := range ids {
		scales[k] = 1
		if def, err := p.Desk.Metrics.Get(id); err == nil && def.Numerator.Op == metric.OpSum {
			t, _ := metric.Facts.Type("events", def.Numerator.Column)
			scales[k] = float64(t.Scale())
		}
	}
	for i := range r.Len() {
		row := r.Row(i)
		at, ok := place[row[1].Text]
		day := row[0].Int - p.Days.First
		if !ok || day < 0 || day >= int64(p.Days.Count) {
			continue
		}
		for k, id := range ids {
			n := row[2+k]
			if !n.Known() || n.Int == 0 {
				continue
			}
			series := p.Portraits[at].Daily[id]
			if series == nil {
				series = make([]float64, p.Days.Count)
				p.Portraits[at].Daily[id] = series
			}
			series[day] = float64(n.Int) / scales[k]
		}
	}
}

// volume is the aggregate by which the metric events counts.
func volume(from, to time.Time) metric.Aggregate {
	t, _ := metric.Facts.Type("events", "quantity")
	return metric.Aggregate{Op: metric.Sum, Column: "quantity", Null: t.Scale(), From: from, To: to}
}

func (p *Portfolio) splitScan(key string, before metric.Period) metric.Scan {
	return metric.Scan{Fact: "events", Time: "time", From: before.From, To: p.Period.To, Keys: []string{"account", key}, Aggregates: []metric.Aggregate{
		volume(p.Period.From, p.Period.To), volume(before.From, before.To), {Op: metric.Distinct, Column: "user", From: p.Period.From, To: p.Period.To}}}
}

func (p *Portfolio) readSplits(r metric.Result, place map[string]int, of func(*signal.Portrait) *[]signal.Split) {
	t, _ := metric.Facts.Type("events", "quantity")
	scale := float64(t.Scale())
	for i := range r.Len() {
		row := r.Row(i)
		if at, ok := place[row[0].Text]; ok && row[1].Known() {
			list := of(&p.Portraits[at])
			*list = append(*list, signal.Split{Name: row[1].Text, Now: float64(row[2].Int) / scale, Prior: float64(row[3].Int) / scale, Users: float64(row[4].Int)})
		}
	}
	for i := range p.Portraits {
		list := *of(&p.Portraits[i])
		slices.SortFunc(list, func(a, b signal.Split) int {
			if c := cmp.Compare(b.Now, a.Now); c != 0 {
				return c
			}
			return cmp.Compare(a.Name, b.Name)
		})
	}
}

func (p *Portfolio) peopleScan() metric.Scan {
	return metric.Scan{Fact: "events", Time: "time", From: p.from(), To: p.Period.To, Keys: []string{"account", "user"}, Filter: metric.Not{Expr: metric.Null{Column: "user"}},
		Aggregates: []metric.Aggregate{{Op: metric.Count}, {Op: metric.Max, Column: "time"}}}
}

// roles that make a person one whose leaving matters whatever their share of the use.
var roles = []string{"champion", "admin", "sponsor"}

func rolesScan() metric.Scan {
	return metric.Scan{Fact: "users", Keys: []string{"account", "user", "role"}, Filter: metric.OneOf("role", roles...), Aggregates: []metric.Aggregate{{Op: metric.Count}}}
}

func rolesOf(r metric.Result) map[[2]string]string {
	out := map[[2]string]string{}
	for i := range r.Len() {
		row := r.Row(i)
		out[[2]string{row[0].Text, row[1].Text}] = row[2].Text
	}
	return out
}

// mostPeople is how many of an account's users are told apart: the most active ones.
const mostPeople = 12

func (p *Portfolio) readPeople(r metric.Result, role map[[2]string]string, place map[string]int) {
	total := make([]float64, len(p.Portraits))
	end := metric.LocalDay(p.Period.To, p.Period.Zone())
	for i := range r.Len() {
		row := r.Row(i)
		at, ok := place[row[0].Text]
		if !ok {
			continue
		}
		last := metric.LocalDay(row[3].Time(), p.Period.Zone())
		total[at] += float64(row[2].Int)
		p.Portraits[at].People = append(p.Portraits[at].People, signal.Person{ID: row[1].Text, Role: role[[2]string{row[0].Text, row[1].Text}],
			Events: float64(row[2].Int), Silent: float64(end - 1 - last)})
	}
	for i := range p.Portraits {
		people := p.Portraits[i].People
		sort.Slice(people, func(a, b int) bool {
			x, y := people[a], people[b]
			if (x.Role != "") != (y.Role != "") {
				return x.Role != ""
			}
			if x.Events != y.Events {
				return x.Events > y.Events
			}
			return x.ID < y.ID
		})
		people = people[:min(len(people), mostPeople)]
		for k := range people {
			people[k].Share = people[k].Events / total[i]
			people[k].ActiveDays = min(people[k].Events, 60) / 2 // a guess; those who fell silent are counted
		}
		p.Portraits[i].People = people
	}
}

// quiet is the silence from which on a person's active days are counted.
const quiet = 14

// activeDays counts, for the people who fell silent, on how many days they were active.
func (p *Portfolio) activeDays(ctx context.Context, engine metric.Engine) error {
	silent := map[[2]string]*signal.Person{}
	var users []string
	for i := range p.Portraits {
		for k := range p.Portraits[i].People {
			if person := &p.Portraits[i].People[k]; person.Silent >= quiet {
				silent[[2]string{p.Portraits[i].Account, person.ID}] = person
				person.ActiveDays = 0
				users = append(users, person.ID)
			}
		}
	}
	if len(silent) == 0 {
		return nil
	}
	scan := metric.Scan{Fact: "events", Time: "time", From: p.from(), To: p.Period.To, Daily: true, Zone: p.Period.Zone(), Keys: []string{"account", "user"},
		Filter: metric.OneOf("user", users...), Aggregates: []metric.Aggregate{{Op: metric.Count}}}
	results, err := engine.Run(ctx, []metric.Scan{scan})
	if err != nil {
		return fmt.Errorf("people who fell silent: %w", err)
	}
	for i := range results[0].Len() {
		row := results[0].Row(i)
		if person := silent[[2]string{row[1].Text, row[2].Text}]; person != nil {
			person.ActiveDays++
		}
	}
	return nil
}

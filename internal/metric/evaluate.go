package metric

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Query asks for one metric over one period, for some or all accounts.
type Query struct {
	Def    *Definition
	Period Period
	// Prior is what the value is compared with; the zero Period means the one before.
	Prior Period
	// Accounts to answer for, in the answer's order; nil means every account of the warehouse.
	Accounts []string
	// Where restricts the numerator's fact further, and the denominator's where it is the same.
	Where Expr
	// Window replaces the definition's window, in days.
	Window int
	// Hours replaces the definition's clock.
	Hours Hours
	// By splits every account's figure by a column of the fact: feature, event.
	By string
}

// Value is a metric's answer for one account and period.
type Value struct {
	Account string
	Period  string
	By      string // the value of Query.By's column
	// Value is Unknown where nothing was measured; N is the number of observations behind it.
	Value Number
	N     int64
	// Numerator and Denominator are known for a ratio and for 7 of 12.
	Numerator, Denominator Number
	P90                    Number // of a median

	Prior, PriorP90, PriorNumerator, PriorDenominator Number
	PriorN                                            int64
	// Change compares with Prior as Definition.Change does.
	Change Number
	// Low and High are the ends of the definition's 95% interval of Value.
	Low, High Number
}

func (q *Query) hours() Hours {
	if q.Hours != "" {
		return q.Hours
	}
	return q.Def.Hours
}

// Evaluate answers queries together: scans that several need run once, and all of them in two rounds.
// The answers come in the queries' order, each by account.
func Evaluate(ctx context.Context, engine Engine, env Env, queries []Query) ([][]Value, error) {
	r := newRun(env)
	jobs := make([]job, len(queries))
	for i := range queries {
		q := queries[i]
		if q.Def.Kind == Computed {
			return nil, fmt.Errorf("metric %s is computed elsewhere", q.Def.ID)
		}
		if q.Prior.Name == "" {
			q.Prior = q.Period.Prior()
		}
		jobs[i] = job{q: &q, now: r.probe(&q, q.Period), before: r.probe(&q, q.Prior)}
	}
	if err := r.fetch(ctx, engine); err != nil {
		return nil, err
	}
	presence, err := r.presence(ctx, engine, jobs)
	if err != nil {
		return nil, err
	}
	out := make([][]Value, len(jobs))
	for i, j := range jobs {
		out[i] = r.values(j, presence)
	}
	return out, nil
}

func (r *run) fetch(ctx context.Context, engine Engine) error {
	results, err := engine.Run(ctx, r.scans)
	if err != nil {
		return err
	}
	if len(results) != len(r.scans) {
		return fmt.Errorf("%d answers to %d scans", len(results), len(r.scans))
	}
	r.results = results
	return nil
}

type job struct {
	q           *Query
	now, before probe
}

// probe reads a metric's ingredients in one period.
type probe struct {
	period   Period
	num, den func() readings
	numRead  readings
	denRead  readings
	fact     string // base fact whose presence decides between 0 and Unknown
	view     bool
}

// reading is one ingredient of one group.
type reading struct {
	value   Number
	n       int64
	samples []int64 // sorted
	scale   int64
	counts  []int64 // beside samples: how often each occurs; nil for once
}

func (r *run) probe(q *Query, p Period) probe {
	d := q.Def
	x := probe{period: p, num: r.plan(d.Numerator, q, p)}
	if v, ok := viewOf(d.Numerator.Fact); ok {
		x.fact, x.view = v.base, v.atEnd
	} else {
		x.fact = d.Numerator.Fact
	}
	if d.Denominator != nil {
		x.den = r.plan(*d.Denominator, q, p)
	}
	return x
}

func (x *probe) read() {
	x.numRead = x.num()
	if x.den != nil {
		x.denRead = x.den()
	}
}

// plan asks for what a measure needs and returns its reader.
func (r *run) plan(m Measure, q *Query, p Period) func() readings {
	if q.Where != nil && m.baseFact() == q.Def.Numerator.baseFact() {
		m.Where = Both(m.Where, q.Where)
	}
	if v, ok := viewOf(m.Fact); ok {
		rows := v.plan(r, m, q, m.span(p, q))
		return func() readings { return viewReadings(m, v, rows()) }
	}
	span := m.span(p, q)
	switch m.Op {
	case OpMedian, OpMean:
		return r.planHistogram(m, q, span)
	case OpLast, OpDays:
		return r.planDays(m, q, span)
	}
	return r.planAggregate(m, q, span)
}

func (m Measure) baseFact() string {
	if v, ok := viewOf(m.Fact); ok {
		return v.base
	}
	return m.Fact
}

func (m Measure) span(p Period, q *Query) Period {
	switch {
	case q.Window > 0:
		return p.Rolling(q.Window)
	case m.Window > 0:
		return p.Rolling(m.Window)
	}
	return p
}

func (r *run) planAggregate(m Measure, q *Query, p Period) func() readings {
	a := Aggregate{Op: map[MeasureOp]Op{OpCount: Count, OpDistinct: Distinct, OpSum: Sum}[m.Op], Column: m.Column, Filter: m.Where, From: p.From, To: p.To}
	scale := int64(1)
	if m.Op == OpSum {
		t, _ := Facts.Type(m.Fact, m.Column)
		scale = t.Scale()
		if m.Column == "quantity" {
			a.Null = scale // an event without a quantity is one
		}
	}
	if m.Eligible {
		a.Among = &Lookup{Fact: "users", Columns: []string{"account", "user"}, Filter: eligibleFilter(p)}
	}
	if Facts[m.Fact].Time == "" {
		a.From, a.To = time.Time{}, time.Time{}
	}
	got := r.aggregate(m.Fact, q, q.By, a)
	var open, listed aggregated
	if m.Eligible { // where no source lists an account's users, everybody is eligible
		b := a
		b.Among = nil
		open = r.aggregate(m.Fact, q, q.By, b)
		listed = r.aggregate("users", q, "", Aggregate{Op: Count})
	}
	return func() readings { return figures{got, open, listed, m.Eligible, scale} }
}

// readings are a measure's ingredients by group.
type readings interface {
	get(groupKey) (reading, bool)
	each(func(groupKey))
}

type mapped map[groupKey]reading

func (m mapped) get(k groupKey) (reading, bool) { x, ok := m[k]; return x, ok }
func (m mapped) each(visit func(groupKey)) {
	for k := range m {
		visit(k)
	}
}

// figures are readings that stand in a scan's result. With eligible, an account whose users no source
// lists is counted in full.
type figures struct {
	got, open, listed aggregated
	eligible          bool
	scale             int64
}

func (f figures) get(k groupKey) (reading, bool) {
	n, ok := f.got.get(k)
	if f.eligible {
		if listed, _ := f.listed.get(groupKey{account: k.account}); listed == 0 {
			n, ok = f.open.get(k)
		}
	}
	return reading{value: Ratio(n, f.scale), n: n / f.scale, scale: f.scale}, ok
}

func (f figures) each(visit func(groupKey)) {
	ix := f.got.r.grouped(f.got.scan)
	for i := range ix.rows {
		visit(ix.key(i))
	}
}

// planHistogram fetches how often each value occurs: quantiles, means and scores are exact from that.
func (r *run) planHistogram(m Measure, q *Query, p Period) func() readings {
	t, _ := Facts.Type(m.Fact, m.Column)
	keys := []string{"account", m.Column}
	if q.By != "" {
		keys = append(keys, q.By)
	}
	rows := r.ask(Scan{Fact: m.Fact, Time: Facts[m.Fact].Time, From: p.From, To: p.To, Keys: keys,
		Filter: Both(Both(m.Where, Not{Null{m.Column}}), accountFilter(q)), Aggregates: []Aggregate{{Op: Count}}})
	return func() readings {
		hist := map[groupKey]map[int64]int64{}
		rows.each(func(c []Cell) {
			k := groupKey{account: c[0].Text}
			if q.By != "" {
				k.by = c[2].Text
			}
			if hist[k] == nil {
				hist[k] = map[int64]int64{}
			}
			hist[k][c[1].Int] += c[len(c)-1].Int
		})
		out := make(mapped, len(hist))
		for k, h := range hist {
			out[k] = histogram(h, t.Scale())
		}
		return out
	}
}

func histogram(h map[int64]int64, scale int64) reading {
	x := reading{scale: scale}
	for v, n := range h {
		x.n += n
		for range n {
			x.samples = append(x.samples, v)
		}
	}
	slices.Sort(x.samples)
	return x
}

// planDays fetches the last row of each local day.
func (r *run) planDays(m Measure, q *Query, p Period) func() readings {
	rows := r.ask(Scan{Fact: m.Fact, Time: Facts[m.Fact].Time, From: p.From.Add(m.DayStart), To: p.To.Add(m.DayStart), Daily: true, DayStart: m.DayStart, Zone: p.Zone(),
		Keys: []string{"account"}, Filter: Both(m.Where, accountFilter(q)), Aggregates: []Aggregate{{Op: Max, Column: Facts[m.Fact].Time}}})
	return func() readings {
		out := mapped{}
		rows.each(func(c []Cell) {
			midnight := date{1970, 1, 1 + int(c[0].Int)}.in(p.Zone())
			seconds := int64(c[2].Time().Sub(midnight) / time.Second)
			if m.Op == OpLast && m.By > 0 && seconds > int64(m.By/time.Second) {
				return
			}
			k := groupKey{account: c[1].Text}
			x := out[k]
			x.n++
			x.scale = 1
			x.samples = append(x.samples, seconds)
			x.value = Int(x.n)
			out[k] = x
		})
		return out
	}
}

func viewReadings(m Measure, v view, rows map[string][]int64) readings {
	out := make(mapped, len(rows))
	for account, values := range rows {
		x := reading{n: int64(len(values)), scale: v.scale, samples: slices.Sorted(slices.Values(values))}
		switch m.Op {
		case OpCount:
			x.value = Int(x.n)
		case OpSum:
			var sum int64
			for _, n := range values {
				sum += n
			}
			x.value = Ratio(sum, v.scale)
		}
		out[groupKey{account: account}] = x
	}
	return out
}

// values puts a job's readings together, by account and then by the second key.
func (r *run) values(j job, presence presence) []Value {
	j.now.read()
	j.before.read()
	if now, before, ok := j.columns(); ok {
		return r.valuesOfRows(j, now, before, presence)
	}
	groups := r.groups(j)
	out := make([]Value, len(groups))
	for i, k := range groups {
		out[i].Account, out[i].By = k.account, k.by
		out[i].set(j.q, r.figure(j.q, &j.now, k, presence), r.figure(j.q, &j.before, k, presence))
	}
	return out
}

// set fills in the figures of a value.
func (v *Value) set(q *Query, now, before figure) {
	v.Period = q.Period.Name
	v.Value, v.N, v.P90, v.Numerator, v.Denominator, v.Low, v.High = now.value, now.n, now.p90, now.num, now.den, now.low, now.high
	v.Prior, v.PriorN, v.PriorP90, v.PriorNumerator, v.PriorDenominator = before.value, before.n, before.p90, before.num, before.den
	v.Change = q.Def.Change(v.Value, v.Prior)
}

// groups lists what a job answers for, in order: its accounts, or where it splits them every pair that
// occurs.
func (r *run) groups(j job) []groupKey {
	accounts := r.accounts(j.q)
	if j.q.By == "" && j.q.Accounts != nil {
		out := make([]groupKey, 0, len(accounts))
		for _, a := range accounts {
			out = append(out, groupKey{account: a})
		}
		return out
	}
	var out []groupKey
	if j.q.By == "" {
		for _, a := range accounts {
			out = append(out, groupKey{account: a})
		}
	}
	reads := []readings{j.now.numRead, j.before.numRead}
	if a, ok := reads[0].(figures); ok {
		if b, ok := reads[1].(figures); ok && a.got.scan == b.got.scan {
			reads = reads[:1] // the rows of both
		}
	}
	for _, read := range reads {
		had := len(out)
		read.each(func(k groupKey) {
			if k.account != "" {
				out = append(out, k)
			}
		})
		if had > 0 && slices.Equal(out[:had], out[had:]) {
			out = out[:had]
		}
	}
	if !slices.IsSortedFunc(out, groupKey.compare) {
		slices.SortFunc(out, groupKey.compare)
	}
	out = slices.Compact(out)
	if j.q.By != "" {
		wanted := map[string]bool{}
		for _, a := range accounts {
			wanted[a] = true
		}
		out = slices.DeleteFunc(out, func(k groupKey) bool { return j.q.Accounts != nil && !wanted[k.account] })
	}
	return out
}

package metric

import (
	"context"
	"time"
)

// figure is a metric of one group in one period.
type figure struct {
	value, p90, num, den, low, high Number
	n                               int64
}

func (r *run) figure(q *Query, x *probe, k groupKey, presence presence) figure {
	num, ok := x.numRead.get(k)
	num, ok = x.measured(num, ok, func() bool { return presence.known(x.fact, k.account, x.period) })
	if !ok {
		return figure{}
	}
	switch q.Def.Kind {
	case Share, OutOf:
		byAccount, _ := x.denRead.get(groupKey{account: k.account})
		byGroup, _ := x.denRead.get(k)
		return shareOf(q.Def, num, byAccount, byGroup)
	case Quantile:
		f := figure{value: quantile(num.samples, 1, 2, num.scale), p90: quantile(num.samples, 9, 10, num.scale), n: num.n}
		if q.Def.Interval == OrderInterval {
			f.low, f.high = orderRange(num.samples, num.scale)
		}
		return f
	case Mean, TimeOfDay:
		return meanOf(q.Def, num)
	case NPS:
		return npsOf(num)
	}
	return amountOf(q.Def, num)
}

// measured tells 0 from Unknown: no row, or none that counts, is 0 once the fact was measured for the account.
func (x *probe) measured(num reading, ok bool, known func() bool) (reading, bool) {
	switch {
	case x.view || ok && (num.n != 0 || num.value.Sign() != 0):
		return num, ok
	case !known():
		return num, false
	case !ok:
		return reading{value: Int(0), scale: 1}, true
	}
	return num, true
}

func amountOf(d *Definition, num reading) figure {
	f := figure{value: num.value, n: num.n}
	if len(num.samples) == 1 && !num.value.Known() { // a state: the one row's value
		f.value = Ratio(num.samples[0], num.scale)
	}
	if d.Interval == PoissonInterval {
		if n, ok := f.value.Whole(); ok && n >= 0 {
			low, high := Poisson(n)
			f.low, f.high = Approx(low), Approx(high)
		}
	}
	return f
}

func shareOf(d *Definition, num, byAccount, byGroup reading) figure {
	den := byGroup
	if !den.value.Known() {
		den = byAccount
	}
	f := figure{num: num.value, den: den.value}
	if d.Kind == OutOf {
		f.value = num.value
		if n, ok := den.value.Whole(); ok {
			f.n = n
		}
		return f
	}
	if !den.value.Known() {
		return f
	}
	f.value = num.value.Div(den.value)
	a, ok1 := num.value.Whole()
	b, ok2 := den.value.Whole()
	if ok2 {
		f.n = b
	}
	if d.Interval == WilsonInterval && ok1 && ok2 && a >= 0 && a <= b && b > 0 {
		low, high := Wilson(a, b)
		f.low, f.high = Approx(low), Approx(high)
	}
	return f
}

func meanOf(d *Definition, num reading) figure {
	if num.n == 0 || len(num.samples) == 0 {
		return figure{}
	}
	var sum int64
	var fsum, squares float64
	for _, v := range num.samples {
		sum += v
		f := float64(v) / float64(num.scale)
		fsum += f
		squares += f * f
	}
	f := figure{value: Ratio(sum, num.scale).Div(Int(num.n)), n: num.n}
	if d.Interval == MeanInterval {
		low, high := MeanRange(fsum, squares, num.n)
		f.low, f.high = Approx(low), Approx(high)
	}
	return f
}

// npsOf counts 9–10 and 0–6 on a scale of 0 to 10.
func npsOf(num reading) figure {
	if num.n == 0 {
		return figure{}
	}
	var p, d int64
	for _, v := range num.samples {
		switch {
		case v >= 9*num.scale:
			p++
		case v <= 6*num.scale:
			d++
		}
	}
	low, high := NPSRange(p, d, num.n)
	return figure{value: Ratio(100*(p-d), num.n), n: num.n, low: Approx(low), high: Approx(high)}
}

// presence tells from when on a fact was measured: events for each account by itself, other facts for
// the whole warehouse (an account without tickets has 0 of them once tickets are imported).
type presence struct {
	facts    map[string]int64 // first row, by fact
	accounts map[string]int64 // first event, by account
}

func (p presence) known(fact, account string, period Period) bool {
	first, ok := p.facts[fact]
	if fact == "events" {
		first, ok = p.accounts[account]
	}
	return ok && first < period.To.UnixMicro()
}

// presence asks, in a second round, for the facts and accounts whose figure is 0 or absent.
func (r *run) presence(ctx context.Context, engine Engine, jobs []job) (presence, error) {
	out := presence{facts: map[string]int64{}, accounts: map[string]int64{}}
	facts := map[string]bool{}
	silent := map[string]bool{}
	listed := true
	for i := range jobs {
		j := &jobs[i]
		if j.now.view {
			continue
		}
		facts[j.now.fact] = true
		if j.now.fact != "events" {
			continue
		}
		if j.q.Accounts == nil || len(j.q.Accounts) > maxListed {
			listed = false
		}
		for _, a := range r.accounts(j.q) {
			silent[a] = true
		}
	}
	second := newRun(r.env)
	second.scans, second.index = nil, map[string]int{}
	var sets []rowset
	var names []string
	for fact := range facts {
		s := Scan{Fact: fact, Time: Facts[fact].Time}
		if s.Time == "" {
			s.Aggregates = []Aggregate{{Op: Count}}
		} else {
			s.Aggregates = []Aggregate{{Op: Min, Column: s.Time}}
		}
		if fact == "events" {
			s.Keys = []string{"account"}
			if listed && len(silent) <= maxListed {
				s.Filter = OneOf("account", sortedKeys(silent)...)
			}
		}
		sets, names = append(sets, second.ask(s)), append(names, fact)
	}
	if err := second.fetch(ctx, engine); err != nil {
		return out, err
	}
	for i, s := range sets {
		s.each(func(c []Cell) {
			first := c[len(c)-1]
			switch {
			case names[i] == "events" && c[0].Known() && first.Known():
				out.accounts[c[0].Text] = first.Int
			case names[i] != "events" && Facts[names[i]].Time != "" && first.Known():
				out.facts[names[i]] = first.Int
			case names[i] != "events" && Facts[names[i]].Time == "" && first.Int > 0:
				out.facts[names[i]] = time.Unix(0, 0).UnixMicro()
			}
		})
	}
	return out, nil
}

func sortedKeys(m map[string]bool) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return OneOf("", out...).(In).Values
}

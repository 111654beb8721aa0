package signal

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Change compares the use of a period with that of the one before, per working day.
type Change struct {
	Now, Prior         float64 // counts as they are
	NowDays, PriorDays float64 // working days, by the account's own week
	Ratio              float64 // of the rates per working day, minus 1: −.4 is a fall of 40%
	Low, High          float64 // its 95% interval
	P                  float64 // one-sided: how often chance alone moves as far in this direction
}

// week is what share of an ordinary day's use each weekday sees, holidays as the account's quietest weekday.
type week [7]float64

// weekOf estimates the week from the days before the period, shrunk towards five equal working days by four weeks' worth
// of trust.
func weekOf(series []float64, d Days) week {
	var sum, n week
	for i := 0; i < d.Start; i++ {
		if !d.closed(i) {
			sum[d.weekday(i)] += series[i]
			n[d.weekday(i)]++
		}
	}
	total, days := 0.0, 0.0
	for w := 1; w <= 5; w++ {
		total, days = total+sum[w], days+n[w]
	}
	var out week
	if total == 0 {
		return week{0, 1, 1, 1, 1, 1, 0}
	}
	mean := total / days
	for w := range out {
		usual := 0.0
		if w >= 1 && w <= 5 {
			usual = 1
		}
		const trust = 4
		out[w] = (sum[w]/mean + trust*usual) / (n[w] + trust)
	}
	return out
}

// exposure is the share of an ordinary day's use that each of the days stands for.
type exposure []float64

func (w week) exposure(d Days) exposure {
	least := slices.Min(w[:])
	out := make(exposure, d.Count)
	for i := range out {
		if out[i] = w[d.weekday(i)]; d.closed(i) {
			out[i] = least
		}
	}
	return out
}

// exposureOf is by the week that the series itself shows.
func exposureOf(series []float64, d Days) exposure { return weekOf(series, d).exposure(d) }

// days are the working days from a day to before another.
func (e exposure) days(from, to int) float64 { return sum(e[from:to]) }

func sum(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}

// Compare estimates the change of a count from the period before to the period. Counts of use are far from independent: people work in
// bursts and months differ. So the interval rests on the variation of the account's own weeks around their period's level
// (quasi-Poisson), and on that of its own earlier stretches of a period's length around each other.
func Compare(series []float64, d Days) Change { return compare(series, d).bounded() }

// comparison is a change whose interval is not worked out yet: that takes longer than all else of it, and few are asked for theirs.
type comparison struct {
	Change // Low and High are NaN
	test   spread
	t      distuv.StudentsT
	shift  float64 // the log of the ratio
}

// bounded is the change with its interval.
func (c comparison) bounded() Change {
	if !math.IsNaN(c.Ratio) {
		low, high := c.test.reach(c.shift, c.t.Quantile(.975))
		c.Low, c.High = math.Exp(low)-1, math.Exp(high)-1
	}
	return c.Change
}

func compare(series []float64, d Days) comparison {
	e := exposureOf(series, d)
	c := comparison{Change: Change{Now: sum(series[d.Start:]), Prior: sum(series[d.Before:d.Start]), Low: math.NaN(), High: math.NaN()}}
	c.NowDays, c.PriorDays = e.days(d.Start, d.Count), e.days(d.Before, d.Start)
	if c.NowDays <= 0 || c.PriorDays <= 0 {
		c.Ratio, c.P = math.NaN(), 1
		return c
	}
	now, prior := (c.Now+.5)/c.NowDays, (c.Prior+.5)/c.PriorDays
	c.Ratio = c.Now/c.NowDays/(c.Prior/c.PriorDays) - 1
	dispersion, free := dispersionOf(series, e, d)
	between, freeBetween := betweenPeriods(series, e, d, dispersion)
	c.test = spread{total: c.Now + c.Prior, now: c.NowDays, prior: c.PriorDays, dispersion: dispersion, between: between}
	c.t = distuv.StudentsT{Mu: 0, Sigma: 1, Nu: c.test.freedom(math.Max(2, free), freeBetween)}
	c.shift = math.Log(now / prior)
	c.P = c.t.Survival(math.Abs(c.shift) / c.test.deviation(0))
	return c
}

// spread is how far the log ratio of two rates strays, given that their true ratio is something. The counts that vary are those which that ratio would
// let expect, not those seen (a score test): a period without any use has no variance of its own to go by.
type spread struct{ total, now, prior, dispersion, between float64 }

// parts are the variance within the periods and that between them.
func (s spread) parts(ratio float64) (within, between float64) {
	share := s.now * math.Exp(ratio) / (s.now*math.Exp(ratio) + s.prior)
	return s.dispersion * (1/(s.total*share+.5) + 1/(s.total*(1-share)+.5)), 2 * s.between
}

func (s spread) deviation(ratio float64) float64 {
	within, between := s.parts(ratio)
	return math.Sqrt(within + between)
}

// freedom is Satterthwaite's number of degrees of a sum of two variances, each estimated with its own.
func (s spread) freedom(within, between float64) float64 {
	a, b := s.parts(0)
	return (a + b) * (a + b) / (a*a/within + b*b/between)
}

// reach is the interval of log ratios that lie within so many deviations of what was seen.
func (s spread) reach(seen, deviations float64) (low, high float64) {
	edge := func(direction float64) float64 {
		inside := func(away float64) bool { return away <= deviations*s.deviation(seen+direction*away) }
		const farthest, step = 12.0, .25 // of no use beyond e¹²
		near, far := 0.0, step
		for far < farthest && inside(far) {
			near, far = far, far+step
		}
		for range 40 {
			if middle := (near + far) / 2; inside(middle) {
				near = middle
			} else {
				far = middle
			}
		}
		return seen + direction*near
	}
	return edge(-1), edge(1)
}

// dispersionOf is Pearson's χ² of weekly counts around the rate of their stretch over its degrees of freedom, at least 1, and those. The stretches
// are as long as the period and lie before it: within the period, the change that is looked for would pass for restlessness.
func dispersionOf(series []float64, e exposure, d Days) (dispersion, free float64) {
	chi := 0.0
	length := d.Count - d.Start
	for to := d.Start; to-length >= 0; to -= length {
		from := to - length
		days, n := e.days(from, to), sum(series[from:to])
		if days == 0 || n == 0 {
			continue
		}
		weeks := 0.0
		for at := from; at+7 <= to; at += 7 {
			expected := n / days * e.days(at, at+7)
			if expected <= 0 {
				continue
			}
			got := sum(series[at : at+7])
			chi += (got - expected) * (got - expected) / expected
			weeks++
		}
		free += math.Max(0, weeks-1)
	}
	if free == 0 {
		return 1, 0
	}
	return math.Max(1, chi/free), free
}

// betweenPeriods is the variance of the log rate of a stretch as long as the period, around the account's own level, beyond what the
// dispersion within explains, with its degrees of freedom; from the days before the period. It starts from the usual restlessness of accounts, months that
// differ by 8%, which counts as much as that many stretches of its own.
func betweenPeriods(series []float64, e exposure, d Days, dispersion float64) (variance, free float64) {
	const usual, trust = .08 * .08, 4.0
	length := d.Count - d.Start
	var logs []float64
	within := 0.0
	for to := d.Start; to-length >= 0 && len(logs) < 12; to -= length {
		n, days := sum(series[to-length:to]), e.days(to-length, to)
		if n == 0 || days == 0 {
			break
		}
		logs = append(logs, math.Log(n/days))
		within += dispersion / n
	}
	if len(logs) < 3 {
		return usual, trust
	}
	mean := sum(logs) / float64(len(logs))
	squares := 0.0
	for _, l := range logs {
		squares += (l - mean) * (l - mean)
	}
	own := float64(len(logs) - 1)
	return (math.Max(0, squares-own*within/float64(len(logs))) + usual*trust) / (own + trust), own + trust
}

// Since finds where the change began: the day that splits the two periods best, by the likelihood of counts.
func Since(series []float64, d Days) int {
	e := exposureOf(series, d)
	best, at := 0.0, -1
	n, all := sum(series[d.Before:]), e.days(d.Before, d.Count)
	before, days := 0.0, 0.0
	for i := d.Before; i < d.Count-1; i++ {
		before += series[i]
		days += e[i]
		if days == 0 || all-days <= 0 {
			continue
		}
		gain := entropy(before, days) + entropy(n-before, all-days) - entropy(n, all)
		if gain > best {
			best, at = gain, i+1
		}
	}
	return at
}

func entropy(n, days float64) float64 {
	if n == 0 {
		return 0
	}
	return n * math.Log(n/days)
}

// lasts reports whether a change still holds at the end: the last ten working days' rate has not come back half way.
func lasts(series []float64, d Days, c Change) bool {
	e := exposureOf(series, d)
	days, n := 0.0, 0.0
	for i := d.Count - 1; i >= d.Start && days < 10; i-- {
		days += e[i]
		n += series[i]
	}
	if days == 0 {
		return false
	}
	prior := c.Prior / c.PriorDays
	halfway := prior * (1 + c.Ratio/2)
	if c.Ratio < 0 {
		return n/days < halfway
	}
	return n/days > halfway
}

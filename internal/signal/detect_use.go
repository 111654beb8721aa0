package signal

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// lookDrop: use per working day fell, and stayed down.
func lookDrop(d *Definition, v *view) []candidate {
	var out []candidate
	for _, metric := range d.Metrics {
		if _, ok := v.series(metric); !ok {
			continue
		}
		c := v.change(metric)
		if c.Prior == 0 {
			continue
		}
		raw := c.Now/c.Prior - 1
		at := candidate{finding: Finding{Metric: metric, Change: c.Change, Since: -1}, p: oneSided(c.Change, -1), shown: raw <= -float64(d.AtLeast)}
		if at.shown || c.Ratio <= -float64(d.AtLeast) {
			at.finding.Change = c.bounded()
		}
		switch {
		case c.Prior < d.Minimum:
			at.p, at.reason = math.NaN(), TooLittle
		case c.Ratio > -float64(d.AtLeast) && raw <= -float64(d.AtLeast):
			at.reason = Calendar
		case c.Ratio > -float64(d.AtLeast):
			at.reason = TooSmall
		default:
			at.judgeDrop(v, metric)
		}
		out = append(out, at)
	}
	return out
}

func (c *candidate) judgeDrop(v *view, metric string) {
	series := v.Daily[metric]
	if part, moved := migrated(v, metric, c.finding.Change); moved {
		c.reason, c.part = Migration, part
		return
	}
	switch {
	case !lasts(series, v.days, c.finding.Change):
		c.reason = Recovered
		return
	case c.finding.Change.High >= 0:
		c.reason = Usual
		return
	}
	c.finding.Since = Since(series, v.days)
}

// oneSided is the probability of so strong a change in the direction; near 1 for one in the other.
func oneSided(c Change, direction float64) float64 {
	if c.Ratio*direction >= 0 {
		return c.P
	}
	return 1 - c.P
}

// migrated tells a drop from a move: what else the account does rose while the metric fell, by at least half of the loss. Sign-ins fall
// like that when a company moves to single sign-on, and one event when another replaces it.
func migrated(v *view, metric string, c Change) (Split, bool) {
	series := v.Daily[metric]
	total, ok := v.series("events")
	if !ok || metric == "events" {
		return Split{}, false
	}
	if metric == "active_users" {
		use := v.change("events")
		return Split{Name: "", Now: use.Now, Prior: use.Prior}, use.Ratio >= .05
	}
	rest := make([]float64, len(series))
	for i := range rest {
		rest[i] = math.Max(0, total[i]-series[i])
	}
	other := Compare(rest, v.days)
	loss := c.Prior/c.PriorDays*c.NowDays - c.Now
	gain := other.Now - other.Prior/other.PriorDays*other.NowDays
	if other.Low <= 0 || gain < loss/2 {
		return Split{}, false
	}
	var most Split
	for _, s := range v.Events {
		if s.Now-s.Prior > most.Now-most.Prior {
			most = s
		}
	}
	return most, true
}

// lookDecline: use fell two periods in a row.
func lookDecline(d *Definition, v *view) []candidate {
	days := v.days
	length := days.Start - days.Before
	earlier := Days{First: days.First, Count: days.Start, Before: days.Before - length, Start: days.Before, Closed: days.Closed, shut: days.shut}
	if earlier.Before < 0 {
		return nil
	}
	var out []candidate
	for _, metric := range d.Metrics {
		series, ok := v.series(metric)
		if !ok {
			continue
		}
		now, before := v.change(metric), compare(series[:days.Start], earlier)
		if before.Prior < d.Minimum || math.IsNaN(now.Ratio) || math.IsNaN(before.Ratio) || now.Prior == 0 {
			continue
		}
		at := candidate{finding: Finding{Metric: metric, Change: now.Change, Since: -1}, p: inARow(oneSided(now.Change, -1), oneSided(before.Change, -1))}
		if now.Ratio > -float64(d.AtLeast) || before.Ratio > -float64(d.AtLeast) {
			at.reason = TooSmall
		} else if _, moved := migrated(v, metric, now.Change); moved {
			at.reason = Migration
		} else {
			at.finding.Change = now.bounded()
		}
		out = append(out, at)
	}
	return out
}

// inARow combines the one-sided probabilities of two changes that follow each other. The period between them stands in both, once as the
// lower and once as the higher one: where periods vary alike, their deviates correlate by −½, and the sum has the variance 1.
func inARow(now, before float64) float64 {
	z := func(p float64) float64 { return distuv.UnitNormal.Quantile(1 - math.Min(math.Max(p, 1e-15), 1-1e-15)) }
	return distuv.UnitNormal.Survival(z(now) + z(before))
}

// history is the number of days that a usual rhythm is taken from.
const history = 180

// lookSilence: nothing was done for longer than the account's own rhythm explains.
func lookSilence(d *Definition, v *view) []candidate {
	series, ok := v.series("events")
	if !ok {
		return nil
	}
	last := len(series) - 1
	for last >= 0 && series[last] == 0 {
		last--
	}
	if last < 0 {
		return nil
	}
	silent := float64(len(series) - 1 - last)
	from, e := max(0, last+1-history), exposureOf(series, v.days)
	active := 0.0
	for _, n := range series[from : last+1] {
		if n > 0 {
			active++
		}
	}
	f := Finding{Metric: "days_since_activity", Days: silent, Since: last + 1,
		Change: Change{Prior: sum(series[from : last+1]), PriorDays: float64(last + 1 - from), P: surprise(e.days(last+1, v.days.Count), active, e.days(from, last+1))}}
	c := candidate{finding: f, p: f.Change.P}
	switch {
	case f.Change.Prior < d.Minimum:
		return nil
	case silent < d.For:
		c.reason = TooSmall
	}
	return []candidate{c}
}

// surprise is the probability of a gap of so many working days for somebody active on k of n, when the true rate is only known from
// those days (gamma-Poisson). Working days are the account's own: a weekend or a holiday is no silence.
func surprise(gap, k, n float64) float64 {
	if n <= 0 {
		return 1
	}
	return math.Pow(1+gap/n, -(k + .5))
}

// lookChampion: a person who carried the account's use, or its named champion, is gone while others are there.
func lookChampion(d *Definition, v *view) []candidate {
	quietest := math.Inf(1)
	for _, person := range v.People {
		quietest = math.Min(quietest, person.Silent)
	}
	if quietest >= d.For { // nobody is there: that is silence
		return nil
	}
	working := v.workingDays()
	var out []candidate
	for _, person := range v.People {
		champion := person.Role == "champion" || person.Role == "admin" || person.Role == "sponsor"
		if person.Events < d.Minimum || !champion && person.Share < float64(d.AtLeast) {
			continue
		}
		c := candidate{finding: Finding{Person: person, Days: person.Silent, Since: v.days.Count - int(person.Silent)}, p: surprise(working(person.Silent), person.ActiveDays, working(history))}
		if person.Silent < d.For {
			c.reason = TooSmall
		}
		out = append(out, c)
	}
	return out
}

// workingDays counts the account's working days among the last so many of the period; all of them where its week is not known.
func (v *view) workingDays() func(last float64) float64 {
	series, ok := v.series("events")
	if !ok {
		return func(last float64) float64 { return last }
	}
	e := exposureOf(series, v.days)
	return func(last float64) float64 { return e.days(max(0, len(e)-int(last)), len(e)) }
}

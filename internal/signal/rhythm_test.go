package signal

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// rhythms are shares of a day's use by weekday, Sunday first.
var rhythms = map[string]week{
	"office":   {0, 1, 1, 1, 1, 1, 0},
	"shop":     {1.5, .8, .8, .9, 1, 1.5, 1.8},
	"gulf":     {1, 1, 1, 1, 1, 0, 0},
	"mondays":  {0, 5, .2, .2, .2, .2, 0},
	"machines": {1, 1, 1, 1, 1, 1, 1},
}

// rhythmic draws days of an account with a weekly rhythm, closed on its holidays, otherwise steady; people come in bursts, months wander a little.
func rhythmic(random *rand.Rand, days Days, w week, rate float64) []float64 {
	out := make([]float64, days.Count)
	level := rate
	usual := w.exposure(days)
	for i := range out {
		if i%30 == 0 {
			level = rate * math.Exp(.05*random.NormFloat64())
		}
		out[i] = poisson(random, level*usual[i]*(.75+.25*random.ExpFloat64()))
	}
	return out
}

// withHolidays closes nine working days of the period, and single ones before it.
func withHolidays(days Days) Days {
	start := days.First + int64(days.Start)
	days.Closed = func(day int64) bool { return day >= start+4 && day < start+17 || (day-days.First)%41 == 11 }
	return days
}

// TestSteadyAccountsAreQuiet: whatever the week looks like and wherever the holidays fall, an account that goes on as ever has no risk. At every volume.
func TestSteadyAccountsAreQuiet(t *testing.T) {
	set := Default()
	for name, w := range rhythms {
		for _, days := range []Days{sampleDays(), withHolidays(sampleDays())} {
			random := rand.New(rand.NewPCG(21, 1))
			var portfolio []Portrait
			for a := range 400 {
				portfolio = append(portfolio, Portrait{Account: fmt.Sprint(a), Daily: map[string][]float64{"events": rhythmic(random, days, w, math.Exp(5*random.Float64()))}})
			}
			risks := 0
			for _, r := range Detect(set, days, portfolio) {
				risks += len(r.Risks)
			}
			t.Logf("%-8s holidays %-5v: %d risks in 400 accounts", name, days.Closed != nil, risks)
			if risks > 4 {
				t.Errorf("%s, holidays %v: %d risks in 400 steady accounts", name, days.Closed != nil, risks)
			}
		}
	}
}

// TestFallsAreFound says how large an account must be for a lasting fall to be found, among 23 others that go on as ever; below the minimum volume
// nothing may be said.
func TestFallsAreFound(t *testing.T) {
	set, whole, half := Default(), sampleDays(), withHolidays(sampleDays())
	for _, c := range []struct {
		days        Days
		rate, fall  float64 // events a day, share lost
		least, most int     // found in 100
	}{
		{whole, 1, .6, 0, 0}, {whole, 10, .4, 10, 100}, {whole, 40, .4, 45, 100}, {whole, 150, .4, 50, 100}, {whole, 10, .6, 90, 100}, {whole, 40, .6, 95, 100}, {whole, 150, .1, 0, 5},
		{half, 1, .6, 0, 0}, {half, 10, .4, 5, 100}, {half, 40, .4, 25, 100}, {half, 150, .4, 35, 100}, {half, 10, .6, 75, 100}, {half, 40, .6, 95, 100}, {half, 150, .1, 0, 5},
	} {
		days, found := c.days, 0
		for seed := range uint64(100) {
			random := rand.New(rand.NewPCG(seed, 22))
			var portfolio []Portrait
			for a := range 24 {
				series := rhythmic(random, days, rhythms["office"], c.rate)
				for i := days.Start; a == 0 && i < days.Count; i++ {
					series[i] = math.Round(series[i] * (1 - c.fall))
				}
				portfolio = append(portfolio, Portrait{Account: fmt.Sprint(a), Daily: map[string][]float64{"events": series}})
			}
			for _, f := range Detect(set, days, portfolio)[0].Risks {
				if f.Definition.Kind == Drop {
					found++
				}
			}
		}
		t.Logf("%4.0f events a day, holidays %-5v, %.0f%% less: found in %d of 100", c.rate, days.Closed != nil, 100*c.fall, found)
		if found < c.least || found > c.most {
			t.Errorf("%.0f events a day, %.0f%% less: found in %d of 100, want %d to %d", c.rate, 100*c.fall, found, c.least, c.most)
		}
	}
}

// TestMovesAreNoFalls: the calls move from one route to another, in part or wholly; where they move it is no risk, where they are lost it is one.
func TestMovesAreNoFalls(t *testing.T) {
	set, days := Default(), sampleDays()
	for _, c := range []struct {
		moved      float64 // share of what the calls lose that comes back elsewhere
		risk, none int     // least in 100
	}{{1, 0, 97}, {.8, 0, 95}, {0, 90, 0}} {
		risk, none := 0, 0
		for seed := range uint64(100) {
			random := rand.New(rand.NewPCG(seed, 23))
			calls, other := rhythmic(random, days, rhythms["office"], 60), rhythmic(random, days, rhythms["office"], 5)
			all, before, now := make([]float64, days.Count), 0., 0.
			for i := range calls {
				if i >= days.Start {
					lost := math.Round(calls[i] * .6)
					calls[i] -= lost
					other[i] += math.Round(lost * c.moved)
					now += other[i]
				} else if i >= days.Before {
					before += other[i]
				}
				all[i] = calls[i] + other[i]
			}
			r := Detect(set, days, []Portrait{{Account: "a", Daily: map[string][]float64{"api_calls": calls, "events": all}, Events: []Split{{Name: "v2", Now: now, Prior: before}}}})[0]
			if len(r.Risks) > 0 {
				risk++
			} else {
				none++
			}
		}
		t.Logf("%.0f%% of the calls came back on another route: a risk in %d of 100", 100*c.moved, risk)
		if risk < c.risk || none < c.none {
			t.Errorf("%.0f%% moved: a risk in %d, none in %d of 100", 100*c.moved, risk, none)
		}
	}
}

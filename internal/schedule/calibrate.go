package schedule

import (
	"math"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/calendar"
)

// A Sample is one finished task: what was thought and what it took, in working
// days.
type Sample struct{ Planned, Actual float64 }

// A Calibration says how a team's finished work compares with its estimates.
type Calibration struct {
	N             int
	Low, Mid, Top float64 // the 10th, 50th and 90th percentile of actual over planned
}

// enough is the least number of finished tasks that calibrate: below it the
// 10th and 90th percentile are single tasks.
const enough = 10

// Calibrate learns from finished tasks; those without a planned duration are
// left out.
func Calibrate(samples []Sample) Calibration {
	var ratios []float64
	for _, s := range samples {
		if s.Planned > 0 && s.Actual > 0 {
			ratios = append(ratios, s.Actual/s.Planned)
		}
	}
	slices.Sort(ratios)
	c := Calibration{N: len(ratios), Low: 1, Mid: 1, Top: 1}
	if len(ratios) > 0 {
		c.Low, c.Mid, c.Top = at(ratios, .1), at(ratios, .5), at(ratios, .9)
	}
	return c
}

// at is a percentile of sorted values, interpolated.
func at(sorted []float64, share float64) float64 {
	x := share * float64(len(sorted)-1)
	i := int(x)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (x-float64(i))*(sorted[i+1]-sorted[i])
}

// Usable says whether there is enough finished work to calibrate on.
func (c Calibration) Usable() bool { return c.N >= enough }

// Apply turns a most likely duration into three points by what finished work
// took, rounded to half days. Without enough of it the estimate is unchanged.
func (c Calibration) Apply(e Estimate) Estimate {
	if !c.Usable() {
		return e
	}
	half := func(x float64) float64 { return math.Round(2*x) / 2 }
	out := Estimate{half(e.Mode * c.Low), half(e.Mode * c.Mid), half(e.Mode * c.Top)}
	return ordered(out)
}

// A Past is a forecast that was made, and what came of it.
type Past struct {
	Plan          string
	Made          calendar.Date
	P50, P80, P95 calendar.Date
	Promise       float64 // the probability given for the promised date; negative when none
	Promised      calendar.Date
	Actual        calendar.Date
}

// A Score says how past forecasts held.
type Score struct {
	N                      int
	Held50, Held80, Held95 int
	// Low80 and High80 are the 95% interval (Wilson) of how often P80 holds; a
	// calibrated forecaster has .8 inside it.
	Low80, High80 float64
	// Brier is the mean squared error of the promise's probability, 0 is best
	// and .25 is a coin; over Promises forecasts.
	Brier    float64
	Promises int
}

// ScoreForecasts compares forecasts with what happened.
func ScoreForecasts(past []Past) Score {
	s := Score{N: len(past)}
	for _, p := range past {
		s.Held50 += held(p.Actual, p.P50)
		s.Held80 += held(p.Actual, p.P80)
		s.Held95 += held(p.Actual, p.P95)
		if p.Promise >= 0 && p.Promised != 0 {
			miss := p.Promise - float64(held(p.Actual, p.Promised))
			s.Brier += miss * miss
			s.Promises++
		}
	}
	if s.Promises > 0 {
		s.Brier /= float64(s.Promises)
	}
	s.Low80, s.High80 = wilson(s.Held80, s.N)
	return s
}

func held(actual, forecast calendar.Date) int {
	if actual <= forecast {
		return 1
	}
	return 0
}

// wilson is the 95% score interval of a proportion; 0 to 1 when n is 0.
func wilson(k, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959964
	p, m := float64(k)/float64(n), float64(n)
	centre := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, centre-half), min(1, centre+half)
}

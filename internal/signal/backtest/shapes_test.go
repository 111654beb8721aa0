package backtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/signal/outlook"
)

// shape is a portfolio whose truth is known: how often its accounts use the product, in what rhythm, and how they leave.
type shape struct {
	name     string
	accounts int
	days     int
	rate     float64 // visits of a median account a day
	spread   float64 // of log rates between accounts
	burst    float64 // events of a visit beyond the first, on average
	users    int
	weekdays bool    // nothing on Saturdays and Sundays
	season   float64 // swing of a year
	wander   float64 // of the log rate, a month
	leave    float64 // share of accounts that leave in half a year
	friday   bool    // one day a week is the day of use
	holidays float64 // share of use that two weeks at New Year and five in summer lose
	growth   float64 // of the log rate, a month
	step     float64 // share of accounts whose use falls to a third overnight in half a year, and stays
	fade     int     // days over which use fades before an account leaves; 0 is from one day to the next
}

var shapes = []shape{
	{name: "daily tool", accounts: 120, days: 1500, rate: 2, spread: .8, burst: 1, users: 12, weekdays: true, wander: .1, leave: .06, fade: 120},
	{name: "monthly report", accounts: 250, days: 2200, rate: .08, spread: .5, burst: 3, users: 2, wander: .1, leave: .1, fade: 60},
	{name: "school year", accounts: 150, days: 2000, rate: .5, spread: 1, burst: 0, users: 6, weekdays: true, season: 1, wander: .2, leave: .05, fade: 90},
	{name: "gone overnight", accounts: 200, days: 1500, rate: .6, spread: 1, burst: 1, users: 5, wander: .2, leave: .2, fade: 0},
}

// laterShapes took no part in any choice: they were written after the model.
var laterShapes = []shape{
	{name: "once a week", accounts: 120, days: 1600, rate: .25, spread: .6, burst: 2, users: 4, friday: true, wander: .1, leave: .05, step: .08, fade: 40},
	{name: "once a week, steady", accounts: 100, days: 1300, rate: 1, spread: .4, burst: 1, users: 3, friday: true, leave: .03, fade: 60},
	{name: "interface called by machines", accounts: 60, days: 1000, rate: 12, spread: 1, burst: 3, users: 1, wander: .08, leave: .04, step: .05, fade: 0},
	{name: "small accounts", accounts: 300, days: 1400, rate: .06, spread: .4, burst: .5, users: 2, wander: .05, leave: .08, fade: 30},
	{name: "holidays", accounts: 120, days: 1500, rate: .8, spread: .8, burst: 1, users: 6, weekdays: true, holidays: .9, wander: .1, leave: .04, fade: 60},
	{name: "growth", accounts: 150, days: 1300, rate: .2, spread: .7, burst: 1, users: 5, growth: .06, wander: .15, leave: .06, fade: 30},
	{name: "falls in steps", accounts: 130, days: 1500, rate: .7, spread: .7, burst: 1, users: 5, wander: .05, leave: .03, step: .15, fade: 0},
}

func (s shape) streams(seed uint64) []outlook.Stream {
	random := rand.New(rand.NewPCG(seed, 77))
	var out []outlook.Stream
	for a := range s.accounts {
		level := math.Log(s.rate) + s.spread*random.NormFloat64()
		from := random.IntN(s.days / 2)
		end := from + int(random.ExpFloat64()*180/-math.Log(1-s.leave))
		var events []outlook.Event
		for d := from; d < min(end, s.days); d++ {
			if d%30 == 0 {
				level += s.wander*random.NormFloat64() + s.growth
			}
			if s.step > 0 && random.Float64() < s.step/180 {
				level -= math.Log(3)
			}
			rate := math.Exp(level + s.season*math.Sin(2*math.Pi*float64(d)/365))
			if left := end - d; left < s.fade {
				rate *= float64(left) / float64(s.fade)
			}
			if s.weekdays && d%7 >= 5 {
				rate = 0
			}
			if s.friday {
				rate *= 7
				if d%7 != 4 {
					rate = 0
				}
			}
			if y := d % 365; y < 14 || y >= 190 && y < 225 {
				rate *= 1 - s.holidays
			}
			for visits := random.Float64(); visits < rate; visits++ {
				user := int32(a*100 + random.IntN(s.users))
				for more := 0.; more <= random.ExpFloat64()*s.burst; more++ {
					events = append(events, outlook.Event{Day: outlook.Day(d), User: user})
				}
			}
		}
		out = append(out, outlook.NewStream(fmt.Sprint(a), events))
	}
	return out
}

// TestOtherShapes holds the model to the plain rule where rhythm, scale and loss are others than those it was made on, and to its own probabilities.
// On the later shapes, where silence tells nearly everything, it may rank a little worse than the plain rule.
func TestOtherShapes(t *testing.T) {
	for i, s := range slices.Concat(shapes, laterShapes) {
		streams := s.streams(1)
		r, err := Nova(streams, Quarterly(streams), Settings{Draws: 200, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range []Question{r.Leaving, r.Halving} {
			t.Logf("%s: %s %d of %d: AUC %.3f, plain %.3f; AP %.3f, plain %.3f; ECE %.3f of %.3f: %s", s.name, q.Name, q.Hits, q.Rows, q.Model.AUC, q.Plain.AUC, q.Model.AP, q.Plain.AP, q.ECE, q.ECELimit, q.Verdict())
			if i < len(shapes) && (q.AUCGain.High < 0 || q.APGain.High < 0) || q.Model.AUC < q.Plain.AUC-.06 {
				t.Errorf("%s: %s: worse than the plain rule: gain %+v, %+v", s.name, q.Name, q.AUCGain, q.APGain)
			}
			if !q.Calibrated() {
				t.Errorf("%s: %s: calibration error %.3f", s.name, q.Name, q.ECE)
			}
		}
	}
}

// TestNoSignalInUnrelatedLabels: the whole way, with a churn that was drawn without regard to use and grows from quarter to quarter.
func TestNoSignalInUnrelatedLabels(t *testing.T) {
	alarms := 0
	for seed := range uint64(10) {
		streams := shapes[3].streams(seed)
		labels := Quarterly(streams)
		random := rand.New(rand.NewPCG(seed, 5))
		for i := range labels {
			labels[i].Outcome.Left = random.Float64() < .02+float64(labels[i].At)/1500*.2
		}
		r, err := Labelled(streams, labels, Settings{Draws: 20, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		if r.Leaving.Chance.Signal() {
			alarms++
		}
		t.Logf("AUC %.3f, within a day %.3f, p %.3f", r.Leaving.Model.AUC, r.Leaving.Chance.AUC, r.Leaving.Chance.P)
	}
	if alarms > 0 {
		t.Errorf("a signal in %d of 10 portfolios whose churn has nothing to do with use", alarms)
	}
}

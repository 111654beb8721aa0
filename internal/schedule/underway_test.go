package schedule

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/calendar"
)

// underWay is a plan of one task, begun some days before today.
func underWay(e Estimate, spent int, seed uint64) Plan {
	start := calendar.NewDate(2025, 3, 3)
	return Plan{ID: "p", Start: start, Today: start + calendar.Date(spent), Seed: seed, Tasks: []Task{{ID: "a", Days: e, Started: start}}}
}

// finishes are the days on which the draws of a plan end, in order.
func finishes(p Plan, draws int) []calendar.Date {
	var out []calendar.Date
	for _, c := range forecastOf(p, draws).Dates {
		for range c.Count {
			out = append(out, c.Date)
		}
	}
	return out
}

// TestUnderWayEndsTodayOrLater, and a day without an end never makes the end
// earlier, draw by draw.
func TestUnderWayEndsTodayOrLater(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, spent, seed := estimate(t, "days"), rapid.IntRange(0, 40).Draw(t, "spent"), rapid.Uint64().Draw(t, "seed")
		now, later := finishes(underWay(e, spent, seed), 300), finishes(underWay(e, spent+1, seed), 300)
		for i := range now {
			if now[i] < underWay(e, spent, seed).Today {
				t.Fatalf("ends on %s, before today", now[i])
			}
			if later[i] < now[i] {
				t.Fatalf("%v: after %d days it ends on %s, after one more on %s", e, spent, now[i], later[i])
			}
		}
	})
}

// TestUnderWayIsNoMoreHopefulThanItsEstimate: time spent never makes the end
// likelier by a day than the estimate alone, cut off at today, would.
func TestUnderWayIsNoMoreHopefulThanItsEstimate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, spent, seed := estimate(t, "days"), rapid.IntRange(0, 40).Draw(t, "spent"), rapid.Uint64().Draw(t, "seed")
		p := underWay(e, spent, seed)
		fresh := p
		fresh.Today, fresh.Tasks = 0, []Task{{ID: "a", Days: e}}
		got, alone := finishes(p, 300), finishes(fresh, 300)
		for i := range got {
			if got[i] < max(alone[i], p.Today) {
				t.Fatalf("%v after %d days: draw %d ends on %s, the estimate alone on %s, today is %s", e, spent, i, got[i], alone[i], p.Today)
			}
		}
	})
}

// TestOverdueWorkTakesLongerStill: what has taken twice its longest estimate is
// not expected today.
func TestOverdueWorkTakesLongerStill(t *testing.T) {
	p := underWay(Estimate{2, 3, 8}, 16, 7)
	f := forecastOf(p, 1000)
	if f.P50 <= p.Today || f.P95 > p.Today+16 {
		t.Errorf("P50 %s, P95 %s on %s", f.P50, f.P95, p.Today)
	}
	n, _ := Compile(Portfolio{Plans: []Plan{p}})
	if end := n.Timetable()[0].End; math.Abs(float64(end-f.P50)) > 1 {
		t.Errorf("dated on %s, likely on %s", end, f.P50)
	}
}

// TestP80OfWorkUnderWay measures the law: of durations as they were thought, and
// of durations half as long again, how many end by the P80 that is given when a
// tenth, a quarter, a half, three quarters or nine tenths of them have ended.
// The figures stand in decision 0064.
func TestP80OfWorkUnderWay(t *testing.T) {
	estimates := []Estimate{{2, 3, 8}, {4, 5, 6}, {1, 4, 20}, {1, 1, 2}, {3, 6, 14}, {5, 8, 15}, {2, 4, 10}}
	for _, truth := range []struct{ factor, least, most float64 }{{1, 77, 85}, {1.5, 70, 85}} {
		sum, cases := 0.0, 0.0
		for _, e := range estimates {
			for _, share := range []float64{.1, .25, .5, .75, .9} {
				sum, cases = sum+held80(e, truth.factor, uint64(share*lawSize)), cases+1
			}
		}
		got := 100 * sum / cases
		t.Logf("durations %g times what was thought: P80 holds for %.0f%%", truth.factor, got)
		if got < truth.least || got > truth.most {
			t.Errorf("durations %g times what was thought: P80 holds for %.0f%%, want %g to %g", truth.factor, got, truth.least, truth.most)
		}
	}
}

// held80 is how many of the durations from a slice of the law on, each longer
// than was thought by a factor, end by the P80 given at the first of them.
func held80(e Estimate, factor float64, from uint64) float64 {
	low, mode, high := ticks(e.Low), ticks(e.Mode), ticks(e.High)
	took := func(k uint64) int32 { return int32(factor * float64(quantile(low, mode, high, k))) }
	const p80 = lawSize * 8 / 10
	given, held := max(quantile(low, mode, high, p80), stillGoing(took(from), p80)), 0.0
	for k := from; k < lawSize; k++ {
		if took(k) <= given {
			held++
		}
	}
	return held / float64(lawSize-from)
}

// TestWhatIsOpenStillCounts: work that is said to be done before what it waits
// for does not let go-live through.
func TestWhatIsOpenStillCounts(t *testing.T) {
	start := calendar.NewDate(2025, 3, 3)
	p := Plan{ID: "p", Start: start, Today: start + 10, Target: "live", Tasks: []Task{
		{ID: "import", Days: Estimate{5, 5, 5}},
		{ID: "check", Days: Estimate{1, 1, 1}, After: []Link{{"import", 0}}, Finished: start + 3},
		{ID: "roll-out", Days: Estimate{2, 2, 2}, After: []Link{{"check", 0}}, Started: start + 4},
		{ID: "live", After: []Link{{"roll-out", 0}}},
	}}
	n, problems := Compile(Portfolio{Plans: []Plan{p}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if end := n.Timetable()[0].End; end != start+14 {
		t.Errorf("go-live on %s, want %s: five days of import from %s on", end, start+14, p.Today)
	}
	p.Tasks[0].Finished = start + 9
	n, _ = Compile(Portfolio{Plans: []Plan{p}})
	if end := n.Timetable()[0].End; end >= start+14 {
		t.Errorf("with the import done, go-live on %s", end)
	}
}

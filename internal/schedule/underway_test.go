package schedule

import (
	"math"
	"slices"
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

// TestUnderWayIsTheTruncatedLaw: what is drawn of work under way is distributed
// as those durations of the whole law that are longer than the time so far.
func TestUnderWayIsTheTruncatedLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := estimate(t, "days")
		whole := remaining{ticks(e.Low), ticks(e.Mode), ticks(e.High), 0}
		spent := whole.low + int32(rapid.Float64Range(0, 1).Draw(t, "spent")*float64(quantile(whole.low, whole.mode, whole.high, mostSpent)-whole.low))
		left := whole.after(spent)
		var want, got []int32
		for k := range uint64(lawSize) {
			if q := quantile(whole.low, whole.mode, whole.high, k); q >= spent {
				want = append(want, q)
			}
			got = append(got, quantile(left.low, left.mode, left.high, slice(k<<(64-lawBits), left.from)))
		}
		if !slices.IsSorted(got) {
			t.Fatal("a larger random number gives a shorter duration")
		}
		for _, share := range []float64{.05, .25, .5, .75, .95} {
			w, g := want[int(share*float64(len(want)))], got[int(share*lawSize)]
			if room := 2 + (whole.high-whole.low)/100; g < w-room || g > w+room {
				t.Fatalf("%v after %.2f days: P%.0f is %.3f, want %.3f", e, float64(spent)/day, 100*share, float64(g)/day, float64(w)/day)
			}
		}
	})
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

// TestALongerEstimateOfWorkUnderWay shows why the law "a longer task never makes
// go-live earlier" is one of work that has not begun: on 2–3–8 days, five without
// an end say that this is one of the slow ones; on 2–4–8 they say it less.
func TestALongerEstimateOfWorkUnderWay(t *testing.T) {
	middle := func(mode int32) int32 {
		r := remaining{2 * day, mode * day, 8 * day, 0}.after(5 * day)
		return quantile(r.low, r.mode, r.high, slice(1<<63, r.from))
	}
	if middle(4) >= middle(3) {
		t.Errorf("of 2–4–8 days %.2f are likely, of 2–3–8 %.2f", float64(middle(4))/day, float64(middle(3))/day)
	}
}

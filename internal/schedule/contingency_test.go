package schedule

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestContingencyTimelines(t *testing.T) {
	p := Plan{ID: "p", Start: on(t, "2025-09-01"), Promise: on(t, "2025-09-09"), Calendar: week(), Tasks: []Task{
		{ID: "a", Days: sure(2)}, {ID: "b", Days: sure(3), After: []Link{{"a", 0}}}, {ID: "c", Days: sure(1), After: []Link{{"a", 0}}}},
		Risks: []Risk{{"r", "b", .3, Estimate{1, 2, 5}}, {"s", "c", .3, Estimate{1, 2, 2}}}}
	got := Contingencies(p, nil)
	want := []Contingency{
		{"r", "b", Timeline{on(t, "2025-09-09"), 2, 0, []Move{{"b", on(t, "2025-09-05"), on(t, "2025-09-09")}}},
			Timeline{on(t, "2025-09-12"), 5, 3, []Move{{"b", on(t, "2025-09-05"), on(t, "2025-09-12")}}}},
		{"s", "c", Timeline{on(t, "2025-09-05"), 0, -2, []Move{{"c", on(t, "2025-09-03"), on(t, "2025-09-05")}}},
			Timeline{on(t, "2025-09-05"), 0, -2, []Move{{"c", on(t, "2025-09-03"), on(t, "2025-09-05")}}}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestCalibration(t *testing.T) {
	var few, many []Sample
	for i := range 40 {
		s := Sample{4, 4 + float64(i%5)} // 1 to 2 times as long
		many = append(many, s)
		if i < 5 {
			few = append(few, s)
		}
	}
	e := Estimate{3, 4, 5}
	if c := Calibrate(few); c.Usable() || c.Apply(e) != e {
		t.Errorf("five tasks calibrate: %+v", c)
	}
	if got := Calibrate(many).Apply(e); got != (Estimate{4, 6, 8}) {
		t.Errorf("calibrated to %v, want 4–6–8", got)
	}
}

func TestScore(t *testing.T) {
	var past []Past
	for i := range 20 {
		p := Past{P50: 100, P80: 110, P95: 120, Promise: .8, Promised: 110, Actual: 95}
		if i%5 == 0 {
			p.Actual = 115
		}
		past = append(past, p)
	}
	s := ScoreForecasts(past)
	if s.Held50 != 16 || s.Held80 != 16 || s.Held95 != 20 || math.Abs(s.Brier-.16) > 1e-9 || s.Low80 > .8 || s.High80 < .8 {
		t.Errorf("%+v", s)
	}
	if z := ScoreForecasts(nil); z.Low80 != 0 || z.High80 != 1 {
		t.Errorf("no forecasts: %+v", z)
	}
}

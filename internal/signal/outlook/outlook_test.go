package outlook

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// steady makes an account with an event every gap days by one of users users, until the last day.
func steady(name string, from, last Day, gap, users int) Stream {
	var e []Event
	for i, d := 0, from; d <= last; i, d = i+1, d+Day(gap) {
		e = append(e, Event{Day: d, User: int32(i % users)})
	}
	return NewStream(name, e)
}

func TestOutcomeAt(t *testing.T) {
	s := steady("a", 0, 1000, 2, 3)
	for at, want := range map[Day]Outcome{
		500:  {},
		900:  {Halved: false}, // 90 before, 51 after
		912:  {Halved: true},  // 90 before, 45 after: at most half
		1001: {Left: true, Halved: true},
	} {
		if got := s.OutcomeAt(at); got != want {
			t.Errorf("day %d: got %+v, want %+v", at, got, want)
		}
	}
}

func TestPriorRanksBySilence(t *testing.T) {
	m := Prior()
	last := 0.0
	for _, silence := range []Day{1, 5, 15, 40, 90, 150} {
		x, ok := Look(steady("a", 0, 1000, 3, 2), 1000+silence)
		if !ok {
			t.Fatalf("silence %d: below minimum volume", silence)
		}
		p := m.Predict(x)
		if p.Leave <= last {
			t.Errorf("silence %d: leave %.3f, not above %.3f", silence, p.Leave, last)
		}
		if p.Halve < p.Leave {
			t.Errorf("silence %d: halve %.3f below leave %.3f", silence, p.Halve, p.Leave)
		}
		last = p.Leave
	}
}

// TestNoLookAhead changes everything that happens on and after a day: nothing that is said on that day may change.
func TestNoLookAhead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		var past, one, other []Stream
		const on = Day(900)
		for a := range 12 {
			var common, x, y []Event
			for d := Day(0); d < on; d += Day(1 + random.IntN(12)) {
				common = append(common, Event{d, int32(random.IntN(4)), 0})
			}
			for d := on; d < 1300; d += Day(1 + random.IntN(20)) {
				x = append(x, Event{d, 9, 0})
			}
			name := string(rune('a' + a))
			past = append(past, NewStream(name, common))
			one = append(one, NewStream(name, append(append([]Event{}, common...), x...)))
			other = append(other, NewStream(name, append(append([]Event{}, common...), y...)))
		}
		p, q, r := Fit(Study(past, on), on), Fit(Study(one, 1200), on), Fit(Study(other, 1200), on)
		for i := range past {
			a, ok := Look(past[i], on)
			b, _ := Look(one[i], on)
			c, _ := Look(other[i], on)
			if !ok {
				continue
			}
			if p.Predict(a) != q.Predict(b) || p.Predict(a) != r.Predict(c) {
				t.Fatalf("what happened later changed what was said on day %d", on)
			}
		}
	})
}

// TestLearns gives portfolios whose rates differ from the beliefs: the model must move towards what it sees.
func TestLearns(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	portfolio := func(stay float64) []Stream {
		var out []Stream
		for range 150 {
			var e []Event
			d := Day(random.IntN(60))
			for d < 1500 {
				e = append(e, Event{d, int32(random.IntN(3)), 0})
				d += Day(1 + random.IntN(8))
				if random.Float64() > stay {
					break
				}
			}
			out = append(out, NewStream("", e))
		}
		return out
	}
	loyal, fickle := Fit(Study(portfolio(.9999), 1500), 1500), Fit(Study(portfolio(.98), 1500), 1500)
	x, _ := Look(steady("a", 0, 1000, 4, 3), 1001)
	a, b := loyal.Predict(x).Leave, fickle.Predict(x).Leave
	if a >= b/2 {
		t.Errorf("leave %.4f where nobody leaves, %.4f where many do", a, b)
	}
}

func TestPriorWithoutHistory(t *testing.T) {
	x, _ := Look(steady("a", 0, 1000, 4, 3), 1004)
	p := Prior().Predict(x)
	if p.Leave < .01 || p.Leave > .1 || p.Halve < .05 || p.Halve > .5 {
		t.Errorf("an ordinary account without history: %+v", p)
	}
}

func TestEventOrderIsIrrelevant(t *testing.T) {
	a := NewStream("a", []Event{{3, 1, 0}, {1, 2, 0}, {1, 1, 5}, {2, 0, 0}, {4, 0, 0}})
	b := NewStream("a", []Event{{4, 0, 0}, {1, 1, 5}, {2, 0, 0}, {1, 2, 0}, {3, 1, 0}})
	x, _ := Look(a, 5)
	y, _ := Look(b, 5)
	for i := range x {
		if x[i] != y[i] || math.IsNaN(x[i]) || math.IsInf(x[i], 0) {
			t.Errorf("%s: %v and %v", features[i].name, x[i], y[i])
		}
	}
}

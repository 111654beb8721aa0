package backtest

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// TestAUCByHand compares with the definition: the share of pairs in the right order.
func TestAUCByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Row {
			return Row{float64(rapid.IntRange(0, 6).Draw(t, "score")), rapid.Bool().Draw(t, "hit")}
		}), 2, 30).Draw(t, "rows")
		var right, pairs float64
		for _, a := range rows {
			for _, b := range rows {
				if !a.Hit || b.Hit {
					continue
				}
				pairs++
				if a.Score > b.Score {
					right++
				} else if a.Score == b.Score {
					right += .5
				}
			}
		}
		got := AUC(rows)
		if pairs == 0 {
			if !math.IsNaN(got) {
				t.Fatalf("got %v without a pair", got)
			}
			return
		}
		if math.Abs(got-right/pairs) > 1e-12 {
			t.Fatalf("got %v, want %v", got, right/pairs)
		}
	})
}

func TestAveragePrecision(t *testing.T) {
	rows := []Row{{.9, true}, {.8, false}, {.7, true}, {.1, false}}
	if got, want := AveragePrecision(rows), (1+2./3)/2; math.Abs(got-want) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
	tied := []Row{{.5, true}, {.5, false}, {.5, false}, {.5, true}}
	if got := AveragePrecision(tied); got != .5 {
		t.Errorf("all tied: got %v, want the base rate", got)
	}
}

func TestECE(t *testing.T) {
	rows := []Row{{.1, false}, {.1, false}, {.9, true}, {.9, false}}
	if got, want := ECE(Reliability(rows, 2)), (.1+.4)/2; math.Abs(got-want) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestVerdictOnNoise: a score that knows nothing must be called that.
func TestVerdictOnNoise(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var pairs []Pair
	for range 400 {
		pairs = append(pairs, Pair{string(rune('a' + random.IntN(40))), 0, random.Float64(), random.Float64(), random.Float64() < .3})
	}
	q := judge("noise", pairs, Settings{200, 1})
	if !q.Model.AUCRange.Contains(.5) {
		t.Fatalf("interval %+v", q.Model.AUCRange)
	}
	if got := q.Verdict(); got[:9] != "no signal" {
		t.Errorf("verdict %q", got)
	}
}

// TestCalibratedModelPasses: probabilities that are true by construction are called calibrated, shifted ones are not.
func TestCalibratedModelPasses(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	var honest, shifted []Pair
	for range 800 {
		p := random.Float64()
		hit := random.Float64() < p
		honest = append(honest, Pair{"", 0, p, p, hit})
		shifted = append(shifted, Pair{"", 0, math.Min(1, p+.15), p, hit})
	}
	if q := judge("", honest, Settings{200, 1}); !q.Calibrated() {
		t.Errorf("honest: ECE %.3f, limit %.3f", q.ECE, q.ECELimit)
	}
	if q := judge("", shifted, Settings{200, 1}); q.Calibrated() {
		t.Errorf("shifted: ECE %.3f, limit %.3f", q.ECE, q.ECELimit)
	}
}

func TestBootstrapIsDeterministic(t *testing.T) {
	pairs := []Pair{{"a", 0, .1, 3, false}, {"a", 1, .4, 1, true}, {"b", 0, .3, 2, false}, {"c", 0, .9, 5, true}}
	if a, b := Bootstrap(pairs, AUC, 50, 9), Bootstrap(pairs, AUC, 50, 9); a != b {
		t.Errorf("%+v and %+v", a, b)
	}
}

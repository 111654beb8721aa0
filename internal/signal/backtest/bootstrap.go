package backtest

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/signal/outlook"
)

// Interval holds the middle 95% of what resampling gives.
type Interval struct{ Low, High float64 }

// Contains says whether the interval includes the value.
func (i Interval) Contains(v float64) bool { return i.Low <= v && v <= i.High }

// Pair is one row as two rules score it.
type Pair struct {
	Cluster      string // the account
	At           outlook.Day
	Model, Plain float64
	Hit          bool
}

// Resampled is what the bootstrap says of a figure: its interval for the model, for the plain rule, and for the difference
// of the two on the same resampled rows.
type Resampled struct{ Model, Plain, Difference Interval }

// Bootstrap resamples whole clusters (accounts), draws times, and computes the figure of both rules each time. The same
// rows, draws and seed give the same intervals.
func Bootstrap(pairs []Pair, figure func([]Row) float64, draws int, seed uint64) Resampled {
	clusters := byCluster(pairs)
	random := rand.New(rand.NewPCG(seed, uint64(len(pairs))))
	var model, plain, difference []float64
	for range draws {
		var a, b []Row
		for range clusters {
			for _, p := range clusters[random.IntN(len(clusters))] {
				a = append(a, Row{Score: p.Model, Hit: p.Hit})
				b = append(b, Row{Score: p.Plain, Hit: p.Hit})
			}
		}
		x, y := figure(a), figure(b)
		if math.IsNaN(x) || math.IsNaN(y) {
			continue // a resample without a hit or without a miss ranks nothing
		}
		model, plain, difference = append(model, x), append(plain, y), append(difference, x-y)
	}
	return Resampled{middle95(model), middle95(plain), middle95(difference)}
}

func byCluster(pairs []Pair) [][]Pair {
	index, out := map[string]int{}, [][]Pair{}
	for _, p := range pairs {
		i, ok := index[p.Cluster]
		if !ok {
			i = len(out)
			index[p.Cluster] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], p)
	}
	return out
}

func middle95(v []float64) Interval {
	if len(v) == 0 {
		return Interval{math.NaN(), math.NaN()}
	}
	slices.Sort(v)
	at := func(q float64) float64 { return v[int(math.Round(q*float64(len(v)-1)))] }
	return Interval{at(.025), at(.975)}
}

// CalibratedECE is the value that the calibration error of a perfectly calibrated model with these predictions stays below
// 95 times in 100: with few rows even perfect probabilities miss their bins.
func CalibratedECE(rows []Row, bins, draws int, seed uint64) float64 {
	random := rand.New(rand.NewPCG(seed, uint64(len(rows))))
	s := sorted(rows)
	errors := make([]float64, draws)
	for d := range errors {
		for i := range s {
			s[i].Hit = random.Float64() < s[i].Score
		}
		errors[d] = ECE(inOrder(s, bins))
	}
	if draws == 0 {
		return math.NaN()
	}
	slices.Sort(errors)
	return errors[int(math.Round(.95*float64(draws-1)))]
}

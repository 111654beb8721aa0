// Package backtest says how good a prediction was: how well it ranks, whether its probabilities can be believed,
// and how sure one can be of either.
package backtest

import (
	"math"
	"slices"
)

// Row is one prediction and what came of it.
type Row struct {
	Score float64
	Hit   bool
}

// AUC is the probability that a hit scores above a miss, ties counting half (Mann–Whitney). NaN without both.
func AUC(rows []Row) float64 {
	s := sorted(rows)
	var hits, misses, below, area float64
	for i := 0; i < len(s); {
		j, h, m := i, 0.0, 0.0
		for ; j < len(s) && s[j].Score == s[i].Score; j++ {
			if s[j].Hit {
				h++
			} else {
				m++
			}
		}
		area += h * (below + m/2)
		below += m
		hits, misses = hits+h, misses+m
		i = j
	}
	if hits == 0 || misses == 0 {
		return math.NaN()
	}
	return area / (hits * misses)
}

// AveragePrecision is Σ (recallᵢ − recallᵢ₋₁)·precisionᵢ over the distinct scores, from the highest. NaN without a hit.
func AveragePrecision(rows []Row) float64 {
	s := sorted(rows)
	var total float64
	for _, r := range s {
		if r.Hit {
			total++
		}
	}
	if total == 0 {
		return math.NaN()
	}
	var seen, hits, ap float64
	for i := len(s) - 1; i >= 0; {
		j, h := i, 0.0
		for ; j >= 0 && s[j].Score == s[i].Score; j-- {
			seen++
			if s[j].Hit {
				h++
			}
		}
		hits += h
		ap += h / total * hits / seen
		i = j
	}
	return ap
}

func sorted(rows []Row) []Row {
	s := slices.Clone(rows)
	slices.SortStableFunc(s, func(a, b Row) int {
		switch {
		case a.Score < b.Score:
			return -1
		case a.Score > b.Score:
			return 1
		}
		return 0
	})
	return s
}

// Bin is one line of a reliability table: of N predictions between Low and High with mean Predicted, the share
// Observed came true.
type Bin struct {
	Low, High, Predicted, Observed float64
	N                              int
}

// Reliability sorts the rows by score into equal-count bins.
func Reliability(rows []Row, bins int) []Bin { return inOrder(sorted(rows), bins) }

func inOrder(s []Row, bins int) []Bin {
	out := make([]Bin, 0, bins)
	for b := range bins {
		part := s[len(s)*b/bins : len(s)*(b+1)/bins]
		if len(part) == 0 {
			continue
		}
		bin := Bin{Low: part[0].Score, High: part[len(part)-1].Score, N: len(part)}
		for _, r := range part {
			bin.Predicted += r.Score
			if r.Hit {
				bin.Observed++
			}
		}
		bin.Predicted /= float64(bin.N)
		bin.Observed /= float64(bin.N)
		out = append(out, bin)
	}
	return out
}

// ECE is the expected calibration error: the mean over the bins, weighted by their counts, of |predicted − observed|.
func ECE(bins []Bin) float64 {
	var sum, n float64
	for _, b := range bins {
		sum += float64(b.N) * math.Abs(b.Predicted-b.Observed)
		n += float64(b.N)
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / n
}

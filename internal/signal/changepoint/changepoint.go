// Package changepoint finds the places where a series changes for good: where its level, or its level and slope, differ
// before and after by more than its own noise explains. It has no settings: what a series needs is estimated from it.
package changepoint

import "math"

// place is how many numbers the position of a change counts for (Zhang and Siegmund).
const place = 2

// shortest is the least number of points between two changes; shorter excursions are called what they are, outliers.
const shortest = 5

// Find returns, in order, the indices at which a new regime begins. It needs at least 2·shortest points; with fewer, or with
// a value that is not finite, it finds none.
//
// The series is taken as straight pieces plus noise, either all level or all sloped, whichever describes it in fewer
// numbers. For a given number of pieces they are those with the least squared error (optimal partitioning, Jackson et al.
// 2005); how many there are is decided by a modified Schwarz criterion (Zhang and Siegmund 2007) over noise that may be autocorrelated, so that
// a wandering series is not taken for a string of changes. A repeating season is removed and single outliers are drawn in first.
func Find(series []float64) []int {
	if len(series) < 2*shortest || !finite(series) {
		return nil
	}
	y := winsorised(deseasoned(series))
	best, least := []int(nil), math.Inf(1)
	for _, m := range []model{level{}, slope{}} {
		found, description := settle(y, m)
		if description < least {
			best, least = found, description
		}
	}
	return best
}

// settle takes ever finer sets of pieces and gives the one with the shortest description: n·log of the variance that is left
// when the noise's own autocorrelation is accounted for, plus log n for every number that describes the pieces, corrected for short series
// as by Hurvich and Tsai (1989).
func settle(y []float64, m model) (changes []int, description float64) {
	n, sums := float64(len(y)), accumulate(y)
	floor := 1e-9*spread(y) + 1e-300
	description = math.Inf(1)
	pieces := -1
	for penalty := spread(y) * n / 2; penalty > math.Log(n)*differenced(y, 1); penalty /= 1.5 {
		found := partition(sums, m, penalty)
		if len(found) <= pieces {
			continue
		}
		pieces = len(found)
		left := residuals(y, sums, m, found)
		r := min(max(0, autocorrelation(left)), .9)
		k := float64((len(found)+1)*m.parameters() + place*len(found))
		if d := n*math.Log(max(meanSquare(left)*(1-r*r), floor)) + k*math.Log(n)*n/max(1, n-k-2); d < description {
			changes, description = found, d
		}
	}
	return changes, description
}

// partition is the exact minimum of Σ cost + penalty·changes.
func partition(s sums, m model, penalty float64) []int {
	n := s.n()
	best := make([]float64, n+1)
	from := make([]int, n+1)
	best[0] = -penalty
	for end := 1; end <= n; end++ {
		best[end] = math.Inf(1)
		for start := 0; start <= end-shortest; start++ {
			if c := best[start] + m.cost(s, start, end) + penalty; c < best[end] {
				best[end], from[end] = c, start
			}
		}
	}
	var reversed []int
	for at := from[n]; at > 0; at = from[at] {
		reversed = append(reversed, at)
	}
	changes := make([]int, 0, len(reversed))
	for i := len(reversed) - 1; i >= 0; i-- {
		changes = append(changes, reversed[i])
	}
	return changes
}

package changepoint

import (
	"math"
	"slices"
)

func finite(v []float64) bool {
	for _, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}

// differenced estimates the noise's variance from differences, which a change of level hardly touches: the squared, scaled
// median absolute first difference (second difference for sloped pieces).
func differenced(y []float64, order int) float64 {
	d := slices.Clone(y)
	for range order {
		for i := 0; i+1 < len(d); i++ {
			d[i] = d[i+1] - d[i]
		}
		d = d[:len(d)-1]
	}
	for i := range d {
		d[i] = math.Abs(d[i])
	}
	scale := 1.4826 * median(d) / math.Sqrt([]float64{1, 2, 6}[order])
	return math.Max(scale*scale, 1e-6*spread(y))
}

func median(v []float64) float64 {
	s := slices.Clone(v)
	slices.Sort(s)
	if n := len(s); n%2 == 1 {
		return s[n/2]
	} else if n > 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return 0
}

// spread is the variance of the whole series.
func spread(y []float64) float64 {
	mean := 0.0
	for _, x := range y {
		mean += x
	}
	mean /= float64(len(y))
	sum := 0.0
	for _, x := range y {
		sum += (x - mean) * (x - mean)
	}
	return sum / float64(len(y))
}

func meanSquare(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x * x
	}
	return sum / float64(len(v))
}

// autocorrelation is that of lag one.
func autocorrelation(v []float64) float64 {
	var cross, square float64
	for i, x := range v {
		square += x * x
		if i > 0 {
			cross += x * v[i-1]
		}
	}
	if square == 0 {
		return 0
	}
	return cross / square
}

// winsorised draws single points that stand apart from both neighbours' surroundings back to the edge of the usual: one strange day is no change.
func winsorised(y []float64) []float64 {
	out := slices.Clone(y)
	limit := 4 * math.Sqrt(differenced(y, 1))
	const reach = 3
	for i := range y {
		lo, hi := max(0, i-reach), min(len(y), i+reach+1)
		m := median(y[lo:hi])
		out[i] = min(max(y[i], m-limit), m+limit)
	}
	return out
}

// deseasoned removes a repeating season (a week of days, a year of quarters, months or weeks) where it explains a good part of the noise.
func deseasoned(y []float64) []float64 {
	best, gain := 0, .3
	flat := detrended(y)
	total := meanSquare(flat)
	for _, period := range []int{4, 7, 12, 24, 52} {
		if len(y) < 3*period || total == 0 {
			continue
		}
		season := seasonOf(flat, period)
		left := 0.0
		for i, x := range flat {
			left += (x - season[i%period]) * (x - season[i%period])
		}
		n := float64(len(y))
		left /= n * (1 - float64(period)/n) // what chance alone would explain is not counted
		if g := 1 - left/total; g > gain {
			best, gain = period, g
		}
	}
	if best == 0 {
		return y
	}
	season := seasonOf(flat, best)
	out := make([]float64, len(y))
	for i := range y {
		out[i] = y[i] - season[i%best]
	}
	return out
}

// seasonOf is the median of each place in the period.
func seasonOf(flat []float64, period int) []float64 {
	season := make([]float64, period)
	for p := range season {
		var at []float64
		for i := p; i < len(flat); i += period {
			at = append(at, flat[i])
		}
		season[p] = median(at)
	}
	return season
}

// detrended subtracts a centred moving median, long enough to hold every period's change of level.
func detrended(y []float64) []float64 {
	out := make([]float64, len(y))
	reach := min(26, len(y)/4)
	for i := range y {
		out[i] = y[i] - median(y[max(0, i-reach):min(len(y), i+reach+1)])
	}
	return out
}

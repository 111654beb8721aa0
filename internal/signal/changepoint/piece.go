package changepoint

// model is what one piece between two changes looks like.
type model interface {
	parameters() int
	// cost is the sum of squared errors of the best piece over [start, end).
	cost(s sums, start, end int) float64
	// line is that piece: its value at index i is a + b·i.
	line(s sums, start, end int) (a, b float64)
}

// sums are the cumulative sums from which any piece's error follows in constant time.
type sums struct{ y, yy, xy []float64 }

func (s sums) n() int { return len(s.y) - 1 }

func accumulate(v []float64) sums {
	s := sums{make([]float64, len(v)+1), make([]float64, len(v)+1), make([]float64, len(v)+1)}
	for i, x := range v {
		s.y[i+1] = s.y[i] + x
		s.yy[i+1] = s.yy[i] + x*x
		s.xy[i+1] = s.xy[i] + x*float64(i)
	}
	return s
}

type level struct{}

func (level) parameters() int { return 1 }

func (level) cost(s sums, start, end int) float64 {
	sum := s.y[end] - s.y[start]
	return max(0, s.yy[end]-s.yy[start]-sum*sum/float64(end-start))
}

func (level) line(s sums, start, end int) (a, b float64) {
	return (s.y[end] - s.y[start]) / float64(end-start), 0
}

type slope struct{}

func (slope) parameters() int { return 2 }

// moments are Σ(x−x̄)², Σ(x−x̄)y and ȳ over the piece, x̄ being its middle.
func moments(s sums, start, end int) (xx, xy, mean, middle float64) {
	n := float64(end - start)
	middle = float64(start+end-1) / 2
	sum := s.y[end] - s.y[start]
	return n * (n*n - 1) / 12, s.xy[end] - s.xy[start] - middle*sum, sum / n, middle
}

func (slope) cost(s sums, start, end int) float64 {
	flat := level{}.cost(s, start, end)
	xx, xy, _, _ := moments(s, start, end)
	if xx == 0 {
		return flat
	}
	return max(0, flat-xy*xy/xx)
}

func (slope) line(s sums, start, end int) (a, b float64) {
	xx, xy, mean, middle := moments(s, start, end)
	if xx > 0 {
		b = xy / xx
	}
	return mean - b*middle, b
}

func residuals(y []float64, s sums, m model, changes []int) []float64 {
	out := make([]float64, len(y))
	start := 0
	for i := 0; i <= len(changes); i++ {
		end := len(y)
		if i < len(changes) {
			end = changes[i]
		}
		a, b := m.line(s, start, end)
		for j := start; j < end; j++ {
			out[j] = y[j] - a - b*float64(j)
		}
		start = end
	}
	return out
}

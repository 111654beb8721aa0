package metric

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// z is the normal quantile of a two-sided 95% interval.
const z = 1.959963984540054

// Poisson returns the 95% interval of the mean of a Poisson count (Byar's approximation to the exact
// interval; relative error below 1% from 3 on; the exact 3.689 above a count of 0).
func Poisson(count int64) (low, high float64) {
	n := float64(count)
	if count > 0 {
		low = n * math.Pow(1-1/(9*n)-z/(3*math.Sqrt(n)), 3)
	}
	m := n + 1
	return max(low, 0), m * math.Pow(1-1/(9*m)+z/(3*math.Sqrt(m)), 3)
}

// Wilson returns Wilson's 95% score interval of a share of k in n. It never leaves 0 to 1 and does not
// vanish when all agree.
func Wilson(k, n int64) (low, high float64) {
	if n == 0 {
		return math.NaN(), math.NaN()
	}
	N, p := float64(n), float64(k)/float64(n)
	mid := (p + z*z/(2*N)) / (1 + z*z/N)
	half := z / (1 + z*z/N) * math.Sqrt(p*(1-p)/N+z*z/(4*N*N))
	return max(mid-half, 0), min(mid+half, 1)
}

// NPSRange returns the 95% interval of a net promoter score: ± 1.96 × 100 √((p + d − (p − d)²)/n), within
// ±100. When all answers fall in one class that is 0 wide; then Wilson's interval of the class is used.
func NPSRange(promoters, detractors, n int64) (low, high float64) {
	if n == 0 {
		return math.NaN(), math.NaN()
	}
	switch {
	case promoters == n:
		l, _ := Wilson(n, n)
		return 100 * (2*l - 1), 100
	case detractors == n:
		l, _ := Wilson(n, n)
		return -100, 100 * (1 - 2*l)
	case promoters+detractors == 0:
		l, _ := Wilson(n, n)
		return -100 * (1 - l), 100 * (1 - l)
	}
	p, d := float64(promoters)/float64(n), float64(detractors)/float64(n)
	half := z * 100 * math.Sqrt((p+d-(p-d)*(p-d))/float64(n))
	return max(100*(p-d)-half, -100), min(100*(p-d)+half, 100)
}

// MeanRange returns Student's 95% interval of a mean, from the sum and the sum of squares of n values. When all of them agree that is 0 wide; then
// as many others as Wilson's interval leaves room for are taken to lie one step of the scale away.
func MeanRange(sum, squares float64, n int64) (low, high float64) {
	if n < 2 {
		return math.NaN(), math.NaN()
	}
	N := float64(n)
	mean := sum / N
	variance := max(0, (squares-N*mean*mean)/(N-1))
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: N - 1}.Quantile(0.975)
	half := t * math.Sqrt(variance/N)
	if variance <= 1e-12*squares/N {
		agree, _ := Wilson(n, n)
		half = 1 - agree
	}
	return mean - half, mean + half
}

// quantile returns the exact quantile num/den of sorted values by linear interpolation between closest
// ranks (R's type 7, DuckDB's quantile_cont), as a number of the values' unit over scale.
func quantile(sorted []int64, num, den, scale int64) Number {
	if len(sorted) == 0 {
		return Unknown
	}
	h := int64(len(sorted)-1) * num
	i, rest := h/den, h%den
	v := Ratio(sorted[i], scale)
	if rest == 0 {
		return v
	}
	return v.Add(Ratio(sorted[i+1]-sorted[i], scale).Mul(Ratio(rest, den)))
}

// orderRange returns the 95% interval of the median of sorted values by the binomial law of its rank:
// the widest pair of order statistics that still covers 95%, Unknown below six values.
func orderRange(sorted []int64, scale int64) (low, high Number) {
	n := len(sorted)
	if n < 6 {
		return Unknown, Unknown
	}
	b := distuv.Binomial{N: float64(n), P: 0.5}
	r := 0
	for b.CDF(float64(r)) <= 0.025 {
		r++
	}
	return Ratio(sorted[r-1], scale), Ratio(sorted[n-r], scale)
}

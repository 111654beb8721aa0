package theme

import "math"

// Change bounds, with 95%, how many more of the accounts say something than in the prior period: hits of n now, prior of
// priorN then. It is a difference of two counts whose own intervals (Wilson) are joined by the square-and-add rule of
// Zou & Donner 2008 (MOVER), as Newcombe 1998 does for shares. It takes nothing but the four counts, so it tells no more
// than they do.
func Change(hits, n, prior, priorN int) (low, high float64) {
	l, u := Wilson(hits, n)
	pl, pu := Wilson(prior, priorN)
	return moved(float64(hits), l*float64(n), u*float64(n), float64(prior), pl*float64(priorN), pu*float64(priorN))
}

// ShareChange bounds the change of the share in the same way.
func ShareChange(hits, n, prior, priorN int) (low, high float64) {
	l, u := Wilson(hits, n)
	pl, pu := Wilson(prior, priorN)
	return moved(ratio(hits, n), l, u, ratio(prior, priorN), pl, pu)
}

func moved(x, low, high, prior, priorLow, priorHigh float64) (float64, float64) {
	d := x - prior
	return d - math.Hypot(x-low, priorHigh-prior), d + math.Hypot(high-x, prior-priorLow)
}

func ratio(hits, n int) float64 {
	if n == 0 {
		return 0
	}
	return float64(hits) / float64(n)
}

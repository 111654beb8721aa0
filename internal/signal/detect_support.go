package signal

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// lookSurge: more came in than the account's own earlier periods explain.
func lookSurge(d *Definition, v *view) []candidate {
	var out []candidate
	for _, metric := range d.Metrics {
		f, ok := v.Figures[metric]
		if !ok || math.IsNaN(f.Value) || math.IsNaN(f.Prior) {
			continue
		}
		total, periods, dispersion := baseline(f)
		usual := total / periods
		change := Change{Now: f.Value, Prior: f.Prior, Ratio: f.Value/f.Prior - 1, P: tail(f.Value/dispersion, total/dispersion, periods)}
		c := candidate{finding: Finding{Metric: metric, Change: change, Since: -1}, p: change.P, shown: f.Value >= d.Minimum && f.Value >= 1.5*f.Prior}
		switch {
		case f.Value < d.Minimum:
			c.p, c.reason = math.NaN(), TooLittle
			c.shown = false
		case f.Value < usual*(1+float64(d.AtLeast)):
			c.reason = TooSmall
			c.shown = false
		}
		out = append(out, c)
	}
	return out
}

// baseline sums the prior periods and estimates how much more they vary than independent counts would.
func baseline(f Figure) (total, periods, dispersion float64) {
	values := []float64{f.Prior}
	for _, v := range f.Earlier {
		if !math.IsNaN(v) {
			values = append(values, v)
		}
	}
	total, periods = sum(values), float64(len(values))
	if len(values) < 3 || total == 0 {
		return total, periods, 1.5
	}
	mean, squares := total/periods, 0.0
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return total, periods, math.Max(1, squares/(periods-1)/mean)
}

// tail is the probability of at least x in one period after a total in m periods (negative binomial predictive, Jeffreys).
func tail(x, total, m float64) float64 {
	a := total + .5
	// P(X ≥ x) for NB(a, m/(m+1)) is the regularised incomplete beta I_{1/(m+1)}(x, a).
	if x <= 0 {
		return 1
	}
	return distuv.Beta{Alpha: x, Beta: a}.CDF(1 / (m + 1))
}

// lookSlower: the median time rose by more than the tickets of two periods can differ by chance.
func lookSlower(d *Definition, v *view) []candidate {
	var out []candidate
	for _, metric := range d.Metrics {
		f, ok := v.Figures[metric]
		if !ok || !(f.Value > 0) || !(f.Prior > 0) {
			continue
		}
		c := candidate{finding: Finding{Metric: metric, Change: slower(f), Since: -1}, p: math.NaN(), shown: f.Value >= f.Prior*(1+float64(d.AtLeast))}
		switch {
		case f.N < d.Minimum || f.PriorN < d.Minimum || math.IsNaN(c.finding.Change.P):
			c.reason = TooLittle
		default:
			c.p = c.finding.Change.P
			if c.finding.Change.Ratio < float64(d.AtLeast) {
				c.reason = TooSmall
			} else if c.finding.Change.Low <= 0 {
				c.reason = Usual
			}
		}
		out = append(out, c)
	}
	return out
}

// slower compares two medians. Times to a solution are spread about evenly on a logarithmic scale; how widely follows from the distance of
// the 90th percentile, and a median of n such times has the standard error 1.2533·σ/√n. A width that is taken from two percentiles is
// known about a quarter as well as one that is taken from all n times: hence the degrees of freedom.
func slower(f Figure) Change {
	change := Change{Now: f.Value, Prior: f.Prior, Ratio: f.Value/f.Prior - 1, Low: math.NaN(), High: math.NaN(), P: math.NaN()}
	width := func(median, p90 float64) float64 { return math.Max(.4, math.Log(p90/median)/1.2816) }
	now, prior := width(f.Value, f.P90), width(f.Prior, f.PriorP90)
	free := (f.N+f.PriorN)/4 - 1
	if math.IsNaN(now) || math.IsNaN(prior) || f.N+f.PriorN <= 2 {
		return change
	}
	sigma := math.Sqrt(((f.N-1)*now*now + (f.PriorN-1)*prior*prior) / (f.N + f.PriorN - 2))
	deviation, shift := 1.2533*sigma*math.Sqrt(1/f.N+1/f.PriorN), math.Log(f.Value/f.Prior)
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: math.Max(1, free)}
	reach := t.Quantile(.975) * deviation
	change.Low, change.High, change.P = math.Exp(shift-reach)-1, math.Exp(shift+reach)-1, t.Survival(shift/deviation)
	return change
}

// lookDissatisfied: answers lie below the bar by more than their number leaves open. The interval is Wilson's, or NPS's own, so
// that five bad answers in five are not certainty.
func lookDissatisfied(d *Definition, v *view) []candidate {
	var out []candidate
	for _, metric := range d.Metrics {
		f, ok := v.Figures[metric]
		if !ok || math.IsNaN(f.Value) || f.N == 0 {
			continue
		}
		bar := d.Below
		c := candidate{finding: Finding{Metric: metric, Change: Change{Now: f.Value, Prior: f.Prior, Low: f.Low, High: f.High, P: under(f, bar)}, Since: -1}, shown: f.Value < bar}
		c.p = c.finding.Change.P
		switch {
		case f.N < d.Minimum:
			c.p, c.reason = math.NaN(), TooLittle
		case f.Value >= bar:
			c.reason = TooSmall
		case !(f.High < bar):
			c.reason = Usual
		}
		out = append(out, c)
	}
	return out
}

// under is the probability of answers at least as bad from customers who are just at the bar: binomial for a share, from the width of the interval
// for a score.
func under(f Figure, bar float64) float64 {
	if bar > 0 && bar < 1 && f.Value >= 0 && f.Value <= 1 {
		return distuv.Binomial{N: f.N, P: bar}.CDF(math.Round(f.Value * f.N))
	}
	reach := (f.High - f.Value) / distuv.UnitNormal.Quantile(.975)
	if !(reach > 0) || f.N < 2 {
		return math.NaN()
	}
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: f.N - 1}.Survival((bar - f.Value) / reach)
}

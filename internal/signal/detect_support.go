package signal

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// lookSurge: more came in than the account's own earlier periods explain.
func lookSurge(d *Definition, p *Portrait, _ Days) []candidate {
	var out []candidate
	for _, metric := range d.Metrics {
		f, ok := p.Figures[metric]
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
func lookSlower(d *Definition, p *Portrait, _ Days) []candidate {
	var out []candidate
	for _, metric := range d.Metrics {
		f, ok := p.Figures[metric]
		if !ok || !(f.Value > 0) || !(f.Prior > 0) {
			continue
		}
		change := Change{Now: f.Value, Prior: f.Prior, Ratio: f.Value/f.Prior - 1, Low: f.Low/f.Prior - 1, High: f.High/f.Prior - 1}
		c := candidate{finding: Finding{Metric: metric, Change: change, Since: -1}, p: math.NaN(), shown: change.Ratio >= float64(d.AtLeast)}
		switch {
		case f.N < d.Minimum || f.PriorN < d.Minimum || math.IsNaN(f.Low) || f.Low <= 0:
			c.reason = TooLittle
		default:
			deviation := (math.Log(f.High) - math.Log(f.Low)) / (2 * 1.96) * math.Sqrt(1+f.N/f.PriorN)
			c.finding.Change.P = distuv.UnitNormal.Survival(math.Log(f.Value/f.Prior) / math.Max(deviation, 1e-9))
			c.p = c.finding.Change.P
			if change.Ratio < float64(d.AtLeast) {
				c.reason = TooSmall
			} else if c.p > .025 {
				c.reason = Usual
			}
		}
		out = append(out, c)
	}
	return out
}

// lookDissatisfied: answers lie below the target by more than their number leaves open. The interval is Wilson's, or NPS's own, so
// that five bad answers in five are not certainty.
func lookDissatisfied(d *Definition, p *Portrait, _ Days) []candidate {
	var out []candidate
	for _, metric := range d.Metrics {
		f, ok := p.Figures[metric]
		if !ok || math.IsNaN(f.Value) || f.N == 0 {
			continue
		}
		bar := f.Target
		if math.IsNaN(bar) {
			bar = 0
		}
		c := candidate{finding: Finding{Metric: metric, Change: Change{Now: f.Value, Prior: f.Prior, Low: f.Low, High: f.High}, Since: -1}, p: math.NaN(), shown: f.Value < bar}
		switch {
		case f.N < d.Minimum:
			c.reason = TooLittle
		case f.Value >= bar:
			c.reason = TooSmall
		case !(f.High < bar):
			c.reason = Usual
		}
		out = append(out, c)
	}
	return out
}

// lookRenewal: the renewal is near and the score poor.
func lookRenewal(d *Definition, p *Portrait, score Score, def ScoreDefinition) []candidate {
	f, ok := p.Figures["days_to_renewal"]
	if !ok || math.IsNaN(f.Value) || f.Value > d.Within || score.Band == "" || score.Band != def.lowest() {
		return nil
	}
	return []candidate{{finding: Finding{Metric: "days_to_renewal", Days: f.Value, Since: -1}, p: math.NaN()}}
}

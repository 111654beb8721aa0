package signal

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// lookSeats: the licensed seats are in use, now and in the period before.
func lookSeats(d *Definition, p *Portrait, _ Days) []candidate {
	users, seats := p.Figures["active_users"], p.Figures["seats"]
	if !(users.Value >= d.Minimum) || !(seats.Value > 0) || users.Value < float64(d.AtLeast)*seats.Value {
		return nil
	}
	if !math.IsNaN(users.Prior) && !math.IsNaN(seats.Prior) && users.Prior < (float64(d.AtLeast)-.1)*seats.Prior {
		return nil // one month is a spike
	}
	change := Change{Now: users.Value, Prior: users.Prior, Ratio: users.Value/seats.Value - 1}
	return []candidate{{finding: Finding{Metric: "active_users", Change: change, Part: Split{Now: seats.Value, Prior: seats.Prior}, Since: -1}, p: math.NaN()}}
}

// lookFeatures: a part of the product draws more of the account's people than before.
func lookFeatures(d *Definition, p *Portrait, _ Days) []candidate {
	var out []candidate
	for _, f := range p.Features {
		if f.Now < d.Minimum || f.Name == "" {
			continue
		}
		// Among now+prior users, as many now by chance: exact binomial.
		tail := distuv.Binomial{N: f.Now + f.Prior, P: .5}
		c := candidate{finding: Finding{Metric: "feature_users", Part: f, Change: Change{Now: f.Now, Prior: f.Prior, Ratio: f.Now/math.Max(f.Prior, .5) - 1}, Since: -1},
			p: math.Min(1, 1-tail.CDF(f.Now-1))}
		if f.Now < f.Prior*(1+float64(d.AtLeast)) || f.Now-f.Prior < 3 {
			c.reason = TooSmall
		}
		out = append(out, c)
	}
	return out
}

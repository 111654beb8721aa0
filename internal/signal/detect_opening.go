package signal

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// lookSeats: the licensed seats are in use, now and in the period before.
func lookSeats(d *Definition, v *view) []candidate {
	users, seats := v.Figures["active_users"], v.Figures["seats"]
	if !(users.Value >= d.Minimum) || !(seats.Value > 0) || users.Value < float64(d.AtLeast)*seats.Value {
		return nil
	}
	if !math.IsNaN(users.Prior) && !math.IsNaN(seats.Prior) && users.Prior < (float64(d.AtLeast)-.1)*seats.Prior {
		return nil // one month is a spike
	}
	change := Change{Now: users.Value, Prior: users.Prior, Ratio: users.Value/seats.Value - 1}
	return []candidate{{finding: Finding{Metric: "active_users", Change: change, Part: Split{Now: seats.Value, Prior: seats.Prior}, Since: -1}, p: math.NaN()}}
}

// lookFeatures: a part of the product is used much more than FeatureReach periods ago. People's use of one feature is restless:
// counts are taken to vary five times as much as independent ones, and months by as much as accounts usually do.
func lookFeatures(d *Definition, v *view) []candidate {
	const dispersion, between = 5.0, .0166
	var out []candidate
	for _, f := range v.Features {
		if f.Now < d.Minimum || f.Name == "" {
			continue
		}
		shift := math.Log((f.Now + .5) / (f.Prior + .5))
		deviation := math.Sqrt(dispersion*(1/(f.Now+.5)+1/(f.Prior+.5)) + 2*between)
		c := candidate{finding: Finding{Metric: "events", Part: f, Change: Change{Now: f.Now, Prior: f.Prior, Ratio: f.Now/math.Max(f.Prior, .5) - 1}, Since: -1}, p: distuv.UnitNormal.Survival(shift / deviation)}
		if f.Now < f.Prior*(1+float64(d.AtLeast)) || f.Users < 3 {
			c.reason = TooSmall
		}
		out = append(out, c)
	}
	return out
}

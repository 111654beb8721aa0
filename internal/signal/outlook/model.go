package outlook

import (
	"math"
	"slices"
)

// Snapshot is what was seen of an account on a day and, once Horizon days are over, what came of it: nobody may look at Outcome before.
type Snapshot struct {
	Account string
	At      Day
	Seen    Vector
	Outcome Outcome
}

// Stride is the number of days between the snapshots that Study takes. They overlap; each counts Stride/Horizon.
const Stride = 30

// halfLife is the number of days after which an example counts half: portfolios change.
const halfLife = 2 * 365

// share is what one snapshot counts: its share of a Horizon, and half of that because an account's snapshots resemble
// each other.
const share = Stride / float64(Horizon) / 2

// Study takes a snapshot of every stream each Stride days, up to the day until. Outcome is set where it is known by then.
func Study(streams []Stream, until Day) []Snapshot {
	var out []Snapshot
	first, ok := earliest(streams)
	if !ok {
		return nil
	}
	for _, s := range streams {
		for at := first + Horizon/2; at <= until; at += Stride {
			x, ok := Look(s, at)
			if !ok {
				continue
			}
			shot := Snapshot{Account: s.Account, At: at, Seen: x}
			if at+Horizon <= until {
				shot.Outcome = s.OutcomeAt(at)
			}
			out = append(out, shot)
		}
	}
	return out
}

func earliest(streams []Stream) (Day, bool) {
	first, ok := Day(math.MaxInt32), false
	for _, s := range streams {
		if len(s.Events) > 0 {
			first, ok = min(first, s.Events[0].Day), true
		}
	}
	return first, ok
}

// Model holds the coefficients of both questions. The zero value is not usable: see Prior and Fit.
type Model struct {
	leave, halve mixture
	Examples     int // snapshots that it learned from
}

// doubts are by how much the beliefs' deviations are widened, in models that stand beside each other: a portfolio that lives as most do is
// described best by firm beliefs, one with other habits by loose ones.
var doubts = []float64{1, 3, 9}

// mixture weighs the models of all doubts by how probable what was seen is under each.
type mixture []weighted

type weighted struct {
	beta   []float64
	weight float64
}

// mix fits each of the priors with every doubt. Before anything is seen, each prior is unlikelier than the one before it.
func mix(examples []example, priors ...[]belief) mixture {
	const unlikelier = 1.5
	var all []fitted
	best := math.Inf(-1)
	for k, prior := range priors {
		for _, d := range doubts {
			wider := make([]belief, len(prior))
			for j, b := range prior {
				wider[j] = belief{b.mean, b.sd * d}
			}
			f := fit(examples, wider)
			f.evidence -= unlikelier * float64(k)
			all, best = append(all, f), math.Max(best, f.evidence)
		}
	}
	var out mixture
	total := 0.0
	for _, f := range all {
		w := math.Exp(f.evidence - best)
		out, total = append(out, weighted{f.beta, w}), total+w
	}
	for i := range out {
		out[i].weight /= total
	}
	return out
}

func (m mixture) probability(x Vector) float64 {
	sum := 0.0
	for _, w := range m {
		sum += w.weight * sigmoid(dot(w.beta, x))
	}
	return sum
}

// Prior is the model of somebody who knows subscriptions in general and this portfolio not at all.
func Prior() Model { return Fit(nil, 0) }

// Fit learns on the day from those snapshots whose outcome was known by then; later ones are not looked at.
func Fit(past []Snapshot, on Day) Model {
	var leave, halve []example
	for _, p := range past {
		if p.At+Horizon > on {
			continue
		}
		weight := share * math.Exp2(-float64(on-p.At)/halfLife)
		leave = append(leave, example{p.Seen, p.Outcome.Left, weight})
		halve = append(halve, example{p.Seen, p.Outcome.Halved, weight})
	}
	return Model{
		mix(leave, beliefs(func(f feature) belief { return f.leave }), beliefs(func(f feature) belief { return f.rhythm })),
		mix(halve, atLevel(beliefs(func(f feature) belief { return f.halve }), past, on)),
		len(leave),
	}
}

// atLevel moves the belief about the level of halving to that of the portfolio: half a year must go by before an outcome teaches, while how
// restless its accounts are can be seen on the day.
func atLevel(prior []belief, past []Snapshot, on Day) []belief {
	const trust = .3
	at := slices.IndexFunc(features, func(f feature) bool { return f.name == restless })
	sum, n := 0., 0.
	for _, p := range past {
		if p.At > on-Horizon && p.At <= on {
			sum, n = sum+p.Seen[at], n+1
		}
	}
	prior[0].mean += trust * sum / max(n, 1)
	return prior
}

func beliefs(of func(feature) belief) []belief {
	out := make([]belief, len(features))
	for i, f := range features {
		out[i] = of(f)
	}
	return out
}

// Outlook is the two probabilities. Who leaves has also halved, so Halve is never below Leave.
type Outlook struct{ Leave, Halve float64 }

// Predict answers both questions.
func (m Model) Predict(x Vector) Outlook {
	leave := m.leave.probability(x)
	return Outlook{leave, math.Max(leave, m.halve.probability(x))}
}

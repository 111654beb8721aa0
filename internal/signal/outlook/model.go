package outlook

import "math"

// Snapshot is what was seen of an account on a day and, once Horizon days are over, what came of it.
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

// Study takes a snapshot of every stream each Stride days, wherever its outcome is known by the day until.
func Study(streams []Stream, until Day) []Snapshot {
	var out []Snapshot
	first, ok := earliest(streams)
	if !ok {
		return nil
	}
	for _, s := range streams {
		for at := first + Horizon/2; at+Horizon <= until; at += Stride {
			if x, ok := Look(s, at); ok {
				out = append(out, Snapshot{s.Account, at, x, s.OutcomeAt(at)})
			}
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

func mix(examples []example, prior []belief) mixture {
	var all []fitted
	best := math.Inf(-1)
	for _, d := range doubts {
		wider := make([]belief, len(prior))
		for j, b := range prior {
			wider[j] = belief{b.mean, b.sd * d}
		}
		f := fit(examples, wider)
		all, best = append(all, f), math.Max(best, f.evidence)
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
		mix(leave, beliefs(func(f feature) belief { return f.leave })),
		mix(halve, beliefs(func(f feature) belief { return f.halve })),
		len(leave),
	}
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

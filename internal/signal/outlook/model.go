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
	leave, halve []float64
	Examples     int // snapshots that it learned from
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
		fit(leave, beliefs(func(f feature) belief { return f.leave })),
		fit(halve, beliefs(func(f feature) belief { return f.halve })),
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
	leave := sigmoid(dot(m.leave, x))
	return Outlook{leave, math.Max(leave, sigmoid(dot(m.halve, x)))}
}

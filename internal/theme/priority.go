package theme

import (
	"cmp"
	"fmt"
	"slices"
)

// Candidate is a product action to be ranked, with its declared inputs.
type Candidate struct {
	Theme      string
	Reach      float64 // accounts
	Impact     float64 // 3 massive, 2 high, 1 medium, .5 low, .25 minimal
	Confidence float64 // 1 high, .8 medium, .5 low
	// EffortLow and EffortHigh are person-months; 0 where nobody estimated.
	EffortLow, EffortHigh float64
	WSJF                  *WSJF
}

// Rank is a candidate's place.
type Rank struct {
	Candidate
	// Low and High bound the score over the range of effort.
	Low, High float64
	// Estimated is false where the effort is unknown: such candidates come last,
	// by reach × impact × confidence, which Low and High then hold.
	Estimated bool
	// Passed are the themes ranked lower that pass this one when its effort is
	// at its worst and theirs at its best; Tied those that then draw level.
	Passed, Tied []string
}

// RICE ranks by reach × impact × confidence ÷ effort, in person-months
// (Intercom), at the middle of the effort's range.
func RICE(list []Candidate) []Rank {
	return ranked(list, func(c Candidate) (value, low, high float64) {
		return c.Reach * c.Impact * c.Confidence, c.EffortLow, c.EffortHigh
	})
}

// ByWSJF ranks by (value + time criticality + risk or opportunity) ÷ size (SAFe).
// Those of unknown size come last.
func ByWSJF(list []Candidate) []Rank {
	return ranked(list, func(c Candidate) (value, low, high float64) {
		if c.WSJF == nil {
			return 0, 0, 0
		}
		return c.WSJF.Value + c.WSJF.Urgency + c.WSJF.Risk, c.WSJF.Size, max(c.WSJF.Size, c.WSJF.SizeHigh)
	})
}

func ranked(list []Candidate, inputs func(Candidate) (value, low, high float64)) []Rank {
	ranks := make([]Rank, len(list))
	for i, c := range list {
		value, low, high := inputs(c)
		ranks[i] = Rank{Candidate: c, Low: value, High: value}
		if low > 0 {
			ranks[i] = Rank{Candidate: c, Low: value / high, High: value / low, Estimated: true}
		}
	}
	slices.SortStableFunc(ranks, func(a, b Rank) int {
		if a.Estimated != b.Estimated {
			if a.Estimated {
				return -1
			}
			return 1
		}
		if d := cmp.Compare(b.Low+b.High, a.Low+a.High); d != 0 {
			return d
		}
		return cmp.Compare(a.Theme, b.Theme)
	})
	for i := range ranks {
		ranks[i].withstand(ranks[i+1:])
	}
	return ranks
}

// withstand finds who overtakes r when its effort is at its worst.
func (r *Rank) withstand(lower []Rank) {
	if !r.Estimated {
		return
	}
	for _, other := range lower {
		switch {
		case !other.Estimated:
		case Score(other.High) == Score(r.Low):
			r.Tied = append(r.Tied, other.Theme)
		case other.High > r.Low:
			r.Passed = append(r.Passed, other.Theme)
		}
	}
}

// Score writes a score as a table shows it: whole from 10, one decimal below.
func Score(x float64) string {
	if x >= 10 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.1f", x)
}

// ImpactOf reads an impact off the data: how much of the revenue the accounts of
// a theme stand for, raised a step where half of its items are severe.
func ImpactOf(share float64, severe, items int) float64 {
	impacts := []float64{.25, .5, 1, 2, 3}
	at := 0
	for _, bound := range []float64{.02, .05, .15, .30} {
		if share >= bound {
			at++
		}
	}
	if items > 0 && 2*severe >= items {
		at = min(at+1, len(impacts)-1)
	}
	return impacts[at]
}

// steps are the relative points of WSJF that are read off the data (SAFe counts in Fibonacci's numbers).
var steps = []float64{1, 3, 5, 8, 13}

func stepOf(x float64, bounds ...float64) float64 {
	at := 0
	for _, bound := range bounds {
		if x >= bound {
			at++
		}
	}
	return steps[at]
}

// WSJFOf fills in, from the data, what nobody declared: value from the revenue concerned, time criticality from the
// share of severe items, risk or opportunity from the trend (1 falling, 3 level, 5 rising or new), size from the effort.
func WSJFOf(declared *WSJF, share float64, severe, items int, trend string, effort *Effort) WSJF {
	var w WSJF
	if declared != nil {
		w = *declared
	}
	if w.Value == 0 {
		w.Value = stepOf(share, .02, .05, .15, .30)
	}
	if w.Urgency == 0 {
		w.Urgency = stepOf(ratio(severe, items), .05, .15, .30, .50)
	}
	if w.Risk == 0 {
		w.Risk = map[string]float64{"down": 1, "up": 5, "new": 5}[trend]
		if w.Risk == 0 {
			w.Risk = 3
		}
	}
	if w.Size == 0 && effort != nil {
		w.Size, w.SizeHigh = effort.Low, effort.High
	}
	return w
}

// CertaintyOf reads a confidence off the data: how wide the interval of the
// share of accounts is, and how sure texts are of their theme.
func CertaintyOf(low, high, confidence float64) float64 {
	switch {
	case high-low <= .25 && confidence >= .7:
		return 1
	case high-low <= .5 && confidence >= .5:
		return .8
	}
	return .5
}

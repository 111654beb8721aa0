package backtest

import "github.com/touchstone-cs/touchstone/internal/signal/outlook"

// quarter is the number of days between two snapshots of a backtest that has no labels.
const quarter = 91

// Quarterly labels every stream each quarter of a year with what came of it, from the events themselves, as long as that can be known.
// The first half year is left out: it has no past.
func Quarterly(streams []outlook.Stream) []Label {
	var first, last outlook.Day
	started := false
	for _, s := range streams {
		if len(s.Events) == 0 {
			continue
		}
		from, to := s.Events[0].Day, s.Events[len(s.Events)-1].Day
		if !started || from < first {
			first = from
		}
		if !started || to > last {
			last = to
		}
		started = true
	}
	var out []Label
	for at := first + outlook.Horizon; started && at+outlook.Horizon <= last+1; at += quarter {
		for _, s := range streams {
			if s.Count(at-outlook.Horizon, at) >= outlook.MinVolume {
				out = append(out, Label{s.Account, at, s.OutcomeAt(at)})
			}
		}
	}
	return out
}

// Package outlook estimates, from an account's past events alone, how likely it is to leave (no event in
// the next horizon) and how likely its use is to halve. It does no I/O, reads no clock and draws no random
// number: the same events and day give the same probabilities.
package outlook

import (
	"slices"
	"sort"
)

// Horizon is the number of days that both questions look ahead, and the length of the window "now" that a
// halving is measured against.
const Horizon = 180

// MinVolume is the number of events in the last Horizon days below which neither question is asked: four events
// becoming two is no finding.
const MinVolume = 5

// Day counts days since 1970-01-01 UTC.
type Day int32

// Event is one use of the product. User and Feature are numbers that the caller gives to names; only
// equality counts.
type Event struct {
	Day     Day
	User    int32
	Feature int32
}

// Stream is one account's events in order of day. Watched is the day since which the account is one of those that are
// asked about; a stream may also know of others (free users, single contributors), which teach but behave differently.
// The zero value watches from the beginning.
type Stream struct {
	Account string
	Watched Day
	Events  []Event
}

// NewStream sorts events by day, user and feature, so that the order in which rows were read changes nothing.
func NewStream(account string, events []Event) Stream {
	slices.SortFunc(events, func(a, b Event) int {
		switch {
		case a.Day != b.Day:
			return int(a.Day - b.Day)
		case a.User != b.User:
			return int(a.User - b.User)
		default:
			return int(a.Feature - b.Feature)
		}
	})
	return Stream{Account: account, Events: events}
}

// before is the index of the first event on or after the day.
func (s Stream) before(d Day) int {
	return sort.Search(len(s.Events), func(i int) bool { return s.Events[i].Day >= d })
}

// Count is the number of events in [from, to).
func (s Stream) Count(from, to Day) int { return s.before(to) - s.before(from) }

// Recency is the number of days from the last event before the day to the day; ok is false where there is none.
func (s Stream) Recency(at Day) (days int, ok bool) {
	i := s.before(at)
	if i == 0 {
		return 0, false
	}
	return int(at - s.Events[i-1].Day), true
}

// Outcome is what happened in the Horizon days after a snapshot.
type Outcome struct{ Left, Halved bool }

// OutcomeAt looks ahead from the day: the caller must know that the stream reaches to at+Horizon.
// Left means no event; Halved means at most half of the events of the Horizon days before.
func (s Stream) OutcomeAt(at Day) Outcome {
	now, next := s.Count(at-Horizon, at), s.Count(at, at+Horizon)
	return Outcome{Left: next == 0, Halved: 2*next <= now}
}

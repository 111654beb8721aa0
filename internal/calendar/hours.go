package calendar

import (
	"fmt"
	"strings"
	"time"
)

// Hours are the business hours of one team: spans of the wall clock for each weekday in a zone, and
// the dates on which it is closed altogether. The zero value is never open.
type Hours struct {
	Zone *time.Location
	// Week holds the spans of each time.Weekday, in order and apart from each other.
	Week [7][]Opening
	// Closed reports a holiday; nil means that there are none. It is asked with a local date.
	Closed func(year int, month time.Month, day int) bool
}

// Opening is a half-open part of a day, as offsets on the wall clock: 8h to 18h.
type Opening struct{ From, To time.Duration }

// Weekdays returns hours that are the same from Monday to Friday: "08:00-18:00", or
// "08:00-12:00,13:00-17:00".
func Weekdays(zone *time.Location, spans string) (Hours, error) {
	h := Hours{Zone: zone}
	s, err := ParseSpans(spans)
	if err != nil {
		return h, err
	}
	for d := time.Monday; d <= time.Friday; d++ {
		h.Week[d] = s
	}
	return h, nil
}

// ParseSpans reads "08:00-12:00,13:00-17:00". Spans must be in order and apart; 24:00 ends a day.
func ParseSpans(s string) ([]Opening, error) {
	var out []Opening
	for _, part := range strings.Split(s, ",") {
		a, b, ok := strings.Cut(strings.TrimSpace(part), "-")
		from, err1 := parseClock(a)
		to, err2 := parseClock(b)
		if !ok || err1 != nil || err2 != nil || to <= from || len(out) > 0 && from < out[len(out)-1].To {
			return nil, fmt.Errorf("business hours %q: want spans in order such as 08:00-12:00,13:00-17:00", s)
		}
		out = append(out, Opening{from, to})
	}
	return out, nil
}

func parseClock(s string) (time.Duration, error) {
	var h, m int
	if len(s) != 5 || s[2] != ':' {
		return 0, fmt.Errorf("time of day %q: want HH:MM", s)
	}
	if _, err := fmt.Sscanf(s, "%02d:%02d", &h, &m); err != nil || h < 0 || h > 24 || m < 0 || m > 59 || h == 24 && m > 0 {
		return 0, fmt.Errorf("time of day %q: want HH:MM", s)
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute, nil
}

// WorkingDay reports whether the day that holds t in the hours' zone has any open span.
func (h Hours) WorkingDay(t time.Time) bool {
	if h.Zone == nil {
		return false
	}
	t = t.In(h.Zone)
	return len(h.Week[t.Weekday()]) > 0 && !h.closed(t)
}

// WorkingDays counts the working days of [from, to), by their local dates.
func (h Hours) WorkingDays(from, to time.Time) int {
	n := 0
	h.eachDay(from, to, func(day time.Time) {
		if h.WorkingDay(day) {
			n++
		}
	})
	return n
}

// Between returns how long the hours were open in [from, to), 0 when to is not after from. Time that
// the clocks skip is not open, time that they repeat is open twice: it is elapsed time.
func (h Hours) Between(from, to time.Time) time.Duration {
	var sum time.Duration
	h.eachDay(from, to, func(day time.Time) {
		if h.closed(day) {
			return
		}
		for _, s := range h.Week[day.Weekday()] {
			open, shut := wall(day, s.From), wall(day, s.To)
			if open.Before(from) {
				open = from
			}
			if shut.After(to) {
				shut = to
			}
			if shut.After(open) {
				sum += shut.Sub(open)
			}
		}
	})
	return sum
}

// Add returns the instant at which the hours have been open for d since from: a deadline of "4
// business hours". It reports false when they never are for so long within ten years.
func (h Hours) Add(from time.Time, d time.Duration) (time.Time, bool) {
	if h.Zone == nil {
		return time.Time{}, false
	}
	day := noon(from.In(h.Zone))
	for range 3660 {
		if !h.closed(day) {
			for _, s := range h.Week[day.Weekday()] {
				open, shut := wall(day, s.From), wall(day, s.To)
				if open.Before(from) {
					open = from
				}
				if !shut.After(open) {
					continue
				}
				if left := shut.Sub(open); d <= left {
					return open.Add(d), true
				} else {
					d -= left
				}
			}
		}
		day = day.AddDate(0, 0, 1)
	}
	return time.Time{}, false
}

func (h Hours) closed(t time.Time) bool {
	return h.Closed != nil && h.Closed(t.Year(), t.Month(), t.Day())
}

// eachDay calls visit with the noon of every local day that [from, to) touches.
func (h Hours) eachDay(from, to time.Time, visit func(time.Time)) {
	if h.Zone == nil || !to.After(from) {
		return
	}
	last := noon(to.Add(-1).In(h.Zone))
	for day := noon(from.In(h.Zone)); !day.After(last); day = day.AddDate(0, 0, 1) {
		visit(day)
	}
}

func noon(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, t.Location())
}

func wall(day time.Time, at time.Duration) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), int(at/time.Hour), int(at%time.Hour/time.Minute), 0, 0, day.Location())
}

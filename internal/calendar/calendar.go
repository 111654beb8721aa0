// Package calendar knows which days are worked: weekends and public holidays
// by region, computed from rules rather than listed, and the freezes, absences
// and part weeks that a workspace declares. It does no I/O and asks no clock.
package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Span is a run of days, both ends included, with the reason for it.
type Span struct {
	From, To Date
	Why      string
}

// Contains says whether the day lies in the span.
func (s Span) Contains(d Date) bool { return s.From <= d && d <= s.To }

// A Calendar says of each day whether work is done on it. The zero Calendar
// works from Monday to Friday and knows no holiday. Values are immutable once
// built; the exported fields are what a configuration declares.
type Calendar struct {
	// Region gives the weekend and the holidays; "" is Saturday and Sunday, none.
	Region Region
	// Closed are freezes and absences: no work whatever the weekday.
	Closed []Span
	// Open are days worked although the region does not (a release weekend).
	Open []Span
	// Weekdays, when not empty, are the only weekdays worked (a part week).
	Weekdays []time.Weekday
	// With are further calendars that must agree: a day is worked only when
	// all of them work (both parties of a plan, and the person).
	With []*Calendar
}

// Join is the calendar of the days that all the given ones work. Nil calendars
// are left out.
func Join(calendars ...*Calendar) *Calendar {
	with := slices.DeleteFunc(slices.Clone(calendars), func(c *Calendar) bool { return c == nil })
	return &Calendar{Weekdays: everyDay, With: with}
}

var everyDay = []time.Weekday{0, 1, 2, 3, 4, 5, 6}

// PartWeek gives the weekdays of someone who works n of the five days from
// Monday, spread evenly; n at or above 5 gives nil, the whole week, and n at
// or below 0 an error: nobody can plan on no days.
func PartWeek(n int) ([]time.Weekday, error) {
	switch {
	case n <= 0:
		return nil, fmt.Errorf("%d days a week leaves no day to work", n)
	case n >= 5:
		return nil, nil
	}
	spread := [][]time.Weekday{1: {3}, 2: {2, 4}, 3: {1, 3, 5}, 4: {1, 2, 4, 5}}
	return spread[n], nil
}

// Working says whether the day is worked.
func (c *Calendar) Working(d Date) bool { return c.Reason(d) == "" }

// Reason says why the day is not worked ("Sunday", "Christmas Day (DE-BY)",
// "year-end freeze"); it is empty for a working day.
func (c *Calendar) Reason(d Date) string {
	for _, s := range c.Closed {
		if s.Contains(d) {
			return reasonOr(s.Why, "closed")
		}
	}
	if !slices.ContainsFunc(c.Open, func(s Span) bool { return s.Contains(d) }) {
		if why := c.rest(d); why != "" {
			return why
		}
	}
	for _, w := range c.With {
		if why := w.Reason(d); why != "" {
			return why
		}
	}
	return ""
}

// rest is the reason of weekend, part week or holiday.
func (c *Calendar) rest(d Date) string {
	w := d.Weekday()
	if len(c.Weekdays) > 0 {
		if !slices.Contains(c.Weekdays, w) {
			return w.String()
		}
	} else if c.Region.rests(w) {
		return w.String()
	}
	if c.Region == "" {
		return ""
	}
	for _, h := range holidaysOf(c.Region, d.Year()) {
		if h.Date == d {
			return fmt.Sprintf("%s (%s)", h.Name, c.Region)
		}
	}
	return ""
}

func reasonOr(why, otherwise string) string {
	if strings.TrimSpace(why) == "" {
		return otherwise
	}
	return why
}

// limit bounds every search for a working day, so that a calendar that never
// works ends in an answer and not in a loop.
const limit = 366 * 10

// Next is the first working day on or after d; ok is false when ten years hold
// none (every weekday closed).
func (c *Calendar) Next(d Date) (day Date, ok bool) {
	for i := Date(0); i < limit; i++ {
		if c.Working(d + i) {
			return d + i, true
		}
	}
	return d, false
}

// Previous is the last working day on or before d.
func (c *Calendar) Previous(d Date) (day Date, ok bool) {
	for i := Date(0); i < limit; i++ {
		if c.Working(d - i) {
			return d - i, true
		}
	}
	return d, false
}

// Add moves n working days forward from d (backward when n is negative). With
// n = 0 it is Next(d).
func (c *Calendar) Add(d Date, n int) (day Date, ok bool) {
	step, find := Date(1), c.Next
	if n < 0 {
		step, find, n = -1, c.Previous, -n
	}
	if d, ok = find(d); !ok {
		return d, false
	}
	for ; n > 0; n-- {
		if d, ok = find(d + step); !ok {
			return d, false
		}
	}
	return d, true
}

// Between counts the working days in [from, to); it is negative when to lies
// before from.
func (c *Calendar) Between(from, to Date) int {
	if to < from {
		return -c.Between(to, from)
	}
	n := 0
	for d := from; d < to; d++ {
		if c.Working(d) {
			n++
		}
	}
	return n
}

// Mask gives, for each of the n days from the first, whether it is worked. It
// is how schedules ask: once for a horizon, then by index.
func (c *Calendar) Mask(first Date, n int) []bool {
	mask := make([]bool, n)
	for i := range mask {
		mask[i] = c.Working(first + Date(i))
	}
	return mask
}

// ClosedOn says whether a civil day is not worked; it fits Hours.Closed.
func (c *Calendar) ClosedOn(year int, month time.Month, day int) bool {
	return !c.Working(NewDate(year, month, day))
}

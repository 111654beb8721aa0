package metric

import (
	"fmt"
	"time"
)

// date is a calendar day without a zone.
type date struct {
	y int
	m time.Month
	d int
}

func dateOf(t time.Time) date { y, m, d := t.Date(); return date{y, m, d} }

func parseDay(s string) (date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return date{}, err
	}
	return dateOf(t), nil
}

func (a date) utc() time.Time { return time.Date(a.y, a.m, a.d, 0, 0, 0, 0, time.UTC) }
func (a date) add(n int) date { return dateOf(time.Date(a.y, a.m, a.d+n, 0, 0, 0, 0, time.UTC)) }
func (a date) addMonths(n int) date {
	return dateOf(time.Date(a.y, a.m+time.Month(n), a.d, 0, 0, 0, 0, time.UTC))
}
func (a date) until(b date) int   { return int(b.utc().Sub(a.utc()) / (24 * time.Hour)) }
func (a date) before(b date) bool { return a.utc().Before(b.utc()) }
func (a date) String() string     { return fmt.Sprintf("%04d-%02d-%02d", a.y, a.m, a.d) }

// in returns the first instant of the day in a zone. Some zones skip midnight when clocks go
// forward (Beirut, Havana), some have it twice: it is the first instant that shows the day's date.
func (a date) in(zone *time.Location) time.Time {
	t := time.Date(a.y, a.m, a.d, 0, 0, 0, 0, zone)
	if dateOf(t) == a && dateOf(t.Add(-1)) != a {
		return t
	}
	lo, hi := t.Add(-26*time.Hour), t.Add(26*time.Hour) // lo shows an earlier date, hi this one or a later
	for hi.Sub(lo) > 1 {
		mid := lo.Add(hi.Sub(lo) / 2)
		if dateOf(mid).before(a) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// isoWeek returns the Monday of an ISO week, false where the year has no such week.
func isoWeek(y, w int) (date, bool) {
	jan4 := date{y, time.January, 4}
	monday := jan4.add(-(int(jan4.utc().Weekday()) + 6) % 7)
	d := monday.add(7 * (w - 1))
	gy, gw := d.utc().ISOWeek()
	return d, gy == y && gw == w
}

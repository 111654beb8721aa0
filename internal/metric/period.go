package metric

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ErrPeriod is wrapped by every error about a period's text; ErrFuture by the one about a period
// that has not begun, ErrUnderWay by the one about a period that is not over.
var (
	ErrPeriod   = errors.New("unknown period")
	ErrFuture   = errors.New("period lies in the future")
	ErrUnderWay = errors.New("period is under way")
)

type periodKind int

const (
	year periodKind = iota
	quarter
	month
	week
	day
	span
)

// Period is a half-open interval [From, To) of whole days in one time zone, with the name that a
// person wrote: 2026, 2026-Q3, 2026-10, 2026-W41, 2026-10-12 or 2026-10-01..2026-10-15 (both days
// included). A day is as long as the zone makes it: 23 or 25 hours where the clocks change.
type Period struct {
	Name     string
	From, To time.Time
	kind     periodKind
}

// ParsePeriod reads a period in a zone.
func ParsePeriod(s string, zone *time.Location) (Period, error) {
	if a, b, ok := strings.Cut(s, ".."); ok {
		from, err1 := parseDay(a)
		to, err2 := parseDay(b)
		switch {
		case err1 != nil || err2 != nil:
			return Period{}, periodError(s)
		case to.before(from):
			return Period{}, fmt.Errorf("period %q ends before it begins: %w", s, ErrPeriod)
		}
		if from == to {
			s = a
			return newPeriod(s, day, from, from.add(1), zone), nil
		}
		return newPeriod(s, span, from, to.add(1), zone), nil
	}
	switch y, rest, _ := strings.Cut(s, "-"); {
	case len(y) != 4 || !digits(y) || y < "0001":
	case rest == "" && len(s) == 4:
		n := atoi(y)
		return newPeriod(s, year, date{n, 1, 1}, date{n + 1, 1, 1}, zone), nil
	case len(rest) == 2 && rest[0] == 'Q' && rest[1] >= '1' && rest[1] <= '4':
		from := date{atoi(y), time.Month(3*int(rest[1]-'1') + 1), 1}
		return newPeriod(s, quarter, from, from.addMonths(3), zone), nil
	case len(rest) == 3 && rest[0] == 'W' && digits(rest[1:]):
		from, ok := isoWeek(atoi(y), atoi(rest[1:]))
		if ok {
			return newPeriod(s, week, from, from.add(7), zone), nil
		}
	case len(rest) == 2 && digits(rest) && rest >= "01" && rest <= "12":
		from := date{atoi(y), time.Month(atoi(rest)), 1}
		return newPeriod(s, month, from, from.addMonths(1), zone), nil
	case len(rest) == 5:
		if d, err := parseDay(s); err == nil {
			return newPeriod(s, day, d, d.add(1), zone), nil
		}
	}
	return Period{}, periodError(s)
}

// ParsePast is ParsePeriod that refuses a period which has not begun at now.
func ParsePast(s string, zone *time.Location, now time.Time) (Period, error) {
	p, err := ParsePeriod(s, zone)
	if err != nil {
		return p, err
	}
	if !p.From.Before(now) {
		return p, fmt.Errorf("period %s begins on %s, now is %s: %w", s, p.From.Format(time.DateOnly), now.In(zone).Format(time.DateOnly), ErrFuture)
	}
	return p, nil
}

// ParseOver is ParsePast that refuses a period whose last day has not come yet: half a month beside a whole one is no change.
func ParseOver(s string, zone *time.Location, now time.Time) (Period, error) {
	p, err := ParsePast(s, zone, now)
	if err != nil || p.Reached(now) {
		return p, err
	}
	days := LocalDay(now, zone) - LocalDay(p.From, zone)
	hint := "ask again on " + dateOf(p.To).add(-1).String()
	if days > 0 {
		hint = fmt.Sprintf("%s..%s compares with the %d days before it", dateOf(p.From), dateOf(now.In(zone)).add(-1), days)
	}
	return p, fmt.Errorf("period %s ends on %s, now is %s: %w\nhint: %s", s, dateOf(p.To).add(-1), dateOf(now.In(zone)), ErrUnderWay, hint)
}

// Reached reports whether the last day of the period has come.
func (p Period) Reached(now time.Time) bool {
	return LocalDay(now, p.Zone()) >= LocalDay(p.To, p.Zone())-1
}

// Month returns the calendar month that holds t.
func Month(t time.Time) Period {
	y, m, _ := t.Date()
	from := date{y, m, 1}
	return newPeriod(fmt.Sprintf("%04d-%02d", y, m), month, from, from.addMonths(1), t.Location())
}

// Day returns the calendar day that holds t.
func Day(t time.Time) Period {
	y, m, d := t.Date()
	from := date{y, m, d}
	return newPeriod(from.String(), day, from, from.add(1), t.Location())
}

// Prior returns the period before p of the same sort: the month before a month, the ISO week before
// a week, and for a span of n days the n days before it.
func (p Period) Prior() Period {
	from := dateOf(p.From)
	switch p.kind {
	case year:
		return newPeriod(fmt.Sprintf("%04d", from.y-1), year, date{from.y - 1, 1, 1}, from, p.Zone())
	case quarter:
		q := from.addMonths(-3)
		return newPeriod(fmt.Sprintf("%04d-Q%d", q.y, (q.m-1)/3+1), quarter, q, from, p.Zone())
	case month:
		m := from.addMonths(-1)
		return newPeriod(fmt.Sprintf("%04d-%02d", m.y, m.m), month, m, from, p.Zone())
	case week:
		w := from.add(-7)
		y, n := w.utc().ISOWeek()
		return newPeriod(fmt.Sprintf("%04d-W%02d", y, n), week, w, from, p.Zone())
	case day:
		d := from.add(-1)
		return newPeriod(d.String(), day, d, from, p.Zone())
	}
	return spanOf(from.add(-p.Days()), from, p.Zone())
}

// Rolling returns the n days that end where p ends.
func (p Period) Rolling(n int) Period {
	to := dateOf(p.To)
	return spanOf(to.add(-n), to, p.Zone())
}

// Shift returns the period k places after p (before it when k is negative), of the same sort.
func (p Period) Shift(k int) Period {
	for ; k < 0; k++ {
		p = p.Prior()
	}
	for ; k > 0; k-- {
		p = p.next()
	}
	return p
}

func (p Period) next() Period {
	from, to := dateOf(p.From), dateOf(p.To)
	switch p.kind {
	case year:
		return newPeriod(fmt.Sprintf("%04d", to.y), year, to, date{to.y + 1, 1, 1}, p.Zone())
	case quarter:
		return newPeriod(fmt.Sprintf("%04d-Q%d", to.y, (to.m-1)/3+1), quarter, to, to.addMonths(3), p.Zone())
	case month:
		return newPeriod(fmt.Sprintf("%04d-%02d", to.y, to.m), month, to, to.addMonths(1), p.Zone())
	case week:
		y, n := to.utc().ISOWeek()
		return newPeriod(fmt.Sprintf("%04d-W%02d", y, n), week, to, to.add(7), p.Zone())
	case day:
		return newPeriod(to.String(), day, to, to.add(1), p.Zone())
	}
	return spanOf(to, to.add(from.until(to)), p.Zone())
}

// Zone returns the zone that p's days are in.
func (p Period) Zone() *time.Location { return p.From.Location() }

// Days returns the number of calendar days in p.
func (p Period) Days() int { return dateOf(p.From).until(dateOf(p.To)) }

// EachDay returns the days of p in order.
func (p Period) EachDay() []Period {
	out := make([]Period, 0, p.Days())
	for d, end := dateOf(p.From), dateOf(p.To); d.before(end); d = d.add(1) {
		out = append(out, newPeriod(d.String(), day, d, d.add(1), p.Zone()))
	}
	return out
}

// Contains reports whether t lies in p.
func (p Period) Contains(t time.Time) bool { return !t.Before(p.From) && t.Before(p.To) }

// IsMonth reports whether p is a calendar month.
func (p Period) IsMonth() bool { return p.kind == month }

// Over reports whether p has ended at now.
func (p Period) Over(now time.Time) bool { return !now.Before(p.To) }

// String returns the name.
func (p Period) String() string { return p.Name }

func spanOf(from, to date, zone *time.Location) Period {
	last := to.add(-1)
	if last == from {
		return newPeriod(from.String(), day, from, to, zone)
	}
	return newPeriod(from.String()+".."+last.String(), span, from, to, zone)
}

func newPeriod(name string, k periodKind, from, to date, zone *time.Location) Period {
	return Period{Name: name, From: from.in(zone), To: to.in(zone), kind: k}
}

func periodError(s string) error {
	return fmt.Errorf("period %q: %w (write 2026-10, 2026-Q3, 2026-W41, 2026, 2026-10-12 or 2026-10-01..2026-10-15)", s, ErrPeriod)
}

// ParseWindow reads a rolling window such as "28d" and returns its days.
func ParseWindow(s string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSuffix(s, "d"))
	if err != nil || !strings.HasSuffix(s, "d") || n < 1 || n > 3660 {
		return 0, fmt.Errorf("window %q: want a number of days such as 28d", s)
	}
	return n, nil
}

func atoi(s string) int { n, _ := strconv.Atoi(s); return n }

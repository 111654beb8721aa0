package calendar

import (
	"fmt"
	"time"
)

// A Date is a civil day: the number of days since 1 January 1970, with no
// time of day and no zone. Dates are ordered and subtract to days.
type Date int32

// NewDate gives the day of a year, month and day of the month; out-of-range
// days roll over as in time.Date.
func NewDate(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// DateOf gives the civil day of an instant in the instant's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return NewDate(y, m, d)
}

// ParseDate reads YYYY-MM-DD. A day that does not exist (30 February, or 29
// February outside a leap year) is an error that says so.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err == nil {
		return DateOf(t), nil
	}
	var y, m, d int
	if n, _ := fmt.Sscanf(s, "%4d-%2d-%2d", &y, &m, &d); n == 3 && len(s) == 10 && m >= 1 && m <= 12 && d >= 1 {
		last := NewDate(y, time.Month(m)+1, 0)
		return 0, fmt.Errorf("date %q does not exist: %s %d has %d days", s, time.Month(m), y, last.Day())
	}
	return 0, fmt.Errorf("date %q is not of the form YYYY-MM-DD", s)
}

// Time is midnight UTC of the day.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// In is midnight of the day in a location.
func (d Date) In(loc *time.Location) time.Time {
	y, m, day := d.Time().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, loc)
}

// Year, Month, Day and Weekday are the parts of the date.
func (d Date) Year() int             { return d.Time().Year() }
func (d Date) Month() time.Month     { return d.Time().Month() }
func (d Date) Day() int              { return d.Time().Day() }
func (d Date) Weekday() time.Weekday { return time.Weekday(((int(d)+4)%7 + 7) % 7) }

// String is the date as YYYY-MM-DD.
func (d Date) String() string { return d.Time().Format(time.DateOnly) }

// Long is the date as people write it: 3 November 2025.
func (d Date) Long() string { return d.Time().Format("2 January 2006") }

// MarshalText writes YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD.
func (d *Date) UnmarshalText(text []byte) error {
	v, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

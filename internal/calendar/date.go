package calendar

import (
	"fmt"
	"slices"
	"strings"
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

// written are the ways in which people write a day so that it can be meant by no other: 14 November 2026, Nov 14, 2026, 14.11.2026.
var written = []string{"2 January 2006", "2 Jan 2006", "January 2 2006", "Jan 2 2006", "02.01.2006", "2.1.2006", "2006/01/02"}

// ReadDate reads a day as people write it: YYYY-MM-DD, or with the month as a word, in full or in three letters, in either order, with or without the
// day of the week and commas. 11/12/2026 is read as no date: it means one day in Boston and another in Berlin. The error is ParseDate's.
func ReadDate(s string) (Date, error) {
	d, err := ParseDate(s)
	if err == nil || len(s) < len("1.1.2026") || len(s) > len("(Wednesday, 30 September 2026)") {
		return d, err
	}
	words := strings.Fields(strings.NewReplacer(",", " ", "(", " ", ")", " ").Replace(s))
	words = slices.DeleteFunc(words, weekday)
	for i, w := range words {
		words[i] = bareDay(w)
	}
	plain := strings.Join(words, " ")
	if d, err := ParseDate(plain); err == nil {
		return d, nil
	}
	for _, layout := range written {
		if t, err := time.Parse(layout, plain); err == nil {
			return DateOf(t), nil
		}
	}
	return 0, err
}

func weekday(word string) bool {
	for day := time.Sunday; day <= time.Saturday; day++ {
		name := day.String()
		if word = strings.TrimSuffix(word, "."); strings.EqualFold(word, name) || strings.EqualFold(word, name[:3]) {
			return true
		}
	}
	return false
}

// bareDay takes the ending off an ordinal: "14th" is 14, "Sept" is Sep.
func bareDay(word string) string {
	if word == "Sept" || word == "Sept." {
		return "Sep"
	}
	for _, ending := range []string{"st", "nd", "rd", "th"} {
		if n, ok := strings.CutSuffix(word, ending); ok && n != "" && strings.Trim(n, "0123456789") == "" {
			return n
		}
	}
	return word
}

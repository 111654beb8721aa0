package privacy

import (
	"fmt"
	"strings"
	"time"

	lazy "github.com/touchstone-cs/touchstone/internal/pattern"
)

// Dates is how a document that does not name its customer tells the customer's days.
type Dates string

// The ways to tell a day.
const (
	Weeks    Dates = "weeks"   // since the work began
	Shifted  Dates = "shift"   // moved by a number of weeks that is the account's own and that nobody is told
	Quarters Dates = "quarter" // no finer than the quarter
)

// ParseDates reads a way to tell days; "" is Weeks.
func ParseDates(s string) (Dates, error) {
	switch d := Dates(s); d {
	case "":
		return Weeks, nil
	case Weeks, Shifted, Quarters:
		return d, nil
	}
	return "", fmt.Errorf("dates: %q is none of weeks, shift, quarter", s)
}

// Hides reports a way that lets no true date stand.
func (d Dates) Hides() bool { return d == Shifted || d == Quarters }

// ShiftDays is how far an account's dates are moved, the same for all of them: whole weeks (weekdays stay), 4 to 26 back.
func (p *Pseudonyms) ShiftDays(account string) int {
	const fewest, most = 4, 26
	return -7 * (fewest + int(p.draw("shift", account, 0)%(most-fewest+1)))
}

// CoarseDate gives a date's quarter ("2026-Q3").
func CoarseDate(t time.Time) string {
	return fmt.Sprintf("%d-Q%d", t.Year(), (int(t.Month())+2)/3)
}

// Day is a date that stands in a text, with the bytes that it takes.
type Day struct {
	Start, End int
	Time       time.Time
	Month      bool // no day is given
}

// Same reports the same day, or the same month where neither gives a day.
func (d Day) Same(other Day) bool { return d.Month == other.Month && d.Time.Equal(other.Time) }

const monthWords = `(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)`

var written = lazy.New(`\b\d{4}-\d\d(?:-\d\d)?\b|(?i:\b(?:\d{1,2}(?:st|nd|rd|th)?\.? (?:of )?)?` + monthWords + `\.?,? \d{4}\b|\b` + monthWords + `\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b)`)

// DaysIn finds the days and months that a text gives with their year: 2026-03-12, 2026-03, 12 March 2026, March 12, 2026,
// March 2026. Without a year, and as 03/12/2026, a date can be read in several ways, and is left.
func DaysIn(text string) []Day {
	var out []Day
	for _, m := range written.FindAllStringIndex(text, -1) {
		if d, ok := readDay(text[m[0]:m[1]]); ok {
			d.Start, d.End = m[0], m[1]
			out = append(out, d)
		}
	}
	return out
}

// readDay reads one date as written finds it.
func readDay(s string) (Day, bool) {
	for layout, month := range map[string]bool{time.DateOnly: false, "2006-01": true} {
		if t, err := time.Parse(layout, s); err == nil {
			return Day{Time: t, Month: month}, true
		}
	}
	var year, day, month string
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '.' }) {
		switch {
		case word[0] > '9' && len(word) >= 3:
			month = word[:3]
		case len(word) == 4 && strings.Trim(word, "0123456789") == "":
			year = word
		case word[0] <= '9':
			day = strings.TrimRight(word, "stndrhSTNDRH")
		}
	}
	if day == "" {
		t, err := time.Parse("Jan 2006", month+" "+year)
		return Day{Time: t, Month: true}, err == nil
	}
	t, err := time.Parse("2 Jan 2006", day+" "+month+" "+year)
	return Day{Time: t}, err == nil
}

// ReplaceDays puts what tell gives in the place of every date in text.
func ReplaceDays(text string, tell func(Day) string) string {
	var b strings.Builder
	at := 0
	for _, d := range DaysIn(text) {
		b.WriteString(text[at:d.Start])
		b.WriteString(tell(d))
		at = d.End
	}
	return b.String() + text[at:]
}

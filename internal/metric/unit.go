package metric

import (
	"fmt"
	"strconv"
	"strings"
)

// Unit is what a value counts: percent, hours, days, score, time_of_day, or any noun (users, tickets).
type Unit string

// The units with a form of their own. A percent is kept as a fraction of 1, hours and days as such,
// a time of day as seconds after its day's midnight (more than a day for a night that goes past it).
const (
	Percent  Unit = "percent"
	Hour     Unit = "hours"
	DayUnit  Unit = "days"
	Score    Unit = "score"
	TimeUnit Unit = "time_of_day"
)

// Key writes a value as a reference does: 60.7%, 7440, 31h, 4.5d, 22:20; "" when Unknown.
func (u Unit) Key(n Number) string {
	if !n.Known() {
		return ""
	}
	switch u {
	case Percent:
		return n.Mul(Int(100)).Decimal(1) + "%"
	case Hour:
		return trimmed(n, hourPlaces(n)) + "h"
	case DayUnit:
		return trimmed(n, 1) + "d"
	case TimeUnit:
		return clockOf(n)
	}
	return trimmed(n, 1)
}

// Text writes a value as prose and tables do: 61%, 7,440, 31 h, 4.5 days, 22:20; Unknown says so.
func (u Unit) Text(n Number) string {
	if !n.Known() {
		return "Unknown"
	}
	switch u {
	case Percent:
		return minus(trimmed(n.Mul(Int(100)), percentPlaces(n)) + "%")
	case Hour:
		return minus(trimmed(n, hourPlaces(n)) + " h")
	case DayUnit:
		s := trimmed(n, 1)
		if s == "1" {
			return "1 day"
		}
		return minus(s + " days")
	case TimeUnit:
		return clockOf(n)
	}
	return minus(grouped(trimmed(n, 1)))
}

// Relative reports whether a change of this unit is told in percent of the prior value; other units
// tell the difference: points for a percent, hours for hours.
func (u Unit) Relative() bool {
	switch u {
	case Percent, Hour, DayUnit, Score, TimeUnit:
		return false
	}
	return true
}

// ChangeKey writes a change as a reference does: -40.0%, -2.1pt, +13h, +3, -2h50m.
func (d *Definition) ChangeKey(change Number) string { return d.change(change, false) }

// ChangeText writes a change as prose and tables do: −40%, −2 pt, +13 h, 2 h 50 min earlier as −2 h 50 min.
func (d *Definition) ChangeText(change Number) string { return d.change(change, true) }

func (d *Definition) change(c Number, prose bool) string {
	if !c.Known() {
		if prose {
			return "–"
		}
		return ""
	}
	if c.Sign() == 0 {
		return "0" + map[bool]string{true: "%", false: ""}[d.relative()]
	}
	sign := "+"
	if c.Sign() < 0 {
		sign, c = "-", Int(0).Sub(c)
	}
	s := ""
	switch {
	case d.relative() && prose:
		s = grouped(trimmed(c.Mul(Int(100)), percentPlaces(c))) + "%"
	case d.relative():
		s = c.Mul(Int(100)).Decimal(1) + "%"
	case d.Unit == Percent && prose:
		s = trimmed(c.Mul(Int(100)), percentPlaces(c)) + " pt"
	case d.Unit == Percent:
		s = c.Mul(Int(100)).Decimal(1) + "pt"
	case d.Unit == TimeUnit:
		s = elapsed(c, prose)
	case prose:
		s = d.Unit.Text(c)
	default:
		s = d.Unit.Key(c)
	}
	if prose {
		return minus(sign + s)
	}
	return sign + s
}

// relative: a change of 7 of 12 is told as a difference, like a score's.
func (d *Definition) relative() bool {
	return d.Unit.Relative() && d.Kind != OutOf && d.Kind != Computed
}

// Change compares a value with the prior one as the unit tells changes: a fraction of the prior value,
// Unknown where that is 0, or the difference.
func (d *Definition) Change(value, prior Number) Number {
	diff := value.Sub(prior)
	if !d.relative() {
		return diff
	}
	return diff.Div(prior)
}

// Quantity is a figure as text shows it.
type Quantity struct {
	Number   Number
	Suffix   string // "", %, pt, h, d, min, s, x or : for a time of day
	Decimals int    // how many the text shows
	Signed   bool   // the text has a sign
}

// ParseQuantity reads a figure as a reference writes it: 7440, 12,400, 60.7%, -2.1pt, 31h, +13h, 4.5d,
// 22:20, -2h50m. Percent and points are read as fractions of 1.
func ParseQuantity(s string) (Quantity, bool) {
	s = strings.ReplaceAll(strings.TrimSpace(s), "−", "-")
	q := Quantity{Signed: strings.HasPrefix(s, "-") || strings.HasPrefix(s, "+")}
	if n, ok := parseElapsed(s); ok {
		q.Number, q.Suffix = n, ":"
		return q, true
	}
	i := len(s)
	for i > 0 && (s[i-1] < '0' || s[i-1] > '9') {
		i--
	}
	n, places, ok := parseDecimal(s[:i])
	if !ok {
		return Quantity{}, false
	}
	q.Number, q.Decimals = n, places
	switch q.Suffix = strings.TrimSpace(s[i:]); q.Suffix {
	case "%", "pt":
		q.Number = n.Div(Int(100))
	case "", "h", "d", "min", "s", "x":
	default:
		return Quantity{}, false
	}
	return q, true
}

// Agrees reports whether the text shows this value, at the precision that the text has.
func (q Quantity) Agrees(n Number) bool {
	if !n.Known() || !q.Number.Known() {
		return false
	}
	a, b := q.Number, n
	if q.Suffix == "%" || q.Suffix == "pt" {
		a, b = a.Mul(Int(100)), b.Mul(Int(100))
	}
	if q.Suffix == ":" {
		return a.Div(Int(60)).Decimal(0) == b.Div(Int(60)).Decimal(0)
	}
	return a.Decimal(q.Decimals) == b.Decimal(q.Decimals)
}

// parseElapsed reads 22:20 and -2h50m as seconds.
func parseElapsed(s string) (Number, bool) {
	sign := int64(1)
	if strings.HasPrefix(s, "-") {
		sign = -1
	}
	s = strings.TrimLeft(s, "+-")
	h, m, ok := strings.Cut(s, ":")
	if !ok {
		if h, m, ok = strings.Cut(s, "h"); !ok || !strings.HasSuffix(m, "m") {
			return Unknown, false
		}
		m = strings.TrimSuffix(m, "m")
	}
	hh, err1 := strconv.Atoi(h)
	mm, err2 := strconv.Atoi(m)
	if err1 != nil || err2 != nil || mm > 59 || len(m) > 2 {
		return Unknown, false
	}
	return Int(sign * int64(hh*3600+mm*60)), true
}

func clockOf(n Number) string {
	minutes, _ := strconv.ParseInt(n.Div(Int(60)).Decimal(0), 10, 64)
	minutes = ((minutes % 1440) + 1440) % 1440
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}

func elapsed(n Number, prose bool) string {
	minutes, _ := strconv.ParseInt(n.Div(Int(60)).Decimal(0), 10, 64)
	if prose {
		return fmt.Sprintf("%d h %d min", minutes/60, minutes%60)
	}
	return fmt.Sprintf("%dh%02dm", minutes/60, minutes%60)
}

func hourPlaces(n Number) int {
	if n.Cmp(Int(10)) < 0 && n.Cmp(Int(-10)) > 0 {
		return 1
	}
	return 0
}

// percentPlaces: whole percents, one decimal below 10% where it says something.
func percentPlaces(n Number) int {
	if n.Cmp(Ratio(1, 100)) < 0 && n.Cmp(Ratio(-1, 100)) > 0 {
		return 1
	}
	return 0
}

func trimmed(n Number, places int) string {
	s := n.Decimal(places)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func grouped(s string) string {
	whole, frac, _ := strings.Cut(s, ".")
	neg := strings.HasPrefix(whole, "-")
	whole = strings.TrimPrefix(whole, "-")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if neg {
		whole = "-" + whole
	}
	if frac != "" {
		return whole + "." + frac
	}
	return whole
}

func minus(s string) string { return strings.Replace(s, "-", "−", 1) }

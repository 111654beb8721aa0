package metric

import (
	"cmp"
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Number is an exact rational figure. The zero value is Unknown: a figure that nobody measured is
// never 0 by accident. Rounding happens once, when a Number is written as text.
type Number struct {
	num, den int64 // den > 0 when known, lowest terms
}

// Unknown is the missing figure.
var Unknown = Number{}

// Int returns a whole number.
func Int(n int64) Number { return Number{n, 1} }

// Ratio returns a ÷ b in lowest terms, Unknown when b is 0.
func Ratio(a, b int64) Number {
	if b == 0 {
		return Unknown
	}
	if b < 0 {
		a, b = -a, -b
	}
	if g := gcd(a, b); g > 1 {
		a, b = a/g, b/g
	}
	return Number{a, b}
}

// Approx returns the decimal nearest to f with at most nine decimals, for figures that have no
// exact form (the ends of an interval). Unknown when f is not a finite number or out of range.
func Approx(f float64) Number {
	const scale = 1_000_000_000
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Unknown
	}
	if math.Abs(f) >= math.MaxInt64/scale {
		if math.Abs(f) >= math.MaxInt64 {
			return Unknown
		}
		return Int(int64(math.Round(f)))
	}
	return Ratio(int64(math.Round(f*scale)), scale)
}

// Known reports whether n was measured.
func (n Number) Known() bool { return n.den != 0 }

// Float returns n as the nearest float64, NaN when Unknown.
func (n Number) Float() float64 {
	if !n.Known() {
		return math.NaN()
	}
	return float64(n.num) / float64(n.den)
}

// Whole returns n when it is a whole number.
func (n Number) Whole() (int64, bool) { return n.num, n.den == 1 }

// Sign returns −1, 0 or +1; 0 also when Unknown.
func (n Number) Sign() int {
	switch {
	case n.num < 0:
		return -1
	case n.num > 0:
		return 1
	}
	return 0
}

// Sub returns n − m, Unknown when either is.
func (n Number) Sub(m Number) Number {
	if !n.Known() || !m.Known() {
		return Unknown
	}
	if small(n) && small(m) {
		return Ratio(n.num*m.den-m.num*n.den, n.den*m.den)
	}
	return fromRat(new(big.Rat).Sub(n.rat(), m.rat()))
}

// Add returns n + m, Unknown when either is.
func (n Number) Add(m Number) Number {
	if !n.Known() || !m.Known() {
		return Unknown
	}
	if small(n) && small(m) {
		return Ratio(n.num*m.den+m.num*n.den, n.den*m.den)
	}
	return fromRat(new(big.Rat).Add(n.rat(), m.rat()))
}

// Mul returns n × m, Unknown when either is.
func (n Number) Mul(m Number) Number {
	if !n.Known() || !m.Known() {
		return Unknown
	}
	if small(n) && small(m) {
		return Ratio(n.num*m.num, n.den*m.den)
	}
	return fromRat(new(big.Rat).Mul(n.rat(), m.rat()))
}

// Div returns n ÷ m, Unknown when either is or m is 0.
func (n Number) Div(m Number) Number {
	if !n.Known() || !m.Known() || m.num == 0 {
		return Unknown
	}
	if small(n) && small(m) {
		return Ratio(n.num*m.den, n.den*m.num)
	}
	return fromRat(new(big.Rat).Quo(n.rat(), m.rat()))
}

// Cmp compares two known numbers as −1, 0, +1. An Unknown sorts below every known number.
func (n Number) Cmp(m Number) int {
	switch {
	case !n.Known() && !m.Known():
		return 0
	case !n.Known():
		return -1
	case !m.Known():
		return 1
	}
	if small(n) && small(m) {
		return cmp.Compare(n.num*m.den, m.num*n.den)
	}
	return n.rat().Cmp(m.rat())
}

// Decimal writes n with exactly places decimals, half away from zero; "" when Unknown.
func (n Number) Decimal(places int) string {
	if !n.Known() {
		return ""
	}
	if n.den == 1 && places == 0 {
		return strconv.FormatInt(n.num, 10)
	}
	if places <= 6 && small(n) {
		return n.smallDecimal(places)
	}
	s := n.rat().FloatString(places) // rounds half away from zero
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return s
}

// smallDecimal is Decimal in 64 bits, of a small number and up to six places.
func (n Number) smallDecimal(places int) string {
	scale := int64(1)
	for range places {
		scale *= 10
	}
	whole, rest := max(n.num, -n.num)/n.den, max(n.num, -n.num)%n.den
	fraction := (2*rest*scale + n.den) / (2 * n.den)
	if fraction == scale {
		whole, fraction = whole+1, 0
	}
	out := make([]byte, 0, 24)
	if n.num < 0 && (whole > 0 || fraction > 0) {
		out = append(out, '-')
	}
	out = strconv.AppendInt(out, whole, 10)
	if places == 0 {
		return string(out)
	}
	digits := strconv.FormatInt(scale+fraction, 10) // a one, and the decimals with their zeros
	return string(append(append(out, '.'), digits[1:]...))
}

// String writes n in full where its decimals end, else with six decimals; "Unknown" when it is.
func (n Number) String() string {
	if !n.Known() {
		return "Unknown"
	}
	s := n.Decimal(6)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// MarshalJSON writes a JSON number, null when Unknown.
func (n Number) MarshalJSON() ([]byte, error) {
	if !n.Known() {
		return []byte("null"), nil
	}
	if n.den == 1 {
		return strconv.AppendInt(nil, n.num, 10), nil
	}
	return json.Marshal(n.Float())
}

// ParseNumber reads a plain decimal: digits with an optional sign, fraction and thousands commas.
// A minus sign may be U+2212.
func ParseNumber(s string) (Number, bool) {
	n, _, ok := parseDecimal(s)
	return n, ok
}

// parseDecimal also returns how many decimals the text shows.
func parseDecimal(s string) (Number, int, bool) {
	s = strings.ReplaceAll(s, "−", "-")
	neg := false
	switch {
	case strings.HasPrefix(s, "-"):
		neg, s = true, s[1:]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	whole, frac, _ := strings.Cut(s, ".")
	whole = strings.ReplaceAll(whole, ",", "")
	if whole == "" || len(whole)+len(frac) > 18 || !digits(whole) || !digits(frac) {
		return Unknown, 0, false
	}
	v, err := strconv.ParseInt(whole+frac, 10, 64)
	if err != nil {
		return Unknown, 0, false
	}
	if neg {
		v = -v
	}
	den := int64(1)
	for range frac {
		den *= 10
	}
	return Ratio(v, den), len(frac), true
}

func digits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// small numbers can be multiplied and added in 64 bits.
func small(n Number) bool {
	const limit = 1 << 30
	return n.num < limit && n.num > -limit && n.den < limit
}

func (n Number) rat() *big.Rat { return big.NewRat(n.num, n.den) }

func fromRat(r *big.Rat) Number {
	if r.Num().IsInt64() && r.Denom().IsInt64() {
		return Number{r.Num().Int64(), r.Denom().Int64()}
	}
	f, _ := r.Float64()
	return Approx(f)
}

func gcd(a, b int64) int64 {
	if a < 0 {
		a = -a
	}
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

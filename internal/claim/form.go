package claim

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// The forms of numbers in running text. Regular expressions stand behind a glance at the bytes: most tokens with a digit
// are plain numbers, and those are read by hand.

var (
	dateForm     = pattern.New(`^\d{4}-(\d{2}(-\d{2}([T ].*)?)?|Q[1-4]|W\d{2})$|^\d{1,2}[./]\d{1,2}[./]\d{2,4}$|^\d{8}T.*$`)
	estimateForm = pattern.New(`^\d+(\.\d+)?[–-]\d+(\.\d+)?[–-]\d+(\.\d+)?$`)
	versionForm  = pattern.New(`^[vV]\d|^\d+\.\d+\.\d+|^\d+\.\d+\+[a-z]`)
	clockForm    = pattern.New(`^([+−-]?)(\d{1,2}):(\d{2})(?::(\d{2}))?$`)
	compoundForm = pattern.New(`^([+−-]?)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s)?$`)
	rangeForm    = pattern.New(`^([+−-]?[$€£]?[\d.,:]*\d[%a-z]{0,3})([–—/→]|->|-)([+−-]?[$€£]?\d[\d.,:]*.*)$`)
)

func isDateText(s string) bool {
	_, n := digitsOf(s)
	if len(s) < 6 || n == len(s) {
		return false
	}
	switch s[n] {
	case '-':
		return n == 4 && dateForm.MatchString(s)
	case '.', '/':
		return (n == 1 || n == 2) && dateForm.MatchString(s)
	case 'T':
		return n == 8 && dateForm.MatchString(s)
	}
	return false
}

func isVersion(s string) bool {
	return (s[0] == 'v' || s[0] == 'V' || strings.Count(s, ".") > 1 || strings.Contains(s, "+")) && versionForm.MatchString(s)
}

// isEstimate reports three points, 2–3–8: least, likely, most. What is thought beforehand is no figure of the evidence.
func isEstimate(s string) bool {
	return len(s) >= 5 && strings.ContainsAny(s, "–-") && estimateForm.MatchString(s)
}

// isOrdinal reports 1st, 22nd, 3rd, 12th.
func isOrdinal(s string) bool {
	digits := strings.TrimRight(s, "stndrh")
	if digits == s || digits == "" {
		return false
	}
	switch s[len(digits):] {
	case "st", "nd", "rd", "th":
		_, err := strconv.Atoi(digits)
		return err == nil
	}
	return false
}

func clockOf(s string) []string {
	if strings.IndexByte(s, ':') < 1 {
		return nil
	}
	return clockForm.FindStringSubmatch(s)
}

// compoundOf reads 2h50m, 4m02s, 22d: sign, days, hours, minutes, seconds.
func compoundOf(s string) []string {
	if s == "" {
		return nil
	}
	switch s[len(s)-1] {
	case 'd', 'h', 'm', 'n', 's':
	default:
		return nil
	}
	m := compoundForm.FindStringSubmatch(s)
	if m == nil || strings.Join(m[2:], "") == "" {
		return nil
	}
	return m
}

func rangeOf(s string) []int {
	if len(s) < 3 || !strings.ContainsAny(s[1:], "–—/→-") {
		return nil
	}
	return rangeForm.FindStringSubmatchIndex(s)
}

// number is a token cut into its parts.
type number struct {
	sign        int
	currency    string
	value, step float64
	rest        string // what is glued behind
}

// cutNumber reads sign, currency, digits in groups of three, a fraction; the rest is the unit. A token that does not begin so is no
// number.
func cutNumber(s string) (number, bool) {
	n := number{step: 1}
	n.sign, s = cutSign(s)
	for _, symbol := range []string{"$", "€", "£", "¥"} {
		if rest, ok := strings.CutPrefix(s, symbol); ok {
			n.currency, s = symbol, rest
		}
	}
	whole, size := digitsOf(s)
	end := size
	if size > 0 && size <= 3 {
		for {
			width := separator(s[end:])
			group, length := digitsOf(s[min(end+width, len(s)):])
			if width == 0 || length != 3 {
				break
			}
			whole, end = whole+group, end+width+3
		}
	}
	fraction := ""
	if end < len(s) && s[end] == '.' {
		if part, length := digitsOf(s[end+1:]); length > 0 {
			fraction, end = part, end+1+length
		}
	}
	if whole == "" && fraction == "" {
		return n, false
	}
	value, err := strconv.ParseFloat(whole+"."+fraction+"0", 64)
	if err != nil {
		return n, false
	}
	n.value, n.rest = value, s[end:]
	if fraction != "" {
		n.step = math.Pow(10, -float64(len(fraction)))
	}
	return n, true
}

func cutSign(s string) (int, string) {
	for _, mark := range []string{"+", "-", "−"} {
		if rest, ok := strings.CutPrefix(s, mark); ok {
			return signOf(mark), rest
		}
	}
	return 0, s
}

func digitsOf(s string) (string, int) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return s[:i], i
}

// separator is the width of a mark between groups of digits: comma, thin or fixed space, apostrophe.
func separator(s string) int {
	r, width := utf8.DecodeRuneInString(s)
	switch r {
	case ',', '\u00a0', '\u202f', '’', '\'':
		return width
	}
	return 0
}

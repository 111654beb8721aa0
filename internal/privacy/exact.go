package privacy

import (
	"math/big"
	"net/netip"
	"strings"
	"unicode/utf8"

	lazy "github.com/touchstone-cs/touchstone/internal/pattern"
)

// EntityType is a sort of personal data, by the names that presidio uses.
type EntityType string

// The types that Detect finds.
const (
	EntityPerson       EntityType = "PERSON"
	EntityAddress      EntityType = "ADDRESS"
	EntityLocation     EntityType = "LOCATION"
	EntityOrganization EntityType = "ORGANIZATION"
	EntityPhone        EntityType = "PHONE_NUMBER"
	EntityMail         EntityType = "EMAIL_ADDRESS"
	EntityCard         EntityType = "CREDIT_CARD"
	EntityIBAN         EntityType = "IBAN_CODE"
	EntityIP           EntityType = "IP_ADDRESS"
	EntitySSN          EntityType = "US_SSN"
	EntitySecret       EntityType = "SECRET"
)

// Entity is personal data found in a text: bytes Start to End.
type Entity struct {
	Type       EntityType
	Start, End int
}

var (
	mailPattern = lazy.New(`[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?\.\p{L}{2,}`)
	cardPattern = lazy.New(`\d(?:[ -]?\d){11,18}`)
	ibanPattern = lazy.New(`(?i)\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,4})?\b`)
	ipPattern   = lazy.New(`(?i)[0-9a-f]*[.:][0-9a-f.:]*[0-9a-f:]`)
	ssnPattern  = lazy.New(`\b\d{3}-\d{2}-\d{4}\b`)
	webPattern  = lazy.New(`(?i)\b(?:https?://|www\.)[^\s<>"')\]]+`)
)

// exactIn finds in one line what has a form that can be checked: mail addresses, card numbers (Luhn), IBANs (mod 97), IP addresses. digits is
// mostDigits of the line: a pattern is looked for only where it can match at all, and most lines hold no digits.
func exactIn(text string, digits int) []Entity {
	var out []Entity
	taken := spans{}
	add := func(kind EntityType, start, end int) {
		if !taken.overlaps(start, end) {
			taken.add(start, end, 0)
			out = append(out, Entity{kind, start, end})
		}
	}
	if strings.Contains(text, "@") {
		for _, m := range mailPattern.FindAllStringIndex(text, -1) {
			add(EntityMail, m[0], m[1])
		}
	}
	if digits > 0 && ibanBegins(text) {
		for _, m := range ibanPattern.FindAllStringIndex(text, -1) {
			if end := ibanEnd(text, m[0], m[1]); end > 0 {
				add(EntityIBAN, m[0], end)
			}
		}
	}
	if digits >= 12 {
		for _, m := range cardPattern.FindAllStringIndex(text, -1) {
			if alone(text, m[0], m[1]) && luhn(text[m[0]:m[1]]) {
				add(EntityCard, m[0], m[1])
			}
		}
	}
	if digits >= 9 {
		for _, m := range ssnPattern.FindAllStringIndex(text, -1) {
			add(EntitySSN, m[0], m[1])
		}
	}
	if ipBegins(text) {
		for _, m := range ipPattern.FindAllStringIndex(text, -1) {
			if isIP(text, m[0], m[1]) {
				add(EntityIP, m[0], m[1])
			}
		}
	}
	return out
}

// mostDigits counts the digits of the longest stretch of digits, blanks and what stands between a number's digits (with its extension).
func mostDigits(text string) int {
	most, digits := 0, 0
	for i := range len(text) {
		switch betweenDigits[text[i]] {
		case 'd':
			digits++
			most = max(most, digits)
		case 0:
			digits = 0
		}
	}
	return most
}

// betweenDigits marks digits (d) and what may stand between a number's digits (-).
var betweenDigits = [256]byte{
	'0': 'd', '1': 'd', '2': 'd', '3': 'd', '4': 'd', '5': 'd', '6': 'd', '7': 'd', '8': 'd', '9': 'd',
	' ': '-', '-': '-', '(': '-', ')': '-', '.': '-', '+': '-', '/': '-', 'e': '-', 'x': '-', 't': '-',
}

// ibanBegins reports two digits after a letter.
func ibanBegins(text string) bool {
	for i := 3; i < len(text); i++ {
		if isDigit(text[i]) && isDigit(text[i-1]) && !isDigit(text[i-2]) && (wordByte(text[i-2]) || text[i-2] >= utf8.RuneSelf) {
			return true
		}
	}
	return false
}

// ipBegins reports what every IP address holds: two numbers with a point between them, or three colons.
func ipBegins(text string) bool {
	colons := 0
	for i := range len(text) {
		switch {
		case text[i] == ':':
			if colons++; colons == 3 {
				return true
			}
		case text[i] == '.' && i > 0 && i+1 < len(text) && isDigit(text[i-1]) && isDigit(text[i+1]):
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// alone reports digits that are not part of a longer number or word.
func alone(text string, start, end int) bool {
	return (start == 0 || !wordByte(text[start-1])) && (end == len(text) || !wordByte(text[end]))
}

func wordByte(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
}

// luhn checks ISO/IEC 7812-1's check digit, over 12 to 19 digits that are not all the same.
func luhn(s string) bool {
	sum, n, first := 0, 0, byte(0)
	same := true
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] < '0' || s[i] > '9' {
			continue
		}
		d := int(s[i] - '0')
		if n == 0 {
			first = s[i]
		}
		same = same && s[i] == first
		if n%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
		n++
	}
	return n >= 12 && n <= 19 && sum%10 == 0 && !same
}

// ibanEnd gives the end of the longest IBAN (ISO 13616) that begins at start, trying shorter ones where a word follows.
func ibanEnd(text string, start, end int) int {
	for end-start >= 15 {
		if ibanValid(text[start:end]) {
			return end
		}
		cut := strings.LastIndexByte(text[start:end], ' ')
		if cut < 0 {
			return 0
		}
		end = start + cut
	}
	return 0
}

func ibanValid(s string) bool {
	s = strings.ToUpper(strings.ReplaceAll(s, " ", ""))
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	var digits strings.Builder
	for _, c := range s[4:] + s[:4] {
		switch {
		case '0' <= c && c <= '9':
			digits.WriteRune(c)
		case 'A' <= c && c <= 'Z':
			digits.WriteString(big.NewInt(int64(c - 'A' + 10)).String())
		default:
			return false
		}
	}
	n, ok := new(big.Int).SetString(digits.String(), 10)
	return ok && new(big.Int).Mod(n, big.NewInt(97)).Int64() == 1
}

// isIP takes addresses of four numbers, and colon groups that are no time of day and no ratio; versions ("1.2.3.4" after
// a v) are left out.
func isIP(text string, start, end int) bool {
	if start > 0 && (wordByte(text[start-1]) || text[start-1] == '.' || text[start-1] == '-') || end < len(text) && wordByte(text[end]) {
		return false
	}
	s := strings.TrimRight(text[start:end], ".")
	addr, err := netip.ParseAddr(s)
	if err != nil || addr.IsUnspecified() {
		return false
	}
	return addr.Is4() || strings.Count(s, ":") >= 3
}

// phonesIn finds in one line what looks like a telephone number.
func phonesIn(text string) []Entity {
	var out []Entity
	for m := range phoneShapes(text) {
		digits := 0
		for _, c := range []byte(text[m.Start:m.End]) {
			if isDigit(c) {
				digits++
			}
		}
		if digits < 6 || digits > 15 && !strings.ContainsAny(text[m.Start:m.End], "xt") || m.Start > 0 && wordByte(text[m.Start-1]) || m.End < len(text) && wordByte(text[m.End]) {
			continue
		}
		out = append(out, Entity{EntityPhone, m.Start, m.End})
	}
	return out
}

package phone

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/pattern"
)

const (
	minNational = 2
	maxNational = 17 // ITU says 15; Germany has longer ones
	maxText     = 250
)

// Valid reports a number that is in use by its country's plan. region (ISO 3166-1) is the country of numbers without a
// calling code; "" takes only numbers with one.
func Valid(text, region string) bool {
	number, code, ok := read(text, region)
	if !ok {
		return false
	}
	list := world().byCode[code]
	for _, p := range list {
		if len(list) == 1 || belongs(p, number) {
			return p.holds(number)
		}
	}
	return false
}

// belongs reports whether a number is of the plan's region, where several share a calling code.
func belongs(p *plan, number string) bool {
	if p.leading != nil {
		return p.leading.MatchString(number)
	}
	return p.holds(number)
}

// National is the national significant number of a text that begins with a calling code: +46 70 123 → 70123.
func National(text string) (string, bool) {
	number, _, ok := read(text, "")
	return number, ok
}

const (
	punctuation = `-x ().\[\]/~*`
	extension   = `;ext=(\d{1,20})|[ \t,]*(?:e?xt(?:ensio?)?n?|anexo)[:.]?[ \t,-]*(\d{1,20})#?|[ \t,]*(?:[x#~]|int)[:.]?[ \t,-]*(\d{1,9})#?|[- ]+(\d{1,6})#|` +
		`[ \t]*(?:,{2}|;)[:.]?[ \t,-]*(\d{1,15})#?|[ \t]*,+[:.]?[ \t,-]*(\d{1,9})#?`
)

var (
	viable       = pattern.New(`(?i)^(?:\d{2}|\+*(?:[` + punctuation + `]*\d){3,}[` + punctuation + `a-z\d]*(?:` + extension + `)?)$`)
	atEnd        = pattern.New(`(?i)(?:` + extension + `)$`)
	secondNumber = pattern.New(`[\\/] *x`)
)

// read gives the national significant number and the calling code of a text, as libphonenumber's Parse does of one in
// ASCII. Letters that stand for digits (1-800-FLOWERS) are no number here.
func read(text, region string) (number, code string, ok bool) {
	if len(text) > maxText {
		return "", "", false
	}
	text = possible(text)
	home := world().byRegion[region]
	if home == nil && !strings.Contains(text, "+") || !viable.MatchString(text) {
		return "", "", false
	}
	text = withoutExtension(text)
	if letters(text) >= 3 {
		return "", "", false
	}
	number, code, ok = split(text, home)
	if _, rest, plus := strings.Cut(text, "+"); !ok && plus && code == unknownCode {
		number, code, ok = split(strings.TrimLeft(rest, "+"), home)
		ok = ok && code != ""
	}
	if !ok {
		return "", "", false
	}
	return national(number, code, home)
}

// possible cuts off what stands before the first digit or plus, after the last letter or digit, and a second extension.
func possible(text string) string {
	start := strings.IndexAny(text, "+0123456789")
	if start < 0 {
		return ""
	}
	text = strings.TrimRightFunc(text[start:], func(r rune) bool { return r != '#' && !letter(r) && !digit(r) })
	if at := secondNumber.FindStringIndex(text); at != nil {
		text = text[:at[0]]
	}
	return text
}

func withoutExtension(text string) string {
	if at := atEnd.FindStringIndex(text); at != nil && viable.MatchString(text[:at[0]]) {
		return text[:at[0]]
	}
	return text
}

// unknownCode says that a number has an international prefix and no calling code that exists.
const unknownCode = "?"

// split takes the calling code off a number; the code is empty for a number of home.
func split(text string, home *plan) (number, code string, ok bool) {
	full := digits(text)
	abroad := strings.HasPrefix(text, "+")
	if !abroad && home != nil && home.idd != nil {
		full, abroad = withoutIDD(full, home)
	}
	switch {
	case abroad && len(full) <= minNational:
		return "", "", false
	case abroad:
		for n := 1; n <= min(3, len(full)); n++ {
			if world().byCode[full[:n]] != nil {
				return full[n:], full[:n], true
			}
		}
		return "", unknownCode, false
	case home != nil && strings.HasPrefix(full, home.code):
		return withHomeCode(full, home)
	}
	return full, "", true
}

func withoutIDD(full string, home *plan) (string, bool) {
	at := home.idd.FindStringIndex(full)
	if at == nil || at[0] != 0 || strings.HasPrefix(full[at[1]:], "0") { // no calling code begins with 0
		return full, false
	}
	return full[at[1]:], true
}

// withHomeCode takes home's own calling code off a number without a plus, where that makes it a better one.
func withHomeCode(full string, home *plan) (number, code string, ok bool) {
	rest := home.withoutPrefix(full[len(home.code):])
	if !home.general.form.MatchString(full) && home.general.form.MatchString(rest) || home.length(full) == tooLong {
		return rest, home.code, true
	}
	return full, "", true
}

// national takes the national prefix off a number, unless what is left has no possible length.
func national(number, code string, home *plan) (string, string, bool) {
	p := home
	if code != "" {
		if main := world().byCode[code][0]; home == nil || main.region != home.region {
			p = main
		}
	} else if home != nil {
		code = home.code
	}
	if len(number) < minNational || p == nil {
		return "", "", false
	}
	if rest := p.withoutPrefix(number); p.length(rest) == possibleLength || p.length(rest) == tooLong {
		number = rest
	}
	return number, code, len(number) >= minNational && len(number) <= maxNational
}

// withoutPrefix takes the national prefix off, or puts in its place what the plan says. A number that is right with the
// prefix and wrong without stays as it is.
func (p *plan) withoutPrefix(number string) string {
	if number == "" || p.prefix == nil {
		return number
	}
	groups := p.prefix.FindStringSubmatchIndex(number)
	if groups == nil {
		return number
	}
	rest := number[groups[1]:]
	if last := len(groups) - 2; p.becomes != "" && groups[last] >= 0 {
		rest = p.prefix.ReplaceAllString(number, p.becomes)
	}
	if p.general.form.MatchString(number) && !p.general.form.MatchString(rest) {
		return number
	}
	return rest
}

type length int

const (
	possibleLength length = iota
	impossible            // too short, dialled only locally, or between
	tooLong
)

func (p *plan) length(number string) length {
	all := p.general.lengths
	switch n := len(number); {
	case slices.Contains(p.local, n):
		return impossible
	case slices.Contains(all, n):
		return possibleLength
	case len(all) > 0 && n > all[len(all)-1]:
		return tooLong
	}
	return impossible
}

func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if digit(r) {
			return r
		}
		return -1
	}, text)
}

func letters(text string) int {
	n := 0
	for _, r := range text {
		if letter(r) {
			n++
		}
	}
	return n
}

func digit(r rune) bool  { return '0' <= r && r <= '9' }
func letter(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' }

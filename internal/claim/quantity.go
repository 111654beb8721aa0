package claim

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// quantity is one number as a text or a reference shows it.
type quantity struct {
	markdown.Range
	value float64 // in the base of its dimension: seconds for durations, the number itself for the others
	step  float64 // what one unit in its last shown place is worth, in the same base
	dim   dimension
	sign  int  // +1 or -1 where a sign is written, else 0
	about bool // "about", "~": trailing zeros are no precision
	bound int  // +1 "more than" (the evidence lies above), -1 "less than", 0 exact
	pair  int  // index of the quantity that this one leads to ("from A to B", "A–B"), or -1
	from  bool // "from 12", "up from 3": an earlier value
	unit  string
	scale float64 // what one of its unit is worth in the base; 0 means 1
	word  bool    // written in words
	level bool    // the level of an interval: 95% of "95% interval"
}

// bare is the number without its unit, as written: 22 of "22 days".
func (q quantity) bare() quantity {
	if q.scale > 0 {
		q.value, q.step = q.value/q.scale, q.step/q.scale
	}
	return q
}

// dimension is what a number measures as far as its unit says.
type dimension uint8

const (
	plain    dimension = iota
	percent            // 40%
	points             // 2 pt
	duration           // 31 h, 3 h 10 min
	span               // 22 days: a duration, or a count of days
	clock              // 22:20
	factor             // 2.4×, twice
)

var units = map[string]struct {
	dim     dimension
	seconds float64
}{
	"%": {percent, 1}, "percent": {percent, 1}, "per cent": {percent, 1},
	"pt": {points, 1}, "pts": {points, 1}, "pp": {points, 1}, "point": {points, 1}, "points": {points, 1},
	"ms": {duration, 0.001}, "s": {duration, 1}, "sec": {duration, 1}, "second": {duration, 1}, "seconds": {duration, 1},
	"m": {duration, 60}, "min": {duration, 60}, "mins": {duration, 60}, "minute": {duration, 60}, "minutes": {duration, 60},
	"h": {duration, 3600}, "hr": {duration, 3600}, "hrs": {duration, 3600}, "hour": {duration, 3600}, "hours": {duration, 3600},
	"d": {span, 86400}, "day": {span, 86400}, "days": {span, 86400}, "night": {span, 86400}, "nights": {span, 86400},
	"w": {span, 604800}, "week": {span, 604800}, "weeks": {span, 604800},
	"month": {span, 2629746}, "months": {span, 2629746}, "year": {span, 31556952}, "years": {span, 31556952},
	"x": {factor, 1}, "×": {factor, 1}, "times": {factor, 1}, "fold": {factor, 1},
}

// unitAdjectives may stand between a number and its unit: 22 working days.
var unitAdjectives = map[string]bool{"working": true, "business": true, "calendar": true, "percentage": true, "full": true}

var (
	quarterForm   = pattern.New(`^(Q[1-4]|H[12]|W\d{1,2})$`)
	scaleSuffixes = map[string]float64{"k": 1e3, "K": 1e3, "M": 1e6, "m": 1e6, "bn": 1e9, "B": 1e9, "million": 1e6, "thousand": 1e3, "billion": 1e9}
)

// labels are words behind which a number names a thing and counts nothing.
var labels = map[string]bool{"version": true, "release": true, "ticket": true, "tickets": true, "case": true, "issue": true, "step": true,
	"section": true, "phase": true, "severity": true, "sev": true, "priority": true, "level": true, "chapter": true, "milestone": true,
	"figure": true, "table": true, "item": true, "page": true, "line": true, "port": true, "rfc": true, "iso": true, "week": true, "top": true,
	"build": true, "quarter": true, "http": true, "status": true, "error": true, "code": true, "sla": true, "esc": true, "part": true, "depot": true, "option": true, "question": true}

var yearLeads = map[string]bool{"in": true, "since": true, "until": true, "by": true, "from": true, "of": true, "during": true,
	"year": true, "to": true, "before": true, "after": true, "spring": true, "summer": true, "autumn": true, "fall": true, "winter": true, "early": true, "late": true, "mid": true}

// token is a run of text without white space, punctuation around it cut.
type token struct {
	markdown.Range
	text   string
	before string // the punctuation cut in front
	after  string // the punctuation cut behind
}

func (t token) lower() string { return strings.ToLower(t.text) }

func tokens(s string) []token {
	out := make([]token, 0, 1+strings.Count(s, " "))
	for at := 0; at < len(s); {
		r := rune(s[at])
		if r == ' ' || r == '\t' || r == '\n' {
			at++
			continue
		}
		end := at
		for end < len(s) && s[end] != ' ' && s[end] != '\t' && s[end] != '\n' {
			end++
		}
		word := s[at:end]
		text := strings.TrimLeft(word, "([{\"“„‘'*_~≈<>≥≤±=:…")
		lead := len(word) - len(text)
		text = strings.TrimRight(text, ".,;:!?)]}\"”’'*_…+")
		if i := strings.LastIndexByte(text, '='); i >= 0 && i+1 < len(text) { // n=7
			lead += i + 1
			text = text[i+1:]
		}
		out = append(out, token{Range: markdown.Range{Start: at + lead, End: at + lead + len(text)}, text: text,
			before: word[:lead], after: word[lead+len(text):]})
		at = end
	}
	return out
}

// quantities finds the numbers of a text, given as its tokens, that assert something: dates, versions, identifiers and ordinals are left out.
func quantities(words []token) []quantity {
	p := scanner{tokens: words}
	for i := 0; i < len(p.tokens); i++ {
		i += p.token(i)
	}
	return p.found
}

type scanner struct {
	tokens []token
	found  []quantity
}

func (p *scanner) at(i int) token {
	if i < 0 || i >= len(p.tokens) {
		return token{}
	}
	return p.tokens[i]
}

// token reads the token at i and returns how many tokens after it belong to the same number.
func (p *scanner) token(i int) int {
	t := p.tokens[i]
	if !strings.ContainsAny(t.text, "0123456789") {
		return p.word(i)
	}
	switch {
	case strings.Contains(t.text, "://") || strings.Contains(t.text, "@"), isDateText(t.text), isVersion(t.text), isEstimate(t.text),
		isOrdinal(t.text), p.isDate(i), labels[strings.TrimSuffix(p.at(i-1).lower(), ".")] && p.at(i-1).after == "",
		strings.HasPrefix(t.before+t.text, "#"):
		return 0
	}
	if n, ok := p.clock(i, t); ok {
		return n
	}
	if m := rangeOf(t.text); m != nil && !strings.ContainsFunc(t.text[m[2]:m[3]], isIdentifierLetter) {
		return p.span(i, t, m)
	}
	q, used, ok := p.number(i, t)
	if !ok || p.isWindow(i, q) {
		return used
	}
	p.add(i, used, q)
	return used
}

// isWindow reports a stretch of time that says which period is meant: "in the last 30 days".
func (p *scanner) isWindow(i int, q quantity) bool {
	switch p.at(i - 1).lower() {
	case "last", "past", "previous", "next", "every", "coming", "first":
		return q.dim == span || q.dim == duration
	}
	return false
}

func isIdentifierLetter(r rune) bool { return unicode.IsUpper(r) }

// isDate reports a day of a month, or a year.
func (p *scanner) isDate(i int) bool {
	text := strings.TrimRight(p.tokens[i].text, ",")
	first := strings.FieldsFunc(text, func(r rune) bool { return r == '–' || r == '-' || r == '/' })
	if len(first) == 0 {
		return false
	}
	n, err := strconv.Atoi(first[0])
	if err != nil {
		return false
	}
	near := func(k int) bool {
		return monthNumber(p.at(k).text) != 0 && p.at(k).text != strings.ToLower(p.at(k).text)
	}
	if n >= 1 && n <= 31 && (near(i+1) && p.tokens[i].after == "" || near(i-1) && p.at(i-1).after == "") {
		return true
	}
	if n >= 1 && n <= 31 && near(i+3) && isDay(p.at(i+2).text) && (p.at(i+1).text == "and" || p.at(i+1).text == "to") {
		return true
	}
	if n < 1900 || n > 2100 || len(first[0]) != 4 {
		return false
	}
	previous := p.at(i - 1)
	return near(i-1) || quarterForm.MatchString(previous.text) || yearLeads[previous.lower()] ||
		isDay(previous.text) && near(i-2)
}

func isDay(s string) bool {
	n, err := strconv.Atoi(strings.TrimRight(s, ","))
	return err == nil && n >= 1 && n <= 31
}

// clock reads a time of day. Behind a date it belongs to the date.
func (p *scanner) clock(i int, t token) (int, bool) {
	m := clockOf(t.text)
	if m == nil {
		return 0, false
	}
	if previous := p.at(i - 1); isDateText(previous.text) || monthNumber(previous.text) != 0 || strings.HasPrefix(previous.lower(), "utc") {
		return 0, true
	}
	q := clockQuantity(m)
	q.Range = t.Range
	p.add(i, 0, q)
	return 0, true
}

func clockQuantity(m []string) quantity {
	hours, minutes := atof(m[2]), atof(m[3])
	q := quantity{value: hours*3600 + minutes*60 + atof(m[4]), step: 60, dim: clock, sign: signOf(m[1]), pair: -1}
	if m[4] != "" {
		q.step = 1
	}
	return q
}

// span reads "22–59%", "0.8–1.3", "5/7" and "12,400→7,440" in one token.
func (p *scanner) span(i int, t token, m []int) int {
	left := token{Range: markdown.Range{Start: t.Start + m[2], End: t.Start + m[3]}, text: t.text[m[2]:m[3]], before: t.before}
	right := token{Range: markdown.Range{Start: t.Start + m[6], End: t.End}, text: t.text[m[6]:m[7]], after: t.after}
	b, used, okB := p.number(i, right)
	a, _, okA := numberOf(left)
	if !okA || !okB {
		return 0
	}
	a = withUnitOf(a, b)
	p.add(i, 0, a)
	first := len(p.found) - 1
	p.add(i, used, b)
	if t.text[m[4]:m[5]] != "/" {
		p.found[first].pair = first + 1
	}
	return used
}

// withUnitOf gives a bare number the unit of the one it leads to: in "22–59%" both are per cent.
func withUnitOf(a, b quantity) quantity {
	if a.dim == plain && a.unit == "" && b.dim != plain {
		scale := 1.0
		if u, ok := units[b.unit]; ok {
			scale = u.seconds
		}
		a.value, a.step, a.dim, a.unit, a.scale = a.value*scale, a.step*scale, b.dim, b.unit, scale
	}
	return a
}

// number reads a number token with the unit behind it, glued or apart.
func (p *scanner) number(i int, t token) (quantity, int, bool) {
	q, rest, ok := numberOf(t)
	if !ok {
		return quantity{}, 0, false
	}
	if rest != "" || q.dim != plain || t.after != "" {
		return p.compound(i, q)
	}
	next := p.at(i + 1)
	used := 1
	if unitAdjectives[next.lower()] && next.after == "" {
		next, used = p.at(i+2), 2
	}
	if scale, ok := scaleSuffixes[next.text]; ok && next.text != "m" && next.text != "M" {
		q.value, q.step = q.value*scale, q.step*scale
		q.End = next.End
		return q, used, true
	}
	word := next.lower()
	if dash := strings.IndexByte(word, '-'); dash > 0 {
		word = word[:dash]
	}
	u, ok := units[word]
	if !ok || next.before != "" {
		return q, 0, true
	}
	q.value, q.step, q.dim, q.unit, q.scale = q.value*u.seconds, q.step*u.seconds, u.dim, word, u.seconds
	q.End = next.End
	if next.after != "" {
		return q, used, true
	}
	joined, more, _ := p.compound(i+used, q)
	return joined, used + more, true
}

// compound joins "3 h 10 min" into one duration.
func (p *scanner) compound(i int, q quantity) (quantity, int, bool) {
	if q.dim != duration || q.step < 60 {
		return q, 0, true
	}
	next := p.at(i + 1)
	minor, rest, ok := numberOf(next)
	if !ok || minor.sign != 0 || next.before != "" {
		return q, 0, true
	}
	used := 1
	if rest == "" && minor.dim == plain {
		u, ok := units[p.at(i+2).lower()]
		if !ok || u.dim != duration {
			return q, 0, true
		}
		minor.value, minor.step, minor.dim = minor.value*u.seconds, minor.step*u.seconds, u.dim
		used, next = 2, p.at(i+2)
	}
	if minor.dim != duration || minor.step >= q.step {
		return q, 0, true
	}
	q.value += minor.value
	q.step = minor.step
	q.scale = 0
	q.End = next.End
	return q, used, true
}

// numberOf reads a token as a number with what is glued to it. rest is the glued unit; ok is false for identifiers.
func numberOf(t token) (q quantity, rest string, ok bool) {
	if m := compoundOf(t.text); m != nil {
		return compoundQuantity(t, m), "h", true
	}
	if m := clockOf(t.text); m != nil {
		q = clockQuantity(m)
		q.Range = t.Range
		return q, "clock", true
	}
	n, ok := cutNumber(t.text)
	if !ok {
		return q, "", false
	}
	q = quantity{Range: t.Range, value: n.value, step: n.step, sign: n.sign, pair: -1}
	rest = strings.TrimLeft(n.rest, "-\u00a0")
	if rest == "" {
		return q, n.currency, true
	}
	if scale, ok := scaleSuffixes[rest]; ok && rest != "m" {
		q.value, q.step = q.value*scale, q.step*scale
		return q, rest, true
	}
	u, known := units[strings.ToLower(rest)]
	if !known && strings.HasPrefix(n.rest, "-") { // 200-person, 30-minute
		return q, "", !strings.ContainsAny(rest, "0123456789")
	}
	if !known {
		return q, "", false
	}
	q.value, q.step, q.dim, q.unit, q.scale = q.value*u.seconds, q.step*u.seconds, u.dim, strings.ToLower(rest), u.seconds
	return q, rest, true
}

func compoundQuantity(t token, m []string) quantity {
	q := quantity{Range: t.Range, sign: signOf(m[1]), dim: duration, pair: -1, unit: "h"}
	for i, seconds := range []float64{86400, 3600, 60, 1} {
		if part := m[2+i]; part != "" {
			q.value += atof(part) * seconds
			q.step = seconds
		}
	}
	if m[3] == "" && m[4] == "" && m[5] == "" {
		q.dim, q.unit, q.scale = span, "d", 86400
	}
	return q
}

func signOf(s string) int {
	switch s {
	case "+":
		return 1
	case "-", "−":
		return -1
	}
	return 0
}

func atof(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return f
}

package prose

import "strings"

// numbers gives each number its part: does it count or measure (clsQty), or name something (clsLabel)?
func (s *scanner) numbers() {
	for i := range s.out {
		t := &s.out[i]
		if t.kind != kindNumber || t.class.has(clsQty) {
			continue
		}
		switch {
		case s.isLabel(i):
			t.class.set(clsLabel)
		case s.isVersion(i):
			t.class.set(clsVersion)
		case s.isQuantity(i):
			t.class.set(clsQty)
		}
	}
}

// noToken stands for what is outside the text; nobody writes to it.
var noToken token

func (s *scanner) at(i int) *token {
	if i < 0 || i >= len(s.out) {
		return &noToken
	}
	return &s.out[i]
}

func (s *scanner) is(i int, b classBit) bool {
	return i >= 0 && i < len(s.out) && s.out[i].class.has(b)
}

func (s *scanner) spelling(i int) string {
	if i < 0 || i >= len(s.out) {
		return ""
	}
	return s.text[s.out[i].start:s.out[i].end]
}

// isLabel: a year, the day of a month, a phase, a status code, anything after a word that numbers things.
func (s *scanner) isLabel(i int) bool {
	t, prev := s.at(i), s.at(i-1)
	if s.spelling(i-1) == "/" && s.at(i-2).kind == kindNumber || s.spelling(i+1) == "/" && s.at(i+2).kind == kindNumber && s.at(i+2).value == 7 {
		return t.value == 7 || t.value == 24 // 24/7
	}
	measured := s.measured(i)
	switch {
	case t.class.has(clsOrdinal):
		return !s.is(i+1, clsOccasion)
	case s.is(i-1, clsMonth) || s.is(i+1, clsMonth):
		return true
	case s.is(i-1, clsNumbered) && !measured:
		return true
	case s.is(i-2, clsNumbered) && prev.kind == kindPunct && s.spelling(i-1) != ":" && !measured:
		return true
	case year(t.value) && t.class.has(clsDigits) && s.at(i).end-s.at(i).start == 4 && !measured:
		return true
	case statusCode(t.value) && t.class.has(clsDigits) && (s.is(i-1, clsStatus) || s.is(i+1, clsStatus) || s.is(i-2, clsStatus) || !measured || t.value > 500 && s.is(i+1, clsOccasion)):
		return true
	case t.value == 1 && !t.class.has(clsDigits):
		return !s.countsOne(i)
	}
	return false
}

func year(v float64) bool { return v >= 1950 && v <= 2100 && v == float64(int(v)) }

func statusCode(v float64) bool {
	switch v {
	case 200, 201, 202, 204, 301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 408, 409, 410, 413, 422, 423, 429, 500, 501, 502, 503, 504:
		return true
	}
	return false
}

// countsOne reports whether the word "one" counts: "only one developer", "for one hour", not "one of the issues", "the new one".
func (s *scanner) countsOne(i int) bool {
	next := s.at(i + 1)
	return s.is(i-1, clsOnly) || next.class.has(clsTime) || next.class.has(clsUnit) || s.is(i+1, clsParty) || s.is(i+1, clsCounted) ||
		s.spelling(i-1) == "to" && next.kind != kindWord
}

// isVersion: a number right after the name of a product, or after the word version, and not counting what follows.
func (s *scanner) isVersion(i int) bool {
	t, prev := s.at(i), s.at(i-1)
	if !t.class.has(clsDigits) {
		return false
	}
	if s.is(i-1, clsVersionword) || s.is(i-2, clsVersionword) && (prev.kind == kindPunct || s.is(i-1, clsBe)) {
		return true
	}
	if decimal := strings.IndexByte(s.spelling(i), '.') > 0; decimal && s.namedBefore(i) && !s.unitAfter(i) {
		return true // "Kubernetes 1.28 simplified operations" counts no operations
	}
	if s.measured(i) {
		return false
	}
	named := prev.class.has(clsProper) || s.is(i-1, clsProduct) || prev.class.has(clsCode) ||
		prev.class.has(clsCap) && s.is(i-1, clsCodename)
	return named && !s.is(i-1, clsMonth) && !s.is(i-1, clsSentenceword)
}

// namedBefore reports whether a product or another name stands right before.
func (s *scanner) namedBefore(i int) bool {
	prev := s.at(i - 1)
	return s.is(i-1, clsProduct) || prev.kind == kindName || prev.class.has(clsCap) && !s.is(i-1, clsFunction) && !prev.class.has(clsPast) && !prev.class.has(clsGerund)
}

func (s *scanner) unitAfter(i int) bool {
	next := s.at(i + 1)
	return next.class.has(clsUnit) || next.class.has(clsTime) || s.is(i+1, clsPercent) || s.is(i-1, clsCurrency) || s.is(i+1, clsCurrency) || s.is(i+1, clsMagnitude) || s.spelling(i+1) == "of"
}

// measured reports whether what follows is counted or is a unit: 12 logins, 200-person, 40 %, 15 multi-cloud environments.
func (s *scanner) measured(i int) bool {
	if s.unitAfter(i) && (s.spelling(i+1) != "of" || s.is(i-1, clsCurrency)) {
		return true
	}
	for n := 1; n <= 4; n++ {
		t := s.at(i + n)
		switch {
		case t.kind == kindPunct && s.spelling(i+n) == "-" && n > 1:
			continue
		case t.kind != kindWord && t.kind != kindName || t.class.has(clsProper) && !t.class.has(clsPlural) && s.at(i).class.has(clsDigits):
			return false
		case s.is(i+n, clsFunction) || s.is(i+n, clsStatus):
			return false
		case t.class.has(clsPlural) || s.is(i+n, clsParty) || s.is(i+n, clsCounted):
			return true
		}
	}
	return false
}

// isQuantity: measured, or at the end of a comparison, a range, a ratio, a fraction, or alone in a cell.
func (s *scanner) isQuantity(i int) bool {
	t, prev := s.at(i), s.at(i-1)
	switch {
	case s.measured(i):
		return true
	case t.class.has(clsOrdinal):
		return true // isLabel let it pass
	case s.is(i-1, clsApprox) || s.is(i-1, clsThreshold):
		return true
	case s.is(i+1, clsRange) && s.at(i+2).kind == kindNumber, s.is(i-1, clsRange) && s.at(i-2).kind == kindNumber:
		return true
	case s.spelling(i+1) == "of" && (s.at(i+2).kind == kindNumber || s.is(i+2, clsDeterminer) || s.at(i+2).class.has(clsPlural)),
		s.spelling(i-1) == "of" && s.at(i-2).kind == kindNumber:
		return true
	case s.spelling(i+1) == "/" && s.at(i+2).kind == kindNumber, s.spelling(i-1) == "/" && s.at(i-2).kind == kindNumber:
		return true
	case s.is(i+1, clsBe) && t.value > 1:
		return true
	case len(s.out) == 1, prev.kind == kindPunct && i+1 >= len(s.out):
		return true
	case !t.class.has(clsDigits):
		return s.is(i-1, clsTo) && t.value > 1
	}
	return s.is(i-1, clsTo) || s.is(i-1, clsChange) || s.is(i-1, clsBe) || s.is(i-1, clsOnly) || s.is(i+1, clsTimesword)
}

package prose

import (
	"strconv"
	"strings"
)

// numeric classifies a run that holds a digit: a number with or without its unit, a version, a date, a name.
func (s *scanner) numeric(run string) {
	run = s.trimRun(run)
	start, end := s.pos, s.pos+len(run)
	digits := leadingNumber(run)
	rest := run[digits:]
	switch {
	case isISODate(run):
		s.single(kindDate, clsDate, end)
	case isClock(run):
		s.single(kindClock, clsClock, end)
	case digits == 0 && (run[0] == 'v' || run[0] == 'V') && len(run) > 1 && isDigit(run[1]):
		s.version(run, end)
	case digits == 0:
		s.named(run, start, end)
	case strings.Count(run[:digits], ".") > 1:
		s.version(run, end)
	case strings.HasPrefix(rest, "-bit"):
		s.single(kindName, clsArch, start+digits+len("-bit"))
	case rest == "" || strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "/") || rest[0] == ':' || rest[0] == ',':
		s.number(start, start+digits)
		if strings.HasPrefix(rest, "-") {
			s.pos++ // 200-person, 7-8: the hyphen joins
		}
	case strings.HasPrefix(rest, ".x") || strings.HasPrefix(rest, ".X"):
		s.version(run, end)
	case isHash(run):
		s.single(kindHash, clsBuild, end)
	default:
		s.suffixed(run, start, digits)
	}
}

// trimRun cuts a run where a sentence's mark, a path or a list of alternatives begins.
func (s *scanner) trimRun(run string) string {
	if i := strings.IndexByte(run, '/'); i > 0 && !isDigit(run[0]) {
		run = run[:i]
	}
	return strings.TrimRight(run, ".,:/-+")
}

// leadingNumber is the length of the number that run begins with: digits, thousands' commas, points.
func leadingNumber(run string) int {
	n := 0
	for n < len(run) {
		c := run[n]
		inner := (c == '.' || c == ',') && n > 0 && n+1 < len(run) && isDigit(run[n+1])
		if !isDigit(c) && !inner {
			break
		}
		n++
	}
	return n
}

func (s *scanner) number(start, end int) {
	t := token{start: int32(start), end: int32(end), kind: kindNumber}
	t.value, _ = strconv.ParseFloat(strings.ReplaceAll(s.text[start:end], ",", ""), 64)
	t.class.set(clsNumber)
	t.class.set(clsDigits)
	if s.emph {
		t.class.set(clsEmph)
	}
	s.out = append(s.out, t)
	s.pos = end
}

// suffixed takes a number and the letters written onto it: 30minutes, 3x, 4th, 12GB, 24.0rc1, 64bit.
func (s *scanner) suffixed(run string, start, digits int) {
	letters := digits
	for letters < len(run) && isLetter(run[letters]) {
		letters++
	}
	suffix := strings.ToLower(run[digits:letters])
	whole := letters == len(run) || run[letters] == '-' || run[letters] == '/'
	_, cls := s.lex.lookup(suffix)
	switch {
	case whole && (suffix == "st" || suffix == "nd" || suffix == "rd" || suffix == "th"):
		s.number(start, start+digits)
		s.last().class.set(clsOrdinal)
		s.pos = start + letters
	case whole && suffix == "x":
		s.number(start, start+digits)
		s.last().class.set(clsTimes)
		s.last().class.set(clsQty)
		s.pos = start + letters
	case whole && suffix == "xx":
		s.single(kindName, clsCodeNumber, start+letters)
	case whole && (suffix == "bit" || suffix == "bits"):
		s.single(kindName, clsArch, start+letters)
	case whole && (suffix == "k" || suffix == "m" || suffix == "b" || suffix == "bn" || suffix == "mm"):
		s.number(start, start+digits)
		s.last().class.set(clsQty)
		s.pos = start + letters
	case whole && suffix == "s" && s.is(len(s.out)-1, clsStatus) && digits == 3:
		s.single(kindName, clsCodeNumber, start+letters) // “error 500s” lasts no 500 seconds
	case whole && (cls.has(clsUnit) || cls.has(clsTime)):
		s.number(start, start+digits)
		s.last().class.set(clsQty)
		s.word(start+digits, start+letters)
	case strings.IndexByte(run[:digits], '.') > 0:
		s.version(run, start+len(run))
	default:
		s.named(run, start, start+len(run))
	}
}

func (s *scanner) last() *token { return &s.out[len(s.out)-1] }

func (s *scanner) version(run string, end int) {
	s.single(kindVersion, clsVersion, end)
	// 4.x names a branch, 1.20.x a release line.
	if i := strings.IndexAny(run, "xX"); i > 0 && strings.Count(run[:i], ".") < 2 {
		s.last().class.clear(clsVersion)
		s.last().class.set(clsMoving)
	}
}

// named takes letters mixed with digits.
func (s *scanner) named(run string, start, end int) {
	word, cls := s.lex.lookup(run)
	t := token{start: int32(start), end: int32(end), kind: kindName, word: word, class: cls}
	digits := 0
	for i := range len(run) {
		if isDigit(run[i]) {
			digits++
		}
	}
	switch {
	case word != 0: // a name that the lexicon knows is no model
	case isHash(run):
		t.kind = kindHash
		t.class.set(clsBuild)
	case ticket(run):
		t.kind = kindHandle
		t.class.set(clsHandle)
	case strings.Count(run, ".") > 0 && versionTail(run):
		t.class.set(clsVersion) // python3.11, etcd-3.4.1
	case digits >= 2 || strings.IndexByte(run, '-') > 0 || s.is(len(s.out)-1, clsCap) && !s.is(len(s.out)-1, clsNumbered):
		t.kind = kindModel
		t.class.set(clsModel)
	}
	t.class.set(clsWord)
	if run[0] >= 'A' && run[0] <= 'Z' {
		t.class.set(clsCap)
		t.class.set(clsProper)
	}
	s.add(t)
	s.pos = end
}

// ticket reports whether run is an identifier such as ESC-0007 or PROJ-12.
func ticket(run string) bool {
	i := strings.IndexByte(run, '-')
	if i < 2 || i+1 == len(run) {
		return false
	}
	for j := range len(run) {
		c := run[j]
		if j < i && (c < 'A' || c > 'Z') || j > i && !isDigit(c) {
			return false
		}
	}
	return true
}

func versionTail(run string) bool {
	i := strings.IndexByte(run, '.')
	return i > 0 && isDigit(run[i-1]) && i+1 < len(run) && isDigit(run[i+1])
}

// versionLike reports whether a code span is a version and nothing else.
func versionLike(s string) bool {
	s = strings.TrimLeft(s, "vV^~>=< ")
	n := leadingNumber(s)
	return n > 0 && strings.IndexByte(s[:n], '.') > 0 && !strings.ContainsRune(s, ' ')
}

func isHash(run string) bool {
	if len(run) < 7 {
		return false
	}
	letters, digits := 0, 0
	for i := range len(run) {
		switch c := run[i] | 0x20; {
		case isDigit(run[i]):
			digits++
		case c >= 'a' && c <= 'f':
			letters++
		default:
			return false
		}
	}
	return letters > 0 && digits > 1
}

func isISODate(run string) bool {
	if len(run) < 8 {
		return false
	}
	if len(run) >= 10 && run[4] == '-' && run[7] == '-' && allDigits(run[:4]) && allDigits(run[5:7]) && allDigits(run[8:10]) {
		return true
	}
	parts := strings.Split(run, "/")
	return len(parts) == 3 && allDigits(parts[0]) && allDigits(parts[1]) && allDigits(parts[2])
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func isClock(run string) bool {
	i := strings.IndexByte(run, ':')
	return (i == 1 || i == 2) && allDigits(run[:i]) && len(run) >= i+3 && allDigits(run[i+1:i+3])
}

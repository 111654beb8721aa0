package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what a token is by its spelling alone.
type kind uint8

const (
	kindWord    kind = iota // letters; apostrophes belong to it, hyphens part it
	kindNumber              // 12, 12,400, 3.5, and number words
	kindVersion             // v1.2, 1.20.x, 24.0rc1
	kindDate                // 2026-10-12, 12/10/2026
	kindClock               // 09:41
	kindName                // letters and digits that name a thing: K8s, S3, x86_64
	kindModel               // letters and digits that name an exact model: i7-8565U, RTX2080
	kindHash                // 5d913f4d72
	kindCode                // `…`, ticks included
	kindLink                // the target of a link, a bare URL
	kindHandle              // #channel, @person, mail address, TICKET-12
	kindPunct               // one mark
)

// token is one piece of the text. Its spelling is text[start:end].
type token struct {
	start, end int32
	word       uint16 // number of the word in the lexicon; 0: not there
	kind       kind
	class      class
	value      float64 // of a number
}

// tokens cuts text, appending to buf. Markup of emphasis and links is left out, its words are kept.
func tokens(text string, buf []token) []token {
	s := scanner{text: text, out: buf, lex: lexicon()}
	for s.pos < len(text) {
		s.next()
	}
	s.numbers()
	return s.out
}

type scanner struct {
	text string
	pos  int
	out  []token
	lex  *lexiconTable
	emph bool
}

func (s *scanner) next() {
	c := s.text[s.pos]
	switch {
	case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		s.pos++
	case c == '`':
		s.code()
	case c == '*' || c == '_' && s.emphasisMark():
		s.emphasis(c)
	case c == '(' && s.pos > 0 && s.text[s.pos-1] == ']':
		s.linkTarget()
	case c == '<':
		s.angle()
	case c == '#' || c == '@':
		s.handle()
	case isDigit(c) || isLetter(c):
		s.blob()
	case c >= utf8.RuneSelf:
		s.foreign()
	default:
		s.punct(s.pos + 1)
	}
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func (s *scanner) add(t token) {
	if s.emph {
		t.class.set(clsEmph)
	}
	s.out = append(s.out, t)
}

func (s *scanner) punct(end int) {
	t := token{start: int32(s.pos), end: int32(end), kind: kindPunct}
	t.word, t.class = s.lex.lookup(s.text[s.pos:end])
	t.class.set(clsPunct)
	s.add(t)
	s.pos = end
}

// code takes a code span as CommonMark does: it ends at a run of as many ticks.
func (s *scanner) code() {
	n := 0
	for s.pos+n < len(s.text) && s.text[s.pos+n] == '`' {
		n++
	}
	rest := s.text[s.pos+n:]
	at := strings.Index(rest, s.text[s.pos:s.pos+n])
	if at < 0 {
		s.punct(s.pos + n)
		return
	}
	end := s.pos + n + at + n
	t := token{start: int32(s.pos), end: int32(end), kind: kindCode}
	t.class.set(clsCode)
	inner := rest[:at]
	if assigns(inner) {
		t.class.set(clsAssign)
	}
	if versionLike(inner) {
		t.class.set(clsVersion)
	}
	s.add(t)
	s.pos = end
}

// assigns reports whether a code span gives a setting its value: key=value, key: value. A moving tag is no value.
func assigns(code string) bool {
	if option, value, ok := strings.Cut(code, " "); ok && strings.HasPrefix(option, "--") && !strings.Contains(value, " ") {
		return true // --sku Standard
	}
	i := strings.IndexAny(code, "=:")
	if i < 1 || len(code) > 80 || strings.HasPrefix(code[i:], "://") {
		return false
	}
	switch strings.TrimLeft(code[i+1:], "=: ") {
	case "", "latest", "main", "master", "edge":
		return false
	}
	return true
}

// emphasisMark reports whether the underscore at pos is markup and not part of a name.
func (s *scanner) emphasisMark() bool {
	before := s.pos > 0 && wordByte(s.text[s.pos-1])
	after := s.pos+1 < len(s.text) && wordByte(s.text[s.pos+1])
	return !before || !after
}

func wordByte(c byte) bool { return isDigit(c) || isLetter(c) || c >= utf8.RuneSelf }

func (s *scanner) emphasis(mark byte) {
	for s.pos < len(s.text) && s.text[s.pos] == mark {
		s.pos++
	}
	s.emph = s.pos < len(s.text) && s.text[s.pos] != ' ' && !s.emph
}

func (s *scanner) linkTarget() {
	end := strings.IndexByte(s.text[s.pos:], ')')
	if end < 0 {
		s.punct(s.pos + 1)
		return
	}
	s.single(kindLink, clsLink, s.pos+end+1)
}

func (s *scanner) single(k kind, c classBit, end int) {
	t := token{start: int32(s.pos), end: int32(end), kind: k}
	t.class.set(c)
	s.add(t)
	s.pos = end
}

// angle takes <https://…> and <name@host>; other angle brackets are comparisons.
func (s *scanner) angle() {
	end := strings.IndexByte(s.text[s.pos:], '>')
	inner := ""
	if end > 0 {
		inner = s.text[s.pos+1 : s.pos+end]
	}
	switch {
	case inner == "" || strings.ContainsRune(inner, ' '):
		s.punct(s.pos + 1)
	case strings.Contains(inner, "://"):
		s.single(kindLink, clsLink, s.pos+end+1)
	case strings.ContainsRune(inner, '@'):
		s.single(kindHandle, clsHandle, s.pos+end+1)
	default:
		s.punct(s.pos + 1)
	}
}

func (s *scanner) handle() {
	end := s.pos + 1
	for end < len(s.text) && (wordByte(s.text[end]) || s.text[end] == '-' || s.text[end] == '_' || s.text[end] == '/') {
		end++
	}
	if end == s.pos+1 {
		s.punct(end)
		return
	}
	s.single(kindHandle, clsHandle, end)
}

// foreign takes a word that starts outside ASCII, or one mark (a dash, a quote, ≥).
func (s *scanner) foreign() {
	r, n := utf8.DecodeRuneInString(s.text[s.pos:])
	if !unicode.IsLetter(r) {
		s.punct(s.pos + n)
		return
	}
	s.wordFrom(s.pos)
}

// blob takes a run of letters, digits and the marks that names, numbers and paths hold together with.
func (s *scanner) blob() {
	start, end, digits := s.pos, s.pos, false
	for end < len(s.text) {
		c := s.text[end]
		if isDigit(c) {
			digits = true
		} else if !isLetter(c) && !(strings.IndexByte("._-/:+,@", c) >= 0 && end+1 < len(s.text) && (isDigit(s.text[end+1]) || isLetter(s.text[end+1]))) {
			break
		}
		end++
	}
	run := s.text[start:end]
	switch {
	case strings.Contains(run, "://"):
		for end < len(s.text) && s.text[end] != ' ' && s.text[end] != ')' && s.text[end] != '\n' {
			end++
		}
		s.single(kindLink, clsLink, end)
	case strings.IndexByte(run, '@') > 0:
		s.single(kindHandle, clsHandle, end)
	case digits:
		s.numeric(run)
	case dotted(run):
		s.path(end)
	default:
		s.wordFrom(start)
	}
}

// path takes a dotted name; "Monday.com" keeps what its first part is.
func (s *scanner) path(end int) {
	t := token{start: int32(s.pos), end: int32(end), kind: kindName}
	first, _, _ := strings.Cut(s.text[s.pos:end], ".")
	if brand := s.lex.classes["RIVALBRAND"]; brand != 0 {
		if _, class := s.lex.lookup(first); class.has(brand) {
			t.class.set(brand)
		}
	}
	t.class.set(clsPath)
	s.add(t)
	s.pos = end
}

// dotted reports whether a run without digits is one name: server.kubernetes.local, upload.batch_size.
func dotted(run string) bool {
	at := strings.IndexByte(run, '.')
	return at > 0 && at+1 < len(run) && run[at+1]|0x20 == run[at+1] && at > 1 || strings.IndexByte(run, '_') > 0
}

// wordFrom takes letters and inner apostrophes from start.
func (s *scanner) wordFrom(start int) {
	end := start
	for end < len(s.text) {
		c := s.text[end]
		if isLetter(c) || isDigit(c) {
			end++
			continue
		}
		if c == '\'' && end > start && end+1 < len(s.text) && isLetter(s.text[end+1]) {
			end++
			continue
		}
		if c < utf8.RuneSelf {
			break
		}
		r, n := utf8.DecodeRuneInString(s.text[end:])
		inner := r == '’' && end > start && end+n < len(s.text) && isLetter(s.text[end+n])
		if !unicode.IsLetter(r) && !inner {
			break
		}
		end += n
	}
	s.word(start, max(end, start+1))
}

func (s *scanner) word(start, end int) {
	t := token{start: int32(start), end: int32(end), kind: kindWord}
	t.word, t.class = s.lex.lookup(s.text[start:end])
	if v, ok := s.lex.numbers[t.word]; ok && t.word != 0 {
		t.kind, t.value = kindNumber, v
		t.class.set(clsNumber)
	}
	t.class.set(clsWord)
	if c := s.text[start]; c >= 'A' && c <= 'Z' {
		t.class.set(clsCap)
		if len(s.out) > 0 && !s.startsSentence() {
			t.class.set(clsProper)
		} else if t.word == 0 && end-start > 2 {
			t.class.set(clsName)
		}
		for i := start + 1; i < end; i++ {
			if d := s.text[i]; d >= 'A' && d <= 'Z' {
				t.class.set(clsProper)
				break
			}
		}
	}
	s.month(&t)
	shape(s.text[start:end], &t.class)
	s.add(t)
	s.pos = end
}

// month tells the month from the verb: "May" and "March" with a capital within a sentence, "may" and "march" without.
func (s *scanner) month(t *token) {
	bit := clsMonth
	if !t.class.has(bit) || t.end-t.start > 5 {
		return
	}
	switch {
	case !t.class.has(clsCap):
		t.class.clear(bit)
	case t.class.has(clsProper):
		t.word, t.class = 0, class{}
		t.class.set(bit)
		t.class.set(clsWord)
		t.class.set(clsCap)
	}
}

// startsSentence reports whether the next token opens a sentence, so that its capital means nothing.
func (s *scanner) startsSentence() bool {
	last := s.out[len(s.out)-1]
	if last.kind != kindPunct {
		return false
	}
	switch s.text[last.start] {
	case '.', '!', '?', '"', '-', '[', '(', ':':
		return true
	}
	return s.text[last.start:last.end] == "“" || s.text[last.start:last.end] == "—"
}

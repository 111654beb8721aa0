package form

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// line is an item's or a paragraph's words taken apart.
type line struct {
	cells  []*markdown.Text // by field
	led    bool             // it begins with words of its own and not with a label
	bare   bool             // it has no label, no date and no name
	bold   bool             // it begins with bold words
	labels int
}

func (l line) empty() bool {
	return !slices.ContainsFunc(l.cells, func(t *markdown.Text) bool { return t != nil })
}

// splitter gives the parts of a line to fields: words first to the thing's name, then to what is said of it; behind a label to the label's field.
type splitter struct {
	sort                     *Sort
	text                     markdown.Text
	parts                    []part
	line                     line
	mode                     mode
	field                    int // that takes the words from start on
	start                    int
	depth                    int // of brackets around the label
	lead, rest, date, person int
}

type mode int

const (
	leading mode = iota // the thing's name
	labelled
	said // what is said of it
	free // no field takes the words
)

// split takes a line apart.
func (k *Sort) split(d *markdown.Document, t markdown.Text) line {
	mark, rest := k.marked(t)
	l := k.splitWords(d, rest)
	if mark != nil {
		l.cells[k.index(k.Mark)] = mark
		bold, _ := boldWords(d, t)
		l.bold = l.bold || bold
	}
	return l
}

func (k *Sort) splitWords(d *markdown.Document, t markdown.Text) line {
	s := splitter{sort: k, text: t, lead: k.index(k.Lead), rest: k.index(k.Rest), date: k.index(k.Date), person: k.index(k.Person)}
	bold, end := boldWords(d, t)
	s.line = line{cells: make([]*markdown.Text, len(k.Fields)), bare: true, bold: bold}
	s.parts, s.field = parts(d, t, end), s.lead
	for i := 0; i < len(s.parts); {
		i = s.step(i)
	}
	s.flush(len(t.Plain))
	s.line.led = s.lead >= 0 && s.line.cells[s.lead] != nil && s.field != s.lead || s.line.led
	return s.line
}

// step reads the part at i and gives the index of the next.
func (s *splitter) step(i int) int {
	p := s.parts[i]
	if blank(s.text.Plain[p.Start:p.End]) {
		if s.mode == labelled && s.ends(p) {
			s.open(p.begin(), free, -1, p.Start)
		}
		return i + 1
	}
	if field := s.label(i); field >= 0 {
		s.open(p.begin(), labelled, field, s.parts[i+1].Start)
		s.depth, s.line.bare = p.depth, false
		s.line.labels++
		return i + 1
	}
	if s.mode == labelled && !s.ends(p) {
		return i + 1
	}
	if next := s.dated(i); next > i && (s.separate(p) || next == len(s.parts)) && s.line.cells[max(s.date, 0)] == nil {
		first := s.mode == leading && blank(s.text.Plain[s.start:p.Start])
		s.open(p.begin(), labelled, s.date, s.after(p, s.date))
		s.line.bare = false
		after := len(s.text.Plain)
		if next < len(s.parts) {
			after = s.parts[next].Start
		}
		if first { // the day comes first, then what happens
			s.open(s.parts[next-1].End, leading, s.lead, after)
		} else {
			s.open(s.parts[next-1].End, free, -1, after)
		}
		return next
	}
	if s.named(p) && s.line.cells[max(s.person, 0)] == nil && (s.mode != leading || s.ends(p) || p.before == "(") {
		s.open(p.begin(), labelled, s.person, s.after(p, s.person))
		s.open(p.End, free, -1, p.End)
		s.line.bare = false
		return i + 1
	}
	switch {
	case s.mode == leading && !s.ends(p) && !(p.before == "(" && s.tells(i)), s.mode == said:
	case s.rest >= 0 && s.line.cells[s.rest] == nil:
		s.open(p.begin(), said, s.rest, p.Start)
	case s.mode != leading:
		s.open(p.begin(), free, -1, p.Start)
	}
	return i + 1
}

// open ends the words that were being taken and lets a field take those from start on.
func (s *splitter) open(end int, m mode, field, start int) {
	s.flush(end)
	s.mode, s.field, s.start = m, field, start
}

func (s *splitter) flush(end int) {
	if s.field < 0 || s.line.cells[s.field] != nil || end < s.start {
		return
	}
	words := strings.TrimRight(s.text.Plain[s.start:end], " ,;:–—-(|·→")
	if s.mode == labelled || s.mode == leading {
		if cut, ok := strings.CutSuffix(words, "."); ok && !strings.HasSuffix(cut, ".") {
			words = cut
		}
	}
	if s.mode != labelled && strings.TrimSpace(words) == "" {
		return
	}
	s.line.led = s.line.led || s.mode == leading
	t := s.text.Sub(markdown.Range{Start: s.start, End: s.start + len(words)})
	s.line.cells[s.field] = &t
}

// ends reports whether the separator before a part ends what a field takes: a name ends where something is said of it; a day or a person with the
// sentence; all else with the brackets around its label.
func (s *splitter) ends(p part) bool {
	if s.mode == labelled {
		if p.depth < s.depth {
			return true
		}
		if s.field != s.date && s.field != s.person || p.Start <= s.start {
			return false
		}
	}
	switch {
	case s.mode == leading && blank(s.text.Plain[s.start:p.Start]): // the day came first
		return false
	case p.before == ", " || p.before == "(" || p.before == ")" || p.before == "":
		return false
	}
	return s.mode == labelled || s.rest >= 0
}

// separate reports whether a part stands for itself rather than within a sentence.
func (s *splitter) separate(p part) bool {
	return s.date >= 0 && (s.mode != said || p.before != ", " || p.depth > 0)
}

// tells reports whether the brackets that open at part i hold a label, a day or a person.
func (s *splitter) tells(i int) bool {
	for ; i < len(s.parts) && s.parts[i].depth > 0; i++ {
		if s.label(i) >= 0 || s.date >= 0 && s.dated(i) > i || s.named(s.parts[i]) {
			return true
		}
	}
	return false
}

// label is the field of which part i is the label, or -1: its words are a name, and a colon follows; a line may begin with "Owner – ".
func (s *splitter) label(i int) int {
	p := s.parts[i]
	if i+1 >= len(s.parts) || p.End-p.Start > longestLabel {
		return -1
	}
	next := s.parts[i+1].before
	if next != ": " && next != ":" && (i > 0 || !dash(next)) {
		return -1
	}
	title := markdown.Normal(s.text.Plain[p.Start:p.End])
	field := slices.IndexFunc(s.sort.Fields, func(f Field) bool { return slices.Contains(f.Names, title) })
	if dash(next) && field == s.lead {
		return -1
	}
	return field
}

// longestLabel is how many bytes a label may have.
const longestLabel = 48

// dated gives the part behind the day that stands at part i, or i where none does: 2026-11-14, "due 14 November 2026", "Nov 14, 2026".
func (s *splitter) dated(i int) int {
	if s.date < 0 {
		return i
	}
	for n := 2; n >= 1; n-- {
		if i+n > len(s.parts) || n == 2 && s.parts[i+1].before != ", " {
			continue
		}
		words := strings.TrimRight(s.bare(s.text.Plain[s.parts[i].Start:s.parts[i+n-1].End], s.date), " .")
		if _, err := calendar.ReadDate(words); err == nil {
			return i + n
		}
	}
	return i
}

// after is where a part's words begin behind the field's name.
func (s *splitter) after(p part, field int) int {
	words := s.text.Plain[p.Start:p.End]
	return p.End - len(s.bare(strings.TrimRight(words, " "), field)) - (len(words) - len(strings.TrimRight(words, " ")))
}

// blank reports whether words are separators only.
func blank(s string) bool { return strings.Trim(s, " .,;:–—-→|·()\n") == "" }

// bare takes a field's name off the beginning of words: "due 14 November" is 14 November, "owner Dana Ruiz" is Dana Ruiz.
func (s *splitter) bare(words string, field int) string {
	words = strings.TrimSpace(words)
	for range 2 {
		first, rest, ok := strings.Cut(words, " ")
		lower := strings.ToLower(first)
		if !ok || !slices.Contains(s.sort.Fields[field].Names, lower) && lower != "on" && lower != "by" && lower != "until" && lower != "owned" {
			return words
		}
		words = strings.TrimSpace(rest)
	}
	return words
}

// named reports whether a part is somebody's name: in brackets or between dashes, of one to four words with capitals; or one that follows "owner".
func (s *splitter) named(p part) bool {
	if s.person < 0 {
		return false
	}
	words := strings.TrimSpace(strings.TrimRight(s.text.Plain[p.Start:p.End], " ."))
	name := s.bare(words, s.person)
	if name == words && p.depth == 0 && !dash(p.before) && p.before != " | " && p.before != " · " {
		return false
	}
	if strings.HasPrefix(name, "@") {
		return !strings.Contains(name, " ")
	}
	fields := strings.Fields(name)
	if len(fields) == 0 || len(fields) > 4 {
		return false
	}
	for _, w := range fields {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) && !particle[w] || strings.ContainsAny(w, "0123456789%`/=") {
			return false
		}
	}
	return true
}

// particle are the words of a name without a capital.
var particle = map[string]bool{"van": true, "von": true, "de": true, "der": true, "da": true, "di": true, "la": true, "and": true, "&": true, "team": true, "bin": true, "al": true}

func dash(s string) bool { return s == " – " || s == " — " || s == " - " }

package claim

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// CompareText compares every number under a citation with the figures of the citations that cover it: value, sign,
// direction words, order and unit, at the precision that the text shows. A number that several citations cover must
// agree with one of them. The problems come in the order of the text.
func CompareText(citations []Citation) []Problem {
	t := newTexts(citations)
	var problems []Problem
	for _, run := range t.runs {
		problems = append(problems, run.compare()...)
	}
	return problems
}

// run is one run of text with the citations that cover parts of it.
type run struct {
	text     markdown.Text
	words    []token // of the text
	column   string
	aside    bool // its column holds no figures
	covering []cover
}

type cover struct {
	citation *Citation
	figures  []figure
	reach    markdown.Range
	own      bool
}

type texts struct {
	runs  []*run
	index map[int]*run // by the start of the text in the source
}

func newTexts(citations []Citation) *texts {
	t := &texts{index: map[int]*run{}}
	for i := range citations {
		c := &citations[i]
		if !c.Evidence() {
			continue
		}
		figures := c.figures()
		for _, f := range c.Fragments {
			r := t.index[f.Text.Span.Start]
			if r == nil {
				r = &run{text: f.Text, column: f.Column, aside: f.Aside}
				t.index[f.Text.Span.Start] = r
				t.runs = append(t.runs, r)
			}
			r.covering = append(r.covering, cover{c, figures, f.Range, f.Own})
		}
	}
	return t
}

func (r *run) compare() []Problem {
	if r.aside && !r.ownsNumbers() {
		return nil
	}
	var problems []Problem
	r.words = tokens(r.text.Plain)
	numbers := quantities(r.words)
	wrong := map[int]bool{}
	for i, q := range numbers {
		if r.inCodeOrLink(q) {
			continue
		}
		if p, bad := r.number(numbers, i); bad {
			problems = append(problems, p)
			wrong[i] = true
		}
	}
	for _, i := range shares(r.text.Plain, numbers) {
		if wrong[i] || wrong[i+1] {
			continue
		}
		if p, bad := r.share(numbers[i], numbers[i+1]); bad {
			problems = append(problems, p)
		}
	}
	for _, d := range days(r.words) {
		if p, bad := r.day(d); bad {
			problems = append(problems, p)
		}
	}
	return append(problems, r.directions(numbers)...)
}

// ownsNumbers reports whether a citation of the run's own is of a scheme whose numbers are compared exactly.
func (r *run) ownsNumbers() bool {
	for _, c := range r.covering {
		if c.own && givesFigures(c.citation.Ref) && r.column != "#" {
			return true
		}
	}
	return false
}

// inCodeOrLink leaves out names in code spans, unless the code is nothing but the number.
func (r *run) inCodeOrLink(q quantity) bool {
	for _, code := range r.text.Codes {
		if code.Start <= q.Start && q.End <= code.End {
			return strings.TrimSpace(r.text.Plain[code.Start:code.End]) != strings.TrimSpace(r.text.Plain[q.Start:q.End])
		}
	}
	return false
}

func (r *run) number(numbers []quantity, i int) (Problem, bool) {
	q := numbers[i]
	var covering []cover
	for _, c := range r.covering {
		if c.reach.Start <= q.Start && q.End <= c.reach.End && !(q.word && strings.Contains(r.text.Plain[q.End:c.reach.End], "; ")) {
			covering = append(covering, c)
		}
	}
	if len(covering) == 0 {
		return Problem{}, false
	}
	var worst *mismatch
	around := r.context(numbers, i)
	for _, c := range covering {
		m := c.match(q, r.role(c.citation), around)
		if m == nil {
			return Problem{}, false
		}
		if worst == nil || m.closeness > worst.closeness {
			worst = m
		}
	}
	verdict := evidence.Violated
	for _, c := range covering {
		if !givesFigures(c.citation.Ref) {
			if !c.citation.Resolved || c.citation.Record.Verdict != evidence.Pass {
				return Problem{}, false // the citation itself has its finding; offline there is nothing to compare with
			}
			verdict = evidence.Unverified
		}
	}
	shown := r.text.Plain[q.Start:q.End]
	return Problem{Verdict: verdict, Span: r.text.SourceSpan(q.Range), Message: fmt.Sprintf("%q %s", shown, worst.message), Suggestion: worst.suggestion}, true
}

// role says which figure a table column stands for, from its title.
type role uint8

const (
	anyRole role = iota
	currentRole
	priorRole
	changeRole
	targetRole
)

var columnRoles = map[string]role{"current": currentRole, "now": currentRole, "value": currentRole, "this period": currentRole, "this month": currentRole, "this quarter": currentRole,
	"actual": currentRole, "after": currentRole, "prior": priorRole, "previous": priorRole, "before": priorRole, "last month": priorRole, "prior period": priorRole,
	"previous period": priorRole, "last period": priorRole, "last quarter": priorRole, "baseline": priorRole,
	"change": changeRole, "delta": changeRole, "difference": changeRole, "target": targetRole, "goal": targetRole}

func (r *run) role(c *Citation) role {
	if r.column == "" {
		return anyRole
	}
	if known, ok := columnRoles[r.column]; ok {
		return known
	}
	named := monthNumber(firstWord(r.column))
	month := periodMonth(c.Ref.Value("period"))
	if named == 0 || month == 0 {
		return anyRole
	}
	switch named {
	case month:
		if before := c.Ref.Value("prior_period"); before != "" && periodMonth(before) == month {
			return anyRole // the same month of two years: the title alone does not tell
		}
		return currentRole
	case (month+10)%12 + 1:
		return priorRole
	}
	return anyRole
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// monthNumber is 10 of "oct" and of "October", 0 of any other word.
func monthNumber(word string) int {
	if len(word) < len("may") || len(word) > len("september") {
		return 0
	}
	return months[strings.ToLower(word)]
}

// months by their names in lower case, whole and short.
var months = map[string]int{"jan": 1, "january": 1, "feb": 2, "february": 2, "mar": 3, "march": 3, "apr": 4, "april": 4, "may": 5, "jun": 6, "june": 6, "jul": 7, "july": 7,
	"aug": 8, "august": 8, "sep": 9, "sept": 9, "september": 9, "oct": 10, "october": 10, "nov": 11, "november": 11, "dec": 12, "december": 12}

// periodMonth is 10 of 2026-10, 0 of any other period.
func periodMonth(period string) int {
	if len(period) != len("2026-10") || period[4] != '-' || strings.Trim(period[:4]+period[5:], "0123456789") != "" {
		return 0
	}
	if month := int(atof(period[5:])); month <= 12 {
		return month
	}
	return 0
}

// roleKeys are the figures that a column may show beside those with a key of no role (n, p90, of, …).
func (want role) allows(key string) bool {
	switch key {
	case "value":
		return want == anyRole || want == currentRole
	case "prior":
		return want == anyRole || want == priorRole
	case "change":
		return want == anyRole || want == changeRole
	case "target":
		return want == anyRole || want == targetRole
	}
	return !strings.HasPrefix(key, "prior_") || want == anyRole || want == priorRole
}

// surroundings is what the words around a number say of it.
type surroundings struct {
	direction int  // -1 fell, +1 rose, 0 neither
	leads     bool // it is the first of a pair: "from A to B"
	led       bool // it is the second
	partner   quantity
	from      bool
	called
	table bool // its unit may stand in the column's title
}

func (r *run) context(numbers []quantity, i int) surroundings {
	s := surroundings{direction: directionAt(r.words, numbers, i), from: numbers[i].from, table: r.column != "", called: calledAt(r.words, numbers[i])}
	if k := numbers[i].pair; k >= 0 && k < len(numbers) {
		s.leads, s.partner = true, numbers[k]
	}
	for k := range numbers {
		if numbers[k].pair == i {
			s.led, s.partner = true, numbers[k]
		}
	}
	return s
}

// mismatch says why a number does not fit; closeness ranks the explanations of several citations.
type mismatch struct {
	message, suggestion string
	closeness           int
}

// match returns nil where the citation gives the number.
func (v cover) match(q quantity, want role, around surroundings) *mismatch {
	c := v.citation
	if _, given := c.Ref.Get("level"); q.level && !given {
		return nil // which interval it is follows from the metric's definition
	}
	var near *mismatch
	for i := range v.figures {
		f := &v.figures[i]
		if !sameNumber(q, f) {
			continue
		}
		m := fits(q, *f, v.figures, want, around)
		if m == nil && !around.answers(f, v.figures) {
			m = around.misnamed(f, v.figures)
		}
		if m == nil {
			return nil
		}
		if near == nil || m.closeness > near.closeness {
			near = m
		}
	}
	if near != nil {
		return near
	}
	if c.names(q) {
		return nil
	}
	if !givesFigures(c.Ref) && standsIn(q, c.Record.Text, around.table) {
		return nil
	}
	if givesFigures(c.Ref) {
		return &mismatch{message: "is no figure of its evidence: " + c.gives(want), suggestion: "write the figure that the evidence gives, or cite what gives this one"}
	}
	return &mismatch{message: fmt.Sprintf("does not stand in its evidence (%s:%s)", c.Ref.Scheme, c.Ref.ID), suggestion: "cite evidence that says so"}
}

// gives lists the reference's figures, the one that the column asks for first.
func (c *Citation) gives(want role) string {
	var list []string
	for _, key := range []string{"value", "prior", "change", "n", "of", "low", "high", "target", "items", "accounts", "people", "p50", "p80", "p95"} {
		value, ok := c.Ref.Get(key)
		if !ok {
			value, ok = c.Record.Value(key)
		}
		if ok && (len(list) < 4 || want != anyRole) && want.allows(key) {
			list = append(list, key+"="+value)
		}
	}
	if len(list) == 0 {
		return c.Ref.Scheme + ":" + c.Ref.ID + " gives none like it"
	}
	return strings.Join(list, ", ")
}

// sameNumber compares size and unit, without sign.
func sameNumber(q quantity, f *figure) bool {
	if !sameDimension(&q, f) {
		return false
	}
	value := f.value
	if q.dim != f.dim && (q.dim == plain || f.dim == plain) {
		q, value = q.bare(), f.bare().value
	}
	difference := q.value - value
	switch {
	case q.bound > 0 && difference <= 0 && value <= q.value*1.25, q.bound < 0 && difference >= 0 && value >= q.value*0.8:
		return true
	}
	return math.Abs(difference) <= q.tolerance()+1e-9
}

func sameDimension(q *quantity, f *figure) bool {
	a, b := q.dim, f.dim
	switch {
	case a == b:
		return true
	case a == span && (b == duration || b == plain), a == duration && b == span:
		return true
	case a == plain && (b == percent || b == points || b == span):
		return true // a table whose header carries the unit
	case a == points && b == percent && (f.key == "change" || f.key == "low" || f.key == "high"), a == percent && b == points:
		return true
	case a == factor && b == plain && f.key == "ratio":
		return true
	}
	return false
}

// fits judges a figure of the right size by sign, direction, order and column; nil where all agree.
func fits(q quantity, f figure, figures []figure, want role, around surroundings) *mismatch {
	if !want.allows(f.key) {
		return &mismatch{message: "is the evidence's " + name(f.key) + ", and stands in another column", suggestion: "put each figure under its own heading", closeness: 1}
	}
	change := f.key == "change" || f.key == "low" && f.sign != 0 || f.key == "high" && f.sign != 0
	if q.sign != 0 && f.value != 0 && q.sign != signFor(f) {
		return &mismatch{message: "has the wrong sign: the evidence gives " + write(f), suggestion: "write " + write(f), closeness: 3}
	}
	if change && q.sign == 0 && f.value != 0 && f.key == "change" {
		if around.direction != 0 && around.direction != signFor(f) {
			return &mismatch{message: "has the wrong direction: the evidence gives " + write(f), suggestion: "say it " + verb(f), closeness: 3}
		}
		if want == changeRole && signFor(f) < 0 && around.direction == 0 {
			return &mismatch{message: "lacks its sign: the evidence gives " + write(f), suggestion: "write " + write(f), closeness: 3}
		}
	}
	return order(q, f, figures, around)
}

// order checks "from prior to value".
func order(q quantity, f figure, figures []figure, around surroundings) *mismatch {
	asFirst := around.leads && f.key == "value"
	asSecond := around.led && f.key == "prior"
	alone := around.from && !around.leads && f.key == "value"
	if !asFirst && !asSecond && !alone {
		return nil
	}
	value, prior := find(figures, "value"), find(figures, "prior")
	if value == nil || prior == nil || sameNumber(q, value) && sameNumber(q, prior) {
		return nil
	}
	if !(asFirst && sameNumber(around.partner, prior) || asSecond && sameNumber(around.partner, value) || alone) {
		return nil
	}
	was, is := write(*prior), write(*value)
	return &mismatch{message: fmt.Sprintf("is in the wrong order: it was %s before and is %s now", was, is), suggestion: fmt.Sprintf("write from %s to %s", was, is), closeness: 2}
}

func signFor(f figure) int {
	if f.sign < 0 {
		return -1
	}
	return 1
}

func verb(f figure) string {
	if f.sign < 0 {
		return "fell"
	}
	return "rose"
}

func name(key string) string {
	names := map[string]string{"value": "current value", "prior": "prior value"}
	if n, ok := names[key]; ok {
		return n
	}
	return key
}

// write shows a figure for a message.
func write(f figure) string {
	sign := ""
	if f.sign < 0 {
		sign = "−"
	} else if f.sign > 0 {
		sign = "+"
	}
	switch f.dim {
	case percent:
		return sign + trim(f.value) + "%"
	case points:
		return sign + trim(f.value) + " pt"
	case duration, span:
		if f.value >= 86400 && f.dim == span {
			return sign + trim(f.value/86400) + " d"
		}
		if f.value >= 3600 {
			return sign + trim(f.value/3600) + " h"
		}
		return sign + trim(f.value/60) + " min"
	case clock:
		return fmt.Sprintf("%s%02d:%02d", sign, int(f.value)/3600, int(f.value)/60%60)
	}
	return sign + trim(f.value)
}

func trim(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", v), "0"), ".")
}

// standsIn reports whether a record's words hold the number, as people write it or as programs do ({"stops":500}). In running
// text 12 is not 12%; in a table the column's title may carry the unit.
func standsIn(q quantity, words string, table bool) bool {
	holds := func(words string) bool {
		return slices.ContainsFunc(quantities(tokens(words)), func(other quantity) bool { return said(q, other, table) })
	}
	return holds(words) || holds(spaced(words))
}

// said reports whether a number of a record's words is the one that the text states.
func said(q, other quantity, table bool) bool {
	if !table && q.dim == plain && (other.dim == percent || other.dim == points) {
		return false
	}
	return sameNumber(q, &figure{quantity: other})
}

// spaced puts spaces in the place of what programs write between values: brackets, quotes, and the colons and commas that do
// not join digits.
func spaced(words string) string {
	digit := func(i int) bool { return i >= 0 && i < len(words) && '0' <= words[i] && words[i] <= '9' }
	out := []byte(words)
	for i, c := range out {
		switch c {
		case '{', '}', '[', ']', '"':
			out[i] = ' '
		case ':', ',':
			if !digit(i-1) || !digit(i+1) {
				out[i] = ' '
			}
		}
	}
	return string(out)
}

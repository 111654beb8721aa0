package onboarding

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/form"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/playbook"
	"github.com/touchstone-cs/touchstone/internal/schedule"
)

// A State is what a row says of its progress: a word, perhaps a date, and
// whether evidence is cited for it.
type State struct {
	Cell
	Word  string        // open, in progress, done, met, blocked, waived; the text where it is none of them
	On    calendar.Date // the date given: when it was done, or began; for "due", when it is due
	Cited bool
}

// outside is a state for the customer: its word and its day, and nothing that
// somebody noted beside them.
func (s State) outside() string {
	if !slices.ContainsFunc(stateWords, func(w stateWord) bool { return w.word == s.Word }) {
		return "open"
	}
	switch {
	case s.On == 0:
		return s.Word
	case s.Under():
		return s.Word + " since " + s.On.String()
	}
	return s.Word + " " + s.On.String()
}

// Done says whether the state claims that the work is finished.
func (s State) Done() bool { return s.Word == "done" || s.Word == "met" }

// Under says whether the work is under way.
func (s State) Under() bool { return s.Word == "in progress" }

// Dropped says whether the row is no longer wanted.
func (s State) Dropped() bool { return s.Word == "waived" }

type stateWord struct{ word, prefix string }

var stateWords = []stateWord{
	{"done", "done"}, {"done", "complete"}, {"done", "finished"}, {"done", "closed"}, {"met", "met"}, {"met", "passed"}, {"met", "validated"},
	{"in progress", "in progress"}, {"in progress", "under way"}, {"in progress", "started"}, {"in progress", "ongoing"},
	{"blocked", "blocked"}, {"waived", "waived"}, {"waived", "dropped"}, {"waived", "cancelled"},
	{"open", "open"}, {"open", "not started"}, {"open", "planned"}, {"open", "pending"}, {"due", "due"},
}

var isoDate = pattern.New(`\b\d{4}-\d{2}-\d{2}\b`)

// stateOf is the state of a row: its words, else the box of a task that is ticked.
func stateOf(row form.Row) State {
	if !row.Has("state") && row.Checked != nil && *row.Checked {
		return State{Cell: Cell{"done", markdown.Span{Start: row.Start, End: row.Start}}, Word: "done"}
	}
	return readState(row.Cell("state"))
}

func readState(t markdown.Text) State {
	s := State{Cell: cellOf(t), Cited: len(t.Cites) > 0}
	s.Word = strings.ToLower(s.Text)
	for _, w := range stateWords {
		if strings.HasPrefix(s.Word, w.prefix) {
			s.Word = w.word
			break
		}
	}
	if d, err := calendar.ParseDate(isoDate.FindString(s.Text)); err == nil {
		s.On = d
	}
	return s
}

// readDate reads a cell that should be a date; an empty one or a dash has none
// and no error.
func readDate(c Cell) DateField {
	f := DateField{Cell: c}
	switch strings.TrimSpace(c.Text) {
	case "", "–", "-", "—":
		return f
	}
	f.Date, f.Err = calendar.ReadDate(strings.TrimSpace(c.Text))
	return f
}

var number = pattern.New(`\d+(?:\.\d+)?`)

// readDays reads a three-point duration as tables write it: "2–3–8", "2/3/8",
// "3–8 working days" (least and most), or "5".
func readDays(text string) (schedule.Estimate, error) {
	var v []float64
	for _, n := range number.FindAllString(text, -1) {
		f, err := strconv.ParseFloat(n, 64)
		if err != nil {
			return schedule.Estimate{}, fmt.Errorf("duration %q cannot be read", text)
		}
		v = append(v, f)
	}
	var e schedule.Estimate
	switch len(v) {
	case 1:
		e = schedule.Estimate{Low: v[0], Mode: v[0], High: v[0]}
	case 2:
		e = schedule.Estimate{Low: v[0], Mode: (v[0] + v[1]) / 2, High: v[1]}
	case 3:
		e = schedule.Estimate{Low: v[0], Mode: v[1], High: v[2]}
	default:
		return e, fmt.Errorf("duration %q is not of the form least–likely–most, such as 2–3–8", text)
	}
	if !e.Ordered() {
		return e, fmt.Errorf("durations %s are not in order from least to most", e)
	}
	return e, nil
}

// readOdds reads "35%" as .35; it is negative where the text gives none.
func readOdds(text string) float64 {
	n := number.FindString(text)
	if n == "" || !strings.Contains(text, "%") {
		return -1
	}
	f, err := strconv.ParseFloat(n, 64)
	if err != nil {
		return -1
	}
	return f / 100
}

// readLinks reads what a row waits for: "1.2, P3" or "1.2+3".
func readLinks(text string) []schedule.Link {
	var out []schedule.Link
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' }) {
		part = strings.TrimSpace(part)
		if part == "" || strings.Trim(part, "–-— ") == "" {
			continue
		}
		out = append(out, playbook.ParseLink(part))
	}
	return out
}

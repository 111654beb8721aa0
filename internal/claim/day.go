package claim

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// day is a date as a text writes it; its year is 0 where the text names none.
type day struct {
	markdown.Range
	year, month, date int
	label             string // the word right in front, in lower case: p80 of "P80 31 October"
}

func (d day) is(t time.Time) bool {
	return int(t.Month()) == d.month && t.Day() == d.date && (d.year == 0 || t.Year() == d.year)
}

// days finds the dates of a text: 2026-10-24, 24 October 2026, 24 October, October 24, 2026.
func days(words []token) []day {
	var found []day
	p := scanner{tokens: words}
	for i := 0; i < len(words); i++ {
		d, size := p.day(i)
		if size == 0 {
			continue
		}
		d.label = labelAt(words, i)
		found = append(found, d)
		i += size - 1
	}
	return found
}

// day reads the date that begins with the token at i, and of how many tokens it is made; 0 where none begins.
func (p *scanner) day(i int) (day, int) {
	t := p.at(i)
	if len(t.text) == len(time.DateOnly) {
		if on, err := time.Parse(time.DateOnly, t.text); err == nil {
			return day{Range: t.Range, year: on.Year(), month: int(on.Month()), date: on.Day()}, 1
		}
	}
	number, name := t, p.at(i+1)
	if monthNumber(t.text) != 0 {
		number, name = name, t
	}
	month := monthNumber(name.text)
	if month == 0 || name.text == name.lower() || t.after != "" || !isDay(number.text) {
		return day{}, 0
	}
	n, _ := strconv.Atoi(number.text)
	d := day{Range: markdown.Range{Start: t.Start, End: p.at(i + 1).End}, month: month, date: n}
	if year, err := strconv.Atoi(p.at(i + 2).text); err == nil && year >= 1900 && year <= 2100 && strings.Trim(p.at(i+1).after, ",") == "" {
		d.year, d.End = year, p.at(i+2).End
		return d, 3
	}
	return d, 2
}

// labelAt is the word right in front of the token at i, in lower case, where no punctuation parts the two but a bracket, a
// quotation mark or a colon.
func labelAt(words []token, i int) string {
	if i == 0 || strings.ContainsAny(words[i-1].after, ",;.!?)") {
		return ""
	}
	return words[i-1].lower()
}

// dates are the days that a citation's evidence gives, by key. given is false where it gives none: a day that a parameter
// names, such as when it was asked, is no figure.
func (c *Citation) dates() (dates []evidence.Param, given bool) {
	for _, list := range [][]evidence.Param{c.Ref.Params, c.Record.Values} {
		for _, p := range list {
			if _, err := time.Parse(time.DateOnly, p.Value); err == nil {
				dates = append(dates, p)
				given = given || !isParameter(p)
			}
		}
	}
	return dates, given
}

// day compares a date with the days that the citations over it give. One that a key of theirs names, as in "P80 31 October",
// must be that key's. Another under a forecast must be any of its days, and is unverified where it is none.
func (r *run) day(d day) (Problem, bool) {
	var worst *Problem
	for _, c := range r.covering {
		if !c.own || d.Start < c.reach.Start || d.End > c.reach.End {
			continue
		}
		dates, given := c.citation.dates()
		if !givesFigures(c.citation.Ref) || !given {
			return Problem{}, false // another citation may speak of it
		}
		p := r.wrongDay(d, dates, c.citation.Resolved && c.citation.Ref.Scheme == "forecast")
		if p == nil {
			return Problem{}, false
		}
		worst = p
	}
	if worst == nil {
		return Problem{}, false
	}
	return *worst, true
}

// wrongDay is nil where the day is right. all says that the evidence gives every day that its sentence may name.
func (r *run) wrongDay(d day, dates []evidence.Param, all bool) *Problem {
	p := &Problem{Verdict: evidence.Unverified, Span: r.text.SourceSpan(d.Range), Suggestion: "write the day that the evidence gives, or cite what gives this one"}
	shown, meant := r.text.Plain[d.Start:d.End], false
	var list []string
	for _, given := range dates {
		on, _ := time.Parse(time.DateOnly, given.Value)
		if given.Key == d.label {
			if d.is(on) {
				return nil
			}
			p.Verdict, p.Suggestion = evidence.Violated, "write "+given.Value
			p.Message = fmt.Sprintf("%q is not the evidence's %s: %s", shown, d.label, given.Value)
			return p
		}
		meant = meant || d.is(on)
		list = append(list, given.Key+"="+given.Value)
	}
	if meant || !all {
		return nil
	}
	p.Message = fmt.Sprintf("%q is no day of its evidence: %s", shown, strings.Join(list, ", "))
	return p
}

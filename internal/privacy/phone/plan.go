// Package phone tells which runs of digits are telephone numbers, by the numbering plans of Google's libphonenumber. It
// reads a number as the library does and gives the same answers (a test compares them), but the plans of the world are
// not unpacked when a process starts: a plan is read when a number of its country is first seen.
package phone

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/touchstone-cs/touchstone/internal/pattern"
)

//go:generate go run ./mkplans

//go:embed plans.txt
var plansText string

// plan is one region's numbering plan.
type plan struct {
	region  string
	code    string // country calling code
	place   int    // among the regions of its code; 0 is the main one
	idd     *pattern.Pattern
	prefix  *pattern.Pattern // national prefix for parsing; nil for none
	becomes string           // what takes the prefix's place
	leading *pattern.Pattern // of this region's numbers where a code has several; nil for none
	general sort
	local   []int // lengths dialled only locally
	sorts   []sort
}

// sort is one sort of numbers: fixed lines, mobiles, … lengths is empty where all the plan's lengths hold.
type sort struct {
	lengths []int
	form    *pattern.Pattern
}

func (s sort) matches(number string) bool {
	return (len(s.lengths) == 0 || slices.Contains(s.lengths, len(number))) && s.form.MatchString(number)
}

// holds reports a number in use: one of some sort.
func (p *plan) holds(number string) bool {
	return p.general.matches(number) && slices.ContainsFunc(p.sorts, func(s sort) bool { return s.matches(number) })
}

// plans are all plans, by region and by calling code in the order of their places.
type plans struct {
	byRegion map[string]*plan
	byCode   map[string][]*plan
}

var world = sync.OnceValue(func() plans {
	w := plans{map[string]*plan{}, map[string][]*plan{}}
	for line := range strings.Lines(plansText) {
		p, err := readPlan(strings.TrimSuffix(line, "\n"))
		if err != nil {
			panic(err) // the text is part of the program
		}
		if p.region != "001" { // no region: numbers of the world
			w.byRegion[p.region] = p
		}
		w.byCode[p.code] = append(w.byCode[p.code], p)
	}
	for _, list := range w.byCode {
		slices.SortFunc(list, func(a, b *plan) int { return a.place - b.place })
	}
	return w
})

func readPlan(line string) (*plan, error) {
	cells := strings.Split(line, "\t")
	if len(cells) != 10 {
		return nil, fmt.Errorf("plans.txt: %d cells in %q", len(cells), line)
	}
	place, err := strconv.Atoi(cells[2])
	if err != nil {
		return nil, fmt.Errorf("plans.txt: %q: %w", line, err)
	}
	p := &plan{region: cells[0], code: cells[1], place: place, becomes: cells[5], local: numbers(cells[8])}
	p.idd = optional("", cells[3])
	p.prefix = optional("^(?:", cells[4])
	p.leading = optional("^(?:", cells[6])
	p.general = readSort(cells[7])
	for _, text := range strings.Fields(cells[9]) {
		p.sorts = append(p.sorts, readSort(text))
	}
	return p, nil
}

// optional is nil for an empty expression.
func optional(before, expression string) *pattern.Pattern {
	switch {
	case expression == "":
		return nil
	case before == "":
		return pattern.New(expression)
	}
	return pattern.New(before + expression + ")")
}

func readSort(text string) sort {
	lengths, expression, _ := strings.Cut(text, ":")
	return sort{numbers(lengths), pattern.New("^(?:" + expression + ")$")}
}

func numbers(text string) []int {
	var out []int
	for part := range strings.SplitSeq(text, ",") {
		if n, err := strconv.Atoi(part); err == nil {
			out = append(out, n)
		}
	}
	return out
}

package calendar

import (
	"slices"
	"time"
)

// A Holiday is one public holiday on the day on which work stops for it.
type Holiday struct {
	Date Date
	Name string
	// Estimated says that the true day is fixed by an observation or a decree
	// and may differ by a day.
	Estimated bool
}

// A feast is one holiday of a country as a rule: when it falls, how it moves
// from a weekend, where and in which years it holds.
type feast struct {
	name      string
	on        func(year int) []Date
	move      shift
	estimated bool
	from, to  int      // first and last year; 0 is unbounded
	only      []string // subdivisions; empty is the whole country
	not       []string
}

// A shift says what happens when a holiday falls on a weekend.
type shift int

const (
	stay       shift = iota // it is lost
	nearest                 // Saturday to Friday, Sunday to Monday (US)
	substitute              // to the next day that is neither weekend nor holiday (GB)
	sundayOnly              // Sunday to the next free day; Saturday is lost (AU, ZA, JP)
)

// A country holds the rules of one country.
type country struct {
	weekend []time.Weekday // nil is Saturday and Sunday
	feasts  []feast
	regions []string // known subdivisions
}

func fixed(month time.Month, day int) func(int) []Date {
	return func(y int) []Date { return []Date{NewDate(y, month, day)} }
}

func easter(offset int) func(int) []Date {
	return func(y int) []Date { return []Date{Easter(y) + Date(offset)} }
}

func orthodox(offset int) func(int) []Date {
	return func(y int) []Date { return []Date{OrthodoxEaster(y) + Date(offset)} }
}

// nth is the nth weekday of a month; n = -1 is the last.
func nth(n int, day time.Weekday, month time.Month) func(int) []Date {
	return func(y int) []Date {
		if n < 0 {
			return []Date{before(NewDate(y, month+1, 1), day)}
		}
		return []Date{onOrAfter(NewDate(y, month, 1), day) + Date(7*(n-1))}
	}
}

// from is the first given weekday on or after a day of the year.
func from(month time.Month, day int, weekday time.Weekday) func(int) []Date {
	return func(y int) []Date { return []Date{onOrAfter(NewDate(y, month, day), weekday)} }
}

// until is the last given weekday before a day of the year.
func until(month time.Month, day int, weekday time.Weekday) func(int) []Date {
	return func(y int) []Date { return []Date{before(NewDate(y, month, day), weekday)} }
}

func one(f func(int) Date) func(int) []Date {
	return func(y int) []Date { return []Date{f(y)} }
}

func islamic(month, day int) func(int) []Date {
	return func(y int) []Date { return islamicDays(y, month, day) }
}

func onOrAfter(d Date, w time.Weekday) Date { return d + Date((int(w-d.Weekday())+7)%7) }
func before(d Date, w time.Weekday) Date    { return onOrAfter(d-7, w) }

// holds says whether the feast is kept in a subdivision in a year.
func (f feast) holds(sub string, year int) bool {
	if f.from != 0 && year < f.from || f.to != 0 && year > f.to {
		return false
	}
	if len(f.only) > 0 && !slices.Contains(f.only, sub) {
		return false
	}
	return sub == "" || !slices.Contains(f.not, sub)
}

// in lists the holidays that the country's rules for one year produce, moved
// off weekends; one near a year's end may land in the neighbouring year.
func (c country) in(sub string, year int) []Holiday {
	var days []Holiday
	var moves []shift
	for _, f := range c.feasts {
		if !f.holds(sub, year) {
			continue
		}
		for _, d := range f.on(year) {
			days = append(days, Holiday{d, f.name, f.estimated})
			moves = append(moves, f.move)
		}
	}
	taken := map[Date]bool{}
	for i, h := range days {
		if !c.mustMove(h.Date, moves[i]) {
			taken[h.Date] = true
		}
	}
	order := make([]int, len(days))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(days[a].Date - days[b].Date) })
	for _, i := range order {
		days[i].Date = c.moved(days[i].Date, moves[i], taken)
		taken[days[i].Date] = true
	}
	return days
}

func (c country) mustMove(d Date, s shift) bool {
	switch s {
	case nearest, substitute:
		return c.isWeekend(d.Weekday())
	case sundayOnly:
		return d.Weekday() == time.Sunday
	}
	return false
}

func (c country) moved(d Date, s shift, taken map[Date]bool) Date {
	if !c.mustMove(d, s) {
		return d
	}
	if s == nearest {
		if d.Weekday() == time.Saturday {
			return d - 1
		}
		return d + 1
	}
	for d++; c.isWeekend(d.Weekday()) || taken[d]; d++ {
	}
	return d
}

func (c country) isWeekend(w time.Weekday) bool {
	if c.weekend == nil {
		return w == time.Saturday || w == time.Sunday
	}
	return slices.Contains(c.weekend, w)
}

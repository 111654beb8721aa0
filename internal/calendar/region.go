package calendar

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// A Region is a country by its ISO 3166-1 code, or one of its subdivisions by
// ISO 3166-2: "DE", "DE-BY", "GB-SCT", "US". Where a subdivision has no rules
// of its own the country's hold.
type Region string

// split gives the rules and the subdivision of a region.
func (r Region) split() (country, string, error) {
	code, sub, _ := strings.Cut(strings.ToUpper(string(r)), "-")
	c, ok := countries[code]
	if !ok {
		return country{}, "", fmt.Errorf("unknown region %q: its country has no holiday rules here", string(r))
	}
	return c, sub, nil
}

// rests says whether a weekday is the region's weekend; an unknown region and
// "" rest on Saturday and Sunday.
func (r Region) rests(w time.Weekday) bool {
	if r == "" {
		return w == time.Saturday || w == time.Sunday
	}
	rules, _, _ := r.split()
	return rules.isWeekend(w)
}

// Check says whether the region's country has rules.
func (r Region) Check() error {
	_, _, err := r.split()
	return err
}

// Holidays lists the region's public holidays in a year in order of date, each
// on the day on which work stops (a holiday moved off a weekend appears where
// it moved to). Two on one day are one entry with both names. An unknown
// region has none.
func (r Region) Holidays(year int) []Holiday {
	c, sub, err := r.split()
	if err != nil {
		return nil
	}
	byDay := map[Date]Holiday{}
	for y := year - 1; y <= year+1; y++ {
		for _, h := range c.in(sub, y) {
			if h.Date.Year() != year {
				continue
			}
			if had, ok := byDay[h.Date]; ok && had.Name != h.Name {
				h.Name = had.Name + "; " + h.Name
			}
			byDay[h.Date] = h
		}
	}
	out := make([]Holiday, 0, len(byDay))
	for _, d := range slices.Sorted(maps.Keys(byDay)) {
		out = append(out, byDay[d])
	}
	return out
}

// Regions lists every country and subdivision with rules of its own.
func Regions() []Region {
	var out []Region
	for code, c := range countries {
		out = append(out, Region(code))
		seen := map[string]bool{}
		for _, s := range c.regions {
			seen[s] = true
		}
		for _, f := range c.feasts {
			for _, s := range slices.Concat(f.only, f.not) {
				seen[s] = true
			}
		}
		for s := range seen {
			out = append(out, Region(code+"-"+s))
		}
	}
	slices.Sort(out)
	return out
}

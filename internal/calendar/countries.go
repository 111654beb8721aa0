package calendar

import (
	"maps"
	"time"
)

// countries are the holiday rules by ISO 3166-1 code, checked against the
// published lists of 2024 to 2026 where the tests say so. Left out, because no
// rule gives them: holidays set by decree each year (China's exchanged days,
// India's festivals beyond the three national days), and the lunar feasts of
// Singapore, Malaysia and Korea.
var countries = merged(western, southern, northern, eastern, americas, pacific, afroasian)

func merged(groups ...map[string]country) map[string]country {
	all := map[string]country{}
	for _, g := range groups {
		maps.Copy(all, g)
	}
	return all
}

// Feasts that many countries share, under the names the country uses.
func newYear(name string) feast          { return feast{name: name, on: fixed(1, 1)} }
func epiphany(name string) feast         { return feast{name: name, on: fixed(1, 6)} }
func goodFriday() feast                  { return feast{name: "Good Friday", on: easter(-2)} }
func easterMonday() feast                { return feast{name: "Easter Monday", on: easter(1)} }
func labourDay() feast                   { return feast{name: "Labour Day", on: fixed(5, 1)} }
func ascension() feast                   { return feast{name: "Ascension Day", on: easter(39)} }
func whitMonday() feast                  { return feast{name: "Whit Monday", on: easter(50)} }
func corpusChristi() feast               { return feast{name: "Corpus Christi", on: easter(60)} }
func assumption() feast                  { return feast{name: "Assumption Day", on: fixed(8, 15)} }
func allSaints() feast                   { return feast{name: "All Saints' Day", on: fixed(11, 1)} }
func immaculate() feast                  { return feast{name: "Immaculate Conception", on: fixed(12, 8)} }
func christmas() feast                   { return feast{name: "Christmas Day", on: fixed(12, 25)} }
func secondChristmas() feast             { return feast{name: "Second Day of Christmas", on: fixed(12, 26)} }
func (f feast) in(s ...string) feast     { f.only = s; return f }
func (f feast) except(s ...string) feast { f.not = s; return f }
func (f feast) since(year int) feast     { f.from = year; return f }
func (f feast) upTo(year int) feast      { f.to = year; return f }
func (f feast) moving(s shift) feast     { f.move = s; return f }
func (f feast) about() feast             { f.estimated = true; return f }

// day is a feast on a date of the year.
func day(name string, month time.Month, d int) feast { return feast{name: name, on: fixed(month, d)} }

// when is a feast by any other rule.
func when(name string, on func(int) []Date) feast { return feast{name: name, on: on} }

// moving applies one shift to all feasts of a list.
func moving(s shift, feasts ...feast) []feast {
	for i := range feasts {
		feasts[i].move = s
	}
	return feasts
}

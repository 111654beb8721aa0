package calendar

import "time"

// Easter is Easter Sunday of the Gregorian churches (Meeus, Jones and Butcher).
func Easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	month := (h + l - 7*m + 90) / 25
	day := (h + l - 7*m + 33*month + 19) % 32
	return NewDate(year, time.Month(month), day)
}

// OrthodoxEaster is Easter Sunday by the Julian calendar (Meeus), as a
// Gregorian date.
func OrthodoxEaster(year int) Date {
	a, b, c := year%4, year%7, year%19
	d := (19*c + 15) % 30
	e := (2*a + 4*b - d + 34) % 7
	month, day := (d+e+114)/31, (d+e+114)%31+1
	julianLag := year/100 - year/400 - 2
	return NewDate(year, time.Month(month), day) + Date(julianLag)
}

// hebrewEpoch is 1 Tishri of the Hebrew year 1, counted in this package's days.
const hebrewEpoch = -2092590

// hebrewElapsed is the number of days from the epoch to the new year of a
// Hebrew year, with its postponements (Reingold and Dershowitz, Calendrical
// Calculations).
func hebrewElapsed(year int) int {
	months := (235*year - 234) / 19
	parts := 12084 + 13753*months
	day := 29*months + parts/25920
	if 3*(day+1)%7 < 3 {
		day++
	}
	return day
}

// hebrewNewYear is 1 Tishri of a Hebrew year.
func hebrewNewYear(year int) Date {
	before, this, after := hebrewElapsed(year-1), hebrewElapsed(year), hebrewElapsed(year+1)
	correction := 0
	switch {
	case after-this == 356:
		correction = 2
	case this-before == 382:
		correction = 1
	}
	return Date(hebrewEpoch + this + correction)
}

// tishri gives a day of Tishri, the first Hebrew month, in a Gregorian year.
func tishri(day int) func(int) Date {
	return func(year int) Date { return hebrewNewYear(year+3761) + Date(day-1) }
}

// nisan gives a day of Nisan in a Gregorian year: Tishri follows 15 Nisan
// after a fixed 163 days.
func nisan(day int) func(int) Date {
	return func(year int) Date { return hebrewNewYear(year+3761) - 163 + Date(day-15) }
}

// islamicDays gives every occurrence of a day of the tabular Islamic calendar
// (30-year cycle) in a Gregorian year: none, one or two. Sighting of the moon
// moves the real feast by a day either way.
func islamicDays(year, month, day int) []Date {
	var out []Date
	first := (year-622)*33/32 - 1
	for hijri := first; hijri <= first+3; hijri++ {
		ordinal := day + (59*(month-1)+1)/2 + (hijri-1)*354 + (3+11*hijri)/30
		if d := Date(ordinal - 492149); d.Year() == year {
			out = append(out, d)
		}
	}
	return out
}

// equinox is the day in Japan of an equinox, by the approximation in use for
// 1980–2099.
func equinox(month time.Month, constant float64) func(int) Date {
	return func(year int) Date {
		y := float64(year - 1980)
		day := int(constant+0.242194*y) - (year-1980)/4
		return NewDate(year, month, day)
	}
}

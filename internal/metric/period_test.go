package metric

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestParsePeriod(t *testing.T) {
	stockholm := zone(t, "Europe/Stockholm")
	for _, c := range []struct{ in, from, to, prior string }{
		{"2026-10", "2026-10-01T00:00:00+02:00", "2026-11-01T00:00:00+01:00", "2026-09"},
		{"2026-01", "2026-01-01T00:00:00+01:00", "2026-02-01T00:00:00+01:00", "2025-12"},
		{"2026-Q1", "2026-01-01T00:00:00+01:00", "2026-04-01T00:00:00+02:00", "2025-Q4"},
		{"2026-W41", "2026-10-05T00:00:00+02:00", "2026-10-12T00:00:00+02:00", "2026-W40"},
		{"2021-W01", "2021-01-04T00:00:00+01:00", "2021-01-11T00:00:00+01:00", "2020-W53"},
		{"2026-03-29", "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00", "2026-03-28"},
		{"2026-10-01..2026-10-15", "2026-10-01T00:00:00+02:00", "2026-10-16T00:00:00+02:00", "2026-09-16..2026-09-30"},
		{"2026", "2026-01-01T00:00:00+01:00", "2027-01-01T00:00:00+01:00", "2025"},
	} {
		p, err := ParsePeriod(c.in, stockholm)
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		if got := p.From.Format(time.RFC3339); got != c.from {
			t.Errorf("%s begins %s, want %s", c.in, got, c.from)
		}
		if got := p.To.Format(time.RFC3339); got != c.to {
			t.Errorf("%s ends %s, want %s", c.in, got, c.to)
		}
		if got := p.Prior().Name; got != c.prior {
			t.Errorf("%s: prior is %s, want %s", c.in, got, c.prior)
		}
	}
}

func TestParsePeriodRefuses(t *testing.T) {
	for _, s := range []string{"", "october", "2026-13", "2026-00", "2026-Q5", "2026-W54", "2025-W53", "2026-02-30", "2026-10-15..2026-10-01", "2026-10..2026-11", "26-10", "2026-1", "2026-", "10-2026"} {
		if p, err := ParsePeriod(s, time.UTC); !errors.Is(err, ErrPeriod) {
			t.Errorf("%q is read as %v, %v", s, p, err)
		}
	}
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	if _, err := ParsePast("2026-12", time.UTC, now); !errors.Is(err, ErrFuture) {
		t.Errorf("a period that has not begun: %v", err)
	}
	if _, err := ParsePast("2026-11", time.UTC, now); err != nil {
		t.Errorf("a period under way: %v", err)
	}
	for at, want := range map[string]string{
		"2026-11-01": "period 2026-11 ends on 2026-11-30, now is 2026-11-01: period is under way\nhint: ask again on 2026-11-30",
		"2026-11-20": "period 2026-11 ends on 2026-11-30, now is 2026-11-20: period is under way\nhint: 2026-11-01..2026-11-19 compares with the 19 days before it",
		"2026-11-30": "",
		"2026-12-05": "",
	} {
		now, _ := time.Parse(time.DateOnly, at)
		_, err := ParseOver("2026-11", time.UTC, now.Add(9*time.Hour))
		if got := fmt.Sprint(err); got != want && !(want == "" && err == nil) {
			t.Errorf("on %s: %v\nwant %s", at, err, want)
		}
	}
	if _, err := ParsePeriod("2026-10-15..2026-10-01", time.UTC); err == nil || !strings.Contains(err.Error(), "ends before it begins") {
		t.Errorf("got %v", err)
	}
}

// Beirut has no midnight on 2022-03-27; the day still begins, at 01:00.
func TestDayWithoutMidnight(t *testing.T) {
	p, err := ParsePeriod("2022-03-27", zone(t, "Asia/Beirut"))
	if err != nil {
		t.Fatal(err)
	}
	if got := p.From.Format(time.RFC3339); got != "2022-03-27T01:00:00+03:00" {
		t.Errorf("the day begins %s", got)
	}
	if p.To.Sub(p.From) != 23*time.Hour {
		t.Errorf("the day has %v", p.To.Sub(p.From))
	}
}

// Periods of one sort tile time: each begins where the one before it ended, whatever the clocks do.
func TestPeriodsTile(t *testing.T) {
	zones := []*time.Location{time.UTC}
	for _, n := range []string{"Europe/Stockholm", "America/New_York", "Asia/Beirut", "America/Havana", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"} {
		zones = append(zones, zone(t, n))
	}
	rapid.Check(t, func(t *rapid.T) {
		z := rapid.SampledFrom(zones).Draw(t, "zone")
		at := time.Unix(rapid.Int64Range(946684800, 1900000000).Draw(t, "at"), 0).In(z)
		d := Day(at)
		if !d.Contains(at) || !Month(at).Contains(at) {
			t.Fatalf("%v is not in its own day %v–%v or month", at, d.From, d.To)
		}
		_, w := at.ISOWeek()
		wy, _ := at.ISOWeek()
		_ = w
		p := rapid.SampledFrom([]Period{d, Month(at), d.Rolling(28), d.Rolling(7)}).Draw(t, "period")
		if q := p.Prior(); !q.To.Equal(p.From) {
			t.Fatalf("%s ends %v, %s begins %v", q, q.To, p, p.From)
		}
		if q := p.Prior().next(); !q.From.Equal(p.From) && p.kind != month {
			t.Fatalf("the period after the one before %s is %s", p, q)
		}
		r, err := ParsePeriod(p.Name, z)
		if err != nil || !r.From.Equal(p.From) || !r.To.Equal(p.To) {
			t.Fatalf("%s read again is %v–%v, %v (year %d)", p, r.From, r.To, err, wy)
		}
		days := p.EachDay()
		if len(days) != p.Days() || !days[0].From.Equal(p.From) || !days[len(days)-1].To.Equal(p.To) {
			t.Fatalf("the days of %s do not cover it", p)
		}
	})
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"2026", "2026-10", "2026-Q3", "2026-W41", "2026-10-12", "2026-10-01..2026-10-15", "0000", "9999-12"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePeriod(s, time.UTC)
		if err == nil && !p.From.Before(p.To) {
			t.Errorf("%q is empty: %v–%v", s, p.From, p.To)
		}
	})
}

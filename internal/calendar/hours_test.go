package calendar

import (
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

func at(t testing.TB, zone *time.Location, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestBetween(t *testing.T) {
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	h, err := Weekdays(stockholm, "08:00-18:00")
	if err != nil {
		t.Fatal(err)
	}
	h.Closed = func(y int, m time.Month, d int) bool { return m == time.December && d == 25 }
	for _, c := range []struct {
		from, to string
		want     time.Duration
	}{
		{"2026-10-12 09:05", "2026-10-12 11:20", 2*time.Hour + 15*time.Minute},
		{"2026-10-12 17:00", "2026-10-13 09:00", 2 * time.Hour},
		{"2026-10-16 17:00", "2026-10-19 09:00", 2 * time.Hour}, // over a weekend in which clocks stay
		{"2026-10-23 17:00", "2026-10-26 09:00", 2 * time.Hour}, // over one in which they change
		{"2026-12-24 17:00", "2026-12-28 09:00", 2 * time.Hour}, // a holiday and a weekend
		{"2026-10-17 09:00", "2026-10-18 09:00", 0},
		{"2026-10-13 09:00", "2026-10-12 09:00", 0},
	} {
		if got := h.Between(at(t, stockholm, c.from), at(t, stockholm, c.to)); got != c.want {
			t.Errorf("%s to %s: %v, want %v", c.from, c.to, got, c.want)
		}
	}
	if got := h.WorkingDays(at(t, stockholm, "2026-10-01 00:00"), at(t, stockholm, "2026-11-01 00:00")); got != 22 {
		t.Errorf("October 2026 has %d working days, want 22", got)
	}
}

// The day the clocks go forward has one hour less, also for those who work nights.
func TestBetweenElapsed(t *testing.T) {
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	h := Hours{Zone: stockholm}
	h.Week[time.Sunday] = []Opening{{0, 24 * time.Hour}}
	if got := h.Between(at(t, stockholm, "2026-03-28 12:00"), at(t, stockholm, "2026-03-30 12:00")); got != 23*time.Hour {
		t.Errorf("29 March 2026 is open for %v, want 23h", got)
	}
}

// A deadline is the instant at which just so much business time has passed; time adds up.
func TestAddAndBetweenAgree(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	h, err := Weekdays(zone, "08:00-12:00,13:00-17:30")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		from := time.Unix(rapid.Int64Range(1700000000, 1800000000).Draw(t, "from"), 0)
		d := time.Duration(rapid.Int64Range(1, 6000).Draw(t, "minutes")) * time.Minute
		end, ok := h.Add(from, d)
		if !ok || h.Between(from, end) != d {
			t.Fatalf("%v of business time after %v is %v, which is %v", d, from, end, h.Between(from, end))
		}
		mid := from.Add(end.Sub(from) / 2)
		if h.Between(from, mid)+h.Between(mid, end) != d {
			t.Fatalf("the halves of %v do not add up", d)
		}
	})
}

func TestParseSpansRefuses(t *testing.T) {
	for _, s := range []string{"", "8-18", "18:00-08:00", "08:00-12:00,11:00-13:00", "08:00-25:00", "08:00-24:30", "08:00"} {
		if got, err := ParseSpans(s); err == nil {
			t.Errorf("%q is read as %v", s, got)
		}
	}
}

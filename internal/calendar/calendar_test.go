package calendar

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func date(t testing.TB, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDateRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Date(rapid.IntRange(-200_000, 200_000).Draw(t, "day"))
		if d < NewDate(1000, 1, 1) {
			return
		}
		back, err := ParseDate(d.String())
		if err != nil || back != d {
			t.Fatalf("%v came back as %v, %v", d, back, err)
		}
		if d.Weekday() != d.Time().Weekday() {
			t.Fatalf("%v: weekday %v, want %v", d, d.Weekday(), d.Time().Weekday())
		}
	})
}

func TestParseDateSaysWhatIsWrong(t *testing.T) {
	for in, want := range map[string]string{
		"2025-02-29": "February 2025 has 28 days",
		"2025-11-31": "November 2025 has 30 days",
		"3 Nov 2025": "YYYY-MM-DD",
		"":           "YYYY-MM-DD",
	} {
		if _, err := ParseDate(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseDate(%q) = %v, want it to say %q", in, err, want)
		}
	}
	if _, err := ParseDate("2024-02-29"); err != nil {
		t.Errorf("29 February 2024 exists: %v", err)
	}
}

func TestMovableFeasts(t *testing.T) {
	for year, want := range map[int]string{1961: "1961-04-02", 2000: "2000-04-23", 2008: "2008-03-23", 2024: "2024-03-31", 2025: "2025-04-20", 2026: "2026-04-05", 2038: "2038-04-25"} {
		if got := Easter(year).String(); got != want {
			t.Errorf("Easter %d = %s, want %s", year, got, want)
		}
	}
	for year, want := range map[int]string{2021: "2021-05-02", 2024: "2024-05-05", 2025: "2025-04-20", 2026: "2026-04-12", 2027: "2027-05-02"} {
		if got := OrthodoxEaster(year).String(); got != want {
			t.Errorf("Orthodox Easter %d = %s, want %s", year, got, want)
		}
	}
	for year, want := range map[int]string{2023: "2023-09-16", 2024: "2024-10-03", 2025: "2025-09-23", 2026: "2026-09-12"} {
		if got := tishri(1)(year).String(); got != want {
			t.Errorf("Rosh Hashanah %d = %s, want %s", year, got, want)
		}
	}
	for year, want := range map[int]string{2024: "2024-04-23", 2025: "2025-04-13", 2026: "2026-04-02"} {
		if got := nisan(15)(year).String(); got != want {
			t.Errorf("Passover %d = %s, want %s", year, got, want)
		}
	}
	for year, want := range map[int]string{2024: "2024-04-10", 2026: "2026-03-20"} {
		if got := islamicDays(year, 10, 1); len(got) != 1 || max(got[0]-date(t, want), date(t, want)-got[0]) > 1 {
			t.Errorf("Eid al-Fitr %d = %v, want %s or a day beside it", year, got, want)
		}
	}
}

// TestPublishedHolidays compares whole years with the lists that governments
// published; weekends are left out because nothing depends on them.
func TestPublishedHolidays(t *testing.T) {
	for name, want := range map[string]string{
		"GB-ENG 2022": "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27",
		"GB-ENG 2026": "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
		"GB-SCT 2025": "01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26",
		"US 2021":     "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
		"US 2026":     "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
		"DE-BY 2025":  "01-01 01-06 04-18 04-21 05-01 05-29 06-09 06-19 10-03 12-25 12-26",
		"DE-SN 2025":  "01-01 04-18 04-21 05-01 05-29 06-09 10-03 10-31 11-19 12-25 12-26",
		"FR 2025":     "01-01 04-21 05-01 05-08 05-29 06-09 07-14 08-15 11-11 12-25",
		"SE 2025":     "01-01 01-06 04-18 04-21 05-01 05-29 06-06 06-20 12-24 12-25 12-26 12-31",
		"IE 2025":     "01-01 02-03 03-17 04-21 05-05 06-02 08-04 10-27 12-25 12-26",
		"NL 2025":     "01-01 04-21 05-29 06-09 12-25 12-26",
		"JP 2024":     "01-01 01-08 02-12 02-23 03-20 04-29 05-03 05-06 07-15 08-12 09-16 09-23 10-14 11-04",
		"AU-NSW 2027": "01-01 01-26 03-26 03-29 06-14 10-04 12-27 12-28",
		"GR 2024":     "01-01 03-18 03-25 05-01 05-03 05-06 06-24 08-15 10-28 12-25 12-26",
		"CA-ON 2025":  "01-01 02-17 04-18 05-19 07-01 09-01 10-13 12-25 12-26",
	} {
		t.Run(name, func(t *testing.T) {
			region, yearText, _ := strings.Cut(name, " ")
			var year int
			fmt.Sscan(yearText, &year)
			var got []string
			for _, h := range Region(region).Holidays(year) {
				if w := h.Date.Weekday(); w != time.Saturday && w != time.Sunday {
					got = append(got, h.Date.String()[5:])
				}
			}
			if g := strings.Join(got, " "); g != want {
				t.Errorf("got  %s\nwant %s", g, want)
			}
		})
	}
}

func TestWeekendsByRegion(t *testing.T) {
	friday, sunday := date(t, "2025-08-22"), date(t, "2025-08-24")
	for region, want := range map[Region][2]bool{"DE": {true, false}, "SA": {false, true}, "IL": {false, true}, "AE": {true, false}, "NP": {true, true}} {
		c := &Calendar{Region: region}
		if got := [2]bool{c.Working(friday), c.Working(sunday)}; got != want {
			t.Errorf("%s works Friday, Sunday: %v, want %v", region, got, want)
		}
	}
}

func TestReasons(t *testing.T) {
	vendor := &Calendar{Region: "US", Closed: []Span{{date(t, "2025-12-22"), date(t, "2026-01-02"), "year-end freeze"}}}
	person := &Calendar{Closed: []Span{{date(t, "2025-09-22"), date(t, "2025-09-26"), "S. Berg away"}}}
	both := Join(vendor, &Calendar{Region: "DE-BE"}, person)
	for day, want := range map[string]string{
		"2025-09-24": "S. Berg away", "2025-10-03": "German Unity Day (DE-BE)", "2025-11-27": "Thanksgiving Day (US)",
		"2025-12-23": "year-end freeze", "2025-09-21": "Sunday", "2025-09-29": "",
	} {
		if got := both.Reason(date(t, day)); got != want {
			t.Errorf("Reason(%s) = %q, want %q", day, got, want)
		}
	}
}

func TestOpenDaysAndPartWeeks(t *testing.T) {
	saturday := date(t, "2025-11-01")
	if c := (&Calendar{Open: []Span{{saturday, saturday, "cut-over"}}}); !c.Working(saturday) {
		t.Error("a declared open Saturday is not worked")
	}
	days, err := PartWeek(3)
	if err != nil || len(days) != 3 {
		t.Fatalf("PartWeek(3) = %v, %v", days, err)
	}
	if _, err := PartWeek(0); err == nil {
		t.Error("PartWeek(0) accepted")
	}
}

func TestNeverWorkingEnds(t *testing.T) {
	never := &Calendar{Closed: []Span{{-1 << 30, 1 << 30, "closed for good"}}}
	if d, ok := never.Next(0); ok {
		t.Errorf("Next found %v", d)
	}
	if d, ok := never.Add(0, 3); ok {
		t.Errorf("Add found %v", d)
	}
}

func TestWorkingDaysAddAndCount(t *testing.T) {
	regions := Regions()
	rapid.Check(t, func(t *rapid.T) {
		c := &Calendar{Region: rapid.SampledFrom(regions).Draw(t, "region")}
		start, _ := c.Next(NewDate(2025, 1, rapid.IntRange(1, 700).Draw(t, "day")))
		n := rapid.IntRange(0, 60).Draw(t, "n")
		end, ok := c.Add(start, n)
		if !ok || !c.Working(end) || c.Between(start, end) != n {
			t.Fatalf("%s + %d working days = %s (%v), between: %d", start, n, end, ok, c.Between(start, end))
		}
		if back, _ := c.Add(end, -n); back != start {
			t.Fatalf("%s - %d working days = %s, want %s", end, n, back, start)
		}
		if slices.Index(c.Mask(start, 400), false) < 0 {
			t.Fatalf("%s never rests", c.Region)
		}
	})
}

func TestUnknownRegion(t *testing.T) {
	if err := Region("XX").Check(); err == nil {
		t.Error("XX accepted")
	}
	if err := Region("de-by").Check(); err != nil {
		t.Error(err)
	}
}

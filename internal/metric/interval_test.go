package metric

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestIntervalsDoNotVanish: whatever the answers are, all alike included, what two or more of them say has a width, holds the value and knows its bounds.
func TestIntervalsDoNotVanish(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.IntRange(0, 10), 2, 60).Draw(t, "scores")
		if rapid.Bool().Draw(t, "alike") {
			for i := range scores {
				scores[i] = scores[0]
			}
		}
		n := int64(len(scores))
		var promoters, detractors, good int64
		var sum, squares float64
		for _, s := range scores {
			sum, squares = sum+float64(s), squares+float64(s*s)
			switch {
			case s >= 9:
				promoters++
			case s <= 6:
				detractors++
			}
			if s >= 4 {
				good++
			}
		}
		check := func(name string, low, value, high, least, most float64) {
			if !(low < high) || low > value+1e-9 || high < value-1e-9 || low < least || high > most {
				t.Fatalf("%s of %v: %v, %v to %v", name, scores, value, low, high)
			}
		}
		low, high := NPSRange(promoters, detractors, n)
		check("NPS", low, 100*float64(promoters-detractors)/float64(n), high, -100, 100)
		low, high = Wilson(good, n)
		check("share", low, float64(good)/float64(n), high, 0, 1)
		low, high = MeanRange(sum, squares, n)
		check("mean", low, sum/float64(n), high, -1e9, 1e9)
	})
}

// TestSurveysThatAgree asks the built-in metrics themselves.
func TestSurveysThatAgree(t *testing.T) {
	for id, score := range map[string]int64{"csat": 5, "nps": 10, "ces": 6} {
		rows := Memory{"accounts": {{"account": TextCell("acme")}}}
		for i := range 12 {
			rows["surveys"] = append(rows["surveys"], Row{"survey": TextCell(string(rune('a' + i))), "account": TextCell("acme"), "kind": TextCell(id), "score": IntCell(score * 10000),
				"scale_min": IntCell(10000), "scale_max": IntCell(50000), "asked": at26(10, 2, 9), "answered": at26(10, 2, 9)})
		}
		v := evaluateOne(t, rows, id, "2026-10", time.UTC)
		if v.N != 12 || !v.Low.Known() || !v.High.Known() || !(v.Low.Float() < v.High.Float()) {
			t.Errorf("%s of twelve answers of %d: %v of %d, %v to %v", id, score, v.Value, v.N, v.Low, v.High)
		}
	}
}

// TestClocksChange: days and months are the workspace's, 23 or 25 hours long where its clocks change.
func TestClocksChange(t *testing.T) {
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	var rows Memory = map[string][]Row{}
	for _, text := range []string{
		"2026-03-28T22:59:59Z", // the 28th, 23:59 winter time
		"2026-03-28T23:00:00Z", // midnight of the 29th, which has 23 hours
		"2026-03-29T21:59:59Z", // its last second
		"2026-03-29T22:00:00Z", // the 30th
		"2026-10-24T21:59:59Z", // the 24th, 23:59 summer time
		"2026-10-24T22:00:00Z", // midnight of the 25th, which has 25 hours
		"2026-10-25T00:30:00Z", // 2:30
		"2026-10-25T01:30:00Z", // 2:30 again
		"2026-10-25T22:59:59Z", // its last second
		"2026-10-25T23:00:00Z", // the 26th
		"2026-10-31T22:59:59Z", // October
		"2026-10-31T23:00:00Z", // November
	} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		rows["events"] = append(rows["events"], Row{"account": TextCell("acme"), "user": TextCell("u"), "event": TextCell("login"), "time": IntCell(at.UnixMicro())})
	}
	for period, want := range map[string]int64{"2026-03-28": 1, "2026-03-29": 2, "2026-03-30": 1, "2026-03": 4, "2026-10-24": 1, "2026-10-25": 4, "2026-10-26": 1, "2026-10": 7, "2026-11": 1, "2026-W43": 5} {
		if v := evaluateOne(t, rows, "events", period, stockholm); v.Value != Int(want) {
			t.Errorf("%s: %v events, want %d", period, v.Value, want)
		}
	}
}

func at26(month time.Month, day, hour int) Cell {
	return IntCell(time.Date(2026, month, day, hour, 0, 0, 0, time.UTC).UnixMicro())
}

func evaluateOne(t *testing.T, rows Memory, id, period string, zone *time.Location) Value {
	t.Helper()
	d, err := Default().Get(id)
	if err != nil {
		t.Fatal(err)
	}
	p, err := ParsePeriod(period, zone)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Evaluate(context.Background(), rows, Env{}, []Query{{Def: d, Period: p, Accounts: []string{"acme"}}})
	if err != nil {
		t.Fatal(err)
	}
	return got[0][0]
}

package claim_test

import (
	"strings"
	"testing"
)

// TestFiguresUnderTheirOwnNames: a figure of the evidence that stands beside another's name is as wrong as one that is none.
func TestFiguresUnderTheirOwnNames(t *testing.T) {
	const (
		theme    = "feedback:theme=x period=2026-Q3 items=74 people=71 accounts=24 of=25 low=86% high=100% level=95% prior_accounts=19 severe=9 asks=report:21,export:3 segments=large:4,medium:9 segments_of=large:5,medium:9 segments_arr=large:40%,medium:41%"
		forecast = "forecast:onboarding-plan on=2026-10-28 value=84% p50=2027-01-11 p80=2027-01-20 p95=2027-01-29 drivers=R3:36%,R1:23%"
		median   = "metric:full_resolution value=31h p90=92h n=7 prior=18h prior_p90=40h prior_n=11 change=+13h"
	)
	for _, test := range []struct{ ref, body, want string }{
		{theme, "74 items, 71 people, 24 accounts (95% interval of the share 86–100%; 19 in Q2).[^c]", ""},
		{theme, "24 of 25 accounts; 9 items are urgent.[^c]", ""},
		{theme, "19 accounts before, 24 accounts now.[^c]", ""},
		{theme, "By segment: large 4 of 5 accounts (40% of revenue), medium 9 of 9.[^c]", ""},
		{theme, "They ask for “report” (21 items), “export” (3 items).[^c]", ""},
		{theme, "71 items, 74 people.[^c]", `is the evidence's people; for "items" it gives 74`},
		{theme, "24 items.[^c]", `is the evidence's accounts; for "items" it gives 74`},
		{theme, "One theme, 25 people.[^c]", `is the evidence's of; for "people" it gives 71`},
		{theme, "By segment: large 9 of 5 accounts.[^c]", `for "large" it gives 4`},
		{theme, "They ask for “report” (3 items), “export” (21 items).[^c]", `is the evidence's asks of export; for "report" it gives 21`},
		{median, "First reply, p90 92 h, before p90 40 h (n = 7 and 11).[^c]", ""},
		{median, "First reply, p90 31 h.[^c]", `for "p90" it gives 92 h, 40 h`},
		{forecast, "As planned on 28 October 2026 it holds with 84%: P50 11 January 2027, P80 20 January, P95 2027-01-29.[^c]", ""},
		{forecast, "Most likely January 11, 2027: the risk R3 (36% of the spread), then R1 (23%).[^c]", ""},
		{forecast, "P80 21 January 2027.[^c]", `"21 January 2027" is not the evidence's p80: 2027-01-20`},
		{forecast, "P50 20 January.[^c]", `"20 January" is not the evidence's p50: 2027-01-11`},
		{forecast, "P95 2028-01-29.[^c]", "is not the evidence's p95"},
		{forecast, "P80 January 29, 2027.[^c]", `"January 29, 2027" is not the evidence's p80`},
		{forecast, "The risk R3 (23% of the spread).[^c]", `is the evidence's drivers of r1; for "r3" it gives 36%`},
	} {
		got := strings.Join(problems(t, test.body, test.ref), "\n")
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s\n  got %q; want %q", test.body, got, test.want)
		}
	}
}

// TestColumnsThatHoldFigures: "After" and "Number" name figures in some tables and none in others.
func TestColumnsThatHoldFigures(t *testing.T) {
	const ref = "metric:api_calls value=7829 prior=2789 change=+180.7%"
	for body, found := range map[string]bool{
		"| Metric | Before | After | Change |\n|---|---|---|---|\n| API calls | 2,789 | 7,829 | +181%[^c] |": false,
		"| Metric | Before | After | Change |\n|---|---|---|---|\n| API calls | 2,789 | 9,829 | +181%[^c] |": true,
		"| ID | Milestone | After | Evidence |\n|---|---|---|---|\n| M3 | Calls arrive | 1, 2 | 7,829[^c] |": false,
		"| What | Number |\n|---|---|\n| Calls | 9,829 |\n| API calls[^c] | 9,829 |":                         true,
		"| Number | What | Calls |\n|---|---|---|\n| 3 | API | 7,829[^c] |":                                  false,
		"| Metric | Now | Trend |\n|---|---|---|\n| API calls[^c] | 7,829 | up 181% |":                       false,
		"| Metric | Now | Trend |\n|---|---|---|\n| API calls[^c] | 7,829 | up 191% |":                       true,
	} {
		if got := problems(t, body, ref); len(got) > 0 != found {
			t.Errorf("%s\n  %q", body, got)
		}
	}
}

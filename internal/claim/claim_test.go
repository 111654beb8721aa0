package claim_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/claim"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

func problems(t *testing.T, body, ref string) []string {
	t.Helper()
	d := markdown.Parse([]byte(body + "\n\n[^c]: " + ref + "\n"))
	var out []string
	for _, p := range claim.CompareText(cited(d)) {
		out = append(out, d.Slice(p.Span)+": "+p.Message)
	}
	return out
}

func cited(d *markdown.Document) []claim.Citation {
	var citations []claim.Citation
	for _, c := range claim.Extract(d) {
		citations = append(citations, claim.Citation{Claim: c})
	}
	return citations
}

const api = "metric:api_calls account=acme period=2026-10 value=7440 prior=12400 change=-40.0% low=-44% high=-36% level=95% days=22 since=2026-10-12 snapshot=41-7c1e0b"

func TestClaimsThatHold(t *testing.T) {
	for _, body := range []string{
		"API call volume fell 40% from September to October (12,400 to 7,440).[^c]",
		"API calls fell by two fifths, 95% interval −44% to −36%, since 12 October.[^c]",
		"October saw 7.4k calls, 4,960 fewer than before.[^c]",
		"About 7,400 calls over 22 working days.[^c]",
		"It was 12,400 before. Now it is 7,440.[^c]",
		"There were 3 outages. Calls came to 7,440.[^c]",
		"| Metric | October | September | Change | Days |\n|---|---|---|---|---|\n| API calls | 7,440[^c] | 12,400 | −40% | 22 |\n",
		"More than 7,000 calls were made in 2026.[^c]",
		"Use fell.[^c]",
		"In version 4.7.0 (ticket 48213, ESC-0007) calls were at 7,440.[^c]",
		"Calls changed by 40%.[^c]",
	} {
		got := problems(t, body, api)
		if len(got) > 0 {
			t.Errorf("%s\n  %s", body, strings.Join(got, "\n  "))
		}
	}
}

func TestClaimsThatDoNotHold(t *testing.T) {
	for body, want := range map[string]string{
		"API call volume fell 45%.[^c]":        "45%: ",
		"API call volume rose 40%.[^c]":        "wrong direction",
		"Volume changed by +40%.[^c]":          "wrong sign",
		"Calls fell from 7,440 to 12,400.[^c]": "wrong order",
		"Calls were 7,441.[^c]":                "no figure",
		"Use rose.[^c]":                        "wrong direction",
		"It took 40 h.[^c]":                    "no figure",
		"Calls fell by 40 min.[^c]":            "no figure",
		"| Metric | October | September |\n|---|---|---|\n| API | 12,400[^c] | 7,440 |": "another column",
		"| Metric | October | Change |\n|---|---|---|\n| API | 7,440[^c] | 40% |":       "lacks its sign",
		"| Metric | October | Days |\n|---|---|---|\n| API | 7,440[^c] | 23 |":          "no figure",
		"More than 8,000 calls were made.[^c]":                                          "no figure",
		"Calls fell by three fifths.[^c]":                                               "no figure",
		"Down from 7,440.[^c]":                                                          "wrong order",
	} {
		got := strings.Join(problems(t, body, api), "\n")
		if !strings.Contains(got, want) {
			t.Errorf("%s\n  got %q; want %q", body, got, want)
		}
	}
}

func TestUnits(t *testing.T) {
	resolution := "metric:full_resolution value=31h p90=92h n=7 prior=18h prior_p90=40h prior_n=11 change=+13h target=24h"
	for _, body := range []string{
		"Median resolution rose from 18 to 31 business hours (n = 11 and 7).[^c]",
		"It took 1.3 days, 13 h longer than before.[^c]",
		"31 h (92 h), 72% more.[^c]",
	} {
		if got := problems(t, body, resolution); len(got) > 0 {
			t.Errorf("%s\n  %s", body, strings.Join(got, "\n  "))
		}
	}
	route := "metric:last_route value=22:20 prior=01:30 change=-3h10m n=22"
	if got := problems(t, "The last route is planned at 22:20 instead of 01:30, 3 h 10 min earlier.[^c]", route); len(got) > 0 {
		t.Error(got)
	}
	if got := problems(t, "The last route is planned at 22:50.[^c]", route); len(got) != 1 {
		t.Error("22:50 passes")
	}
}

func TestExamplesHoldOffline(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/examples/*.md")
	if len(files) == 0 {
		t.Skip("the examples are not here: ../shared/examples")
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d := markdown.Parse(source)
		for _, p := range claim.CompareText(cited(d)) {
			at := d.Position(p.Span.Start)
			t.Errorf("%s:%d:%d: %s", filepath.Base(file), at.Line, at.Column, p.Message)
		}
	}
}

func TestPhrasings(t *testing.T) {
	const (
		users = "metric:active_users account=acme period=2026-10 value=88 prior=85 change=+3.5% target=98 seats=140"
		share = "metric:adoption_rate account=acme period=2026-10 value=60.7% numerator=85 denominator=140 prior=62.9% change=-2.1pt target=70%"
		nps   = "metric:nps account=acme period=2026-10 value=12 low=-22 high=46 level=95% n=20 prior=30 change=-18"
		count = "metric:tickets_opened account=acme period=2026-10 value=9 prior=4 change=+125% open=2"
	)
	for _, test := range []struct {
		ref, body string
		want      string // a part of the problem; empty where it holds
	}{
		{users, "Active users rose to 88 (from 85), 3.5% more.[^c]", ""},
		{users, "Active users rose to 88 in the last 30 days.[^c]", ""},
		{users, "Active users: 85→88.[^c]", ""},
		{users, "Active users: 88→85.[^c]", "wrong order"},
		{users, "88 people, up from 85.[^c]", ""},
		{users, "88 people, down 3.5%.[^c]", "wrong direction"},
		{users, "On 3 November 2026 and in week 44 there were 88.[^c]", ""},
		{users, "Between 10 and 20 October 2026, HTTP 504 was seen by 88 people.[^c]", ""},
		{users, "88 people used 4.7.2 (see https://x.example/12/34 and ESC-0007).[^c]", ""},
		{users, "More than 80 people.[^c]", ""},
		{users, "80+ people.[^c]", ""},
		{users, "Ninety people.[^c]", "no figure"},
		{users, "Some 90 people.[^c]", ""},
		{share, "85 of 140 eligible users (61%), two points less than before.[^c]", ""},
		{share, "Adoption fell by 2.1 percentage points to 60.7%.[^c]", ""},
		{share, "Adoption is at 61 % of a target of 70 %.[^c]", ""},
		{share, "Adoption fell by 3 percentage points.[^c]", "no figure"},
		{share, "Adoption is at 62%.[^c]", "no figure"},
		{share, "86 of 140 eligible users.[^c]", "no figure"},
		{nps, "NPS is 12 (n = 20, 95% interval −22 to 46).[^c]", ""},
		{nps, "NPS is 12 (n=20, 95% interval −22 to 46), 18 less.[^c]", ""},
		{nps, "NPS is 12 (n=21).[^c]", "no figure"},
		{nps, "NPS is 12, 90% interval −22 to 46.[^c]", "no figure"},
		{share, "Adoption is at 61% (95% interval).[^c]", ""},
		{nps, "NPS is -12.[^c]", "wrong sign"},
		{count, "Nine tickets, five more than in September; two are open.[^c]", ""},
		{count, "Tickets more than doubled, 2.25 times September's.[^c]", ""},
		{count, "Eight tickets were opened.[^c]", "no figure"},
		{count, "| Metric | Current | Prior | Change |\n|---|---|---|---|\n| Tickets | 9[^c] | 4 | +125% |", ""},
		{count, "| Metric | Prior | Current | Change |\n|---|---|---|---|\n| Tickets | 9[^c] | 4 | +125% |", "another column"},
		{count, "- tickets: 9\n- opened: 7[^c]", "no figure"},
	} {
		got := strings.Join(problems(t, test.body, test.ref), "\n")
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s\n  got %q; want %q", test.body, got, test.want)
		}
	}
}

func FuzzCompareText(f *testing.F) {
	f.Add("API calls fell 40%, from 12,400 to 7,440.[^c]\n\n[^c]: " + api + "\n")
	f.Add("| a | b |\n|---|---|\n| 3 h 10 min[^c] | −5–7% |\n\n[^c]: metric:x value=22:20 prior=01:30\n")
	f.Fuzz(func(t *testing.T, source string) {
		d := markdown.Parse([]byte(source))
		for _, p := range claim.CompareText(cited(d)) {
			if p.Span.Start < 0 || p.Span.End > len(source) || p.Span.End < p.Span.Start || p.Message == "" {
				t.Fatalf("%+v in %q", p, source)
			}
		}
	})
}

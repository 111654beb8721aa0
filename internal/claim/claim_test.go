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

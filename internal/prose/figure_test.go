package prose

import "testing"

func TestFigure(t *testing.T) {
	for text, want := range map[string]bool{
		"14 dispatchers plan by hand": true, "PRs merged: 58": true, "down 40%": true, "85": true, "3x slower": true, "€12,000 a month": true, "5 commits to date": true,
		"40 % of the routes since 12 October": true, "12 GB": true,
		"Integrated Avalon with K8S": false, "the W3C standard": false, "We have a v1.0.0-rc1 release": false, "work on fabric 1.4.2": false,
		"the conference 2021": false, "On the 19th of February a pipeline failed": false, "support/1.2.x branch": false, "see step 3": false,
		"https://cve.mitre.org/cgi-bin/cvename.cgi?name=CVE-2022-23812": false, "Two nodes were down": false, "HTTP 504": false, "`batch_size: 1000`": false,
		"at 08:10 on 2026-10-12": false, "": false, "2\\) Maintainers policy?": false, "1) a question": false, "On 5. January we deployed": false, "a meet-up (Dec. 3)": false, "support 3 rd party": false, "October 12": false,
	} {
		if got := Figure(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

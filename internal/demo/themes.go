package demo

import (
	"fmt"
	"strings"
)

// decided is what the vendor's team made of the earlier quarters' themes.
var decided = []struct{ voice, id, title, need, action, recommend, rest string }{
	{"uploads", "uploads-fail-halfway", "Uploads that fail half-way", "to know, after any failure, that a route is either wholly in or not in at all, so that the night shift can repeat it without checking",
		"Atomic bulk upload with an idempotency key", "now", "effort: {low: 0.8, high: 1.3, by: engineering, date: 2026-09-29}\n    impact: 3"},
	{"carriers", "carrier-handover", "Handing routes to carriers", "carriers to see changes themselves, so that they stop telephoning at night", "Share links with expiry", "next",
		"effort: {low: 1, high: 2, by: engineering, date: 2026-09-29}\n    impact: 2"},
	{"history", "route-history", "Who changed this route?", "to see who changed what, so that the morning shift does not undo it", "Change history on routes", "discover",
		"effort: {low: 0.5, high: 1.5, by: engineering, date: 2026-09-29}\n    impact: 1\n    confidence: 50"},
	{"reports", "weekly-reports", "Reports that have to be set up again", "reports to remember their depot and filters, so that Monday's figures are there when the shift begins", "Saved report views", "later",
		"effort: {low: 0.7, high: 1.2, by: engineering, date: 2026-09-29}\n    impact: 1"},
	{"sign-in", "drivers-sign-in", "Drivers who cannot sign in", "drivers to get in without anybody's help, so that nobody waits at the gate", "Password reset by the depot", "next",
		"effort: {low: 0.3, high: 0.5, by: engineering, date: 2026-09-29}\n    impact: 1"},
}

// Themes is the themes.yaml that the vendor's team keeps: each theme with the first item of each wording as what stands for it.
func Themes() []byte {
	first := map[string]string{} // item by its words
	for _, a := range Accounts() {
		for _, row := range a.feedback() {
			if _, ok := first[row[5]]; !ok {
				first[row[5]] = row[0]
			}
		}
	}
	var b strings.Builder
	b.WriteString("# What customers tell us about, and what we decided: see doc/themes.md.\nthemes:\n")
	for _, d := range decided {
		var anchors []string
		for _, v := range voices {
			for _, line := range v.lines {
				if item, ok := first[line]; ok && v.theme == d.voice {
					anchors = append(anchors, item)
				}
			}
		}
		fmt.Fprintf(&b, "  - id: %s\n    title: %s\n    anchors: [%s]\n    since: 2026-Q1\n    need: %s\n    action: %s\n    recommend: %s\n    %s\n",
			d.id, d.title, strings.Join(anchors, ", "), d.need, d.action, d.recommend, d.rest)
	}
	return []byte(b.String())
}

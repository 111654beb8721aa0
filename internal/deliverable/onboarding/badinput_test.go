package onboarding

import (
	"fmt"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
)

// TestBadInput: each sort of bad input gives one clear finding at its line, and
// the rest of the plan is judged all the same.
func TestBadInput(t *testing.T) {
	head := "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | Days |\n|---|---|---|---|---|---|---|\n"
	row := func(id, owner, due, after, days string) string {
		return fmt.Sprintf("| %s | Work | %s | %s | 2 users can authenticate via SSO | %s | %s |\n", id, owner, due, after, days)
	}
	good := row("1", "S. Berg", "2026-12-15", "–", "1–2–3")
	for name, c := range map[string]struct{ front, rows, rule, line, message string }{
		"cycle":                 {"", row("1", "S. Berg", "2026-12-15", "3", "1–2–3") + row("2", "S. Berg", "2026-12-15", "1", "1–2–3") + row("3", "S. Berg", "2026-12-15", "2", "1–2–3"), "OP012", "| 1 |", "1 → 2 → 3 → 1"},
		"unknown owner":         {"", good + row("2", "K. Nobody", "2026-12-16", "1", "1–2–3"), "OP017", "| 2 |", "K. Nobody"},
		"start on a holiday":    {"start: 2026-12-25", good, "OP018", "start: ", "Christmas Day"},
		"due before dependency": {"", good + row("2", "S. Berg", "2026-12-14", "1", "1–2–3"), "OP014", "| 2 |", "before 1 on 2026-12-15"},
		"zero capacity":         {"", good + row("2", "Z. Ero", "2026-12-16", "1", "1–2–3"), "OP019", "| 2 |", "Z. Ero works on no day"},
		"29 February":           {"", good + row("2", "S. Berg", "2027-02-29", "1", "1–2–3"), "OP001", "| 2 |", "February 2027 has 28 days"},
		"durations":             {"", good + row("2", "S. Berg", "2026-12-16", "1", "8–3–2"), "OP020", "| 2 |", "8–3–2 are not in order"},
	} {
		w := handWorld(t)
		w.files[account] = append(w.files[account], "  - {name: Z. Ero, role: admin, away: [2026-01-01..2028-01-01]}\n"...)
		w.files["touchstone.yaml"] = append([]byte("time_zone: Asia/Kathmandu\n"), w.files["touchstone.yaml"]...) // 5:45 ahead
		front := exampleFront
		if c.front != "" {
			front = strings.Replace(front, "start: 2026-11-23", c.front, 1)
		}
		text := front + head + c.rows
		line := 0
		for i, s := range strings.Split(text, "\n") {
			if line == 0 && strings.HasPrefix(s, c.line) {
				line = i + 1
			}
		}
		found, others := 0, 0
		for _, f := range w.findings(t, deliverable.Draft{Path: "customer-success/accounts/acme/onboarding/onboarding-plan.md", Text: []byte(text)}) {
			switch {
			case f.Rule == c.rule && f.Verdict == evidence.Violated:
				found++
				if f.Start.Line != line || !strings.Contains(f.Message, c.message) {
					t.Errorf("%s: line %d: %s; want line %d with %q", name, f.Start.Line, f.Message, line, c.message)
				}
			case f.Rule == "OP009":
				others++
			}
		}
		if found != 1 {
			t.Errorf("%s: %d findings of %s, want 1", name, found, c.rule)
		}
		if others != 1 {
			t.Errorf("%s: the rest of the plan is not judged", name)
		}
	}
}

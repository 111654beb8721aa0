package onboarding

import (
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// TestThePageHasNoNotes: what somebody noted beside a state, or between sections,
// is not the customer's.
func TestThePageHasNoNotes(t *testing.T) {
	text := strings.Replace(boundPlan, "| open, ask Sam |", "| open, they will not pay for it |", 1)
	text = strings.Replace(text, "| due 2026-12-01 |", "| their admin is hopeless |", 1)
	text = strings.Replace(text, "in progress since 2026-11-24 |", "in progress since 2026-11-24, badly |", 1)
	text = strings.Replace(text, "## Prerequisites", "Ask for more money.\n\n## Prerequisites", 1)
	setting := Setting{People: map[string]Person{"S. Berg": {Party: "customer"}}}
	page := OnePage(Found{"plan.md", Read(markdown.Parse([]byte(text)))}, setting, date(t, "2026-12-14"), "Acme")
	for _, note := range []string{"pay for it", "hopeless", "badly", "money"} {
		if strings.Contains(page, note) {
			t.Errorf("the customer reads %q:\n%s", note, page)
		}
	}
	for _, want := range []string{"| 1.1 Sign-in | S. Berg | 2026-12-15 | in progress since 2026-11-24 |", "- P1: Outbound 443 (S. Berg, open)", "- G3: The test request is answered (open)"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing from\n%s", want, page)
		}
	}
}

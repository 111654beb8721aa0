package claim

import (
	"testing"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// Each text says one go-live: 10 November 2025.
var liveTexts = []string{
	"Go-live: 10 November 2025",
	"- Go-live: 2025-11-10",
	"- **Go-live**: 10 November 2025",
	"- **Go-live date:** November 10, 2025",
	"- Go-live (2025-11-10): all users",
	"- 2025-11-10: Go-live",
	"- **Go-live** – due 2025-11-10, owner Dana",
	"| Fact | Value |\n|---|---|\n| Go-live | 2025-11-10 |",
	"| Fact | Value |\n|---|---|\n| Go-live date | Nov 10, 2025 |",
	"| Milestone | Owner | Due |\n|---|---|---|\n| Go-live | Dana | 2025-11-10 |",
	"| ID | Milestone | Target date |\n|---|---|---|\n| 4 | Production go-live | 10 Nov 2025 |",
	"The go-live date is 10 November 2025.",
	"The customer went live on 10 November 2025.",
	"They have been live since 10 November 2025.",
	"Live since 2025-11-10",
	"Go-live is planned for 10 November 2025.",
	"Acme goes live on 2025-11-10.",
	"The target go-live of 10 November 2025 holds.",
	"Went live 10 November 2025",
	"Go-live moved to 10 November 2025.",
	"The review before go-live on 2025-11-10 went well.",
}

// None of these says when the customer goes live.
var notLiveTexts = []string{
	"We moved go-live from 3 November 2025 to a day in spring.",
	"Two weeks after go-live (24 November 2025) we met.",
	"Training ends before go-live, on 2025-11-01.",
	"Go-live rehearsal: 2025-11-01",
	"The pilot is alive on every node, 2025-11-01.",
	"| Milestone | Due |\n|---|---|\n| Go-live rehearsal | 2025-11-01 |",
	"| Risk | Mitigation | Review |\n|---|---|---|\n| Go-live | none | 2025-11-01 |",
}

func TestGoLives(t *testing.T) {
	for _, text := range liveTexts {
		found := GoLives(markdown.Parse([]byte("# Plan\n\n" + text + "\n")))
		if len(found) != 1 || found[0].Day != "2025-11-10" {
			t.Errorf("%q: %v, want 2025-11-10 once", text, found)
		}
	}
	for _, text := range notLiveTexts {
		if found := GoLives(markdown.Parse([]byte("# Plan\n\n" + text + "\n"))); len(found) > 0 {
			t.Errorf("%q: %v, want nothing", text, found)
		}
	}
}

func TestGoLiveOfFrontMatter(t *testing.T) {
	found := GoLives(markdown.Parse([]byte("---\ngo_live: 2025-11-10\nengagement: Wayfinder, in production since 2025-11-10\n---\n# Report\n")))
	if len(found) != 2 || found[0].Day != "2025-11-10" || found[1].Day != "2025-11-10" {
		t.Errorf("found %v, want the day of go_live and of the engagement", found)
	}
}

package measure

import (
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func TestBusinessHours(t *testing.T) {
	zone := time.UTC
	h, err := BusinessHours(workspace.Calendar{Country: "SE", Hours: "08:00-18:00", Weekend: []string{"Saturday", "sunday"}}, zone)
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]bool{"2026-12-25": false, "2026-12-28": true, "2026-10-24": false, "2026-10-12": true} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.WorkingDay(at); got != want {
			t.Errorf("%s is worked: %v", day, got)
		}
	}
	for _, c := range []workspace.Calendar{{Hours: "8-18"}, {Hours: "08:00-18:00", Weekend: []string{"someday"}}, {Hours: "08:00-18:00", Country: "ZZ"}} {
		if _, err := BusinessHours(c, zone); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
}

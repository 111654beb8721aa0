package ticket

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// What a record's value holds is what the timeline was, to the second.
func TestTimelineIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := func(label string) time.Time {
			return time.Unix(rapid.Int64Range(1_500_000_000, 1_900_000_000).Draw(t, label), 0).UTC()
		}
		want := Timeline{Opened: at("opened"), FirstReply: at("replied")}
		if rapid.Bool().Draw(t, "solved") {
			want.Solved = at("solved at")
		}
		for range rapid.IntRange(0, 8).Draw(t, "events") {
			kind := rapid.SampledFrom([]string{StatusSet, PrioritySet, Said}).Draw(t, "kind")
			want.Events = append(want.Events, Event{at("event"), kind, rapid.SampledFrom([]string{"", "pending", "on-hold", "agent", "waiting for customer"}).Draw(t, "detail")})
		}
		if diff := cmp.Diff(want, ParseTimeline(want.String())); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestTimelineOfNonsense(t *testing.T) {
	for _, text := range []string{"", ";", "soon opened", "2026-10-12T07:05:00Z", "2026-10-12T07:05:00Z danced; x"} {
		if diff := cmp.Diff(Timeline{}, ParseTimeline(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

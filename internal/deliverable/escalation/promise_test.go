package escalation

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/evidence/ticket"
)

var contract = SLA{Hours: "08:00-18:00", Zone: "Europe/Stockholm", Country: "SE", Terms: map[int]Terms{
	1: {Answer: "1h", Reply: "1h", Update: "4h", Workaround: "8h", Resolution: "1d"},
	2: {Answer: "4h", Reply: "2h", Update: "1d", Workaround: "1d", Resolution: "2d"},
	3: {Answer: "8h", Reply: "4h", Update: "2d", Workaround: "2d", Resolution: "5d"},
}}

// at is a time of the wall clock in Stockholm.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	stamp, err := time.ParseInLocation(minute, text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return stamp
}

func promised(t testing.TB, line ticket.Timeline, now string) map[string]Promise {
	t.Helper()
	all, err := promisesAt(contract, line, at(t, now))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// events reads "2026-10-12 09:05 status pending" and the like.
func events(t testing.TB, lines ...string) (all []ticket.Event) {
	t.Helper()
	for _, line := range lines {
		var kind, detail string
		if _, err := fmt.Sscanf(line[len(minute):], "%s %s", &kind, &detail); err != nil {
			t.Fatal(err)
		}
		all = append(all, ticket.Event{Time: at(t, line[:len(minute)]), Kind: kind, Detail: detail})
	}
	return all
}

// A ticket that waits for the customer holds the clock of its resolution, not that of an answer.
func TestPausesHoldWhatTheyHold(t *testing.T) {
	line := ticket.Timeline{Opened: at(t, "2026-10-12 09:00"), FirstReply: at(t, "2026-10-12 12:00"), Priority: "high", Events: events(t,
		"2026-10-12 09:00 status open", "2026-10-12 09:00 priority high", "2026-10-12 12:00 said agent", "2026-10-12 14:00 status pending",
		"2026-10-13 12:00 said customer", "2026-10-13 12:00 status open", "2026-10-14 09:00 said agent")}
	for _, test := range []struct{ now, name, due, left string }{
		{"2026-10-12 16:00", firstAnswer, "2026-10-12 13:00", "1h0m0s"},
		{"2026-10-12 16:00", resolution, "", "15h0m0s"}, // 5 of 20 hours are spent
		{"2026-10-13 13:00", resolution, "2026-10-14 17:00", "14h0m0s"},
		{"2026-10-14 18:00", resolution, "2026-10-14 17:00", "-1h0m0s"},
		{"2026-10-13 13:00", nextReply, "2026-10-13 14:00", "1h0m0s"},
		{"2026-10-13 13:00", update, "2026-10-14 10:00", "7h0m0s"}, // of 10 hours from 12:00, 2 before the pause, 1 since
		{"2026-10-15 08:00", nextReply, "2026-10-13 14:00", "-5h0m0s"},
	} {
		p, ok := promised(t, line, test.now)[test.name]
		due := ""
		if !p.Due.IsZero() {
			due = p.Due.In(at(t, test.now).Location()).Format(minute)
		}
		if !ok || due != test.due || p.Left.String() != test.left {
			t.Errorf("at %s the %s is due %q with %v left; want %q, %s", test.now, test.name, due, p.Left, test.due, test.left)
		}
	}
}

// A promise is held to the priority that the ticket had: a raise counts from its time on, a fall from the start, and what
// changes after the answer, or after it was due, changes nothing.
func TestThePriorityOfTheTime(t *testing.T) {
	for _, test := range []struct {
		name, due string
		severity  int
		replied   string
		events    []string
	}{
		{"it never changed", "2026-10-12 13:00", 2, "", []string{"2026-10-12 09:00 priority high"}},
		{"raised", "2026-10-12 15:00", 2, "", []string{"2026-10-12 09:00 priority normal", "2026-10-12 11:00 priority high"}},
		{"raised so late that the old promise ends first", "2026-10-12 17:00", 2, "", []string{"2026-10-12 09:00 priority normal", "2026-10-12 16:00 priority high"}},
		{"raised after it was due", "2026-10-12 17:00", 3, "", []string{"2026-10-12 09:00 priority normal", "2026-10-12 17:30 priority urgent"}},
		{"lowered", "2026-10-12 17:00", 3, "", []string{"2026-10-12 09:00 priority high", "2026-10-12 10:00 priority normal"}},
		{"raised after the answer", "2026-10-12 17:00", 3, "2026-10-12 12:00", []string{"2026-10-12 09:00 priority normal", "2026-10-12 12:30 priority urgent"}},
		{"set later", "2026-10-12 13:00", 2, "", []string{"2026-10-12 09:30 priority high"}},
		{"raised twice", "2026-10-12 12:30", 1, "", []string{"2026-10-12 09:00 priority normal", "2026-10-12 10:00 priority high", "2026-10-12 11:30 priority urgent"}},
		{"to one without a term and back", "2026-10-12 15:00", 2, "", []string{"2026-10-12 09:00 priority high", "2026-10-12 10:00 priority low", "2026-10-12 11:00 priority high"}},
	} {
		line := ticket.Timeline{Opened: at(t, "2026-10-12 09:00"), Priority: "low", Events: events(t, test.events...)}
		if test.replied != "" {
			line.FirstReply = at(t, test.replied)
		}
		p := promised(t, line, "2026-10-13 12:00")[firstAnswer]
		if want := at(t, test.due); !p.Due.Equal(want) || p.Severity != test.severity {
			t.Errorf("%s: due %v at severity %d; want %v, %d", test.name, p.Due, p.Severity, want, test.severity)
		}
	}
	if _, has := promised(t, ticket.Timeline{Opened: at(t, "2026-10-12 09:00"), Priority: "low"}, "2026-10-13 12:00")[firstAnswer]; has {
		t.Error("a severity without a term gives a promise")
	}
}

// Whatever happens to a ticket, its resolution is due at the minute in which the open minutes outside the pauses are used up.
func TestDueIsWhereTheMinutesEnd(t *testing.T) {
	clock, err := contract.Clock()
	if err != nil {
		t.Fatal(err)
	}
	start := at(t, "2026-10-08 09:00")
	rapid.Check(t, func(t *rapid.T) {
		line := ticket.Timeline{Opened: start.Add(time.Duration(rapid.IntRange(0, 4000).Draw(t, "opened")) * time.Minute), Priority: "high"}
		when := line.Opened
		for range rapid.IntRange(0, 6).Draw(t, "changes") {
			line.Events = append(line.Events, ticket.Event{Time: when, Kind: ticket.StatusSet, Detail: rapid.SampledFrom([]string{"open", "pending", "on-hold", "Hold", "solved", "new"}).Draw(t, "status")})
			when = when.Add(time.Duration(rapid.IntRange(0, 1500).Draw(t, "after")) * time.Minute)
		}
		now := when.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "now")) * time.Minute)
		all, err := promisesAt(contract, line, now)
		if err != nil {
			t.Fatal(err)
		}
		p := all[resolution]
		stands := func(m time.Time) bool {
			status := "open"
			for _, e := range line.Events {
				if !e.Time.After(m) {
					status = e.Detail
				}
			}
			return status == "pending" || status == "on-hold" || status == "Hold" || status == "solved"
		}
		left, due := 20*60, time.Time{}
		for m := line.Opened; m.Before(now.AddDate(0, 0, 8)) && due.IsZero(); m = m.Add(time.Minute) {
			if clock.between(m, m.Add(time.Minute)) > 0 && !stands(m) {
				if left--; left == 0 {
					due = m.Add(time.Minute)
				}
			}
		}
		if !p.Due.Equal(due) {
			t.Fatalf("due %v, want %v", p.Due, due)
		}
		if want := time.Duration(left) * time.Minute; due.IsZero() && p.Left != want {
			t.Fatalf("stands still with %v left, want %v", p.Left, want)
		}
		if over := !due.IsZero() && clock.without(due, now, contract.stops(line.Events)) > 0; p.Breached() != over {
			t.Fatalf("breached: %v, want %v", p.Breached(), over)
		}
	})
}

func TestPausesThatTheContractNames(t *testing.T) {
	own := contract
	own.Pauses = []string{"Waiting for customer"}
	stops := own.stops(events(t, "2026-10-12 09:00 status pending", "2026-10-12 10:00 status waiting_for_customer", "2026-10-12 11:00 status open"))
	if len(stops) != 1 || stops[0].Status != "waiting for customer" {
		t.Errorf("%+v", stops)
	}
	own.Pauses = []string{}
	if stops := own.stops(events(t, "2026-10-12 09:00 status pending")); len(stops) != 0 {
		t.Errorf("no status pauses, and yet: %+v", stops)
	}
}

package ticket

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// Timeline is what happened to a ticket and when, as far as the warehouse knows. Times are in UTC; one that is not known is zero.
type Timeline struct {
	Opened, FirstReply, Solved time.Time
	Status, Priority           string  // of today
	Events                     []Event // in the order of their times
}

// Event is one thing that happened: the ticket got a status, or a priority, or somebody wrote on it in public.
type Event struct {
	Time   time.Time
	Kind   string // StatusSet, PrioritySet or Said
	Detail string // the status or the priority; the author's role (agent, customer, bot), empty where it is not known
}

// The kinds of events.
const (
	StatusSet   = "status"
	PrioritySet = "priority"
	Said        = "said"
)

// Of are the events of a kind, in order.
func (t Timeline) Of(kind string) []Event {
	var of []Event
	for _, e := range t.Events {
		if e.Kind == kind {
			of = append(of, e)
		}
	}
	return of
}

const moment = "2006-01-02T15:04:05Z"

// String writes the timeline as a record's value holds it: "2026-10-12T07:05:00Z opened; 2026-10-12T09:20:00Z said agent; …".
func (t Timeline) String() string {
	var parts []string
	add := func(at time.Time, words ...string) {
		if !at.IsZero() {
			parts = append(parts, at.UTC().Format(moment)+" "+strings.TrimSpace(strings.Join(words, " ")))
		}
	}
	add(t.Opened, "opened")
	add(t.FirstReply, "replied")
	for _, e := range t.Events {
		add(e.Time, e.Kind, plain.Replace(e.Detail))
	}
	add(t.Solved, "solved")
	return strings.Join(parts, "; ")
}

var plain = strings.NewReplacer(";", " ", ",", " ", ":", " ")

// ParseTimeline reads what String writes, but for today's status and priority. What it cannot read is left out.
func ParseTimeline(text string) (t Timeline) {
	for part := range strings.SplitSeq(text, "; ") {
		stamp, words, _ := strings.Cut(part, " ")
		at, err := time.Parse(moment, stamp)
		if err != nil {
			continue
		}
		switch kind, detail, _ := strings.Cut(words, " "); kind {
		case "opened":
			t.Opened = at
		case "replied":
			t.FirstReply = at
		case "solved":
			t.Solved = at
		case StatusSet, PrioritySet, Said:
			t.Events = append(t.Events, Event{at, kind, detail})
		}
	}
	return t
}

// Timelines reads those of tickets, by their IDs. A ticket that the snapshot lacks has none.
func Timelines(ctx context.Context, reader warehouse.Reader, snapshot *warehouse.Snapshot, ids []string) (map[string]*Timeline, error) {
	all := map[string]*Timeline{}
	where := map[string][]string{"ticket": ids}
	tickets := warehouse.Question{Fact: "tickets", Columns: []string{"ticket", "opened", "first_reply", "solved", "status", "priority"}, Where: where}
	err := reader.Read(ctx, snapshot, tickets, func(r warehouse.Row) error {
		all[r.Text(0)] = &Timeline{Opened: r.Time(1), FirstReply: r.Time(2), Solved: r.Time(3), Status: r.Text(4), Priority: r.Text(5)}
		return nil
	})
	if err != nil {
		return nil, err
	}
	add := func(id string, e Event) {
		if t := all[id]; t != nil {
			t.Events = append(t.Events, e)
		}
	}
	changes := warehouse.Question{Fact: "ticket_status", Columns: []string{"ticket", "time", "status", "priority"}, Where: where, Order: []string{"time", "status", "priority"}}
	err = reader.Read(ctx, snapshot, changes, func(r warehouse.Row) error {
		for i, kind := range map[int]string{2: StatusSet, 3: PrioritySet} {
			if text := r.Text(i); text != "" {
				add(r.Text(0), Event{r.Time(1), kind, text})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	said := warehouse.Question{Fact: "ticket_comments", Columns: []string{"ticket", "time", "author_role", "public"}, Where: where, Order: []string{"time", "id"}}
	err = reader.Read(ctx, snapshot, said, func(r warehouse.Row) error {
		if r.Text(3) == "true" {
			add(r.Text(0), Event{r.Time(1), Said, r.Text(2)})
		}
		return nil
	})
	for _, t := range all {
		slices.SortStableFunc(t.Events, func(a, b Event) int {
			return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Detail, b.Detail))
		})
	}
	return all, err
}

// Package ticket resolves ticket references to the support tickets in the warehouse.
package ticket

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// Source resolves ticket references at the snapshot they name, else at the latest. The keys status, priority, opened,
// solved, account and reopens are recomputed, and compared with the latest snapshot; history is the ticket's timeline.
type Source struct {
	Store  *warehouse.Store
	Reader warehouse.Reader
	Zone   *time.Location // in which a day is written
	// Lessons answers references to what tickets teach about a pattern; nil: nothing does.
	Lessons *Lessons
}

// Schemes implements evidence.Source.
func (s *Source) Schemes() []string { return []string{"ticket"} }

var columns = []string{"ticket", "account", "subject", "status", "priority", "opened", "first_reply", "solved", "updated", "reopens", "body", "assignee", "user"}

// Resolve implements evidence.Source.
func (s *Source) Resolve(ctx context.Context, requests []evidence.Request) ([]evidence.Record, error) {
	records := make([]evidence.Record, len(requests))
	bySnapshot := map[string][]int{}
	for i, request := range requests {
		if pattern := request.Ref.Value("pattern"); pattern != "" && request.Ref.ID == "" {
			records[i] = s.resolveLessons(ctx, request, pattern)
			continue
		}
		id := request.Ref.Value("snapshot")
		bySnapshot[id] = append(bySnapshot[id], i)
	}
	latest, err := s.Store.Latest()
	if err != nil {
		return nil, err
	}
	for id, places := range bySnapshot {
		snapshot, err := s.snapshot(id)
		if errors.Is(err, warehouse.ErrNoSnapshot) {
			for _, i := range places {
				records[i] = evidence.Missing("%v", err)
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := s.at(ctx, snapshot, requests, places, records); err != nil {
			return nil, err
		}
		if snapshot.ID() != latest.ID() {
			if err := s.today(ctx, latest, requests, places, records); err != nil {
				return nil, err
			}
		}
	}
	return records, nil
}

// today adds to the records what the tickets say in the latest snapshot.
func (s *Source) today(ctx context.Context, latest *warehouse.Snapshot, requests []evidence.Request, places []int, records []evidence.Record) error {
	now := make([]evidence.Record, len(requests))
	if err := s.at(ctx, latest, requests, places, now); err != nil {
		return err
	}
	for _, i := range places {
		records[i].Today = evidence.Restated(requests[i].Ref, records[i].Values, now[i].Values)
	}
	return nil
}

func (s *Source) snapshot(id string) (*warehouse.Snapshot, error) {
	if id == "" {
		return s.Store.Latest()
	}
	return s.Store.ByID(id)
}

func (s *Source) at(ctx context.Context, snapshot *warehouse.Snapshot, requests []evidence.Request, places []int, records []evidence.Record) error {
	ids := make([]string, len(places))
	for k, i := range places {
		ids[k] = requests[i].Ref.ID
		records[i] = evidence.Missing("ticket %s is not in the warehouse (snapshot %s)", requests[i].Ref.ID, snapshot.ID())
	}
	found := map[string]evidence.Record{}
	err := s.Reader.Read(ctx, snapshot, warehouse.Question{Fact: "tickets", Columns: columns, Where: map[string][]string{"ticket": ids}}, func(r warehouse.Row) error {
		found[r.Text(0)] = s.record(r, snapshot)
		return nil
	})
	if err != nil {
		return err
	}
	// What was said in public on a ticket is a part of it, as its first message is.
	said := warehouse.Question{Fact: "ticket_comments", Columns: []string{"ticket", "body", "public", "time", "id"}, Where: map[string][]string{"ticket": ids}, Order: []string{"time", "id"}}
	err = s.Reader.Read(ctx, snapshot, said, func(r warehouse.Row) error {
		if record, ok := found[r.Text(0)]; ok && r.Text(2) == "true" {
			record.Text += "\n" + r.Text(1)
			found[r.Text(0)] = record
		}
		return nil
	})
	if err != nil {
		return err
	}
	timelines, err := Timelines(ctx, s.Reader, snapshot, ids)
	if err != nil {
		return err
	}
	for id, t := range timelines {
		if record, ok := found[id]; ok {
			record.Values = append(record.Values, evidence.Param{Key: "history", Value: t.String()})
			found[id] = record
		}
	}
	for _, i := range places {
		record, ok := found[requests[i].Ref.ID]
		if !ok {
			continue
		}
		records[i] = record
		if account, _ := record.Value("account"); requests[i].Account != "" && account != "" && account != requests[i].Account {
			records[i] = evidence.Contradicted("ticket %s is of another account (%s)", requests[i].Ref.ID, account)
		}
	}
	return nil
}

func (s *Source) record(r warehouse.Row, snapshot *warehouse.Snapshot) evidence.Record {
	record := evidence.Record{Time: r.Time(5), Origin: fmt.Sprintf("ticket %s in snapshot %s", r.Text(0), snapshot.ID())}
	add := func(key, value string) {
		if value != "" {
			record.Values = append(record.Values, evidence.Param{Key: key, Value: value})
		}
	}
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(s.Zone).Format("2006-01-02")
	}
	add("account", r.Text(1))
	add("status", r.Text(3))
	add("priority", r.Text(4))
	add("opened", day(r.Time(5)))
	add("first_reply", day(r.Time(6)))
	add("solved", day(r.Time(7)))
	add("updated", day(r.Time(8)))
	add("reopens", r.Text(9))
	record.Text = strings.Join([]string{r.Text(0), r.Text(2), r.Text(3), r.Text(4), r.Text(10), r.Text(11), r.Text(12)}, "\n")
	return record
}

package health

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// records are the single rows behind a report, by account.
type records struct {
	tickets      map[string][]openTicket
	interactions map[string][]contact
	names        map[string]string // of users
}

type openTicket struct {
	id, subject, status, priority, assignee string
	opened                                  time.Time
}

// contact is a call, mail or meeting, imported or noted in git.
type contact struct {
	id, kind, summary string
	people            []string
	at                time.Time
	text              string
}

// openStatuses are those of a ticket that somebody still waits for.
var openStatuses = []string{"new", "open", "pending", "hold"}

// readRecords reads the open tickets and recent interactions of all accounts, and the names of the people who matter.
func readRecords(ctx context.Context, reader warehouse.Reader, snapshot *warehouse.Snapshot, period metric.Period) (records, error) {
	r := records{tickets: map[string][]openTicket{}, interactions: map[string][]contact{}, names: map[string]string{}}
	if snapshot.Number == 0 || reader == nil {
		return r, nil
	}
	err := reader.Read(ctx, snapshot, warehouse.Question{Fact: "tickets", Columns: []string{"account", "ticket", "subject", "status", "priority", "assignee", "opened"},
		Where: map[string][]string{"status": openStatuses}, To: period.To, Order: []string{"opened", "ticket"}}, func(row warehouse.Row) error {
		t := openTicket{row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Time(6)}
		r.tickets[row.Text(0)] = append(r.tickets[row.Text(0)], t)
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("open tickets: %w", err)
	}
	err = reader.Read(ctx, snapshot, warehouse.Question{Fact: "interactions", Columns: []string{"account", "interaction", "kind", "people", "summary", "body", "time"},
		From: period.Prior().From, To: period.To, Order: []string{"-time", "interaction"}}, func(row warehouse.Row) error {
		c := contact{id: row.Text(1), kind: row.Text(2), summary: row.Text(4), at: row.Time(6), text: row.Text(4) + "\n" + row.Text(5)}
		for _, p := range strings.Split(row.Text(3), ",") {
			if p = strings.TrimSpace(p); p != "" {
				c.people = append(c.people, p)
			}
		}
		if c.summary == "" {
			c.summary = firstLine(row.Text(5))
		}
		r.interactions[row.Text(0)] = append(r.interactions[row.Text(0)], c)
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("interactions: %w", err)
	}
	err = reader.Read(ctx, snapshot, warehouse.Question{Fact: "users", Columns: []string{"user", "name"}, Where: map[string][]string{"role": {"champion", "admin", "sponsor"}}, Order: []string{"user", "name"}}, func(row warehouse.Row) error {
		if !row.Null(1) {
			r.names[row.Text(0)] = row.Text(1)
		}
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("people: %w", err)
	}
	return r, nil
}

// firstLine is the first line of a text, cut at a word.
func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	const most = 160
	if len(line) <= most {
		return line
	}
	cut := strings.LastIndexByte(line[:most], ' ')
	if cut < most/2 {
		cut = most
	}
	return strings.ToValidUTF8(line[:cut], "") + " …"
}

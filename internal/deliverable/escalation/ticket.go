package escalation

import (
	"context"
	"errors"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/evidence/ticket"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// Ticket is a support ticket as the report tells it.
type Ticket struct {
	ID, Account, Subject, Body string
	ticket.Timeline
	Comments   []string // public ones, the first first
	Currencies []string // of its account's subscriptions, each once, in order
	Snapshot   string
}

// Tickets looks tickets up by ID. The error wraps ErrNoTicket where there is none. Where nothing was ever imported a ticket
// is known by its ID alone and has no snapshot.
type Tickets func(ctx context.Context, id string) (Ticket, error)

// ErrNoTicket says that the warehouse has no such ticket.
var ErrNoTicket = errors.New("no such ticket in the warehouse")

var ticketColumns = []string{"ticket", "account", "subject", "body"}

// FromWarehouse looks tickets up in the latest snapshot.
func FromWarehouse(store *warehouse.Store, reader warehouse.Reader) Tickets {
	return func(ctx context.Context, id string) (Ticket, error) {
		snapshot, err := store.Latest()
		if err != nil {
			return Ticket{}, err
		}
		if snapshot.Number == 0 {
			return Ticket{ID: id}, nil
		}
		var found []Ticket
		question := warehouse.Question{Fact: "tickets", Columns: ticketColumns, Where: map[string][]string{"ticket": {id}}}
		err = reader.Read(ctx, snapshot, question, func(r warehouse.Row) error {
			found = append(found, Ticket{ID: r.Text(0), Account: r.Text(1), Subject: r.Text(2), Body: r.Text(3), Snapshot: snapshot.ID()})
			return nil
		})
		if err != nil {
			return Ticket{}, err
		}
		if len(found) == 0 {
			return Ticket{}, ErrNoTicket
		}
		t := &found[0]
		timelines, err := ticket.Timelines(ctx, reader, snapshot, []string{id})
		if err != nil {
			return *t, err
		}
		if known := timelines[id]; known != nil {
			t.Timeline = *known
		}
		if t.Comments, err = comments(ctx, reader, snapshot, id); err != nil {
			return *t, err
		}
		t.Currencies, err = currencies(ctx, reader, snapshot, t.Account)
		return *t, err
	}
}

func currencies(ctx context.Context, reader warehouse.Reader, snapshot *warehouse.Snapshot, account string) (all []string, err error) {
	question := warehouse.Question{Fact: "subscriptions", Columns: []string{"currency"}, Where: map[string][]string{"account": {account}}}
	err = reader.Read(ctx, snapshot, question, func(r warehouse.Row) error {
		if c := r.Text(0); c != "" {
			all = append(all, c)
		}
		return nil
	})
	slices.Sort(all)
	return slices.Compact(all), err
}

func comments(ctx context.Context, reader warehouse.Reader, snapshot *warehouse.Snapshot, ticket string) (public []string, err error) {
	question := warehouse.Question{Fact: "ticket_comments", Columns: []string{"body", "public", "time", "id"}, Where: map[string][]string{"ticket": {ticket}}, Order: []string{"time", "id"}}
	err = reader.Read(ctx, snapshot, question, func(r warehouse.Row) error {
		if r.Text(1) == "true" {
			public = append(public, r.Text(0))
		}
		return nil
	})
	return public, err
}

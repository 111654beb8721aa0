package demo

import (
	"bytes"
	"encoding/csv"
	"fmt"
)

// File is one export, as a system of the vendor's would write it.
type File struct {
	Name string
	Data []byte
}

// Exports writes the vendor's evidence as CSV files whose columns are those of the warehouse's facts.
func Exports() ([]File, error) {
	var accounts, users, events, tickets, comments, surveys, interactions, feedback, subscriptions [][]string
	for _, a := range Accounts() {
		seats := fmt.Sprint(a.Seats)
		if a.Seats == 0 {
			seats = ""
		}
		accounts = append(accounts, []string{a.ID, a.Name, a.Domain, a.Segment, a.Plan, a.Region, a.Country, a.Industry, a.Owner, "2025-09-01", seats, fmt.Sprint(a.ARR), "EUR"})
		for _, p := range a.People {
			users = append(users, []string{p.ID, a.ID, p.Email, p.Name, p.Role, p.Title, "2025-09-15", "true"})
		}
		events = append(events, a.events()...)
		t, c := a.tickets()
		tickets, comments = append(tickets, t...), append(comments, c...)
		surveys = append(surveys, a.surveys()...)
		interactions = append(interactions, a.interactions()...)
		feedback = append(feedback, a.feedback()...)
		if a.Renewal != "" {
			subscriptions = append(subscriptions, []string{a.ID + "-1", a.ID, a.Plan, seats, fmt.Sprint(a.ARR), "EUR", "2025-09-01", a.Renewal})
		}
	}
	tables := []struct {
		name   string
		header []string
		rows   [][]string
	}{
		{"accounts", []string{"account", "name", "domain", "segment", "plan", "region", "country", "industry", "owner", "created", "seats", "arr", "currency"}, accounts},
		{"users", []string{"user", "account", "email", "name", "role", "title", "created", "eligible"}, users},
		{"events", eventColumns, events},
		{"tickets", []string{"ticket", "account", "user", "subject", "body", "status", "priority", "type", "opened", "first_reply", "first_solved", "solved", "reopens", "assignee"}, tickets},
		{"ticket_comments", []string{"ticket", "time", "author", "author_role", "public", "body", "id"}, comments},
		{"surveys", []string{"survey", "account", "user", "kind", "score", "scale_min", "scale_max", "asked", "answered", "comment"}, surveys},
		{"interactions", []string{"interaction", "account", "time", "kind", "people", "author", "summary", "body"}, interactions},
		{"feedback", []string{"item", "account", "person", "time", "source", "body", "permission", "language"}, feedback},
		{"subscriptions", []string{"subscription", "account", "plan", "seats", "arr", "currency", "started", "ends"}, subscriptions},
	}
	files := make([]File, len(tables))
	for i, t := range tables {
		var err error
		if files[i], err = table(t.name, t.header, t.rows); err != nil {
			return nil, err
		}
	}
	return files, nil
}

var eventColumns = []string{"account", "user", "time", "event", "feature", "quantity", "id"}

func table(name string, header []string, rows [][]string) (File, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write(header); err != nil {
		return File{}, fmt.Errorf("%s: %w", name, err)
	}
	if err := w.WriteAll(rows); err != nil {
		return File{}, fmt.Errorf("%s: %w", name, err)
	}
	return File{Name: name + ".csv", Data: b.Bytes()}, nil
}

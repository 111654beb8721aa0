// Package feedback reads what customers said (feedback, tickets, survey comments,
// conversations, reasons for leaving) out of the warehouse as one list of items,
// counts it by theme and period, and resolves feedback and survey references.
package feedback

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

// The sources an item may have.
const (
	Ticket       = "ticket"
	Survey       = "survey"
	Conversation = "conversation"
	Leaving      = "leaving"
)

// Sources lists them in the order in which they are shown.
var Sources = []string{Ticket, Survey, Conversation, Leaving}

// Permission says how a customer's words may be used.
const (
	NoQuote = "none"  // counted, never quoted
	Named   = "named" // may be quoted with the name
)

// Item is one thing that somebody at a customer said. Body is cleaned.
type Item struct {
	ID         string
	Account    string
	Person     string
	Source     string
	Time       time.Time
	Body       string
	Permission string // none, anonymous, named; empty where nothing is recorded
	Language   string // BCP 47; empty where nothing is recorded
	Severe     bool   // an urgent or high ticket, or a reason for leaving
}

// Account is what the counts need to know of a customer.
type Account struct {
	Segment string
	ARR     float64
}

// Corpus is every item of a snapshot, in the order of time and ID, copies of the
// same words from one account left in (a period's view counts them once).
type Corpus struct {
	Snapshot string
	Items    []Item
	Accounts map[string]Account
}

// Store reads corpora.
type Store struct {
	Warehouse *warehouse.Store
	Reader    warehouse.Reader
	// Key hides item IDs in documents that several customers' people may read
	// (see Token).
	Key []byte
	// Written gives what people wrote down in git (see Notes); nil is nothing.
	Written func() ([]Item, error)
}

// Token is an item's name in a shared document: nothing of the account or the
// source's own identifier, which may name the customer, shows in it.
func (s *Store) Token(id string) string {
	mac := hmac.New(sha256.New, s.Key)
	mac.Write([]byte("item\x00" + id))
	return "f-" + hex.EncodeToString(mac.Sum(nil))[:10]
}

// At reads the corpus of a snapshot; the latest where id is empty, and with it what
// people wrote down. It returns warehouse.ErrNoSnapshot where the snapshot is absent.
func (s *Store) At(ctx context.Context, id string) (*Corpus, error) {
	snapshot, err := s.snapshot(id)
	if err != nil {
		return nil, err
	}
	r := reading{ctx: ctx, store: s, snapshot: snapshot, corpus: &Corpus{Snapshot: snapshot.ID(), Accounts: map[string]Account{}}}
	err = errors.Join(r.feedback(), r.tickets(), r.surveys(), r.interactions(), r.churns(), r.accounts())
	if err != nil {
		return nil, fmt.Errorf("read feedback: %w", err)
	}
	if s.Written != nil {
		written, err := s.Written()
		if err != nil {
			return nil, fmt.Errorf("read feedback: %w", err)
		}
		r.corpus.Items = append(r.corpus.Items, written...)
	}
	slices.SortFunc(r.corpus.Items, func(a, b Item) int {
		if c := a.Time.Compare(b.Time); c != 0 {
			return c
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return r.corpus, nil
}

func (s *Store) snapshot(id string) (*warehouse.Snapshot, error) {
	if id == "" {
		return s.Warehouse.Latest()
	}
	return s.Warehouse.ByID(id)
}

// reading fills a corpus, a fact at a time.
type reading struct {
	ctx      context.Context
	store    *Store
	snapshot *warehouse.Snapshot
	corpus   *Corpus
}

func (r *reading) each(fact string, columns []string, visit func(warehouse.Row)) error {
	if r.snapshot.Rows(fact) == 0 {
		return nil
	}
	return r.store.Reader.Read(r.ctx, r.snapshot, warehouse.Question{Fact: fact, Columns: columns}, func(row warehouse.Row) error {
		visit(row)
		return r.ctx.Err()
	})
}

// add keeps an item that says something.
func (r *reading) add(i Item) {
	i.Body = theme.Clean(i.Body)
	if i.Body != "" && !i.Time.IsZero() {
		r.corpus.Items = append(r.corpus.Items, i)
	}
}

func (r *reading) feedback() error {
	columns := []string{"item", "account", "person", "time", "source", "body", "permission", "language"}
	return r.each("feedback", columns, func(row warehouse.Row) {
		source := sourceOf(row.Text(4))
		r.add(Item{ID: row.Text(0), Account: row.Text(1), Person: row.Text(2), Time: row.Time(3), Source: source, Body: row.Text(5),
			Permission: strings.ToLower(row.Text(6)), Language: row.Text(7), Severe: source == Leaving})
	})
}

func sourceOf(s string) string {
	s = strings.ToLower(s)
	switch {
	case strings.Contains(s, "ticket") || strings.Contains(s, "case") || strings.Contains(s, "support"):
		return Ticket
	case strings.Contains(s, "survey") || s == "nps" || s == "csat" || s == "ces" || strings.Contains(s, "review"):
		return Survey
	case strings.Contains(s, "churn") || strings.Contains(s, "leav") || strings.Contains(s, "cancel"):
		return Leaving
	}
	return Conversation
}

func (r *reading) tickets() error {
	return r.each("tickets", []string{"ticket", "account", "user", "opened", "subject", "body", "priority"}, func(row warehouse.Row) {
		body := row.Text(5)
		if theme.Clean(body) == "" {
			body = row.Text(4)
		}
		priority := row.Text(6)
		r.add(Item{ID: "ticket-" + row.Text(0), Account: row.Text(1), Person: row.Text(2), Time: row.Time(3), Source: Ticket, Body: body, Severe: priority == "urgent" || priority == "high"})
	})
}

func (r *reading) surveys() error {
	return r.each("surveys", []string{"survey", "account", "user", "answered", "asked", "comment"}, func(row warehouse.Row) {
		when := row.Time(3)
		if when.IsZero() {
			when = row.Time(4)
		}
		r.add(Item{ID: "survey-" + row.Text(0), Account: row.Text(1), Person: row.Text(2), Time: when, Source: Survey, Body: row.Text(5)})
	})
}

func (r *reading) interactions() error {
	return r.each("interactions", []string{"interaction", "account", "people", "time", "summary", "body"}, func(row warehouse.Row) {
		body := row.Text(5)
		if body == "" {
			body = row.Text(4)
		}
		person, _, _ := strings.Cut(row.Text(2), ",")
		r.add(Item{ID: "interaction-" + row.Text(0), Account: row.Text(1), Person: person, Time: row.Time(3), Source: Conversation, Body: body, Permission: NoQuote})
	})
}

func (r *reading) churns() error {
	return r.each("churns", []string{"churn", "account", "time", "comment", "reason"}, func(row warehouse.Row) {
		body := row.Text(3)
		if body == "" {
			body = row.Text(4)
		}
		r.add(Item{ID: "churn-" + row.Text(0), Account: row.Text(1), Time: row.Time(2), Source: Leaving, Body: body, Severe: true})
	})
}

// accounts reads segment and revenue; revenue that the account does not state is
// the sum of its running subscriptions.
func (r *reading) accounts() error {
	err := r.each("subscriptions", []string{"account", "arr", "mrr", "ended"}, func(row warehouse.Row) {
		if !row.Null(3) {
			return
		}
		a := r.corpus.Accounts[row.Text(0)]
		arr := number(row.Text(1))
		if arr == 0 {
			arr = 12 * number(row.Text(2))
		}
		a.ARR += arr
		r.corpus.Accounts[row.Text(0)] = a
	})
	if err != nil {
		return err
	}
	return r.each("accounts", []string{"account", "segment", "arr"}, func(row warehouse.Row) {
		a := r.corpus.Accounts[row.Text(0)]
		a.Segment = row.Text(1)
		if arr := number(row.Text(2)); arr > 0 {
			a.ARR = arr
		}
		r.corpus.Accounts[row.Text(0)] = a
	})
}

func number(s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return x
}

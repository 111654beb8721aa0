// Package quality reports what is wrong with the warehouse's data: duplicates, contradictions, gaps, changes. A finding says
// how many rows it concerns, of how many, and gives examples. Nothing is repaired.
package quality

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	_ "github.com/duckdb/duckdb-go/v2" // the engine that counts

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// Finding is one defect of the data.
type Finding struct {
	// Check names the check: duplicate-ids, usage-before-start, usage-after-end, churn-contradiction, churn-without-end,
	// future-times, times-out-of-order, unknown-accounts, no-account, gap, columns-gone, columns-added, type-changed, fewer-rows.
	Check  string `json:"check"`
	Fact   string `json:"fact,omitempty"`
	Source string `json:"source,omitempty"`
	// Count is how many are concerned, Of how many there are, in Unit.
	Count int64  `json:"count"`
	Of    int64  `json:"of,omitempty"`
	Unit  string `json:"unit,omitempty"`
	// Message is a sentence with the figures in it.
	Message  string   `json:"message"`
	Examples []string `json:"examples,omitempty"`
}

// Share is Count of Of in percent, with one decimal.
func (f Finding) Share() string {
	if f.Of == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f%%", 100*float64(f.Count)/float64(f.Of))
}

// Report is what lies beside a snapshot as quality.json.
type Report struct {
	Version  int       `json:"version"`
	Findings []Finding `json:"findings"`
}

// Data is what is checked.
type Data struct {
	Segments map[string][]warehouse.Segment
	// Known are the segments that were there before the import: what is only asked of new rows is not asked of theirs. Nil: all are new.
	Known map[string][]warehouse.Segment
	Path  func(warehouse.Segment) string
	// Cache is the folder in which a segment's days are kept from one check to the next; empty keeps none.
	Cache string
	// Source is the import's; its inputs are compared with those of its import before.
	Source         string
	Inputs, Before []warehouse.Input
	// Now is the clock: later times are in the future.
	Now time.Time
}

// Decode reads a report.
func Decode(data []byte) (Report, error) {
	var report Report
	err := json.Unmarshal(data, &report)
	return report, err
}

// Encode writes a report.
func (r Report) Encode() ([]byte, error) {
	r.Version = 1
	if r.Findings == nil {
		r.Findings = []Finding{}
	}
	data, err := json.MarshalIndent(r, "", " ")
	return append(data, '\n'), err
}

// Check runs every check.
func Check(ctx context.Context, d Data) (_ Report, err error) {
	db, err := sql.Open("duckdb", "?autoinstall_known_extensions=false&autoload_known_extensions=false")
	if err != nil {
		return Report{}, fmt.Errorf("check data: %w", err)
	}
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, db.Close()) }()
	c := &checker{Data: d, db: db, have: map[string]bool{}}
	if err := c.define(ctx); err != nil {
		return Report{}, fmt.Errorf("check data: %w", err)
	}
	for _, check := range checks {
		if !check.possible(c) {
			continue
		}
		found, err := check.run(ctx, c)
		if err != nil {
			return Report{}, fmt.Errorf("check data: %s: %w", check.name, err)
		}
		c.findings = append(c.findings, found...)
	}
	return Report{Version: 1, Findings: append(c.findings, schemaChanges(d)...)}, nil
}

type checker struct {
	Data
	db       *sql.DB
	have     map[string]bool // facts with rows
	findings []Finding
}

// define makes every fact a view.
func (c *checker) define(ctx context.Context) error {
	for _, fact := range warehouse.Facts() {
		var paths []string
		for _, segment := range c.Segments[fact.Name] {
			paths = append(paths, c.Path(segment))
		}
		c.have[fact.Name] = len(paths) > 0
		if err := c.exec(ctx, "CREATE VIEW "+warehouse.Quote(fact.Name)+" AS SELECT * FROM "+warehouse.Relation(fact, paths)); err != nil {
			return err
		}
	}
	return c.defineDays(ctx)
}

func (c *checker) exec(ctx context.Context, statement string) error {
	_, err := c.db.ExecContext(ctx, statement)
	return err
}

// check is one question: the facts that must have rows, and how it is answered.
type check struct {
	name  string
	facts []string
	run   func(context.Context, *checker) ([]Finding, error)
}

func (k check) possible(c *checker) bool {
	return !slices.ContainsFunc(k.facts, func(fact string) bool { return !c.have[fact] })
}

// checks is the list.
var checks = []check{
	{"duplicate-ids", nil, duplicateIDs},
	{"usage-before-start", []string{"events", "subscriptions"}, usageBeforeStart},
	{"usage-after-end", []string{"events", "subscriptions"}, usageAfterEnd},
	{"churn-contradiction", []string{"accounts", "churns"}, churnContradiction},
	{"churn-without-end", []string{"subscriptions"}, churnWithoutEnd},
	{"future-times", nil, futureTimes},
	{"times-out-of-order", nil, timesOutOfOrder},
	{"unknown-accounts", []string{"accounts"}, unknownAccounts},
	{"no-account", nil, noAccount},
	{"gap", []string{"events"}, gaps},
}

const mostExamples = 5

// examples answers a query of one text column.
func (c *checker) examples(ctx context.Context, query string) (list []string, err error) {
	rows, err := c.db.QueryContext(ctx, query+fmt.Sprintf(" LIMIT %d", mostExamples))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var text sql.NullString
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		list = append(list, text.String)
	}
	return list, rows.Err()
}

// counts answers a query of two integers.
func (c *checker) counts(ctx context.Context, query string) (a, b int64, err error) {
	var first, second sql.NullInt64
	err = c.db.QueryRowContext(ctx, query).Scan(&first, &second)
	return first.Int64, second.Int64, err
}

func stamp(t time.Time) string {
	return "TIMESTAMP '" + t.UTC().Format("2006-01-02 15:04:05.999999") + "'"
}

// number writes an integer with thousands separated.
func number(n int64) string {
	text := fmt.Sprint(n)
	var parts []string
	for len(text) > 3 {
		parts = append([]string{text[len(text)-3:]}, parts...)
		text = text[:len(text)-3]
	}
	return strings.Join(append([]string{text}, parts...), ",")
}

func (f Finding) list() []Finding {
	if f.Count == 0 {
		return nil
	}
	return []Finding{f}
}

// Package erase takes a customer or a person out of everything that Touchstone keeps: the warehouse's segments, documents,
// notes, caches and mappings. What is signed and chained stays whole: it names people by a random ID that then leads
// nowhere.
package erase

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/duckdb"
)

// Subject is whom or what to erase: an account with everything it is called, or one person.
type Subject struct {
	Account string   // its ID; empty for a person
	Names   []string // IDs, names, addresses: compared whole where a column names somebody, searched for in free text
	Label   string   // random: what stands in their place
}

// Rows counts what was taken out of each fact.
type Rows map[string]int64

// Warehouse rewrites every segment that knows the subject and makes the result the only history: older snapshots that knew
// it are marked as erased and removed. An account's rows go; a person's names give way to the label. Nothing is changed
// where nothing is found.
func Warehouse(ctx context.Context, store *warehouse.Store, db *duckdb.DB, s Subject, now time.Time) (rows Rows, snapshots int, err error) {
	act, err := store.Begin(ctx)
	if err != nil {
		return nil, 0, err
	}
	defer act.Close()
	base := act.Base()
	if base == nil || base.Number == 0 {
		return Rows{}, 0, nil
	}
	rows = Rows{}
	segments := map[string][]warehouse.Segment{}
	tickets := s.tickets(act, base)
	for _, fact := range slices.Sorted(maps.Keys(base.Segments)) {
		for n, segment := range base.Segments[fact] {
			kept, touched, err := rewrite(ctx, act, db, fact, segment, s, tickets, n)
			if err != nil {
				return nil, 0, fmt.Errorf("erase from %s: %w", fact, err)
			}
			rows[fact] += touched
			if kept.Rows > 0 {
				segments[fact] = append(segments[fact], kept)
			}
		}
	}
	total := int64(0)
	for _, n := range rows {
		total += n
	}
	if total == 0 {
		return Rows{}, 0, nil
	}
	// Every older snapshot may hold what is erased, in segments or in files beside its manifest.
	older := 0
	_, err = act.Erased(warehouse.Commit{Created: now, Act: "erase", Source: "erase", Identity: base.Identity, Inputs: nil, Segments: segments}, func(*warehouse.Snapshot) bool { older++; return true })
	return rows, older, err
}

// tickets is the query that gives the tickets of an account; "" for a person or where there are none.
func (s Subject) tickets(act *warehouse.Act, base *warehouse.Snapshot) string {
	if s.Account == "" || len(base.Segments["tickets"]) == 0 {
		return ""
	}
	var paths []string
	for _, segment := range base.Segments["tickets"] {
		paths = append(paths, literal(act.Path(segment)))
	}
	return "SELECT ticket FROM read_parquet([" + strings.Join(paths, ", ") + "], union_by_name = true) WHERE ticket IS NOT NULL AND " + s.concerns(true)
}

// concerns is the condition for rows of the account.
func (s Subject) concerns(hasSource bool) string {
	var list []string
	for _, n := range append([]string{s.Account}, s.Names...) {
		list = append(list, literal(strings.ToLower(n)))
	}
	in := " IN (" + strings.Join(list, ", ") + ")"
	if hasSource {
		return "(coalesce(lower(account)" + in + ", false) OR coalesce(lower(source_account)" + in + ", false))"
	}
	return "coalesce(lower(account)" + in + ", false)"
}

// rewrite makes a segment without the subject; one that does not know it is kept as it is.
func rewrite(ctx context.Context, act *warehouse.Act, db *duckdb.DB, fact string, segment warehouse.Segment, s Subject, tickets string, n int) (warehouse.Segment, int64, error) {
	in := "read_parquet(" + literal(act.Path(segment)) + ")"
	have, err := columns(ctx, db, in)
	if err != nil {
		return segment, 0, err
	}
	drop, replaced, touched := s.changes(fact, have, tickets)
	if touched == "" {
		return segment, 0, nil
	}
	count, err := number(ctx, db, "SELECT count(*) FROM "+in+" WHERE "+touched)
	if err != nil || count == 0 {
		return segment, 0, err
	}
	out := filepath.Join(act.Dir(), fmt.Sprintf("erase-%s-%d.parquet", fact, n))
	query := "COPY (SELECT " + replaced + " FROM " + in + " WHERE NOT (" + drop + ")) TO " + literal(out) + " (FORMAT parquet, COMPRESSION zstd)"
	rows, err := number(ctx, db, query)
	if err != nil {
		return segment, 0, err
	}
	made := warehouse.Segment{Rows: rows, Source: segment.Source, Min: segment.Min, Max: segment.Max}
	if rows == 0 {
		return made, count, nil
	}
	made, err = act.Keep(fact, out, made)
	return made, count, err
}

// changes gives SQL: which rows go, what the others read, and which rows are touched at all.
func (s Subject) changes(fact string, have []string, tickets string) (drop, replaced, touched string) {
	drop, replaced = "false", "*"
	if s.Account != "" {
		switch {
		case slices.Contains(have, "account"):
			drop = s.concerns(slices.Contains(have, "source_account"))
		case slices.Contains(have, "ticket") && tickets != "":
			drop = "coalesce(ticket IN (" + tickets + "), false)"
		default:
			return drop, replaced, ""
		}
		return drop, replaced, drop
	}
	f, known := warehouse.FactByName(fact)
	if !known {
		return drop, replaced, ""
	}
	var swaps, where []string
	for _, c := range f.Columns {
		if c.Type != warehouse.Text || !slices.Contains(have, c.Name) {
			continue
		}
		column := `"` + c.Name + `"`
		whole, within := s.names(column)
		swaps = append(swaps, "CASE WHEN "+whole+" THEN "+literal(s.Label)+" WHEN "+within+" THEN '[erased]' ELSE "+column+" END AS "+column)
		where = append(where, whole, within)
	}
	if len(swaps) == 0 {
		return drop, replaced, ""
	}
	return drop, "* REPLACE (" + strings.Join(swaps, ", ") + ")", strings.Join(where, " OR ")
}

// names gives the conditions that a column is one of the subject's names, and that it contains one.
func (s Subject) names(column string) (whole, within string) {
	var is, has []string
	for _, n := range s.Names {
		lower := literal(strings.ToLower(n))
		is = append(is, lower)
		if len(n) >= 4 {
			has = append(has, "contains(lower("+column+"), "+lower+")")
		}
	}
	whole = "coalesce(lower(" + column + ") IN (" + strings.Join(is, ", ") + "), false)"
	if len(has) == 0 {
		return whole, "false"
	}
	return whole, "coalesce(" + strings.Join(has, " OR ") + ", false)"
}

func columns(ctx context.Context, db *duckdb.DB, from string) ([]string, error) {
	var out []string
	err := db.Each(ctx, "SELECT column_name FROM (DESCRIBE SELECT * FROM "+from+")", func(c duckdb.Chunk) error {
		for i := range c.Len {
			out = append(out, strings.Clone(c.Text(0, i)))
		}
		return nil
	})
	return out, err
}

func number(ctx context.Context, db *duckdb.DB, query string) (n int64, err error) {
	err = db.Each(ctx, query, func(c duckdb.Chunk) error {
		for i := range c.Len {
			n += c.Ints(0)[i]
		}
		return nil
	})
	return n, err
}

func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

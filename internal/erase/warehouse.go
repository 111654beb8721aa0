// Package erase takes a customer or a person out of everything that Touchstone keeps: the warehouse's segments, documents,
// notes, caches and mappings. What is signed and chained stays whole: it names people by a random ID that then leads
// nowhere.
package erase

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/duckdb"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
)

// Subject is whom or what to erase.
type Subject struct {
	Account string   // its ID; empty for a person
	Names   []string // IDs, names, addresses: compared whole where a column names somebody, searched for in free text
	Label   string   // random: what stands in their place
}

// Warehouse takes the subject out of the warehouse: an account's rows, a person's own rows' names and words (by the intake
// room, out of every snapshot), and then what other rows still say of them.
func Warehouse(ctx context.Context, store *warehouse.Store, db *duckdb.DB, s Subject, now time.Time) (rows int64, snapshots int, err error) {
	subject := intake.Subject{Users: s.Names}
	if s.Account != "" {
		subject = intake.Subject{Accounts: append([]string{s.Account}, s.Names...)}
	}
	done, err := intake.Erase(ctx, store, now, subject)
	if err != nil {
		return 0, 0, err
	}
	more, older, err := mentions(ctx, store, db, s, now)
	return done.Rows + more, len(done.Gone) + older, err
}

// mentions rewrites every segment of the latest snapshot in which a text names the subject and makes the result the only
// history. Nothing is changed where nothing is found.
func mentions(ctx context.Context, store *warehouse.Store, db *duckdb.DB, s Subject, now time.Time) (rows int64, snapshots int, err error) {
	act, err := store.Begin(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, act.Close()) }()
	base := act.Base()
	if base == nil || base.Number == 0 {
		return 0, 0, nil
	}
	segments := map[string][]warehouse.Segment{}
	for _, fact := range slices.Sorted(maps.Keys(base.Segments)) {
		for n, segment := range base.Segments[fact] {
			kept, touched, err := rewrite(ctx, act, db, fact, segment, s, n)
			if err != nil {
				return 0, 0, fmt.Errorf("erase from %s: %w", fact, err)
			}
			rows += touched
			segments[fact] = append(segments[fact], kept)
		}
	}
	if rows == 0 {
		return 0, 0, nil
	}
	// Every older snapshot may hold what is erased, in segments or in files beside its manifest.
	older := 0
	_, err = act.Erased(warehouse.Commit{Created: now, Act: "erase", Source: "erase", Identity: base.Identity, Inputs: nil, Segments: segments}, func(*warehouse.Snapshot) bool { older++; return true })
	return rows, older, err
}

// rewrite makes a segment without the subject; one that does not know it is kept as it is.
func rewrite(ctx context.Context, act *warehouse.Act, db *duckdb.DB, fact string, segment warehouse.Segment, s Subject, n int) (warehouse.Segment, int64, error) {
	in := "read_parquet(" + literal(act.Path(segment)) + ")"
	have, err := columns(ctx, db, in)
	if err != nil {
		return segment, 0, err
	}
	replaced, touched := s.changes(fact, have)
	if touched == "" {
		return segment, 0, nil
	}
	count, err := number(ctx, db, "SELECT count(*) FROM "+in+" WHERE "+touched)
	if err != nil || count == 0 {
		return segment, 0, err
	}
	out := filepath.Join(act.Dir(), fmt.Sprintf("erase-%s-%d.parquet", fact, n))
	query := "COPY (SELECT " + replaced + " FROM " + in + ") TO " + literal(out) + " (FORMAT parquet, COMPRESSION zstd)"
	rows, err := number(ctx, db, query)
	if err != nil {
		return segment, 0, err
	}
	made := warehouse.Segment{Rows: rows, Source: segment.Source, Min: segment.Min, Max: segment.Max}
	made, err = act.Keep(fact, out, made)
	return made, count, err
}

// changes gives SQL: what the rows read without the subject, and which rows that touches.
func (s Subject) changes(fact string, have []string) (replaced, touched string) {
	f, known := warehouse.FactByName(fact)
	if !known {
		return "*", ""
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
		return "*", ""
	}
	return "* REPLACE (" + strings.Join(swaps, ", ") + ")", strings.Join(where, " OR ")
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

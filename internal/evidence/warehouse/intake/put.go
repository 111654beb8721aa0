// Package intake brings rows into the warehouse: it stages files and tables, maps them onto facts, drops what is known already
// and commits one snapshot.
package intake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "github.com/duckdb/duckdb-go/v2" // the engine that reads, sorts and writes segments

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// openEngine opens a private DuckDB that lives in memory and never looks for extensions on the network.
func openEngine(ctx context.Context) (*sql.DB, error) {
	db, err := sql.Open("duckdb", "?autoinstall_known_extensions=false&autoload_known_extensions=false")
	if err != nil {
		return nil, fmt.Errorf("open engine: %w", err)
	}
	if _, err := db.ExecContext(ctx, "SET TimeZone = 'UTC'"); err != nil {
		return nil, errors.Join(fmt.Errorf("open engine: %w", err), db.Close())
	}
	return db, nil
}

// Put adds the rows of trusted SELECTs, one a fact, to the warehouse as one snapshot, without asking whether they are there
// already. It is for fixtures and benchmarks: what people write goes through Import. Columns that a SELECT does not give are null.
func Put(ctx context.Context, store *warehouse.Store, now time.Time, source string, selects map[string]string) (_ *warehouse.Snapshot, err error) {
	act, err := store.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, act.Close()) }()
	db, err := openEngine(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	segments := cloneSegments(act.Base().Segments)
	for _, fact := range warehouse.Facts() {
		query, ok := selects[fact.Name]
		if !ok {
			continue
		}
		for _, statement := range []string{createTable(fact), "INSERT INTO " + warehouse.Quote(fact.Name) + " BY NAME (" + query + ")"} {
			if _, err := db.ExecContext(ctx, statement); err != nil {
				return nil, fmt.Errorf("put %s: %w", fact.Name, err)
			}
		}
		added, err := writeSegments(ctx, db, act, fact, source, warehouse.Quote(fact.Name))
		if err != nil {
			return nil, err
		}
		segments[fact.Name] = append(segments[fact.Name], added...)
	}
	return act.Commit(warehouse.Commit{Created: now, Act: "import", Source: source, Segments: segments})
}

// createTable writes the statement that makes an empty table of a fact's columns, named after it.
func createTable(fact warehouse.Fact) string {
	columns := make([]string, len(fact.Columns))
	for i, column := range fact.Columns {
		columns[i] = warehouse.Quote(column.Name) + " " + string(column.Type)
	}
	return "CREATE TABLE " + warehouse.Quote(fact.Name) + " (" + strings.Join(columns, ", ") + ")"
}

func cloneSegments(segments map[string][]warehouse.Segment) map[string][]warehouse.Segment {
	clone := make(map[string][]warehouse.Segment, len(segments))
	for fact, list := range segments {
		clone[fact] = append([]warehouse.Segment(nil), list...)
	}
	return clone
}

// segmentRows is how many rows a segment gets at least before the next month begins a new one.
const segmentRows = 1_000_000

// writeSegments cuts a table of fact rows into segments, a month or several adjoining small months each, and keeps them.
func writeSegments(ctx context.Context, db *sql.DB, act *warehouse.Act, fact warehouse.Fact, source, table string) ([]warehouse.Segment, error) {
	spans, err := cut(ctx, db, fact, table)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", fact.Name, err)
	}
	segments := make([]warehouse.Segment, 0, len(spans))
	for i, span := range spans {
		path := filepath.Join(act.Dir(), fmt.Sprintf("%s-%d.parquet", fact.Name, i))
		query := fmt.Sprintf("COPY (SELECT %s FROM %s%s ORDER BY %s) TO %s (FORMAT parquet, COMPRESSION zstd)",
			quoted(fact.Names()), table, span.where(fact), quoted(fact.Order), warehouse.Literal(path))
		if _, err := db.ExecContext(ctx, query); err != nil {
			return nil, errors.Join(fmt.Errorf("write %s: %w", fact.Name, err), os.RemoveAll(path))
		}
		segment, err := act.Keep(fact.Name, path, warehouse.Segment{Rows: span.rows, Source: source, Min: span.min, Max: span.max})
		if err != nil {
			return nil, err
		}
		segments = append(segments, segment)
	}
	return segments, nil
}

// span is a run of adjoining months of one table.
type span struct {
	from, to time.Time // months, [from, to); zero for a fact without time
	rows     int64
	min, max *time.Time
}

func (s span) where(fact warehouse.Fact) string {
	if s.from.IsZero() {
		return ""
	}
	column := warehouse.Quote(fact.Time)
	return fmt.Sprintf(" WHERE %s >= TIMESTAMP '%s' AND %s < TIMESTAMP '%s'", column, stamp(s.from), column, stamp(s.to))
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.999999") }

func cut(ctx context.Context, db *sql.DB, fact warehouse.Fact, table string) (spans []span, err error) {
	if fact.Time == "" {
		var rows int64
		if err := db.QueryRowContext(ctx, "SELECT count(*) FROM "+table).Scan(&rows); err != nil || rows == 0 {
			return nil, err
		}
		return []span{{rows: rows}}, nil
	}
	column := warehouse.Quote(fact.Time)
	found, err := db.QueryContext(ctx, fmt.Sprintf("SELECT date_trunc('month', %s)::TIMESTAMP AS m, count(*), min(%s), max(%s) FROM %s GROUP BY m ORDER BY m", column, column, column, table))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, found.Close()) }()
	for found.Next() {
		var month, low, high time.Time
		var rows int64
		if err := found.Scan(&month, &rows, &low, &high); err != nil {
			return nil, err
		}
		next := month.AddDate(0, 1, 0)
		if last := len(spans) - 1; last >= 0 && spans[last].rows < segmentRows {
			spans[last].to, spans[last].max = next, &high
			spans[last].rows += rows
			continue
		}
		spans = append(spans, span{from: month, to: next, rows: rows, min: &low, max: &high})
	}
	return spans, found.Err()
}

func quoted(names []string) string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = warehouse.Quote(name)
	}
	return strings.Join(out, ", ")
}

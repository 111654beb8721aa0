// Package intake brings rows into the warehouse: it stages files and tables, maps them onto facts, leaves out what is known
// already, and commits one snapshot.
package intake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	_ "github.com/duckdb/duckdb-go/v2" // the engine that reads, maps and writes segments

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// engine is one private DuckDB that lives in memory, on one connection, and never looks for extensions on the network.
type engine struct {
	db *sql.DB
}

func openEngine(ctx context.Context, memory, temp string) (*engine, error) {
	db, err := sql.Open("duckdb", "?autoinstall_known_extensions=false&autoload_known_extensions=false")
	if err != nil {
		return nil, fmt.Errorf("open engine: %w", err)
	}
	db.SetMaxOpenConns(1)
	e := &engine{db: db}
	settings := []string{"SET TimeZone = 'UTC'", "SET memory_limit = " + warehouse.Literal(memory), "SET temp_directory = " + warehouse.Literal(temp)}
	if err := e.exec(ctx, settings...); err != nil {
		return nil, errors.Join(fmt.Errorf("open engine: %w", err), db.Close())
	}
	return e, nil
}

func (e *engine) close() error { return e.db.Close() }

func (e *engine) exec(ctx context.Context, statements ...string) error {
	for _, statement := range statements {
		if _, err := e.db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// number answers a query of one integer.
func (e *engine) number(ctx context.Context, query string) (int64, error) {
	var n sql.NullInt64
	err := e.db.QueryRowContext(ctx, query).Scan(&n)
	return n.Int64, err
}

// describe lists the columns of a query, with their types.
func (e *engine) describe(ctx context.Context, query string) (names, types []string, err error) {
	rows, err := e.db.QueryContext(ctx, "DESCRIBE "+query)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name, kind string
		var null, key, fallback, extra any
		if err := rows.Scan(&name, &kind, &null, &key, &fallback, &extra); err != nil {
			return nil, nil, err
		}
		names, types = append(names, name), append(types, kind)
	}
	return names, types, rows.Err()
}

// copyTo writes a query's rows to a Parquet file.
func (e *engine) copyTo(ctx context.Context, query, path string) error {
	return e.exec(ctx, "COPY ("+query+") TO "+warehouse.Literal(path)+" (FORMAT parquet, COMPRESSION zstd)")
}

// extent answers how many rows files of a fact have, and from when to when.
func (e *engine) extent(ctx context.Context, fact warehouse.Fact, paths ...string) (rows int64, low, high *time.Time, err error) {
	if fact.Time == "" {
		rows, err = e.number(ctx, "SELECT count(*) FROM "+warehouse.Files(paths))
		return rows, nil, nil, err
	}
	column := warehouse.Quote(fact.Time)
	var from, to sql.NullTime
	err = e.db.QueryRowContext(ctx, fmt.Sprintf("SELECT count(*), min(%s), max(%s) FROM %s", column, column, warehouse.Files(paths))).Scan(&rows, &from, &to)
	if from.Valid && to.Valid {
		low, high = utc(from.Time), utc(to.Time)
	}
	return rows, low, high, err
}

func utc(t time.Time) *time.Time {
	t = t.UTC()
	return &t
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.999999") }

func quoted(names []string) string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = warehouse.Quote(name)
	}
	return strings.Join(out, ", ")
}

package intake

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

const putMemory = "2GB"

// Put adds the rows of trusted SELECTs, one a fact, to the warehouse as one snapshot, without asking whether they are there
// already. It is for fixtures and benchmarks: what people write goes through Import. Columns that a SELECT does not give are null.
func Put(ctx context.Context, store *warehouse.Store, now time.Time, source string, selects map[string]string) (_ *warehouse.Snapshot, err error) {
	act, err := store.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, act.Close()) }()
	e, err := openEngine(ctx, putMemory, act.Dir())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	segments := cloneSegments(act.Base().Segments)
	for _, fact := range warehouse.Facts() {
		query, ok := selects[fact.Name]
		if !ok {
			continue
		}
		if err := e.exec(ctx, createTable(fact), "INSERT INTO "+warehouse.Quote(fact.Name)+" BY NAME ("+query+")"); err != nil {
			return nil, fmt.Errorf("put %s: %w", fact.Name, err)
		}
		path := filepath.Join(act.Dir(), fact.Name+".parquet")
		if err := e.copyTo(ctx, "FROM "+warehouse.Quote(fact.Name), path); err != nil {
			return nil, fmt.Errorf("put %s: %w", fact.Name, err)
		}
		segment, err := keepFile(ctx, e, act, fact, source, path)
		if err != nil {
			return nil, err
		}
		segments[fact.Name] = append(segments[fact.Name], segment...)
	}
	return act.Commit(warehouse.Commit{Created: now, Act: "import", Source: source, Segments: segments})
}

// keepFile makes a Parquet file of a fact's rows a segment; none where it has no rows.
func keepFile(ctx context.Context, e *engine, act *warehouse.Act, fact warehouse.Fact, source, path string) ([]warehouse.Segment, error) {
	rows, low, high, err := e.extent(ctx, fact, path)
	if err != nil || rows == 0 {
		return nil, err
	}
	segment, err := act.Keep(fact.Name, path, warehouse.Segment{Rows: rows, Source: source, Min: low, Max: high})
	return []warehouse.Segment{segment}, err
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

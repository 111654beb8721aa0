package duckdb

import (
	"context"
	"fmt"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// Read implements warehouse.Reader.
func (d *DB) Read(ctx context.Context, snapshot *warehouse.Snapshot, q warehouse.Question, visit func(warehouse.Row) error) error {
	query, err := q.SQL(snapshot)
	if err != nil {
		return fmt.Errorf("read %s: %w", q.Fact, err)
	}
	if len(snapshot.Segments[q.Fact]) == 0 {
		return nil // nothing to start an engine for
	}
	values, nulls := make([]string, len(q.Columns)), make([]bool, len(q.Columns))
	err = d.Each(ctx, query, func(c Chunk) error {
		for row := range c.Len {
			for i := range values {
				if nulls[i] = c.Null(i, row); nulls[i] {
					values[i] = ""
				} else {
					values[i] = c.Text(i, row)
				}
			}
			if err := visit(warehouse.NewRow(values, nulls)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read %s of snapshot %s: %w", q.Fact, snapshot.ID(), err)
	}
	return nil
}

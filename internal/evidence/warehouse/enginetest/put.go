package enginetest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// Put writes rows into a warehouse in several imports, so that segments overlap in time.
func Put(t testing.TB, store *warehouse.Store, rows metric.Memory, imports int) *warehouse.Snapshot {
	t.Helper()
	snapshot, err := store.Latest()
	if err != nil {
		t.Fatal(err)
	}
	for i := range imports {
		selects := map[string]string{}
		for fact, list := range rows {
			var part []metric.Row
			for k, row := range list {
				if k%imports == i {
					part = append(part, row)
				}
			}
			if len(part) > 0 {
				selects[fact] = Select(fact, part)
			}
		}
		if len(selects) == 0 {
			continue
		}
		snapshot, err = intake.Put(context.Background(), store, time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), fmt.Sprintf("import-%d", i), selects)
		if err != nil {
			t.Fatal(err)
		}
	}
	return snapshot
}

// Select writes rows as a SELECT of literals.
func Select(fact string, rows []metric.Row) string {
	var columns []string
	table := metric.Facts[fact]
	for c := range table.Columns {
		columns = append(columns, c)
	}
	slices.Sort(columns)
	lines := make([]string, len(rows))
	for i, row := range rows {
		values := make([]string, len(columns))
		for k, c := range columns {
			values[k] = literal(row, c, table.Columns[c])
		}
		lines[i] = "(" + strings.Join(values, ", ") + ")"
	}
	for i, c := range columns {
		columns[i] = warehouse.Quote(c)
	}
	return "SELECT * FROM (VALUES " + strings.Join(lines, ", ") + ") AS t(" + strings.Join(columns, ", ") + ")"
}

func literal(row metric.Row, column string, t metric.ColumnType) string {
	if column == "properties" {
		return properties(row)
	}
	c := row[column]
	switch {
	case !c.Known():
		return "NULL"
	case c.Kind == metric.IsText:
		return warehouse.Literal(c.Text)
	case t == metric.TimeColumn:
		return "TIMESTAMP '" + c.Time().Format("2006-01-02 15:04:05.000000") + "'"
	case t == metric.FlagColumn:
		return fmt.Sprint(c.Int != 0)
	}
	return metric.Ratio(c.Int, t.Scale()).Decimal(4) + "::DECIMAL(18,4)"
}

func properties(row metric.Row) string {
	fields := map[string]string{}
	for c, v := range row {
		if field, ok := metric.Property(c); ok {
			fields[field] = v.Text
		}
	}
	if len(fields) == 0 {
		return "NULL"
	}
	data, err := json.Marshal(fields)
	if err != nil {
		return "NULL"
	}
	return warehouse.Literal(string(data))
}

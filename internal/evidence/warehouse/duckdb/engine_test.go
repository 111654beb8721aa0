package duckdb

import (
	"testing"
	_ "time/tzdata"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/enginetest"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

func TestEngine(t *testing.T) {
	db := &DB{}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	enginetest.Run(t, func(t testing.TB, rows metric.Memory) metric.Engine {
		return Engine{DB: db, Snapshot: enginetest.Put(t, warehouse.Open(t.TempDir()), rows, 2)}
	})
}

// What metrics know of the facts is what the facts are.
func TestFactsAgree(t *testing.T) {
	types := map[metric.ColumnType]warehouse.Type{metric.TextColumn: warehouse.Text, metric.TimeColumn: warehouse.Time, metric.IntColumn: warehouse.Integer,
		metric.Decimal2: warehouse.Money, metric.Decimal4: warehouse.Quantity, metric.FlagColumn: warehouse.Flag}
	for name, table := range metric.Facts {
		fact, ok := warehouse.FactByName(name)
		if !ok {
			t.Errorf("the warehouse has no %s", name)
			continue
		}
		for c, want := range table.Columns {
			if got, ok := fact.Column(c); !ok || got.Type != types[want] {
				t.Errorf("%s.%s is %q", name, c, got.Type)
			}
		}
	}
}

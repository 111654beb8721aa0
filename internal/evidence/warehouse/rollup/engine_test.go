package rollup

import (
	"os"
	"path/filepath"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/duckdb"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/enginetest"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// Rollups answer what raw scans answer, in every zone, whether built or built before.
func TestEngine(t *testing.T) {
	for name, run := range map[string]func(*testing.T, enginetest.Make){"Europe/Stockholm": enginetest.Run, "America/New_York": enginetest.Again} {
		t.Run(name, func(t *testing.T) {
			zone, err := time.LoadLocation(name)
			if err != nil {
				t.Fatal(err)
			}
			db := &duckdb.DB{Threads: 2}
			t.Cleanup(func() { _ = db.Close() })
			run(t, func(t testing.TB, rows metric.Memory) metric.Engine {
				return newEngine(t, db, enginetest.Put(t, warehouse.Open(t.TempDir()), rows, 3), zone, t.TempDir())
			})
		})
	}
}

func newEngine(t testing.TB, db *duckdb.DB, s *warehouse.Snapshot, zone *time.Location, dir string) *Engine {
	t.Helper()
	e := &Engine{Base: duckdb.Engine{DB: db, Snapshot: s}, Snapshot: s, Zone: zone, Dir: dir}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// A portfolio of usage metrics is answered without the engine below, and a damaged file is built again.
func TestPortfolioIsCovered(t *testing.T) {
	db := &duckdb.DB{Threads: 2}
	t.Cleanup(func() { _ = db.Close() })
	rows := enginetest.Rows(1, 300)
	s := enginetest.Put(t, warehouse.Open(t.TempDir()), rows, 3)
	e := newEngine(t, db, s, time.UTC, t.TempDir())
	period, err := metric.ParsePeriod("2026-10", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	from, to := period.Prior().From, period.To
	scans := []metric.Scan{
		{Fact: "events", Time: "time", From: from, To: to, Keys: []string{"account"}, Aggregates: []metric.Aggregate{
			{Op: metric.Distinct, Column: "user", From: period.From, To: period.To}, {Op: metric.Distinct, Column: "user", From: period.Rolling(7).From, To: period.To},
			{Op: metric.Sum, Column: "quantity", Null: 10_000}, {Op: metric.Distinct, Column: "feature"}}},
		{Fact: "events", Time: "time", From: from, To: to, Keys: []string{"account", "feature"}, Aggregates: []metric.Aggregate{{Op: metric.Distinct, Column: "user"}}},
		{Fact: "events", Time: "time", From: from, To: to, Keys: []string{"account"}, Daily: true, Zone: time.UTC, Aggregates: []metric.Aggregate{{Op: metric.Count}}},
		{Fact: "events", Time: "time", Keys: []string{"account"}, Aggregates: []metric.Aggregate{{Op: metric.Min, Column: "time"}}},
	}
	for i, scan := range scans {
		var out metric.Result
		ok, err := e.answer(t.Context(), scan, &out)
		if err != nil || !ok {
			t.Errorf("scan %d is not covered: %v", i, err)
		}
		damage(t, e.Dir)
		again := newEngine(t, db, s, time.UTC, e.Dir)
		var second metric.Result
		if ok, err := again.answer(t.Context(), scan, &second); err != nil || !ok {
			t.Errorf("scan %d over damaged files: %v", i, err)
		}
		if a, b := enginetest.Lines(out), enginetest.Lines(second); len(a) != len(b) || len(a) == 0 {
			t.Errorf("scan %d: %d rows, %d after damage", i, len(a), len(b))
		} else {
			for k := range a {
				if a[k] != b[k] {
					t.Errorf("scan %d: %s became %s", i, a[k], b[k])
				}
			}
		}
	}
}

// damage flips a byte in the middle of every file.
func damage(t *testing.T, dir string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)/2] ^= 0x40
		if err := os.Remove(path); err != nil { // engines may still map the old one
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/duckdb"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/mapping"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/quality"
)

const (
	importRows    = 2_000_000
	importMapping = `
source: bench
tables: {log: {files: ["*.csv"]}}
facts:
  events:
    select: SELECT account_id AS account, user_id AS user, timestamp AS time, event, feature, n AS quantity FROM log
`
	importLog = `SELECT 'account-' || (floor(10000*pow((hash(i*7+1)%1000003)/1000003.0, 1.6))::INTEGER) AS account_id, 'u-' || (hash(i*5+2)%500000) AS user_id,
		strftime(TIMESTAMP '2025-10-01' + to_microseconds((i*(396*86400000000.0/@N@))::BIGINT), '%Y-%m-%dT%H:%M:%SZ') AS timestamp, 'event_' || (hash(i*9+4)%40) AS event,
		'feature_' || (hash(i*11)%60) AS feature, (hash(i+77)%600)::INTEGER AS n FROM range(@N@) t(i)`
)

// Import measures the import of a CSV file of two million events (read, mapped, checked, kept as a snapshot) beside DuckDB's own bulk load of the same
// file into zstd Parquet. throughput is how much of DuckDB's speed is left.
func Import(ctx context.Context, dir string, _ int64, repeat int) (Figures, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	m, err := mapping.Parse("bench.yaml", []byte(importMapping))
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "log.csv")
	if err := statement(ctx, "COPY ("+strings.ReplaceAll(importLog, "@N@", fmt.Sprint(importRows))+") TO "+warehouse.Literal(file)+" (HEADER)"); err != nil {
		return nil, err
	}
	out := Figures{}
	load := fmt.Sprintf("COPY (SELECT * FROM read_csv(%s)) TO %s (FORMAT parquet, COMPRESSION zstd)", warehouse.Literal(file), warehouse.Literal(filepath.Join(dir, "floor.parquet")))
	floor, err := median(repeat, func() error { return statement(ctx, load) })
	if err != nil {
		return nil, err
	}
	store := filepath.Join(dir, "warehouse")
	empty := func() error { return os.RemoveAll(store) }
	bring := func(inspect bool) func() error {
		return func() error {
			o := intake.Options{Mapping: m, Paths: []string{file}, Now: now}
			if inspect {
				o.Inspect = quality.Inspect(func(quality.Report) {})
			}
			s, err := intake.Import(ctx, warehouse.Open(store), o)
			if err == nil && s.Kept != importRows {
				err = fmt.Errorf("import kept %d of %d rows", s.Kept, importRows)
			}
			return err
		}
	}
	ours, err := medianOf(repeat, empty, bring(false))
	if err != nil {
		return nil, err
	}
	checked, err := medianOf(repeat, empty, bring(true))
	if err != nil {
		return nil, err
	}
	out.cost("import", "duckdb_bulk_load", floor)
	out.cost("import", "import", ours)
	out.against("import", "import", "duckdb_bulk_load")
	out.goal("import", "import", 1/.7)
	out.cost("import", "with_quality_checks", checked)
	out.against("import", "with_quality_checks", "duckdb_bulk_load")
	out.set("import", "rows_per_second", importRows/ours.wall)
	return out, nil
}

// statement runs one statement on an engine of its own.
func statement(ctx context.Context, sql string) error {
	db := &duckdb.DB{}
	defer db.Close()
	return db.Each(ctx, sql, func(duckdb.Chunk) error { return nil })
}

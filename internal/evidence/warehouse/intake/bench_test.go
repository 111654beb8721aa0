package intake_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/mapping"
)

const benchMapping = `
source: bench
tables: {log: {files: ["*.csv"]}}
facts:
  events:
    select: SELECT account_id AS account, user_id AS user, timestamp AS time, event, feature, n AS quantity FROM log
`

// BenchmarkImport imports a CSV file of IMPORT_ROWS events (default a million) and, in the same iteration, lets DuckDB alone load the same
// file: COPY (SELECT * FROM read_csv(…)) TO Parquet, zstd. ratio is DuckDB's time over ours; the goal is .7.
func BenchmarkImport(b *testing.B) {
	rows := 1_000_000
	if text := os.Getenv("IMPORT_ROWS"); text != "" {
		rows, _ = strconv.Atoi(text)
	}
	dir := b.TempDir()
	file := filepath.Join(dir, "log.csv")
	db, err := sql.Open("duckdb", "")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(b.Context(), fmt.Sprintf(`COPY (SELECT 'account-' || (floor(10000 * pow((hash(i * 7 + 1) %% 1000003) / 1000003.0, 1.6))::INT) AS account_id,
		'u-' || (hash(i * 5 + 2) %% 500000) AS user_id, strftime(TIMESTAMP '2025-10-01' + to_microseconds((i * (396 * 86400000000.0 / %d))::BIGINT), '%%Y-%%m-%%dT%%H:%%M:%%SZ') AS timestamp,
		'event_' || (hash(i * 9 + 4) %% 40) AS event, 'feature_' || (hash(i * 11) %% 60) AS feature, (hash(i + 77) %% 600)::INT AS n FROM range(%d) t(i)) TO '%s' (HEADER)`, rows, rows, file)); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Size())
	m, err := mapping.Parse("bench.yaml", []byte(benchMapping))
	if err != nil {
		b.Fatal(err)
	}
	var ours, floor time.Duration
	for b.Loop() {
		b.StopTimer()
		start := time.Now()
		if _, err := db.ExecContext(b.Context(), fmt.Sprintf("COPY (SELECT * FROM read_csv('%s')) TO '%s' (FORMAT parquet, COMPRESSION zstd)", file, filepath.Join(dir, "floor.parquet"))); err != nil {
			b.Fatal(err)
		}
		floor += time.Since(start)
		b.StartTimer()
		start = time.Now()
		store := warehouse.Open(filepath.Join(b.TempDir(), "warehouse"))
		summary, err := intake.Import(b.Context(), store, intake.Options{Mapping: m, Paths: []string{file}, Now: noon})
		if err != nil {
			b.Fatal(err)
		}
		ours += time.Since(start)
		if summary.Kept != int64(rows) {
			b.Fatalf("kept %d rows; want %d", summary.Kept, rows)
		}
	}
	b.ReportMetric(float64(floor)/float64(ours), "ratio")
	b.ReportMetric(float64(rows)*float64(b.N)/ours.Seconds(), "rows/s")
}

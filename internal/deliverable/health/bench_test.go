package health_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/deliverable/health"
	"github.com/touchstone-cs/touchstone/internal/demo"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
)

// BenchmarkReports writes the reports of a portfolio, merging and files left out: what a report costs beyond its evidence. The metric
// queries run once before the clock starts, into the cache; scans of daily use, people and features are in.
func BenchmarkReports(b *testing.B) {
	const accounts = 2000
	t := newBench(b, false)
	for i := range accounts {
		name := fmt.Sprintf("customer-success/accounts/c%05d/account.yaml", i)
		if err := os.MkdirAll(filepath.Dir(t.w.Path(name)), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(t.w.Path(name), []byte(fmt.Sprintf("account: c%05d\nname: Customer %d\nowner: Dana Ruiz\nplan: Scale\n", i, i)), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	t.open(t.w.Root)
	store := warehouse.Open(t.w.Path(t.w.Config.Warehouse))
	_, err := intake.Put(context.Background(), store, t.now, "bench", map[string]string{
		"accounts": fmt.Sprintf("SELECT format('c{:05d}', i) AS account, 60 AS seats FROM range(%d) t(i)", accounts),
		"events": fmt.Sprintf(`SELECT format('c{:05d}', i) AS account, 'u' || i || '-' || (d %% 17) AS user, TIMESTAMP '2026-03-01 09:00:00' + to_days(d::INTEGER) AS time,
			CASE WHEN d %% 3 = 0 THEN 'api_call' ELSE 'login' END AS event, 'f' || (d %% 12) AS feature FROM range(%d) t(i), range(240) s(d), range(2)`, accounts),
		"tickets": fmt.Sprintf(`SELECT 't' || i || '-' || k AS ticket, format('c{:05d}', i) AS account, 'open' AS status, TIMESTAMP '2026-10-03 09:00:00' + to_days(k::INTEGER) AS opened FROM range(%d) t(i), range(3) s(k)`, accounts),
	})
	if err != nil {
		b.Fatal(err)
	}
	kind := health.Kind(health.Engines{Metrics: t.engine, Reader: t.db})
	job := deliverable.Job{Workspace: t.w, All: true, Period: demo.Period, Now: t.now}
	write := func() (n, bytes int) {
		err := kind.Generate(context.Background(), job, func(d deliverable.Draft) error {
			if strings.Contains(d.Path, "/c0") {
				n++
			}
			bytes += len(d.Text)
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		return n, bytes
	}
	write()
	b.ResetTimer()
	reports := 0
	for b.Loop() {
		n, _ := write()
		reports += n
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(reports), "µs/report")
}

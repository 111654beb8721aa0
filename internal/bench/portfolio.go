package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/duckdb"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/rollup"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// onePass is the best hand-written query that is known: one de-duplicating pass that feeds the whole set.
// @EVENTS@ and @ACCOUNTS@ are the segments.
var onePass = []string{
	`CREATE OR REPLACE TEMP TABLE d AS SELECT account, "user", event, (time >= TIMESTAMP '2026-10-01') AS cur, count(*) AS n, bool_or(time >= TIMESTAMP '2026-10-25' OR (time >= TIMESTAMP '2026-09-24' AND time < TIMESTAMP '2026-10-01')) AS w FROM @EVENTS@ WHERE time >= TIMESTAMP '2026-09-01' AND time < TIMESTAMP '2026-11-01' GROUP BY ALL`,
	`CREATE OR REPLACE TEMP TABLE f AS SELECT account, event, count(*) FILTER (cur) AS users, count(*) FILTER (NOT cur) AS users_prior FROM d GROUP BY ALL`,
	`CREATE OR REPLACE TEMP TABLE u AS SELECT account, "user", cur, sum(n) AS n, bool_or(w) AS w FROM d GROUP BY ALL`,
	`SELECT a.account, seats, mau::BIGINT, mau_prior::BIGINT, wau::BIGINT, wau_prior::BIGINT, vol::BIGINT, vol_prior::BIGINT FROM @ACCOUNTS@ a LEFT JOIN (SELECT account, count(*) FILTER (cur) mau, count(*) FILTER (NOT cur) mau_prior, count(*) FILTER (cur AND w) wau, count(*) FILTER (NOT cur AND w) wau_prior, sum(n) FILTER (cur) vol, sum(n) FILTER (NOT cur) vol_prior FROM u GROUP BY account) USING (account)`,
	`SELECT account, event, users::BIGINT, users_prior::BIGINT FROM f`,
}

// five is the same set, a query a metric.
var five = []string{
	`SELECT account, count(DISTINCT CASE WHEN time >= TIMESTAMP '2026-10-01' THEN "user" END), count(DISTINCT CASE WHEN time < TIMESTAMP '2026-10-01' THEN "user" END) FROM @EVENTS@ WHERE time >= TIMESTAMP '2026-09-01' AND time < TIMESTAMP '2026-11-01' GROUP BY account`,
	`SELECT account, count(DISTINCT CASE WHEN time >= TIMESTAMP '2026-10-25' THEN "user" END), count(DISTINCT CASE WHEN time < TIMESTAMP '2026-10-01' THEN "user" END) FROM @EVENTS@ WHERE (time >= TIMESTAMP '2026-10-25' AND time < TIMESTAMP '2026-11-01') OR (time >= TIMESTAMP '2026-09-24' AND time < TIMESTAMP '2026-10-01') GROUP BY account`,
	`SELECT account, sum(CASE WHEN time >= TIMESTAMP '2026-10-01' THEN 1 ELSE 0 END)::BIGINT, sum(CASE WHEN time < TIMESTAMP '2026-10-01' THEN 1 ELSE 0 END)::BIGINT FROM @EVENTS@ WHERE time >= TIMESTAMP '2026-09-01' AND time < TIMESTAMP '2026-11-01' GROUP BY account`,
	`SELECT account, event, count(DISTINCT CASE WHEN time >= TIMESTAMP '2026-10-01' THEN "user" END), count(DISTINCT CASE WHEN time < TIMESTAMP '2026-10-01' THEN "user" END) FROM @EVENTS@ WHERE time >= TIMESTAMP '2026-09-01' AND time < TIMESTAMP '2026-11-01' GROUP BY account, event`,
	`SELECT a.account, a.seats, coalesce(mau, 0)::BIGINT, coalesce(mau_prior, 0)::BIGINT FROM @ACCOUNTS@ a LEFT JOIN (SELECT account, count(DISTINCT CASE WHEN time >= TIMESTAMP '2026-10-01' THEN "user" END) AS mau, count(DISTINCT CASE WHEN time < TIMESTAMP '2026-10-01' THEN "user" END) AS mau_prior FROM @EVENTS@ WHERE time >= TIMESTAMP '2026-09-01' AND time < TIMESTAMP '2026-11-01' GROUP BY account) m USING (account)`,
}

// Portfolio measures the portfolio set over n events in dir, which it fills when it is empty.
func Portfolio(ctx context.Context, dir string, n int64, repeat int) (Figures, error) {
	store := warehouse.Open(filepath.Join(dir, "warehouse"))
	whole, err := store.Latest()
	if err != nil {
		return nil, err
	}
	if whole.Rows("events") < n {
		if whole.Number > 0 {
			return nil, fmt.Errorf("%s has %d of %d events: it was filled in part\nhint: remove the folder", dir, whole.Rows("events"), n)
		}
		if err := FillPortfolio(ctx, store, n); err != nil {
			return nil, err
		}
		if whole, err = store.Latest(); err != nil {
			return nil, err
		}
	}
	before, err := store.ByID(whole.Parent)
	if err != nil {
		return nil, err
	}
	p := &portfolio{dir: dir, store: store, whole: whole, before: before, out: Figures{}}
	return p.out, p.run(ctx, repeat)
}

type portfolio struct {
	dir   string
	store *warehouse.Store
	// whole is the warehouse with its last day, before without.
	whole, before *warehouse.Snapshot
	out           Figures
	sums          []int64
	byHand        kernelSums
	engine        cost // of the scans alone, of all questions so far: what is not spent on delivering rows
}

// timed adds up what an engine's answers cost.
type timed struct {
	metric.Engine
	spent *cost
}

func (t timed) Run(ctx context.Context, scans []metric.Scan) ([]metric.Result, error) {
	start, used := time.Now(), processor()
	defer func() {
		t.spent.wall += time.Since(start).Seconds()
		t.spent.cpu += processor() - used
	}()
	return t.Engine.Run(ctx, scans)
}

func (p *portfolio) run(ctx context.Context, repeat int) error {
	p.out.set("portfolio", "events", float64(p.whole.Rows("events")))
	for _, step := range []func(context.Context, int) error{p.floors, p.kernel, p.cold, p.again, p.day} {
		if err := step(ctx, repeat); err != nil {
			return err
		}
	}
	return nil
}

// floors measures DuckDB on the same segments.
func (p *portfolio) floors(ctx context.Context, repeat int) error {
	for name, queries := range map[string][]string{"duckdb_one_pass": onePass, "duckdb_five": five} {
		c, err := median(repeat, func() error {
			db := &duckdb.DB{}
			defer db.Close()
			return p.sql(ctx, db, p.whole, queries)
		})
		if err != nil {
			return err
		}
		p.out.cost("portfolio", name, c)
	}
	return nil
}

func (p *portfolio) sql(ctx context.Context, db *duckdb.DB, s *warehouse.Snapshot, queries []string) error {
	return db.Session(ctx, func(each func(string, func(duckdb.Chunk) error) error) error {
		for _, q := range queries {
			if err := each(p.place(s, q), func(duckdb.Chunk) error { return nil }); err != nil {
				return err
			}
		}
		return nil
	})
}

// place puts the segments of a snapshot that the two months touch into a query.
func (p *portfolio) place(s *warehouse.Snapshot, query string) string {
	files := func(fact string) string {
		f, _ := warehouse.FactByName(fact)
		var paths []string
		for _, seg := range s.Segments[fact] {
			if fact != "events" || seg.Overlaps(time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)) {
				paths = append(paths, s.Path(seg))
			}
		}
		return warehouse.Relation(f, paths)
	}
	return strings.NewReplacer("@EVENTS@", files("events"), "@ACCOUNTS@", files("accounts")).Replace(query)
}

// desk is a fresh one, as a new process would make it; the answers themselves are not remembered.
func (p *portfolio) desk(cache string) (*measure.Desk, func() error, error) {
	hours, err := calendar.Weekdays(time.UTC, "08:00-18:00")
	if err != nil {
		return nil, nil, err
	}
	db := &duckdb.DB{}
	var open []*rollup.Engine
	d := &measure.Desk{Metrics: metric.Default(), Zone: time.UTC, Hours: hours, Store: p.store}
	d.Engine = func(s *warehouse.Snapshot) (metric.Engine, error) {
		e := &rollup.Engine{Base: duckdb.Engine{DB: db, Snapshot: s}, Snapshot: s, Zone: time.UTC, Dir: cache}
		open = append(open, e)
		return timed{e, &p.engine}, nil
	}
	return d, func() error {
		var errs []error
		for _, e := range open {
			errs = append(errs, e.Close())
		}
		return errors.Join(append(errs, db.Close())...)
	}, nil
}

// ask runs the set and keeps its sums: every way must give the same.
func (p *portfolio) ask(ctx context.Context, d *measure.Desk, s *warehouse.Snapshot) ([]int64, error) {
	period, err := metric.ParsePeriod("2026-10", time.UTC)
	if err != nil {
		return nil, err
	}
	var queries []metric.Query
	for _, id := range []string{"active_users", "active_users_7d", "events", "adoption_rate", "feature_users"} {
		def, err := d.Metrics.Get(id)
		if err != nil {
			return nil, err
		}
		q := metric.Query{Def: def, Period: period}
		if id == "feature_users" {
			q.By = "feature"
		}
		queries = append(queries, q)
	}
	answers, err := d.Values(ctx, s, queries)
	if err != nil {
		return nil, err
	}
	var sums []int64
	for _, values := range answers {
		var now, prior float64
		for _, v := range values {
			if v.Value.Known() {
				now += v.Value.Float()
			}
			if v.Prior.Known() {
				prior += v.Prior.Float()
			}
		}
		sums = append(sums, int64(len(values)), int64(now*1000), int64(prior*1000))
	}
	return sums, nil
}

func (p *portfolio) once(ctx context.Context, cache string, s *warehouse.Snapshot) error {
	d, done, err := p.desk(cache)
	if err != nil {
		return err
	}
	sums, err := p.ask(ctx, d, s)
	return errors.Join(err, done(), p.same(s, sums))
}

// same holds every way to the first one's sums.
func (p *portfolio) same(s *warehouse.Snapshot, sums []int64) error {
	if s != p.whole {
		return nil
	}
	if p.sums == nil {
		p.sums = sums
		if err := p.agrees(); err != nil {
			return err
		}
	}
	if !slices.Equal(p.sums, sums) {
		return fmt.Errorf("answers differ: %v, %v", p.sums, sums)
	}
	return nil
}

func (p *portfolio) cold(ctx context.Context, repeat int) error {
	cache := filepath.Join(p.dir, "cache")
	c, err := medianOf(repeat, func() error { return os.RemoveAll(cache) }, func() error { return p.once(ctx, cache, p.whole) })
	p.out.cost("portfolio", "cold", c)
	p.out.against("portfolio", "cold", "duckdb_one_pass")
	p.out.goal("portfolio", "cold", 1.3)
	return err
}

func (p *portfolio) again(ctx context.Context, repeat int) error {
	c, err := median(repeat, func() error { return p.once(ctx, filepath.Join(p.dir, "cache"), p.whole) })
	p.out.cost("portfolio", "again", c)
	p.out.against("portfolio", "again", "duckdb_one_pass")
	p.out.goal("portfolio", "again", .25)
	p.out.ratio("portfolio", "again_per_kernel", "again_s", "kernel_s")
	return err
}

// day asks after the last day was imported, everything older being built: the day lies in the month that is asked for. The delivery of rows, 400,000
// values with their comparisons, is counted apart: day_engine is without it.
func (p *portfolio) day(ctx context.Context, repeat int) error {
	older, cache := filepath.Join(p.dir, "cache-before"), filepath.Join(p.dir, "cache-day")
	if err := p.once(ctx, older, p.before); err != nil {
		return err
	}
	prepare := func() error {
		if err := os.RemoveAll(cache); err != nil {
			return err
		}
		return os.CopyFS(cache, os.DirFS(older))
	}
	p.engine = cost{}
	c, err := medianOf(repeat, prepare, func() error { return p.once(ctx, cache, p.whole) })
	p.out.cost("portfolio", "day", c)
	p.out.against("portfolio", "day", "cold")
	p.out.cost("portfolio", "day_engine", cost{p.engine.wall / float64(repeat), p.engine.cpu / float64(repeat)})
	p.out.against("portfolio", "day_engine", "cold")
	p.out.goal("portfolio", "day_engine", .05)
	return err
}

package bench

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/touchstone-cs/touchstone/internal/deliverable/health"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/evidence/portrait"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/duckdb"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/rollup"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// asked is the metric query alone, in this process: what generating every report asks of the warehouse (the figures of six periods, the days of seven
// months, events, features and people), and what checking them asks (the period's figures). The workspace, its accounts, tickets and interactions are
// read by nobody here: they count as a report's own.
func (f *fleet) asked(ctx context.Context, whole bool) (cost, error) {
	return median(1, func() error {
		w, err := workspace.Open(f.dir, nil)
		if err != nil {
			return err
		}
		defer w.Close()
		period, err := metric.ParsePeriod(fleetPeriod, w.Zone)
		if err != nil {
			return err
		}
		return f.gather(ctx, w, period, whole)
	})
}

func (f *fleet) gather(ctx context.Context, w *workspace.Workspace, period metric.Period, whole bool) (err error) {
	desk, err := measure.Open(w)
	if err != nil {
		return err
	}
	signals, err := health.Signals(w)
	if err != nil {
		return err
	}
	snapshot, err := desk.Snapshot("")
	if err != nil {
		return err
	}
	db := &duckdb.DB{}
	rollups := &rollup.Engine{Base: duckdb.Engine{DB: db, Snapshot: snapshot}, Snapshot: snapshot, Zone: w.Zone, Dir: filepath.Join(f.cache(), "usage")}
	desk.Engine = func(*warehouse.Snapshot) (metric.Engine, error) { return rollups, nil }
	defer func() { err = errors.Join(err, rollups.Close(), db.Close()) }()
	question := portrait.Question{Period: period, Metrics: signals.Metrics()}
	if !whole {
		question.Metrics, question.Only = portrait.Metrics, f.ids()
	}
	_, err = portrait.Gather(ctx, desk, snapshot, question)
	return err
}

func (f *fleet) ids() []string {
	out := make([]string, f.accounts)
	for i := range out {
		out[i] = fleetAccount(i)
	}
	return out
}

package measure

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// DefinitionsFile holds a workspace's metrics; without it the built-in ones hold.
const DefinitionsFile = "metrics.yaml"

// CacheFolder is the warehouse's folder for what can be computed again.
const CacheFolder = warehouse.CacheFolder

// Open reads what a desk needs from a workspace. The caller sets Engine, and Prover where there is one.
func Open(w *workspace.Workspace) (*Desk, error) {
	d := &Desk{Zone: w.Zone}
	var err error
	if d.Metrics, err = Definitions(w); err != nil {
		return nil, err
	}
	if d.Hours, err = BusinessHours(w.Config.Calendar, w.Zone); err != nil {
		return nil, fmt.Errorf("%s: calendar: %w", workspace.ConfigFile, err)
	}
	if err := w.Config.Decode("plans", &d.PlanFeatures); err != nil {
		return nil, err
	}
	dir := w.Warehouse()
	d.Store = warehouse.Open(dir)
	d.Cache = filepath.Join(dir, warehouse.CacheFolder)
	d.Segment = func(account string) string {
		a, err := w.Account(account)
		if err != nil {
			return ""
		}
		return a.Segment
	}
	return d, nil
}

// Definitions reads the workspace's metrics.yaml, once.
func Definitions(w *workspace.Workspace) (*metric.Set, error) {
	return workspace.Memo(w, "measure.definitions", func() (*metric.Set, error) { return definitions(w) })
}

func definitions(w *workspace.Workspace) (*metric.Set, error) {
	data, err := w.ReadFile(DefinitionsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return metric.Default(), nil
	}
	if err != nil {
		return nil, err
	}
	return metric.Load(DefinitionsFile, data)
}

var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// BusinessHours reads a working calendar: the hours of every day that is no weekend, no holiday of the
// country or region and no freeze.
func BusinessHours(c workspace.Calendar, zone *time.Location) (calendar.Hours, error) {
	h := calendar.Hours{Zone: zone}
	spans, err := calendar.ParseSpans(c.Hours)
	if err != nil {
		return h, err
	}
	for _, name := range c.Weekend {
		if !slices.Contains(weekdays, strings.ToLower(name)) {
			return h, fmt.Errorf("unknown weekday %q", name)
		}
	}
	for d := range h.Week {
		if !slices.ContainsFunc(c.Weekend, func(s string) bool { return strings.EqualFold(s, weekdays[d]) }) {
			h.Week[d] = spans
		}
	}
	region := calendar.Region(c.Country)
	if c.Region != "" {
		region = calendar.Region(c.Region)
	}
	if region == "" {
		return h, nil
	}
	if err := region.Check(); err != nil {
		return h, err
	}
	holidays := &calendar.Calendar{Region: region, Weekdays: []time.Weekday{0, 1, 2, 3, 4, 5, 6}}
	h.Closed = holidays.ClosedOn
	return h, nil
}

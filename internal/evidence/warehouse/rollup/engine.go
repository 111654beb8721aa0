package rollup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/duckdb"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// Engine answers scans over events from rollups, which it builds when they are first needed, and hands
// everything else to Base. Its answers are Base's. Safe for concurrent use.
type Engine struct {
	Base     metric.Engine
	DB       *duckdb.DB
	Snapshot *warehouse.Snapshot
	// Zone is the workspace's: scans that cut days in it can be answered.
	Zone *time.Location
	// Dir holds the rollups, one file a segment, named by its digest.
	Dir string

	mu    sync.Mutex
	files map[string]*file // by segment; nil for one that cannot be rolled up
	spans map[string]*spanFile
	sets  map[string]*userSet
}

// Close lets go of the files.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var errs []error
	for _, f := range e.files {
		if f != nil {
			errs = append(errs, f.close())
		}
	}
	e.files, e.spans = nil, nil
	return errors.Join(errs...)
}

// Run implements metric.Engine.
func (e *Engine) Run(ctx context.Context, scans []metric.Scan) ([]metric.Result, error) {
	out := make([]metric.Result, len(scans))
	var rest []metric.Scan
	var places []int
	for i, s := range scans {
		ok, err := e.answer(ctx, s, &out[i])
		if err != nil {
			return nil, err
		}
		if !ok {
			rest, places = append(rest, s), append(places, i)
		}
	}
	if len(rest) == 0 {
		return out, nil
	}
	results, err := e.Base.Run(ctx, rest)
	if err != nil {
		return nil, err
	}
	for k, i := range places {
		out[i] = results[k]
	}
	return out, nil
}

// answer answers a scan from rollups, false when they do not cover it.
func (e *Engine) answer(ctx context.Context, s metric.Scan, out *metric.Result) (bool, error) {
	if ok, err := e.answerSpans(ctx, s, out); ok || err != nil {
		return ok, err
	}
	p, ok := e.cover(s)
	if !ok {
		return false, nil
	}
	files, err := e.load(ctx, s.From, s.To)
	if err != nil || files == nil {
		return false, err
	}
	for i, a := range s.Aggregates {
		if a.Among != nil {
			if p.aggregates[i].among, err = e.userSet(ctx, *a.Among); err != nil {
				return false, err
			}
		}
	}
	*out = p.run(files)
	return true, nil
}

// load opens the rollups of the segments that overlap an interval, building those that are absent, two
// at a time. It returns nil when one of them cannot be rolled up.
func (e *Engine) load(ctx context.Context, from, to time.Time) ([]*file, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.files == nil {
		e.files = map[string]*file{}
	}
	var segments []warehouse.Segment
	for _, s := range e.Snapshot.Segments["events"] {
		if s.Overlaps(from, to) {
			segments = append(segments, s)
		}
	}
	if err := e.open(ctx, segments); err != nil {
		return nil, err
	}
	out := make([]*file, 0, len(segments))
	for _, s := range segments {
		f := e.files[s.Digest]
		if f == nil {
			return nil, nil
		}
		out = append(out, f)
	}
	return out, nil
}

// open needs the lock.
func (e *Engine) open(ctx context.Context, segments []warehouse.Segment) error {
	opened := make([]*file, len(segments))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(2, runtime.GOMAXPROCS(0)))
	for i, s := range segments {
		if _, known := e.files[s.Digest]; known {
			continue
		}
		g.Go(func() (err error) {
			opened[i], err = e.openOne(ctx, s)
			return err
		})
	}
	err := g.Wait()
	for i, s := range segments {
		if _, known := e.files[s.Digest]; !known && (opened[i] != nil || err == nil) {
			e.files[s.Digest] = opened[i]
		}
	}
	return err
}

func (e *Engine) openOne(ctx context.Context, s warehouse.Segment) (*file, error) {
	path := e.path(s, ".rollup")
	if f, err := open(path); err == nil {
		return f, nil
	}
	if _, err := os.Stat(e.path(s, ".wide")); err == nil {
		return nil, nil
	}
	err := build(ctx, e.DB, e.Snapshot.Path(s), s, e.Zone, path)
	if errors.Is(err, errTooWide) {
		return nil, os.WriteFile(e.path(s, ".wide"), nil, 0o644)
	}
	if err != nil {
		return nil, err
	}
	return open(path)
}

// path names a cache file by everything that decides its content.
func (e *Engine) path(s warehouse.Segment, suffix string) string {
	return filepath.Join(e.Dir, s.Digest[:2], s.Digest[2:34]+"-"+safe(e.Zone.String())+suffix)
}

func safe(zone string) string {
	b := []byte(zone)
	for i, c := range b {
		if c == '/' || c == '\\' || c == '.' {
			b[i] = '_'
		}
	}
	return string(b)
}

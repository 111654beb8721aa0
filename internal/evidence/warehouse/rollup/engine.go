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
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// Engine answers scans over events from rollups, which it builds when they are first needed, and hands
// everything else to Base. Its answers are Base's. Safe for concurrent use.
type Engine struct {
	Base     metric.Engine
	Snapshot *warehouse.Snapshot
	// Zone is the workspace's: scans that cut days in it can be answered.
	Zone *time.Location
	// Dir holds the rollups, one file a segment, named by its digest.
	Dir string

	mu    sync.Mutex
	files map[string]*file // by path
	spans map[string]*spanFile
	sets  map[string]*userSet
}

// Close lets go of the files.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var errs []error
	for _, f := range e.files {
		errs = append(errs, f.close())
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
	files, err := e.load(ctx, p.from, p.to)
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

// load opens the rollups of the local months [from, to) of every segment that has them, building those
// that are absent. It returns nil when a segment cannot be rolled up.
func (e *Engine) load(ctx context.Context, from, to int64) ([]*file, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.files == nil {
		e.files = map[string]*file{}
	}
	e.openKept(from, to)
	var out []*file
	for _, s := range e.Snapshot.Segments["events"] {
		months := e.months(s, from, to)
		if len(months) == 0 {
			continue
		}
		if ok, err := e.open(ctx, s, months); !ok || err != nil {
			return nil, err
		}
		for _, m := range months {
			out = append(out, e.files[e.path(s, m)])
		}
	}
	if out == nil {
		out = []*file{}
	}
	return out, nil
}

// months lists the first days of the local months in which a segment may have rows of the days [from, to).
func (e *Engine) months(s warehouse.Segment, from, to int64) []int64 {
	if s.Min == nil || s.Max == nil {
		return nil
	}
	from, to = max(from, metric.LocalDay(*s.Min, e.Zone)), min(to, metric.LocalDay(*s.Max, e.Zone)+1)
	var out []int64
	for day := from; day < to; {
		first, next := monthOf(day)
		out, day = append(out, first), next
	}
	return out
}

// openKept maps the rollups of the local months [from, to) that were built before, side by side: every byte of them is checked. One that is absent or damaged
// is left to be built. It needs the lock.
func (e *Engine) openKept(from, to int64) {
	var paths []string
	for _, s := range e.Snapshot.Segments["events"] {
		for _, m := range e.months(s, from, to) {
			if path := e.path(s, m); e.files[path] == nil {
				paths = append(paths, path)
			}
		}
	}
	found := make([]*file, len(paths))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, path := range paths {
		group.Go(func() error {
			if f, err := open(path); err == nil {
				found[i] = f
			}
			return nil
		})
	}
	_ = group.Wait() // never fails
	for i, f := range found {
		if f != nil {
			e.files[paths[i]] = f
		}
	}
}

// open builds those months of a segment that are not mapped, false when the segment cannot be rolled up. It needs the lock.
func (e *Engine) open(ctx context.Context, s warehouse.Segment, months []int64) (bool, error) {
	var absent []int64
	for _, m := range months {
		if e.files[e.path(s, m)] == nil {
			absent = append(absent, m)
		}
	}
	if len(absent) == 0 {
		return true, nil
	}
	if _, err := os.Stat(e.refusal(s)); err == nil {
		return false, nil
	}
	to := func(m int64) string { return e.path(s, m) }
	err := build(ctx, e.Snapshot.Path(s), s, e.Zone, absent, to, runtime.GOMAXPROCS(0))
	if errors.Is(err, errTooWide) || errors.Is(err, errLayout) {
		return false, errors.Join(os.MkdirAll(filepath.Dir(e.refusal(s)), 0o755), os.WriteFile(e.refusal(s), nil, 0o644))
	}
	if err != nil {
		return false, err
	}
	for _, m := range absent {
		f, err := open(e.path(s, m))
		if err != nil {
			return false, err
		}
		e.files[e.path(s, m)] = f
	}
	return true, nil
}

// refusal is a file that says that a segment cannot be rolled up.
func (e *Engine) refusal(s warehouse.Segment) string {
	return filepath.Join(e.Dir, s.Digest[:2], s.Digest[2:34]+".none")
}

// path names a cache file by everything that decides its content.
func (e *Engine) path(s warehouse.Segment, month int64) string {
	name := s.Digest[2:34] + "-" + safe(e.Zone.String()) + "-" + time.Unix(month*86400, 0).UTC().Format("2006-01") + ".rollup"
	return filepath.Join(e.Dir, s.Digest[:2], name)
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

package rollup

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/zeebo/xxh3"
	"golang.org/x/sync/errgroup"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// spanFile tells from when to when each account has events in one segment: who was measured since when,
// without reading all history again.
type spanFile struct {
	accounts    []string // sorted
	first, last []int64
}

const spanMagic = "TSSPAN1\n"

// answerSpans answers the first and last event by account over an interval that is open to the past
// (first) or whose end lies behind the segments it cuts (last); false where that is not what is asked.
func (e *Engine) answerSpans(ctx context.Context, s metric.Scan, out *metric.Result) (bool, error) {
	p := &plan{}
	if s.Fact != "events" || s.Time != "time" || s.Daily || len(s.Keys) != 1 || s.Keys[0] != "account" || !s.From.IsZero() || !p.split(s.Filter) || len(p.pairs) > 0 {
		return false, nil
	}
	to := int64(1) << 62
	if !s.To.IsZero() {
		to = s.To.UnixMicro()
	}
	for _, a := range s.Aggregates {
		if a.Op != metric.Min && a.Op != metric.Max || a.Column != "time" || a.Filter != nil || a.Among != nil || !a.From.IsZero() || !a.To.IsZero() && a.To != s.To {
			return false, nil
		}
	}
	files, err := e.spanFiles(ctx)
	if errors.Is(err, errLayout) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	type extent struct{ first, last int64 }
	all := map[string]extent{}
	for _, f := range files {
		for i, account := range f.accounts {
			if f.first[i] >= to {
				continue
			}
			if f.last[i] >= to {
				if slices.ContainsFunc(s.Aggregates, func(a metric.Aggregate) bool { return a.Op == metric.Max }) {
					return false, nil // the last event before the end is not written down
				}
			}
			x, ok := all[account]
			if !ok {
				x = extent{f.first[i], f.last[i]}
			}
			all[account] = extent{min(x.first, f.first[i]), max(x.last, f.last[i])}
		}
	}
	x := &execution{plan: p}
	out.Width = 1 + len(s.Aggregates)
	for account, v := range all {
		if !x.accountOK(account) {
			continue
		}
		out.Cells = append(out.Cells, metric.TextCell(account))
		for _, a := range s.Aggregates {
			out.Cells = append(out.Cells, metric.IntCell(map[metric.Op]int64{metric.Min: v.first, metric.Max: v.last}[a.Op]))
		}
	}
	return true, nil
}

func (e *Engine) spanFiles(ctx context.Context) ([]*spanFile, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.spans == nil {
		e.spans = map[string]*spanFile{}
	}
	segments := e.Snapshot.Segments["events"]
	out := make([]*spanFile, len(segments))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, s := range segments {
		if out[i] = e.spans[s.Digest]; out[i] == nil {
			g.Go(func() (err error) {
				out[i], err = e.spanFile(ctx, s)
				return err
			})
		}
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	for i, s := range segments {
		e.spans[s.Digest] = out[i]
	}
	return out, nil
}

func (e *Engine) spanFile(ctx context.Context, s warehouse.Segment) (*spanFile, error) {
	path := filepath.Join(e.Dir, s.Digest[:2], s.Digest[2:34]+".spans")
	if data, err := os.ReadFile(path); err == nil {
		if f, err := readSpans(data); err == nil {
			return f, nil
		}
	}
	f := &spanFile{}
	if err := f.build(ctx, e.Snapshot.Path(s)); err != nil {
		return nil, fmt.Errorf("spans of %s: %w", s.Path, err)
	}
	return f, f.write(path)
}

// build reads the accounts and times of a segment.
func (f *spanFile) build(ctx context.Context, path string) error {
	var accounts texts
	var times []int64
	type extent struct{ first, last int64 }
	found := map[string]*extent{}
	var byCode []*extent
	group := func(group parquet.RowGroup, places map[string]int) (err error) {
		if err = readTexts(group, places, "account", &accounts); err != nil {
			return err
		}
		if times, err = readInts(group, places, "time", 0, times); err != nil {
			return err
		}
		if len(times) != len(accounts.codes) {
			return errLayout
		}
		byCode = append(byCode[:0], make([]*extent, len(accounts.ends))...)
		for i, code := range accounts.codes {
			if code < 0 {
				continue
			}
			x, at := byCode[code], times[i]
			if x == nil {
				name := accounts.text(code)
				if x = found[string(name)]; x == nil {
					x = &extent{at, at}
					found[string(name)] = x
				}
				byCode[code] = x
			}
			x.first, x.last = min(x.first, at), max(x.last, at)
		}
		return ctx.Err()
	}
	err := withFile(path, func(file *parquet.File, places map[string]int) error {
		for _, g := range file.RowGroups() {
			if err := group(g, places); err != nil {
				return err
			}
		}
		return nil
	})
	f.accounts = slices.Sorted(maps.Keys(found))
	for _, a := range f.accounts {
		f.first, f.last = append(f.first, found[a].first), append(f.last, found[a].last)
	}
	return err
}

func (f *spanFile) write(path string) error {
	data := []byte(spanMagic)
	data = binary.AppendUvarint(data, uint64(len(f.accounts)))
	for i, a := range f.accounts {
		data = binary.AppendUvarint(data, uint64(len(a)))
		data = append(data, a...)
		data = binary.AppendVarint(data, f.first[i])
		data = binary.AppendVarint(data, f.last[i]-f.first[i])
	}
	data = binary.LittleEndian.AppendUint64(data, xxh3.Hash(data))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	t, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return err
	}
	_, err = t.Write(data)
	if err := errors.Join(err, t.Close()); err != nil {
		return errors.Join(err, os.Remove(t.Name()))
	}
	return os.Rename(t.Name(), path)
}

func readSpans(data []byte) (*spanFile, error) {
	end := len(data) - 8
	if end < len(spanMagic) || string(data[:len(spanMagic)]) != spanMagic || binary.LittleEndian.Uint64(data[end:]) != xxh3.Hash(data[:end]) {
		return nil, ErrDamaged
	}
	data = data[len(spanMagic):end]
	count, k := binary.Uvarint(data)
	data = data[k:]
	f := &spanFile{}
	for range count {
		n, k := binary.Uvarint(data)
		f.accounts = append(f.accounts, string(data[k:k+int(n)]))
		data = data[k+int(n):]
		first, k := binary.Varint(data)
		length, j := binary.Varint(data[k:])
		f.first, f.last = append(f.first, first), append(f.last, first+length)
		data = data[k+j:]
	}
	return f, nil
}

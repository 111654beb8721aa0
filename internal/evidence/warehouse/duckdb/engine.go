package duckdb

import (
	"context"
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// Engine answers scans over one snapshot.
type Engine struct {
	DB       *DB
	Snapshot *warehouse.Snapshot
}

// Run answers scans one after the other; DuckDB spreads each over the cores.
func (e Engine) Run(ctx context.Context, scans []metric.Scan) ([]metric.Result, error) {
	out := make([]metric.Result, len(scans))
	for i, s := range scans {
		if err := e.run(ctx, s, &out[i]); err != nil {
			return nil, fmt.Errorf("scan %s of snapshot %s: %w", s.Fact, e.Snapshot.ID(), err)
		}
	}
	return out, nil
}

func (e Engine) run(ctx context.Context, s metric.Scan, out *metric.Result) error {
	query, err := render(e.Snapshot, s)
	if err != nil {
		return err
	}
	text := textual(s)
	out.Width = len(text)
	if len(e.Snapshot.Segments[s.Fact]) == 0 && (len(s.Keys) > 0 || s.Daily) {
		return nil // nothing to start an engine for
	}
	intern := map[string]string{}
	return e.DB.Each(ctx, query, func(c Chunk) error {
		out.Cells = appendRows(out.Cells, c, text, intern)
		return nil
	})
}

// textual tells which columns of a scan's result are text.
func textual(s metric.Scan) []bool {
	var out []bool
	if s.Daily {
		out = append(out, false)
	}
	for _, k := range s.Keys {
		t, _ := metric.Facts.Type(s.Fact, k)
		out = append(out, t == metric.TextColumn)
	}
	return append(out, make([]bool, len(s.Aggregates))...)
}

func appendRows(cells []metric.Cell, c Chunk, text []bool, intern map[string]string) []metric.Cell {
	base, width := len(cells), len(text)
	cells = append(cells, make([]metric.Cell, c.Len*width)...)
	for k, isText := range text {
		for i := range c.Len {
			if c.Null(k, i) {
				continue
			}
			if isText {
				cells[base+i*width+k] = metric.TextCell(own(intern, c.Text(k, i)))
			} else {
				cells[base+i*width+k] = metric.IntCell(c.Ints(k)[i])
			}
		}
	}
	return cells
}

// own copies a string out of a chunk, each text once.
func own(intern map[string]string, s string) string {
	if v, ok := intern[s]; ok {
		return v
	}
	v := strings.Clone(s)
	if len(intern) < 1<<16 {
		intern[v] = v
	}
	return v
}

package quality

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// daysOf is all that most checks ask of events: how many rows an account has on a day (UTC), by contract. It is made once a segment and kept in the cache, so
// that an import reads its own rows and a few days of each older segment, whatever the warehouse has grown to.
const daysOf = `SELECT account, subscription, date_trunc('day', time)::TIMESTAMP AS day, count(*) AS n FROM %s GROUP BY ALL`

// defineDays makes the view event_days over all segments of events.
func (c *checker) defineDays(ctx context.Context) error {
	segments := c.Segments["events"]
	var paths []string
	for _, segment := range segments {
		path := c.daysPath(segment)
		if path == "" {
			return c.exec(ctx, "CREATE VIEW event_days AS "+fmt.Sprintf(daysOf, "events"))
		}
		if err := c.keepDays(ctx, segment, path); err != nil {
			return err
		}
		paths = append(paths, path)
	}
	if len(paths) == 0 {
		return nil // no check that asks is possible
	}
	return c.exec(ctx, "CREATE VIEW event_days AS SELECT * FROM "+warehouse.Files(paths))
}

// daysPath names a segment's days by its digest; empty without a cache.
func (c *checker) daysPath(s warehouse.Segment) string {
	const least = 34
	if c.Cache == "" || len(s.Digest) < least {
		return ""
	}
	return filepath.Join(c.Cache, "days", s.Digest[:2], s.Digest[2:least]+".parquet")
}

// keepDays makes a segment's days unless they are there and whole.
func (c *checker) keepDays(ctx context.Context, s warehouse.Segment, path string) error {
	if _, err := os.Stat(path); err == nil {
		if rows, _, err := c.counts(ctx, "SELECT sum(n)::BIGINT, 0 FROM "+warehouse.Files([]string{path})); err == nil && rows == s.Rows {
			return nil
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return err
	}
	if err := temp.Close(); err != nil {
		return err
	}
	query := fmt.Sprintf(daysOf, warehouse.Files([]string{c.Path(s)}))
	if err := c.exec(ctx, "COPY ("+query+") TO "+warehouse.Literal(temp.Name())+" (FORMAT parquet)"); err != nil {
		_ = os.Remove(temp.Name()) // the next trim of the cache would take it
		return err
	}
	return os.Rename(temp.Name(), path)
}

// around lists the files of a fact whose rows may stand beside the new ones in time: the new segments and the older ones that overlap them.
func (c *checker) around(fact string) []string {
	known := map[string]bool{}
	for _, s := range c.Known[fact] {
		known[s.Path] = true
	}
	var low, high time.Time
	for _, s := range c.Segments[fact] {
		if known[s.Path] || s.Min == nil || s.Max == nil {
			continue
		}
		if low.IsZero() || s.Min.Before(low) {
			low = *s.Min
		}
		if s.Max.After(high) {
			high = *s.Max
		}
	}
	var paths []string
	for _, s := range c.Segments[fact] {
		if !known[s.Path] || !low.IsZero() && s.Overlaps(low, high.Add(time.Microsecond)) {
			paths = append(paths, c.Path(s))
		}
	}
	return paths
}

package quality

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

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
func (c *checker) daysPath(s warehouse.Segment) string { return c.cached("days", s.Digest) }

// keepDays makes a segment's days unless they are there and whole.
func (c *checker) keepDays(ctx context.Context, s warehouse.Segment, path string) error {
	return c.keep(ctx, path, "sum(n)::BIGINT", s.Rows, fmt.Sprintf(daysOf, warehouse.Files([]string{c.Path(s)})))
}

// cached names a file of the cache by what it was made of; empty without a cache.
func (c *checker) cached(folder, digest string) string {
	const least = 34
	if c.Cache == "" || len(digest) < least {
		return ""
	}
	return filepath.Join(c.Cache, folder, digest[:2], digest[2:least]+".parquet")
}

// keep makes a file of the cache from a query, unless it is there and a count over it says that it is whole.
func (c *checker) keep(ctx context.Context, path, count string, want int64, query string) error {
	if _, err := os.Stat(path); err == nil {
		if got, _, err := c.counts(ctx, "SELECT "+count+", 0 FROM "+warehouse.Files([]string{path})); err == nil && got == want {
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
	if err := c.exec(ctx, "COPY ("+query+") TO "+warehouse.Literal(temp.Name())+" (FORMAT parquet)"); err != nil {
		_ = os.Remove(temp.Name()) // the next trim of the cache would take it
		return err
	}
	return os.Rename(temp.Name(), path)
}

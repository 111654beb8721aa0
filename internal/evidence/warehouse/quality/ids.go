package quality

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// duplicateIDs looks for identifiers that several rows of a fact share though its mapping does not make them a key. An identifier becomes
// one by a new row only: asked are those of the new segments and those that were shared before, and of the other segments no more than a hash of 8
// bytes a row, which is kept once a segment. The answer is that over the whole warehouse, whatever lies between two rows in time.
func duplicateIDs(ctx context.Context, c *checker) ([]Finding, error) {
	var found []Finding
	for _, name := range []string{"events", "ticket_comments"} {
		f, err := c.sharedIDs(ctx, name)
		if err != nil {
			return nil, err
		}
		found = append(found, f.list()...)
	}
	return found, nil
}

func (c *checker) sharedIDs(ctx context.Context, fact string) (Finding, error) {
	all := c.Segments[fact]
	if len(all) == 0 {
		return Finding{}, nil
	}
	if err := c.collectShared(ctx, fact); err != nil {
		return Finding{}, err
	}
	f := Finding{Check: "duplicate-ids", Fact: fact, Unit: "identifiers"}
	var most, spare int64
	var err error
	if f.Count, most, err = c.counts(ctx, "SELECT count(*), max(n) FROM shared"); err != nil || f.Count == 0 {
		return Finding{}, err
	}
	if f.Of, spare, err = c.counts(ctx, "SELECT (SELECT count(id) FROM "+c.files(all)+"), sum(n - 1)::BIGINT FROM shared"); err != nil {
		return Finding{}, err
	}
	f.Of -= spare
	often := "twice"
	if most > 2 {
		often = fmt.Sprintf("up to %s times", number(most))
	}
	f.Message = fmt.Sprintf("%s identifiers of %s occur %s", number(f.Count), fact, often)
	f.Examples, err = c.examples(ctx, "SELECT id FROM shared ORDER BY n DESC, id")
	return f, err
}

const idsOf = "SELECT id, hash(id) AS h FROM %s WHERE id IS NOT NULL"

// collectShared makes the table shared (id, n) of the identifiers that stand in several rows, and keeps it for the next check.
func (c *checker) collectShared(ctx context.Context, fact string) error {
	path := c.cached("shared", digestOf(c.Segments[fact]))
	if c.recall(ctx, "shared", path) {
		return nil // nothing of this fact has changed
	}
	fresh, old := c.sinceLast(ctx, fact)
	asked := fmt.Sprintf(idsOf, c.files(fresh))
	counted := "SELECT h FROM (" + asked + ")"
	if len(old) > 0 {
		kept, err := c.hashes(ctx, old)
		if err != nil {
			return err
		}
		// What was shared may be so no more, where a segment was written again without it: it is counted anew.
		asked += " UNION ALL SELECT id, hash(id) AS h FROM answered"
		counted = "SELECT h FROM (" + counted + " UNION ALL " + kept + ") WHERE h IN (SELECT h FROM (" + asked + "))"
	}
	err := c.exec(ctx, "CREATE OR REPLACE TEMP TABLE shared AS WITH several AS (SELECT h, count(*) AS n FROM ("+counted+") GROUP BY h HAVING count(*) > 1) "+
		"SELECT any_value(id) AS id, any_value(n) AS n FROM several JOIN ("+asked+") USING (h) GROUP BY h")
	if err != nil || path == "" {
		return err
	}
	n, _, err := c.counts(ctx, "SELECT count(*), 0 FROM shared")
	if err != nil {
		return err
	}
	return c.keep(ctx, path, "count(*)", n, "SELECT id, n FROM shared")
}

// recall makes a table of a kept answer; false where there is none that can be read.
func (c *checker) recall(ctx context.Context, table, path string) bool {
	if _, err := os.Stat(path); path == "" || err != nil {
		return false
	}
	return c.exec(ctx, "CREATE OR REPLACE TEMP TABLE "+table+" AS SELECT id, n FROM "+warehouse.Files([]string{path})) == nil
}

// sinceLast parts a fact's segments into those that the last answer did not know and the others, and makes that answer the table answered. Where
// there is none, all are new.
func (c *checker) sinceLast(ctx context.Context, fact string) (fresh, old []warehouse.Segment) {
	all, known := c.Segments[fact], map[string]bool{}
	for _, s := range c.Known[fact] {
		known[s.Path] = true
	}
	for _, s := range all {
		if known[s.Path] {
			old = append(old, s)
		} else {
			fresh = append(fresh, s)
		}
	}
	if len(fresh) == 0 || !c.recall(ctx, "answered", c.cached("shared", digestOf(c.Known[fact]))) {
		return all, nil
	}
	return fresh, old
}

// hashes writes a SELECT of the kept hashes of segments, making those that are not there. Another version of the engine may hash otherwise.
func (c *checker) hashes(ctx context.Context, segments []warehouse.Segment) (string, error) {
	versions, err := c.examples(ctx, "SELECT version()")
	if err != nil {
		return "", err
	}
	var paths []string
	for _, s := range segments {
		path := c.cached(filepath.Join("ids", versions[0]), s.Digest)
		if path == "" {
			return "SELECT h FROM (" + fmt.Sprintf(idsOf, c.files(segments)) + ")", nil
		}
		query := "SELECT CASE WHEN id IS NOT NULL THEN hash(id) END AS h FROM " + c.files([]warehouse.Segment{s})
		if err := c.keep(ctx, path, "count(*)", s.Rows, query); err != nil {
			return "", err
		}
		paths = append(paths, path)
	}
	return "SELECT h FROM " + warehouse.Files(paths), nil
}

func (c *checker) files(segments []warehouse.Segment) string {
	paths := make([]string, len(segments))
	for i, s := range segments {
		paths[i] = c.Path(s)
	}
	return warehouse.Files(paths)
}

// digestOf names a list of segments, in whatever order.
func digestOf(segments []warehouse.Segment) string {
	digests := make([]string, len(segments))
	for i, s := range segments {
		digests[i] = s.Digest
	}
	slices.Sort(digests)
	sum := sha256.Sum256([]byte(strings.Join(digests, "\n")))
	return hex.EncodeToString(sum[:])
}

package intake

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/mapping"
)

// outcome is what became of the rows of one mapped file.
type outcome struct {
	path                      string // the rows to add, "" for none
	added, repeated, replaced int64
}

// admit leaves out of a mapped file what the warehouse, or an earlier file of this import, has already. Rows with a key replace
// the row that has the same key and other values; rows without are counted: the nth equal row of a file is the nth equal row
// of the warehouse.
func (r *run) admit(ctx context.Context, fact mapping.Fact, file mapped) (outcome, error) {
	rows, low, high, err := r.writer.extent(ctx, fact.Fact, file.path)
	if err != nil || rows == 0 {
		return outcome{}, err
	}
	if len(fact.Key) > 0 {
		return r.admitKeyed(ctx, fact, file.path, rows)
	}
	known := r.overlapping(fact.Fact, low, high)
	if len(known) == 0 {
		return outcome{path: file.path, added: rows}, nil
	}
	return r.admitCounted(ctx, fact, file.path, rows, known, low, high)
}

// overlapping lists the files of this source's rows of a fact that may hold a row between low and high.
func (r *run) overlapping(fact warehouse.Fact, low, high *time.Time) []string {
	var paths []string
	for _, segment := range r.segments[fact.Name] {
		if segment.Source == r.options.Mapping.Name && (low == nil || segment.Overlaps(*low, high.Add(time.Microsecond))) {
			paths = append(paths, r.act.Path(segment))
		}
	}
	return paths
}

// sameness writes the hash of a row: all columns as they are after resolution. Rows are compared by time and hash.
func sameness(fact warehouse.Fact) string {
	columns := slices.DeleteFunc(fact.Names(), func(name string) bool { return name == "source_account" })
	return "hash(" + quoted(columns) + ")"
}

func (r *run) admitCounted(ctx context.Context, fact mapping.Fact, path string, rows int64, known []string, low, high *time.Time) (outcome, error) {
	column, between := "0", ""
	if fact.Fact.Time != "" {
		column = warehouse.Quote(fact.Fact.Time)
		between = fmt.Sprintf(" WHERE %s BETWEEN TIMESTAMP '%s' AND TIMESTAMP '%s'", column, stamp(*low), stamp(*high))
	}
	same := sameness(fact.Fact)
	err := r.writer.exec(ctx,
		fmt.Sprintf("CREATE OR REPLACE TEMP TABLE known AS SELECT %s AS t, %s AS h, count(*) AS n FROM %s%s GROUP BY t, h", column, same, warehouse.Files(known), between))
	if err != nil {
		return outcome{}, err
	}
	repeated, err := r.writer.number(ctx, fmt.Sprintf("SELECT sum(least(f.n, k.n))::BIGINT FROM (SELECT %s AS t, %s AS h, count(*) AS n FROM %s GROUP BY t, h) f JOIN known k USING (t, h)",
		column, same, warehouse.Files([]string{path})))
	if err != nil {
		return outcome{}, err
	}
	done := outcome{path: path, added: rows - repeated, repeated: repeated}
	switch {
	case done.added == 0:
		done.path = ""
		return done, nil
	case repeated == 0:
		return done, nil
	}
	done.path = r.scratch("new")
	query := fmt.Sprintf(`SELECT %s FROM (SELECT *, row_number() OVER (PARTITION BY t, h ORDER BY file_row_number) AS place FROM (SELECT *, %s AS t, %s AS h FROM %s)) f
		LEFT JOIN known k USING (t, h) WHERE place > coalesce(k.n, 0) ORDER BY file_row_number`, quoted(fact.Fact.Names()), column, same, numberedFile(path))
	return done, r.writer.copyTo(ctx, query, done.path)
}

func numberedFile(path string) string {
	return "read_parquet(" + warehouse.Literal(path) + ", file_row_number = true)"
}

// admitKeyed: the row with the greatest version wins, among equals the later one. Rows of the warehouse that lose are taken out
// by writing their segments again, under other names: older snapshots keep theirs.
func (r *run) admitKeyed(ctx context.Context, fact mapping.Fact, path string, rows int64) (outcome, error) {
	known := r.overlapping(fact.Fact, nil, nil)
	key := quoted(fact.Key)
	distinct, err := r.writer.number(ctx, "SELECT count(DISTINCT hash("+key+")) FROM "+warehouse.Files([]string{path}))
	if err != nil {
		return outcome{}, err
	}
	if len(known) == 0 && distinct == rows {
		return outcome{path: path, added: rows}, nil
	}
	same := sameness(fact.Fact)
	version := "NULL::TIMESTAMP"
	if fact.Version != "" {
		version = warehouse.Quote(fact.Version)
	}
	columns := quoted(fact.Fact.Names())
	err = r.writer.exec(ctx, fmt.Sprintf(`CREATE OR REPLACE TEMP TABLE incoming AS SELECT %s, file_row_number AS n, %s AS h, %s AS v FROM %s
		QUALIFY row_number() OVER (PARTITION BY %s ORDER BY v DESC NULLS LAST, file_row_number DESC) = 1`, key, same, version, numberedFile(path), key))
	if err != nil {
		return outcome{}, err
	}
	winners, err := r.writer.number(ctx, "SELECT count(*) FROM incoming")
	if err != nil {
		return outcome{}, err
	}
	done := outcome{repeated: rows - winners}
	if len(known) > 0 {
		if err := r.compareKnown(ctx, fact, known, same, version, &done); err != nil {
			return outcome{}, err
		}
	}
	if done.added, err = r.writer.number(ctx, "SELECT count(*) FROM incoming"); err != nil || done.added == 0 {
		return done, err
	}
	if done.added == rows {
		done.path = path
	} else {
		done.path = r.scratch("new")
		query := "SELECT " + columns + " FROM " + numberedFile(path) + " WHERE file_row_number IN (SELECT n FROM incoming) ORDER BY file_row_number"
		if err := r.writer.copyTo(ctx, query, done.path); err != nil {
			return outcome{}, err
		}
	}
	done.added -= done.replaced
	if done.replaced > 0 {
		return done, r.takeOut(ctx, fact)
	}
	return done, nil
}

// compareKnown takes out of incoming what the warehouse has already or in a later version, and leaves in lost the keys that
// incoming replaces.
func (r *run) compareKnown(ctx context.Context, fact mapping.Fact, known []string, same, version string, done *outcome) error {
	match := make([]string, len(fact.Key))
	for i, name := range fact.Key {
		match[i] = "k." + warehouse.Quote(name) + " IS NOT DISTINCT FROM i." + warehouse.Quote(name)
	}
	on := strings.Join(match, " AND ")
	err := r.writer.exec(ctx, fmt.Sprintf(`CREATE OR REPLACE TEMP TABLE met AS
		SELECT i.n, bool_or(k.h = i.h OR k.v > i.v) AS stale FROM incoming i JOIN (SELECT %s, %s AS h, %s AS v FROM %s) k ON %s GROUP BY i.n`,
		quoted(fact.Key), same, version, warehouse.Files(known), on))
	if err != nil {
		return err
	}
	stale, err := r.writer.number(ctx, "SELECT count(*) FROM met WHERE stale")
	if err != nil {
		return err
	}
	done.repeated += stale
	if done.replaced, err = r.writer.number(ctx, "SELECT count(*) FROM met WHERE NOT stale"); err != nil {
		return err
	}
	return r.writer.exec(ctx,
		"CREATE OR REPLACE TEMP TABLE lost AS SELECT "+quoted(fact.Key)+" FROM incoming WHERE n IN (SELECT n FROM met WHERE NOT stale)",
		"DELETE FROM incoming WHERE n IN (SELECT n FROM met WHERE stale)")
}

// takeOut writes the segments that hold lost keys again, without them.
func (r *run) takeOut(ctx context.Context, fact mapping.Fact) error {
	match := make([]string, len(fact.Key))
	for i, name := range fact.Key {
		match[i] = "l." + warehouse.Quote(name) + " IS NOT DISTINCT FROM s." + warehouse.Quote(name)
	}
	exists := "EXISTS (SELECT 1 FROM lost l WHERE " + strings.Join(match, " AND ") + ")"
	var kept []warehouse.Segment
	for _, segment := range r.segments[fact.Fact.Name] {
		if segment.Source != r.options.Mapping.Name {
			kept = append(kept, segment)
			continue
		}
		source := numberedFile(r.act.Path(segment)) + " s"
		hits, err := r.writer.number(ctx, "SELECT count(*) FROM "+source+" WHERE "+exists)
		if err != nil {
			return err
		}
		if hits == 0 {
			kept = append(kept, segment)
			continue
		}
		path := r.scratch("left")
		query := "SELECT " + quoted(fact.Fact.Names()) + " FROM " + source + " WHERE NOT " + exists + " ORDER BY s.file_row_number"
		if err := r.writer.copyTo(ctx, query, path); err != nil {
			return err
		}
		left, err := keepFile(ctx, r.writer, r.act, fact.Fact, segment.Source, path)
		if err != nil {
			return err
		}
		kept = append(kept, left...)
	}
	r.segments[fact.Fact.Name] = kept
	return nil
}

// scratch names a file in the act's folder that nobody else writes.
func (r *run) scratch(what string) string {
	r.files++
	return filepath.Join(r.act.Dir(), fmt.Sprintf("%s-%05d.parquet", what, r.files))
}

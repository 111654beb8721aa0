package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// Subject is whom an erasure is about: accounts, by any name that they have or had, and people, by the identifiers that users have.
type Subject struct {
	Accounts []string
	Users    []string
}

// Erased is what an erasure did.
type Erased struct {
	// Snapshot is the latest one now; "" where no row was concerned and nothing was done.
	Snapshot string `json:"snapshot"`
	// Gone are the snapshots that cannot be asked any more: citations of them are unverified, erased on the day.
	Gone []string `json:"gone"`
	Rows int64    `json:"rows"`
	// Segments are the digests of the files that are no more: what was computed of them must go too.
	Segments []string `json:"segments"`
}

// Erase removes an account's rows, and takes a person's name and words out of rows (the rows stay: they are the account's). Segments
// are written again under a new manifest; every snapshot that held such a row is removed with its files.
func Erase(ctx context.Context, store *warehouse.Store, now time.Time, subject Subject) (_ Erased, err error) {
	act, err := store.Begin(ctx)
	if err != nil {
		return Erased{}, err
	}
	defer func() { err = errors.Join(err, act.Close()) }()
	w, err := openEngine(ctx, defaultMemory, act.Dir())
	if err != nil {
		return Erased{}, err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	e := &eraser{act: act, writer: w, subject: subject, concerned: map[string]int64{}}
	if err := e.prepare(ctx, store); err != nil {
		return Erased{}, fmt.Errorf("erase: %w", err)
	}
	if len(e.gone) == 0 {
		return Erased{}, nil
	}
	segments, err := e.rewrite(ctx)
	if err != nil {
		return Erased{}, fmt.Errorf("erase: %w", err)
	}
	snapshot, err := act.Erased(warehouse.Commit{Created: now, Act: "erase", Identity: act.Base().Identity, Segments: segments},
		func(s *warehouse.Snapshot) bool { return slices.Contains(e.gone, s.ID()) })
	if err != nil {
		return Erased{}, err
	}
	return Erased{Snapshot: snapshot.ID(), Gone: e.gone, Rows: e.rows, Segments: e.digests}, nil
}

type eraser struct {
	act       *warehouse.Act
	writer    *engine
	subject   Subject
	concerned map[string]int64 // by segment path: rows
	gone      []string
	digests   []string
	rows      int64
	files     int
}

// prepare finds the concerned segments of every snapshot, and the snapshots that must go.
func (e *eraser) prepare(ctx context.Context, store *warehouse.Store) error {
	if err := e.writer.exec(ctx, "CREATE TABLE _tickets (ticket VARCHAR)"); err != nil {
		return err
	}
	snapshots, err := store.Snapshots()
	if err != nil {
		return err
	}
	for _, snapshot := range snapshots {
		if paths := snapshot.Paths("tickets"); len(paths) > 0 {
			if err := e.writer.exec(ctx, "INSERT INTO _tickets SELECT DISTINCT ticket FROM "+warehouse.Files(paths)+" WHERE "+e.ofAccounts()); err != nil {
				return err
			}
		}
	}
	for _, snapshot := range snapshots {
		hit, err := e.concerns(ctx, snapshot)
		if err != nil {
			return err
		}
		if hit {
			e.gone = append(e.gone, snapshot.ID())
		}
	}
	return nil
}

func (e *eraser) concerns(ctx context.Context, snapshot *warehouse.Snapshot) (bool, error) {
	hit := false
	for _, fact := range warehouse.Facts() {
		for _, segment := range snapshot.Segments[fact.Name] {
			rows, seen := e.concerned[segment.Path]
			if !seen {
				var err error
				if rows, err = e.writer.number(ctx, "SELECT count(*) FROM "+warehouse.Files([]string{snapshot.Path(segment)})+" WHERE "+e.about(fact)); err != nil {
					return false, err
				}
				e.concerned[segment.Path] = rows
				if rows > 0 {
					e.digests = append(e.digests, segment.Digest)
				}
			}
			hit = hit || rows > 0
		}
	}
	if hit {
		return true, nil
	}
	for _, name := range []string{"rejected.jsonl", "quality.json"} {
		data, err := os.ReadFile(snapshot.Attachment(name))
		if err != nil {
			continue // most have none
		}
		for _, text := range append(slices.Clone(e.subject.Accounts), e.subject.Users...) {
			if bytes.Contains(data, []byte(text)) {
				return true, nil
			}
		}
	}
	return false, nil
}

func literals(list []string) string {
	out := []string{"NULL"}
	for _, text := range list {
		out = append(out, warehouse.Literal(text))
	}
	return strings.Join(out, ", ")
}

func (e *eraser) ofAccounts() string {
	list := literals(e.subject.Accounts)
	return "(coalesce(account IN (" + list + "), false) OR coalesce(source_account IN (" + list + "), false))"
}

// personal are the columns that name a person, with the columns that hold their words.
var personal = []struct {
	name  string
	words []string
}{
	{"user", []string{"comment", "subject", "body", "properties"}},
	{"author", []string{"body", "summary"}},
	{"person", []string{"body"}},
	{"people", nil},
}

// removed is the condition of the rows that go: those of an account, and a person's own row.
func (e *eraser) removed(fact warehouse.Fact) string {
	switch {
	case fact.Name == "users":
		return "(" + e.ofAccounts() + ` OR coalesce("user" IN (` + literals(e.subject.Users) + "), false))"
	case hasAccount(fact):
		return e.ofAccounts()
	}
	return "coalesce(ticket IN (SELECT ticket FROM _tickets), false)"
}

// names is the condition of the rows that name a person in a column.
func (e *eraser) names(column string) string {
	if column == "people" {
		return "coalesce(len(list_intersect(list_transform(string_split(people, ','), x -> trim(x)), [" + literals(e.subject.Users) + "]::VARCHAR[])) > 0, false)"
	}
	return "coalesce(" + warehouse.Quote(column) + " IN (" + literals(e.subject.Users) + "), false)"
}

// about is the condition of all rows that an erasure concerns.
func (e *eraser) about(fact warehouse.Fact) string {
	parts := []string{e.removed(fact)}
	for _, p := range personal {
		if _, has := fact.Column(p.name); has {
			parts = append(parts, e.names(p.name))
		}
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

// rewrite writes the concerned segments of the latest snapshot again.
func (e *eraser) rewrite(ctx context.Context) (map[string][]warehouse.Segment, error) {
	segments := map[string][]warehouse.Segment{}
	for _, fact := range warehouse.Facts() {
		for _, segment := range e.act.Base().Segments[fact.Name] {
			if e.concerned[segment.Path] == 0 {
				segments[fact.Name] = append(segments[fact.Name], segment)
				continue
			}
			e.rows += e.concerned[segment.Path]
			e.files++
			path := fmt.Sprintf("%s/erased-%d.parquet", e.act.Dir(), e.files)
			query := "SELECT " + strings.Join(e.columns(fact), ", ") + " FROM " + numberedFile(e.act.Path(segment)) + " WHERE NOT " + e.removed(fact) + " ORDER BY file_row_number"
			if err := e.writer.copyTo(ctx, query, path); err != nil {
				return nil, err
			}
			left, err := keepFile(ctx, e.writer, e.act, fact, segment.Source, path)
			if err != nil {
				return nil, err
			}
			segments[fact.Name] = append(segments[fact.Name], left...)
		}
	}
	return segments, nil
}

// columns writes a fact's columns without a person's name and words.
func (e *eraser) columns(fact warehouse.Fact) []string {
	out := make([]string, len(fact.Columns))
	for i, column := range fact.Columns {
		var conditions []string
		for _, p := range personal {
			if _, has := fact.Column(p.name); has && (p.name == column.Name || slices.Contains(p.words, column.Name)) {
				conditions = append(conditions, e.names(p.name))
			}
		}
		out[i] = warehouse.Quote(column.Name)
		if len(conditions) > 0 {
			out[i] = "CASE WHEN " + strings.Join(conditions, " OR ") + " THEN NULL ELSE " + out[i] + " END AS " + out[i]
		}
	}
	return out
}

package erase_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/erase"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/duckdb"
)

var at = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// fill makes a warehouse of one snapshot from queries, one a fact.
func fill(t *testing.T, facts map[string]string) (*warehouse.Store, *duckdb.DB, string) {
	t.Helper()
	dir := t.TempDir()
	store, db := warehouse.Open(dir), &duckdb.DB{}
	t.Cleanup(func() { _ = db.Close() })
	ctx := context.Background()
	act, err := store.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer act.Close()
	segments := map[string][]warehouse.Segment{}
	for fact, query := range facts {
		out := filepath.Join(act.Dir(), fact+".parquet")
		if err := db.Each(ctx, "COPY ("+whole(t, fact, query)+") TO '"+out+"' (FORMAT parquet)", func(duckdb.Chunk) error { return nil }); err != nil {
			t.Fatal(err)
		}
		s, err := act.Keep(fact, out, warehouse.Segment{Rows: 2, Source: "test"})
		if err != nil {
			t.Fatal(err)
		}
		segments[fact] = append(segments[fact], s)
	}
	if _, err := act.Commit(warehouse.Commit{Created: at.Add(-time.Hour), Act: "import", Source: "test", Segments: segments}); err != nil {
		t.Fatal(err)
	}
	return store, db, dir
}

// whole gives a query's rows all columns of the fact.
func whole(t *testing.T, fact, query string) string {
	t.Helper()
	f, ok := warehouse.FactByName(fact)
	if !ok {
		t.Fatalf("no fact %s", fact)
	}
	var columns []string
	for _, c := range f.Columns {
		value := "NULL"
		if strings.Contains(query, "AS "+c.Name) || strings.Contains(query, `AS "`+c.Name+`"`) {
			value = `"` + c.Name + `"`
		}
		columns = append(columns, "CAST("+value+" AS "+string(c.Type)+`) AS "`+c.Name+`"`)
	}
	return "SELECT " + strings.Join(columns, ", ") + " FROM (" + query + ")"
}

var facts = map[string]string{
	"events": `SELECT 'acme' AS account, NULL::VARCHAR AS source_account, TIMESTAMP '2026-01-01' AS time, 'maria@acme.example' AS "user", 'login' AS event
		UNION ALL SELECT 'zeta', 'Zeta old', TIMESTAMP '2026-01-02', 'jo@zeta.example', 'login'`,
	"tickets": `SELECT 'T1' AS ticket, 'acme' AS account, NULL::VARCHAR AS source_account, 'maria@acme.example' AS "user", 'from Maria Lindqvist' AS subject, TIMESTAMP '2026-01-01' AS opened
		UNION ALL SELECT 'T2', 'zeta', NULL, 'jo@zeta.example', 'help', TIMESTAMP '2026-01-01'`,
	"ticket_comments": `SELECT 'T1' AS ticket, TIMESTAMP '2026-01-01' AS time, 'maria@acme.example' AS author, 'Maria Lindqvist writes' AS body
		UNION ALL SELECT 'T2', TIMESTAMP '2026-01-01', 'jo@zeta.example', 'hello'`,
}

// grep looks for words in every file under dir, as written and as DuckDB reads them.
func grep(t *testing.T, db *duckdb.DB, dir string, words ...string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if filepath.Ext(path) == ".parquet" {
			if err := db.Each(context.Background(), "SELECT t::VARCHAR FROM read_parquet('"+path+"') AS t", func(c duckdb.Chunk) error {
				for i := range c.Len {
					data = append(data, c.Text(0, i)...)
				}
				return nil
			}); err != nil {
				return err
			}
		}
		for _, w := range words {
			if bytes.Contains(bytes.ToLower(data), []byte(w)) {
				t.Errorf("%s still holds %q", path, w)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnErasedAccountIsGone(t *testing.T) {
	store, db, dir := fill(t, facts)
	before, err := store.Latest()
	if err != nil {
		t.Fatal(err)
	}
	rows, snapshots, err := erase.Warehouse(context.Background(), store, db, erase.Subject{Account: "acme", Names: []string{"Acme Freight"}, Label: "erased-x"}, at)
	if err != nil {
		t.Fatal(err)
	}
	if rows < 3 || snapshots != 1 {
		t.Errorf("rows %d, snapshots %d", rows, snapshots)
	}
	grep(t, db, dir, "acme", "lindqvist")
	var gone *warehouse.ErasedError
	if _, err := store.ByID(before.ID()); !errors.As(err, &gone) {
		t.Errorf("the old snapshot: %v, want that it was erased", err)
	}
	after, err := store.Latest()
	if err != nil || after.Rows("events") != 1 || after.Rows("tickets") != 1 {
		t.Errorf("what stays: %v", err)
	}
}

func TestAnErasedPersonIsGoneAndTheirRowsStay(t *testing.T) {
	store, db, dir := fill(t, facts)
	rows, _, err := erase.Warehouse(context.Background(), store, db, erase.Subject{Names: []string{"maria@acme.example", "Maria Lindqvist"}, Label: "erased-x"}, at)
	if err != nil {
		t.Fatal(err)
	}
	if rows < 3 {
		t.Errorf("rows %d", rows)
	}
	grep(t, db, dir, "maria", "lindqvist")
	if after, err := store.Latest(); err != nil || after.Rows("events") != 2 {
		t.Errorf("rows were lost: %v", err)
	}
}

func TestWhatIsNotThereChangesNothing(t *testing.T) {
	store, db, _ := fill(t, facts)
	before, _ := store.Latest()
	rows, n, err := erase.Warehouse(context.Background(), store, db, erase.Subject{Account: "nobody", Names: []string{"x'); DROP TABLE events; --"}, Label: "erased-x"}, at)
	if err != nil || rows > 0 || n > 0 {
		t.Errorf("%d %d %v", rows, n, err)
	}
	if after, _ := store.Latest(); after.ID() != before.ID() {
		t.Error("a snapshot was made")
	}
}

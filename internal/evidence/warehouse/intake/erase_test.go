package intake_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
)

func TestErasedIsErased(t *testing.T) {
	store := warehouse.Open(t.TempDir())
	put := func(selects map[string]string) *warehouse.Snapshot {
		t.Helper()
		snapshot, err := intake.Put(t.Context(), store, noon, "fixture", selects)
		if err != nil {
			t.Fatal(err)
		}
		return snapshot
	}
	other := put(map[string]string{"events": `SELECT 'zeta' AS account, 'u9' AS "user", TIMESTAMP '2026-01-01' AS time`})
	held := put(map[string]string{
		"events":          `SELECT 'secretcorp' AS account, 'u1' AS "user", TIMESTAMP '2026-01-01' AS time UNION ALL SELECT 'beta', 'jane-doe', TIMESTAMP '2026-01-02'`,
		"users":           `SELECT 'jane-doe' AS "user", 'beta' AS account, 'jane@beta.example' AS email`,
		"tickets":         `SELECT 't1' AS ticket, 'secretcorp' AS account, TIMESTAMP '2026-01-01' AS opened UNION ALL SELECT 't2', 'beta', TIMESTAMP '2026-01-01'`,
		"ticket_comments": `SELECT 't1' AS ticket, TIMESTAMP '2026-01-01' AS time, 'agent' AS author, 'secretcorp says' AS body UNION ALL SELECT 't2', TIMESTAMP '2026-01-01', 'jane-doe', 'my words'`,
	})
	erased, err := intake.Erase(t.Context(), store, noon, intake.Subject{Accounts: []string{"secretcorp"}, Users: []string{"jane-doe"}})
	if err != nil {
		t.Fatal(err)
	}
	now := latest(t, store)
	if now.ID() != erased.Snapshot || now.Rows("events") != 2 || now.Rows("users") != 0 || now.Rows("tickets") != 1 || now.Rows("ticket_comments") != 1 {
		t.Errorf("after: %s, %d events, %d users, %d tickets, %d comments", now.ID(), now.Rows("events"), now.Rows("users"), now.Rows("tickets"), now.Rows("ticket_comments"))
	}
	var gone *warehouse.ErasedError
	if _, err := store.ByID(held.ID()); !errors.As(err, &gone) || !gone.At.Equal(noon) || !errors.Is(err, warehouse.ErrNoSnapshot) {
		t.Errorf("ByID of the snapshot that held the rows: %v; want an ErasedError", err)
	}
	if _, err := store.ByID(other.ID()); err != nil {
		t.Errorf("a snapshot that held none of the rows: %v", err)
	}
	for _, trace := range []string{"secretcorp", "jane-doe", "jane@beta.example", "my words"} {
		err := filepath.WalkDir(store.Dir(), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if bytes.Contains(data, []byte(trace)) {
				t.Errorf("%q is still in %s", trace, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, now, "ticket_comments", "WHERE body IS NULL AND author IS NULL"); n != 1 {
		t.Errorf("comments without words = %d; want 1", n)
	}
	again, err := intake.Erase(t.Context(), store, noon.Add(time.Hour), intake.Subject{Accounts: []string{"secretcorp"}})
	if err != nil || again.Snapshot != "" {
		t.Errorf("erased again: %+v, %v; want nothing to do", again, err)
	}
	next := put(map[string]string{"events": `SELECT 'zeta' AS account, 'u9' AS "user", TIMESTAMP '2026-01-03' AS time`})
	if next.Number != now.Number+1 {
		t.Errorf("the next snapshot has number %d; want %d", next.Number, now.Number+1)
	}
}

package warehouse_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

var noon = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// commit makes a snapshot with one segment, whose file holds text: the store does not look into files.
func commit(t *testing.T, store *warehouse.Store, text string) *warehouse.Snapshot {
	t.Helper()
	act, err := store.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := act.Close(); err != nil {
			t.Error(err)
		}
	}()
	path := filepath.Join(act.Dir(), "rows.parquet")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	segment, err := act.Keep("events", path, warehouse.Segment{Rows: 1, Source: "test", Min: &noon, Max: &noon})
	if err != nil {
		t.Fatal(err)
	}
	segments := map[string][]warehouse.Segment{"events": append(append([]warehouse.Segment(nil), act.Base().Segments["events"]...), segment)}
	snapshot, err := act.Commit(warehouse.Commit{Created: noon, Act: "import", Source: "test", Segments: segments})
	if err != nil {
		t.Fatal(err)
	}
	return snapshot
}

func TestEverySnapshotCanBeAsked(t *testing.T) {
	store := warehouse.Open(filepath.Join(t.TempDir(), "warehouse"))
	if empty, err := store.Latest(); err != nil || empty.Number != 0 || empty.ID() != "" {
		t.Errorf("an absent warehouse: %v, %v", empty, err)
	}
	first, second := commit(t, store, "one"), commit(t, store, "two")
	if first.Number != 1 || second.Number != 2 || second.Parent != first.ID() || second.Rows("events") != 2 {
		t.Errorf("snapshots %s and %s (after %s, %d rows)", first.ID(), second.ID(), second.Parent, second.Rows("events"))
	}
	if again, err := store.ByID(first.ID()); err != nil || again.Rows("events") != 1 {
		t.Errorf("ByID(%s) = %v, %v", first.ID(), again, err)
	}
	for _, id := range []string{"1-000000", "3-" + second.Digest[:6], "0-000000", "", "latest", "../1-" + first.Digest[:6]} {
		if _, err := store.ByID(id); !errors.Is(err, warehouse.ErrNoSnapshot) {
			t.Errorf("ByID(%q): %v; want ErrNoSnapshot", id, err)
		}
	}
	if from, to, ok := second.Span("events"); !ok || !from.Equal(noon) || !to.Equal(noon) {
		t.Errorf("span %v to %v, %v", from, to, ok)
	}
}

func TestUndoTakesTheLatestBackAndItsNumberStaysUnlike(t *testing.T) {
	store := warehouse.Open(t.TempDir())
	first, second := commit(t, store, "one"), commit(t, store, "two")
	undone, now, err := store.Undo(t.Context())
	if err != nil || undone.ID() != second.ID() || now.ID() != first.ID() {
		t.Fatalf("undo = %v, %v, %v", undone, now, err)
	}
	if _, err := store.ByID(second.ID()); !errors.Is(err, warehouse.ErrNoSnapshot) {
		t.Errorf("the undone snapshot: %v; want ErrNoSnapshot", err)
	}
	if third := commit(t, store, "three"); third.ID() == second.ID() {
		t.Error("another content has the undone snapshot's name")
	}
	for range 2 {
		if _, _, err := store.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := store.Undo(t.Context()); !errors.Is(err, warehouse.ErrNothingToUndo) {
		t.Errorf("undo of nothing: %v", err)
	}
}

func TestDamageIsSaidNotRead(t *testing.T) {
	store := warehouse.Open(t.TempDir())
	snapshot := commit(t, store, "one")
	segment := snapshot.Paths("events")[0]
	if err := os.WriteFile(segment, []byte("other"), 0o600); err != nil {
		t.Fatal(err)
	}
	damage, err := store.Verify(t.Context())
	if err != nil || len(damage) != 1 || damage[0].Snapshot != snapshot.ID() {
		t.Errorf("a changed segment: %v, %v", damage, err)
	}
	if err := os.Remove(segment); err != nil {
		t.Fatal(err)
	}
	if damage, err = store.Verify(t.Context()); err != nil || len(damage) != 1 || damage[0].Problem != "absent" {
		t.Errorf("an absent segment: %v, %v", damage, err)
	}
	manifest := snapshot.Attachment("manifest.json")
	data, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(manifest, append(data, ' '), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Latest(); !errors.Is(err, warehouse.ErrDamaged) {
		t.Errorf("a changed manifest: %v; want ErrDamaged", err)
	}
}

func TestALostPointerDoesNotLoseTheHistory(t *testing.T) {
	store := warehouse.Open(t.TempDir())
	commit(t, store, "one")
	second := commit(t, store, "two")
	if err := os.Remove(filepath.Join(store.Dir(), "CURRENT")); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Begin(t.Context()); !errors.Is(err, warehouse.ErrDamaged) {
		t.Errorf("begin: %v; want ErrDamaged", err)
	}
	if err := os.WriteFile(filepath.Join(store.Dir(), "CURRENT"), []byte(second.ID()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if latest, err := store.Latest(); err != nil || latest.ID() != second.ID() {
		t.Errorf("latest = %v, %v", latest, err)
	}
}

func TestASecondWriterWaits(t *testing.T) {
	store := warehouse.Open(t.TempDir())
	first, err := store.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 60*time.Millisecond)
	defer cancel()
	if _, err := store.Begin(short); !errors.Is(err, warehouse.ErrLocked) {
		t.Errorf("begin: %v; want ErrLocked", err)
	}
	done := make(chan error)
	go func() {
		second, err := store.Begin(t.Context())
		if err == nil {
			err = second.Close()
		}
		done <- err
	}()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("the second writer: %v", err)
	}
}

func TestFactsAreSound(t *testing.T) {
	for _, fact := range warehouse.Facts() {
		names := map[string]bool{}
		for _, column := range fact.Columns {
			if names[column.Name] || column.Doc == "" {
				t.Errorf("%s.%s: twice, or without a word on what it is", fact.Name, column.Name)
			}
			names[column.Name] = true
		}
		for _, name := range append(append([]string{fact.Time}, fact.Key...), fact.Required...) {
			if name != "" && !names[name] {
				t.Errorf("%s has no column %s", fact.Name, name)
			}
		}
		if fact.Merged && len(fact.Key) == 0 {
			t.Errorf("%s is merged and has no key", fact.Name)
		}
	}
}

package intake_test

import (
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
)

var noon = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

func TestPutMakesSnapshotsThatAnswer(t *testing.T) {
	store := warehouse.Open(t.TempDir())
	first, err := intake.Put(t.Context(), store, noon, "fixture", map[string]string{
		"accounts": `SELECT 'acme' AS account, 'Acme' AS name, 10 AS seats`,
		"events":   `SELECT 'acme' AS account, 'u' || i % 3 AS "user", TIMESTAMP '2026-09-01' + to_hours(i::INT) AS time, 'login' AS event FROM range(1000) t(i)`,
	})
	if err != nil {
		t.Fatal(err)
	}
	second, err := intake.Put(t.Context(), store, noon, "crm", map[string]string{
		"accounts": `SELECT 'acme' AS account, 20 AS seats UNION ALL SELECT 'zeta', 5`,
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := count(t, first, "events", ""); got != 1000 {
		t.Errorf("events = %d; want 1000", got)
	}
	if got := count(t, second, "accounts", `WHERE account = 'acme' AND name = 'Acme' AND seats = 20`); got != 1 {
		t.Errorf("merged account: %d rows; want 1", got)
	}
	if got := count(t, first, "accounts", `WHERE seats = 10`); got != 1 {
		t.Errorf("the old snapshot changed: %d rows; want 1", got)
	}
	if got := count(t, first, "tickets", ""); got != 0 {
		t.Errorf("tickets = %d; want 0", got)
	}
	if _, err := store.ByID("1-000000"); !errors.Is(err, warehouse.ErrNoSnapshot) {
		t.Errorf("ByID of a foreign digest: %v; want ErrNoSnapshot", err)
	}
	if again, err := store.ByID(first.ID()); err != nil || again.Digest != first.Digest {
		t.Errorf("ByID(%s) = %v, %v", first.ID(), again, err)
	}
}

func count(t *testing.T, snapshot *warehouse.Snapshot, factName, where string) int {
	t.Helper()
	fact, ok := warehouse.FactByName(factName)
	if !ok {
		t.Fatalf("no fact %s", factName)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var n int
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM "+snapshot.Relation(fact)+" f "+where).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

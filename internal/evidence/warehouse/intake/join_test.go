package intake_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// small imports files of three events each, one after the other.
func small(t *testing.T, store *warehouse.Store, from, to int) {
	t.Helper()
	m := parsed(t, eventMapping)
	for i := from; i < to; i++ {
		var text strings.Builder
		text.WriteString("account,user,at_time,event,quantity\n")
		for k := range 3 {
			fmt.Fprintf(&text, "acme,u%d,2026-01-%02d 12:00:0%d,e%02d-%d,1\n", k, i+1, 2-k, i, k)
		}
		run(t, store, m, write(t, fmt.Sprintf("log-%02d.csv", i), text.String()))
	}
}

// arrivals lists the events of a snapshot in the order in which they stand in its segments.
func arrivals(t *testing.T, s *warehouse.Snapshot) []string {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var all []string
	for _, path := range s.Paths("events") {
		rows, err := db.Query("SELECT event FROM read_parquet(" + warehouse.Literal(path) + ", file_row_number = true) ORDER BY file_row_number")
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var event string
			if err := rows.Scan(&event); err != nil {
				t.Fatal(err)
			}
			all = append(all, event)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestSmallSegmentsAreJoinedAndOldSnapshotsStillAnswer(t *testing.T) {
	store := warehouse.Open(t.TempDir())
	small(t, store, 0, 7)
	before := latest(t, store)
	if n := len(before.Segments["events"]); n != 7 {
		t.Fatalf("%d segments after seven imports; want 7", n)
	}
	small(t, store, 7, 8)
	joined := latest(t, store)
	if n := len(joined.Segments["events"]); n != 1 || joined.Rows("events") != 24 {
		t.Errorf("%d segments of %d rows after eight imports; want one of 24", n, joined.Rows("events"))
	}
	all := arrivals(t, joined)
	if diff := cmp.Diff(arrivals(t, before), all[:21]); diff != "" {
		t.Errorf("rows changed their order (-before +joined):\n%s", diff)
	}
	if got := count(t, before, "events", ""); got != 21 {
		t.Errorf("the old snapshot has %d events; want 21", got)
	}
	small(t, store, 3, 4)
	if again := latest(t, store); again.ID() != joined.ID() {
		t.Errorf("a file imported before the join made snapshot %s", again.ID())
	}
	if _, now, err := store.Undo(t.Context()); err != nil || now.ID() != before.ID() || count(t, now, "events", "") != 21 {
		t.Errorf("undo: %v, %v", now, err)
	}
	if _, err := store.Collect(t.Context()); err != nil {
		t.Error(err)
	}
	checkNoGarbage(t, store)
	small(t, store, 7, 16)
	if s := latest(t, store); len(s.Segments["events"]) != 1 || s.Rows("events") != 48 {
		t.Errorf("after sixteen imports %d segments of %d rows; want one of 48", len(s.Segments["events"]), s.Rows("events"))
	}
}

func TestAJoinKilledAtAnyStepLeavesTheWarehouseBefore(t *testing.T) {
	master := t.TempDir()
	store := warehouse.Open(filepath.Join(master, "warehouse"))
	ticket := func(i int) string {
		return fmt.Sprintf("id,account,status,opened,updated\n%d,acme,open,2026-01-%02d,2026-01-%02d\n", i, i, i)
	}
	for i := range 7 {
		run(t, store, parsed(t, ticketMapping), write(t, "tickets.csv", ticket(i+1)))
	}
	if err := os.WriteFile(filepath.Join(master, "tickets.csv"), []byte(ticket(8)), 0o600); err != nil {
		t.Fatal(err)
	}
	before := latest(t, store)
	const mostSteps = 50
	for step := 1; ; step++ {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(master)); err != nil {
			t.Fatal(err)
		}
		err := launch(t, dir, "import", step).Wait()
		var exit *exec.ExitError
		if err != nil && (!errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL) {
			t.Fatalf("step %d: %v", step, err)
		}
		copied := warehouse.Open(filepath.Join(dir, "warehouse"))
		now := latest(t, copied)
		isBefore := now.ID() == before.ID() && count(t, now, "tickets", "") == 7
		isAfter := now.Number == before.Number+1 && len(now.Segments["tickets"]) == 1 && count(t, now, "tickets", "") == 8
		if !isBefore && !isAfter {
			t.Errorf("step %d: %s has %d segments of %d tickets", step, now.ID(), len(now.Segments["tickets"]), now.Rows("tickets"))
		}
		if _, collectErr := copied.Collect(t.Context()); collectErr != nil {
			t.Errorf("step %d: %v", step, collectErr)
		}
		checkNoGarbage(t, copied)
		if damage, verifyErr := copied.Verify(t.Context()); verifyErr != nil || len(damage) > 0 {
			t.Errorf("step %d: %v, %v", step, damage, verifyErr)
		}
		if err == nil {
			return
		}
		if step == mostSteps {
			t.Fatal("the victim never survives")
		}
	}
}

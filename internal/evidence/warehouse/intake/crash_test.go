package intake_test

import (
	"context"
	"errors"
	"flag"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/mapping"
)

// TestMain lets the test binary be the process that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("INTAKE_VICTIM"); dir != "" {
		os.Exit(victim(dir))
	}
	// Each check of a property imports several files: a few must do. -rapid.checks asks for more.
	if err := flag.Set("rapid.checks", "12"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// victim imports a file, or undoes an import, and kills itself before the step that INTAKE_STEP counts to; it prints nothing
// and returns 0 where it survives.
func victim(dir string) int {
	at, _ := strconv.Atoi(os.Getenv("INTAKE_STEP"))
	store := warehouse.Open(filepath.Join(dir, "warehouse"))
	steps := 0
	store.Step = func(string) {
		if steps++; steps == at {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	if os.Getenv("INTAKE_ACT") == "undo" {
		if _, _, err := store.Undo(context.Background()); err != nil {
			return 1
		}
		return 0
	}
	m, err := mapping.Parse("victim.yaml", []byte(ticketMapping))
	if err == nil {
		_, err = intake.Import(context.Background(), store, intake.Options{Mapping: m, Paths: []string{filepath.Join(dir, "tickets.csv")}, Now: noon})
	}
	if err != nil {
		return 1
	}
	return 0
}

const (
	ticketsBefore = "id,account,status,opened,updated\n1,acme,open,2026-01-01,2026-01-01\n2,acme,open,2026-01-02,2026-01-02\n"
	ticketsAfter  = "id,account,status,opened,updated\n1,acme,solved,2026-01-01,2026-01-05\n3,acme,new,2026-01-06,2026-01-06\n4,acme,,never,\n"
)

// prepare makes a warehouse with one import and the file of the next.
func prepare(t *testing.T) (dir string, store *warehouse.Store, before *warehouse.Snapshot) {
	t.Helper()
	dir = t.TempDir()
	store = warehouse.Open(filepath.Join(dir, "warehouse"))
	run(t, store, parsed(t, ticketMapping), write(t, "tickets.csv", ticketsBefore))
	if err := os.WriteFile(filepath.Join(dir, "tickets.csv"), []byte(ticketsAfter), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, store, latest(t, store)
}

// launch starts a victim. step 0 lets it live.
func launch(t *testing.T, dir, act string, step int) *exec.Cmd {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), "INTAKE_VICTIM="+dir, "INTAKE_ACT="+act, "INTAKE_STEP="+strconv.Itoa(step))
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	return command
}

func TestAnImportKilledAtAnyStepLeavesTheWarehouseBefore(t *testing.T) {
	for _, act := range []string{"import", "undo"} {
		survived := false
		for step := 1; !survived; step++ {
			dir, store, before := prepare(t)
			err := launch(t, dir, act, step).Wait()
			survived = err == nil
			var exit *exec.ExitError
			if err != nil && (!errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL) {
				t.Fatalf("%s, step %d: %v", act, step, err)
			}
			checkAfterDeath(t, act, step, dir, store, before)
			if step > 50 {
				t.Fatal("the victim never survives")
			}
		}
	}
}

func checkAfterDeath(t *testing.T, act string, step int, dir string, store *warehouse.Store, before *warehouse.Snapshot) {
	t.Helper()
	now := latest(t, store)
	isBefore := now.ID() == before.ID() && count(t, now, "tickets", "WHERE status = 'open'") == 2 && now.Rows("tickets") == 2
	isAfter := act == "import" && now.Number == before.Number+1 && count(t, now, "tickets", "WHERE status = 'solved'") == 1 && now.Rows("tickets") == 3
	if act == "undo" {
		isAfter = now.Number == 0
	}
	if !isBefore && !isAfter {
		t.Errorf("%s, step %d: the warehouse is neither the one before nor the one after: %s with %d tickets", act, step, now.ID(), now.Rows("tickets"))
	}
	run(t, store, parsed(t, ticketMapping), filepath.Join(dir, "tickets.csv"))
	if n := count(t, latest(t, store), "tickets", "WHERE status = 'solved'"); n != 1 {
		t.Errorf("%s, step %d: the next import gives %d solved tickets; want 1", act, step, n)
	}
	if _, err := store.Collect(t.Context()); err != nil {
		t.Errorf("%s, step %d: %v", act, step, err)
	}
	damage, err := store.Verify(t.Context())
	if err != nil || len(damage) > 0 {
		t.Errorf("%s, step %d: damage %v, %v", act, step, damage, err)
	}
	checkNoGarbage(t, store)
}

// checkNoGarbage fails where a file lies in the warehouse that no snapshot names.
func checkNoGarbage(t *testing.T, store *warehouse.Store) {
	t.Helper()
	snapshots, err := store.Snapshots()
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, snapshot := range snapshots {
		for _, fact := range warehouse.Facts() {
			for _, path := range snapshot.Paths(fact.Name) {
				named[path] = true
			}
		}
	}
	err = filepath.WalkDir(store.Dir(), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".parquet" && !named[path] {
			t.Errorf("garbage: %s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnImportKilledAtAnyTimeLeavesTheWarehouseBefore(t *testing.T) {
	random := rand.New(rand.NewPCG(41, 7))
	for round := range 6 {
		dir, store, before := prepare(t)
		command := launch(t, dir, "import", 0)
		time.Sleep(time.Duration(random.IntN(400)) * time.Millisecond)
		_ = command.Process.Kill() // it may have ended already
		_ = command.Wait()
		checkAfterDeath(t, "import", 1000+round, dir, store, before)
	}
}

func TestTwoImportsAtOnceBothArrive(t *testing.T) {
	dir, store, _ := prepare(t)
	first, second := launch(t, dir, "import", 0), launch(t, dir, "import", 0)
	for _, command := range []*exec.Cmd{first, second} {
		if err := command.Wait(); err != nil {
			t.Errorf("import: %v", err)
		}
	}
	if n := latest(t, store).Rows("tickets"); n != 3 {
		t.Errorf("tickets = %d; want 3", n)
	}
}

func TestAnImportThatMayNotWaitSaysWhoWrites(t *testing.T) {
	_, store, _ := prepare(t)
	act, err := store.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer act.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = intake.Import(ctx, store, intake.Options{Mapping: parsed(t, ticketMapping), Paths: []string{"tickets.csv"}, Now: noon})
	if !errors.Is(err, warehouse.ErrLocked) {
		t.Errorf("error = %v; want ErrLocked", err)
	}
}

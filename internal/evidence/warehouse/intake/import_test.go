package intake_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/mapping"
)

// shared is the folder of real data; tests that need it skip where it is absent.
func shared(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "..", "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("real data is absent: %v", err)
	}
	return path
}

func shipped(t *testing.T, name string) *mapping.Mapping {
	t.Helper()
	data, err := mapping.ShippedText(name)
	if err != nil {
		t.Fatal(err)
	}
	return parsed(t, string(data))
}

func parsed(t *testing.T, text string) *mapping.Mapping {
	t.Helper()
	m, err := mapping.Parse("sources/test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func run(t *testing.T, store *warehouse.Store, m *mapping.Mapping, paths ...string) *intake.Summary {
	t.Helper()
	summary, err := intake.Import(t.Context(), store, intake.Options{Mapping: m, Paths: paths, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	return summary
}

func latest(t *testing.T, store *warehouse.Store) *warehouse.Snapshot {
	t.Helper()
	snapshot, err := store.Latest()
	if err != nil {
		t.Fatal(err)
	}
	return snapshot
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestNovaEventsAddEachRowOnce(t *testing.T) {
	data := shared(t, "nova-events")
	store := warehouse.Open(t.TempDir())
	m := shipped(t, "nova-events")
	summary := run(t, store, m, filepath.Join(data, "events.csv"))
	if summary.Read != 34435 || latest(t, store).Rows("events") != 34435 || summary.Rejected != 0 {
		t.Errorf("summary = %+v; want 34435 events", summary)
	}
	if accounts := latest(t, store).Rows("accounts"); accounts != 84 {
		t.Errorf("accounts = %d; want 84", accounts)
	}
	again := run(t, store, m, filepath.Join(data, "events.csv"))
	if again.Snapshot != "" || again.Kept != 0 || again.Repeated == 0 {
		t.Errorf("the same file again: %+v; want nothing kept", again)
	}

	whole, err := os.ReadFile(filepath.Join(data, "events.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(whole), "\n")
	first := write(t, "events-1.csv", strings.Join(lines[:20000], ""))
	second := write(t, "events-2.csv", lines[0]+strings.Join(lines[15000:], ""))
	overlap := warehouse.Open(t.TempDir())
	run(t, overlap, m, first)
	run(t, overlap, m, second)
	if got := latest(t, overlap).Rows("events"); got != 34435 {
		t.Errorf("two overlapping exports: %d events; want 34435", got)
	}
	together := warehouse.Open(t.TempDir())
	run(t, together, m, second, first)
	if got := latest(t, together).Rows("events"); got != 34435 {
		t.Errorf("two overlapping exports at once: %d events; want 34435", got)
	}
}

func TestVendorExportsImport(t *testing.T) {
	for _, c := range []struct {
		source string
		want   map[string]int64
	}{
		{"zendesk", map[string]int64{"accounts": 10, "users": 9, "tickets": 8, "ticket_comments": 20, "ticket_status": 32}},
		{"intercom", map[string]int64{"accounts": 9, "users": 17, "tickets": 2, "ticket_comments": 9}},
		{"amplitude", map[string]int64{"events": 10}},
		{"ravenstack", map[string]int64{"accounts": 500, "subscriptions": 5000, "events": 25000, "tickets": 2000, "churns": 600, "surveys": 2000}},
	} {
		t.Run(c.source, func(t *testing.T) {
			folder := filepath.Join("vendor-exports", c.source)
			if c.source == "ravenstack" {
				folder = c.source
			}
			store := warehouse.Open(t.TempDir())
			summary := run(t, store, shipped(t, c.source), shared(t, folder))
			for fact, want := range c.want {
				if got := latest(t, store).Rows(fact); got != want {
					t.Errorf("%s = %d; want %d", fact, got, want)
				}
			}
			t.Logf("%+v", summary.Facts)
			if again := run(t, store, shipped(t, c.source), shared(t, folder)); again.Snapshot != "" {
				t.Errorf("the same files again made snapshot %s: %+v", again.Snapshot, again.Facts)
			}
		})
	}
}

const ticketMapping = `
source: desk
tables: {tickets: {files: ["tickets*.csv"]}}
facts:
  tickets:
    version: updated
    select: SELECT id AS ticket, account, status, opened, updated FROM tickets
`

func TestAChangedRowReplacesItsOldSelf(t *testing.T) {
	store := warehouse.Open(t.TempDir())
	m := parsed(t, ticketMapping)
	run(t, store, m, write(t, "tickets.csv", "id,account,status,opened,updated\n1,acme,open,2026-01-01,2026-01-01\n2,acme,open,2026-01-02,2026-01-02\n"))
	before := latest(t, store)
	summary := run(t, store, m, write(t, "tickets.csv", "id,account,status,opened,updated\n1,acme,solved,2026-01-01,2026-01-05\n2,acme,open,2026-01-02,2026-01-02\n3,acme,new,2026-01-06,2026-01-06\n"))
	want := intake.FactSummary{Fact: "tickets", Mapped: 3, Kept: 1, Replaced: 1, Repeated: 1}
	if diff := cmp.Diff([]intake.FactSummary{want}, summary.Facts); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	if n := count(t, latest(t, store), "tickets", "WHERE ticket = '1' AND status = 'solved'"); n != 1 {
		t.Errorf("solved ticket 1: %d rows; want 1", n)
	}
	if n := count(t, latest(t, store), "tickets", ""); n != 3 {
		t.Errorf("tickets = %d; want 3", n)
	}
	if n := count(t, before, "tickets", "WHERE ticket = '1' AND status = 'open'"); n != 1 {
		t.Errorf("the old snapshot has ticket 1 open in %d rows; want 1", n)
	}
	stale := run(t, store, m, write(t, "tickets.csv", "id,account,status,opened,updated\n1,acme,pending,2026-01-01,2026-01-03\n"))
	if stale.Snapshot != "" || stale.Repeated != 1 {
		t.Errorf("an older version of a row: %+v; want it left out", stale)
	}
}

const eventMapping = `
source: app
zone: Europe/Berlin
tables: {log: {files: ["*.csv", "*.jsonl", "*.json", "*.parquet"]}}
facts:
  events:
    select: SELECT account, "user", at_time AS time, event, quantity FROM log
`

func TestBadRowsAreRejectedWithLineAndReason(t *testing.T) {
	store := warehouse.Open(t.TempDir())
	path := write(t, "log.csv", "account,user,at_time,event,quantity\n"+
		"acme,u1,2026-01-01 12:00:00,login,1\n"+
		"acme,u1,yesterday,login,1\n"+
		",u1,2026-01-01,login,1\n"+
		"acme,u1,2026-01-01\n"+
		"acme,\"u\n1\",2026-07-01T12:00:00,login,\n"+
		"acme,u1,2026-01-01T12:00:00+05:00,login,many\n"+
		"acme,u1,2026-01-01T12:00:00Z,login,2.5\n")
	summary := run(t, store, parsed(t, eventMapping), path)
	want := []intake.Rejected{
		{File: path, Line: 3, Fact: "events", Reason: "time: yesterday is no time"},
		{File: path, Line: 4, Fact: "events", Reason: "no account"},
		{File: path, Line: 8, Fact: "events", Reason: "quantity: many is no number"},
		{File: path, Line: 5, Reason: "3 fields, expected 5"},
	}
	got := append([]intake.Rejected(nil), summary.Rejects...)
	for i := range got {
		got[i].Row = ""
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
	if summary.Read != 7 || summary.Kept != 3 || summary.Rejected != 4 {
		t.Errorf("read %d, kept %d, rejected %d; want 7, 3, 4", summary.Read, summary.Kept, summary.Rejected)
	}
	if data, err := os.ReadFile(summary.RejectedFile); err != nil || strings.Count(string(data), "\n") != 4 {
		t.Errorf("%s: %v\n%s", summary.RejectedFile, err, data)
	}
	for _, where := range []string{"time = TIMESTAMP '2026-01-01 11:00:00'", "time = TIMESTAMP '2026-07-01 10:00:00'", "time = TIMESTAMP '2026-01-01 12:00:00' AND quantity = 2.5"} {
		if n := count(t, latest(t, store), "events", "WHERE "+where); n != 1 {
			t.Errorf("%s: %d rows; want 1", where, n)
		}
	}
}

func TestTheSameInputGivesTheSameSnapshot(t *testing.T) {
	data := shared(t, "ravenstack")
	ids := map[string]bool{}
	for range 3 {
		ids[run(t, warehouse.Open(t.TempDir()), shipped(t, "ravenstack"), data).Snapshot] = true
	}
	if len(ids) != 1 {
		t.Errorf("three imports of the same files gave %v", ids)
	}
}

func identityOf(t *testing.T, names map[string]string) intake.Identity {
	t.Helper()
	identity, err := intake.NewIdentity(names)
	if err != nil {
		t.Fatal(err)
	}
	return identity
}

func TestABoughtCompanyKeepsItsHistory(t *testing.T) {
	store := warehouse.Open(t.TempDir())
	m := parsed(t, eventMapping)
	with := func(identity intake.Identity, text string) *intake.Summary {
		t.Helper()
		summary, err := intake.Import(t.Context(), store, intake.Options{Mapping: m, Paths: []string{write(t, "log.csv", eventHeader+text)}, Now: noon, Identity: identity})
		if err != nil {
			t.Fatal(err)
		}
		return summary
	}
	with(intake.Identity{}, "small,u1,2026-01-01,login,1\nbig,u2,2026-01-01,login,1\n")
	before := latest(t, store)
	merged := identityOf(t, map[string]string{"small": "medium", "medium": "big"})
	if again := with(merged, "small,u1,2026-01-01,login,1\nsmall,u1,2026-01-02,login,1\n"); again.Kept != 1 || again.Repeated != 1 || again.Resolved != 2 {
		t.Errorf("after the merger: %+v; want 1 kept, 1 repeated, 2 resolved", again)
	}
	if n := count(t, latest(t, store), "events", "WHERE account = 'big'"); n != 3 {
		t.Errorf("events of the buyer = %d; want 3", n)
	}
	if n := count(t, before, "events", "WHERE account = 'small'"); n != 1 {
		t.Errorf("the old snapshot has %d events of the bought company; want 1", n)
	}
	with(intake.Identity{}, "small,u1,2026-01-03,login,1\n")
	if n := count(t, latest(t, store), "events", "WHERE account = 'small'"); n != 3 {
		t.Errorf("events of the company that is itself again = %d; want 3", n)
	}
}

func TestMergersInACircleAreRefused(t *testing.T) {
	if _, err := intake.NewIdentity(map[string]string{"a": "b", "b": "a"}); err == nil {
		t.Error("no error")
	}
}

func TestPeopleFindTheirAccount(t *testing.T) {
	m := parsed(t, `
source: app
tables:
  people: {files: ["people.csv"], optional: true}
  log: {files: ["log.csv"]}
facts:
  users:
    select: SELECT person AS user, account, since AS active_from, until AS active_to FROM people
  events:
    select: SELECT person AS user, moment AS time, event FROM log
`)
	store := warehouse.Open(t.TempDir())
	dir := filepath.Dir(write(t, "people.csv", "person,account,since,until\nu1,acme,,\nu2,acme,,2026-06-01\nu2,zeta,2026-06-01,\nu3,acme,,\nu3,zeta,,\n"))
	if err := os.WriteFile(filepath.Join(dir, "log.csv"), []byte("person,moment,event\nu1,2026-01-01,a\nu2,2026-01-01,b\nu2,2026-07-01,c\nu3,2026-01-01,d\nu4,2026-01-01,e\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	summary := run(t, store, m, dir)
	for event, account := range map[string]string{"a": "acme", "b": "acme", "c": "zeta"} {
		if n := count(t, latest(t, store), "events", "WHERE event = '"+event+"' AND account = '"+account+"'"); n != 1 {
			t.Errorf("event %s of %s: %d rows; want 1", event, account, n)
		}
	}
	if summary.Rejected != 2 || summary.Rejects[0].Line != 5 || !strings.Contains(summary.Rejects[0].Reason, "in none or in several") {
		t.Errorf("rejected %+v; want lines 5 and 6", summary.Rejects)
	}
	later := run(t, store, m, write(t, "log.csv", "person,moment,event\nu1,2026-02-01,f\n"))
	if later.Kept != 1 || count(t, latest(t, store), "events", "WHERE event = 'f' AND account = 'acme'") != 1 {
		t.Errorf("an import without people does not find them in the warehouse: %+v", later)
	}
}

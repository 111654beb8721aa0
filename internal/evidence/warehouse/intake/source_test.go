package intake_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
)

func TestSegmentCallsFindTheirPeopleAndAccounts(t *testing.T) {
	calls := strings.Join([]string{
		`{"type":"identify","userId":"u1","anonymousId":"a1","traits":{"email":"u1@acme.example","name":"Una"},"messageId":"m1","timestamp":"2026-01-01T08:00:00Z"}`,
		`{"type":"group","userId":"u1","groupId":"acme","traits":{"name":"Acme","industry":"Retail"},"messageId":"m2","timestamp":"2026-01-01T08:00:01Z"}`,
		`{"type":"track","userId":"u1","event":"Report Opened","properties":{"size":3},"messageId":"m3","timestamp":"2026-01-02T08:00:00+02:00"}`,
		`{"type":"page","anonymousId":"a1","name":"Home","messageId":"m4","timestamp":"2026-01-02T09:00:00Z"}`,
		`{"type":"track","userId":"u1","event":"Report Opened","properties":{"size":3},"messageId":"m3","timestamp":"2026-01-02T08:00:00+02:00"}`,
		`{"type":"alias","previousId":"a2","userId":"u1","messageId":"m5","timestamp":"2026-01-03T08:00:00Z"}`,
		`{"type":"track","anonymousId":"a2","event":"Search","messageId":"m6","timestamp":"2026-01-03T07:00:00Z"}`,
		`{"type":"track","userId":"nobody","event":"Search","messageId":"m7","timestamp":"2026-01-03T07:00:00Z"}`,
		`{"type":"track","broken`,
	}, "\n") + "\n"
	store := warehouse.Open(t.TempDir())
	summary := run(t, store, shipped(t, "segment"), write(t, "calls.jsonl", calls))
	now := latest(t, store)
	if n := count(t, now, "events", `WHERE account = 'acme' AND "user" = 'u1'`); n != 3 || now.Rows("events") != 3 {
		t.Errorf("events of u1 at acme = %d of %d; want 3 of 3", n, now.Rows("events"))
	}
	if n := count(t, now, "events", "WHERE time = TIMESTAMP '2026-01-02 06:00:00' AND event = 'Report Opened'"); n != 1 {
		t.Errorf("the tracked call = %d rows; want 1", n)
	}
	if n := count(t, now, "accounts", "WHERE account = 'acme' AND name = 'Acme' AND industry = 'Retail'"); n != 1 {
		t.Errorf("acme = %d rows; want 1", n)
	}
	if n := count(t, now, "users", `WHERE "user" = 'u1' AND account = 'acme' AND email = 'u1@acme.example'`); n != 1 {
		t.Errorf("u1 = %d rows; want 1", n)
	}
	lines := []int64{}
	for _, rejected := range summary.Rejects {
		lines = append(lines, rejected.Line)
	}
	if !slices.Contains(lines, 9) || summary.Rejected != 2 {
		t.Errorf("rejected %+v; want line 9 and the person without an account", summary.Rejects)
	}
}

func TestSingerMessagesOnStandardInput(t *testing.T) {
	messages := strings.Join([]string{
		`{"type":"SCHEMA","stream":"accounts","schema":{"properties":{"account":{"type":"string"}}},"key_properties":["account"]}`,
		`{"type":"RECORD","stream":"accounts","record":{"account":"acme","name":"Acme","seats":7}}`,
		`{"type":"SCHEMA","stream":"other","schema":{},"key_properties":[]}`,
		`{"type":"RECORD","stream":"other","record":{"x":1}}`,
		`{"type":"RECORD","stream":"events","record":{"account":"acme","time":"2026-01-01T00:00:00Z","event":"login"},"time_extracted":"2026-01-02T00:00:00Z"}`,
		`{"type":"STATE","value":{"bookmarks":{"events":"2026-01-01"}}}`,
	}, "\n")
	store := warehouse.Open(t.TempDir())
	summary, err := intake.Import(t.Context(), store, intake.Options{Mapping: shipped(t, "singer"), Paths: []string{"-"}, Stdin: strings.NewReader(messages), Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	now := latest(t, store)
	if count(t, now, "accounts", "WHERE seats = 7") != 1 || now.Rows("events") != 1 {
		t.Errorf("accounts %d, events %d; want 1 and 1", now.Rows("accounts"), now.Rows("events"))
	}
	if want := []string{"stream other (1 records)"}; !slices.Equal(summary.Skipped, want) {
		t.Errorf("skipped %v; want %v", summary.Skipped, want)
	}
	if state, err := os.ReadFile(now.Attachment("singer-state.json")); err != nil || !strings.Contains(string(state), "bookmarks") {
		t.Errorf("state = %s, %v", state, err)
	}
	_, err = intake.Import(t.Context(), store, intake.Options{Mapping: shipped(t, "singer"), Paths: []string{"-"}, Stdin: strings.NewReader(messages + "\nnoise\n"), Now: noon})
	if err == nil || !strings.HasPrefix(err.Error(), "standard input:7: is no Singer message") {
		t.Errorf("error = %v; want line 7", err)
	}
}

// TestAnyCutOfAnExportAddsEachRowOnce: however an export is cut into overlapping files, and in whatever order they come, the
// warehouse has the rows of the export.
func TestAnyCutOfAnExportAddsEachRowOnce(t *testing.T) {
	m := parsed(t, eventMapping)
	rapid.Check(t, func(rt *rapid.T) {
		rows := rapid.SliceOfN(rapid.SampledFrom([]string{
			"acme,u1,2026-01-01,login,1\n", "acme,u1,2026-01-02,login,1\n", "acme,u2,2026-01-02,login,1\n", "zeta,,2026-01-03,,\n", "zeta,u1,2026-02-01,login,2\n",
		}), 1, 12).Draw(rt, "rows")
		slices.Sort(rows)
		// Cuts do not part equal rows: a file has all of them or none, as an export by time does.
		var bounds []int
		for i := range rows {
			if i == 0 || rows[i] != rows[i-1] {
				bounds = append(bounds, i)
			}
		}
		bounds = append(bounds, len(rows))
		store := warehouse.Open(t.TempDir())
		covered := make([]bool, len(rows))
		for range rapid.IntRange(1, 3).Draw(rt, "files") {
			from := rapid.IntRange(0, len(bounds)-2).Draw(rt, "from")
			to := rapid.IntRange(from+1, len(bounds)-1).Draw(rt, "to")
			for i := bounds[from]; i < bounds[to]; i++ {
				covered[i] = true
			}
			run(t, store, m, write(t, "log.csv", eventHeader+strings.Join(rows[bounds[from]:bounds[to]], "")))
		}
		want := int64(0)
		for _, c := range covered {
			if c {
				want++
			}
		}
		if got := latest(t, store).Rows("events"); got != want {
			rt.Fatalf("%d rows; want %d", got, want)
		}
	})
}

func TestPostgreSQLTablesAndQueries(t *testing.T) {
	address, password := postgres(t)
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	_, err = conn.Exec(t.Context(), `CREATE TABLE usage (company text, person text, happened timestamptz, what text, n numeric);
		INSERT INTO usage SELECT 'acme', 'u' || i % 7, '2026-01-01 00:00:00+02'::timestamptz + i * interval '1 hour', E'said "hi",\nthen left', i FROM generate_series(1, 1000) i;
		CREATE TABLE customers (id text, title text)`)
	if err != nil {
		t.Fatal(err)
	}
	m := parsed(t, `
source: crm
tables:
  usage: {query: "SELECT * FROM usage WHERE n > 10"}
  customers: {query: public.customers}
facts:
  accounts: {select: "SELECT id AS account, title AS name FROM customers"}
  events: {select: "SELECT company AS account, person AS user, happened AS time, what AS event, n AS quantity FROM usage"}
`)
	store := warehouse.Open(t.TempDir())
	summary := run(t, store, m, address)
	if n := count(t, latest(t, store), "events", `WHERE event LIKE 'said "hi",%' AND time >= TIMESTAMP '2026-01-01 08:59:59'`); n != 990 || summary.Rejected != 0 {
		t.Errorf("%d events, %d rejected; want 990 and 0", n, summary.Rejected)
	}
	if text := fmt.Sprintf("%+v", summary); strings.Contains(text, password) {
		t.Error("the summary has the password")
	}
	for query, want := range map[string]string{"nowhere": "nowhere", "SELECT 1) TO PROGRAM 'touch /tmp/x'; COPY (SELECT 1": "syntax error", "DELETE FROM usage RETURNING *": "read-only"} {
		bad := parsed(t, "source: crm\ntables: {usage: {query: "+strconv.Quote(query)+"}}\nfacts: {events: {select: \"SELECT company AS account, happened AS time FROM usage\"}}\n")
		_, err := intake.Import(t.Context(), warehouse.Open(t.TempDir()), intake.Options{Mapping: bad, Paths: []string{address}, Now: noon})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), password) {
			t.Errorf("%s: error = %v; want %q", query, err, want)
		}
	}
	wrong := strings.Replace(address, password, "not-"+password, 1)
	_, err = intake.Import(t.Context(), warehouse.Open(t.TempDir()), intake.Options{Mapping: m, Paths: []string{wrong}, Now: noon})
	if err == nil || strings.Contains(err.Error(), password) {
		t.Errorf("a wrong password: %v", err)
	}
}

// postgres starts a server of its own; the test is skipped where PostgreSQL is not installed.
func postgres(t *testing.T) (address, password string) {
	t.Helper()
	bin := ""
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/initdb", "/usr/local/bin/initdb", "/usr/bin/initdb", "/opt/homebrew/bin/initdb"} {
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			bin = filepath.Dir(found[len(found)-1])
			break
		}
	}
	if bin == "" {
		t.Skip("PostgreSQL is not installed")
	}
	dir, err := os.MkdirTemp("", "touchstone-pg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	password = "pw-" + strconv.Itoa(os.Getpid())
	if err := os.WriteFile(filepath.Join(dir, "pw"), []byte(password), 0o644); err != nil {
		t.Fatal(err)
	}
	attributes := unprivileged(t, dir)
	start := func(name string, args ...string) *exec.Cmd {
		command := exec.Command(filepath.Join(bin, name), args...)
		command.Dir, command.SysProcAttr, command.Env = dir, attributes, append(os.Environ(), "LC_ALL=C", "TZ=UTC")
		return command
	}
	data := filepath.Join(dir, "data")
	if out, err := start("initdb", "-D", data, "-U", "owner", "-A", "scram-sha-256", "--pwfile="+filepath.Join(dir, "pw"), "--no-sync").CombinedOutput(); err != nil {
		t.Skipf("PostgreSQL cannot be set up here: %v: %s", err, out)
	}
	port := freePort(t)
	server := start("postgres", "-D", data, "-p", port, "-k", dir, "-h", "127.0.0.1", "-F")
	if err := server.Start(); err != nil {
		t.Skipf("PostgreSQL cannot be started here: %v", err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGINT)
		_ = server.Wait()
	})
	address = "postgres://owner:" + password + "@127.0.0.1:" + port + "/postgres"
	for range 200 {
		conn, err := pgx.Connect(t.Context(), address)
		if err == nil {
			_ = conn.Close(t.Context())
			return address, password
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("PostgreSQL does not answer")
	return "", ""
}

// unprivileged gives the server's folder to an ordinary user, since PostgreSQL refuses to run as root.
func unprivileged(t *testing.T, dir string) *syscall.SysProcAttr {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(account.Uid)
		gid, _ := strconv.Atoi(account.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
		return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	t.Skip("there is no ordinary user to run PostgreSQL as")
	return nil
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return port
}

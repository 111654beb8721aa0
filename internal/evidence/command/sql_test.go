package command_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/redact"
)

// startPostgres starts Debian's PostgreSQL on a port of the loopback interface, with its data in a folder of the test.
func startPostgres(t *testing.T, password string) (port int) {
	t.Helper()
	binaries, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(binaries) == 0 {
		t.Skip("PostgreSQL is not installed (make test-deps)")
	}
	bin := binaries[len(binaries)-1]
	dir, err := os.MkdirTemp("/tmp", "touchstone-pg")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	as := asPostgres(t, dir)
	secret := filepath.Join(dir, "password")
	if err := os.WriteFile(secret, []byte(password+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	if out, err := as(bin+"/initdb", "-D", data, "-U", "app", "-A", "scram-sha-256", "--pwfile", secret, "--no-sync").CombinedOutput(); err != nil {
		t.Skipf("initdb: %v: %s", err, out)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port = listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	server := as(bin+"/postgres", "-D", data, "-p", strconv.Itoa(port), "-k", dir, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Signal(syscall.SIGINT); server.Wait() })
	for range 200 {
		if connection, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			connection.Close()
			return port
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("PostgreSQL does not answer")
	return 0
}

// asPostgres makes commands that run as the user postgres where this process is root, which the server refuses to be.
func asPostgres(t *testing.T, dir string) func(name string, args ...string) *exec.Cmd {
	t.Helper()
	var credential *syscall.Credential
	if os.Getuid() == 0 {
		owner, err := user.Lookup("postgres")
		if err != nil {
			t.Skip(err)
		}
		uid, _ := strconv.Atoi(owner.Uid)
		gid, _ := strconv.Atoi(owner.Gid)
		credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	return func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
		return cmd
	}
}

func TestMigrationInPostgreSQL(t *testing.T) {
	const password = "pg-Secret-4711"
	port := startPostgres(t, password)
	e := local()
	e.Databases = map[string]string{"acme-db": fmt.Sprintf("postgres://app:{{DB_PASSWORD}}@127.0.0.1:%d/postgres?sslmode=disable", port)}
	j := newJob(t, `# G

`+fence(`sql {"name":"setup"}`, "create table old(id int, street text); insert into old select i, 'Harbour Road ' || i from generate_series(1, 40) i;\ncreate table new(id int primary key, street text)")+
		fence(`sql {"name":"count-before","target":"acme-db","expect":"value = 40"}`, "select count(*) from old")+
		fence(`sql {"name":"migrate","needs":"count-before","expect":"stderr ~ INSERT 0 40"}`, "begin;\ninsert into new select * from old;\ncommit")+
		fence(`sql {"name":"count-after","needs":"migrate","expect":"value = 40"}`, "select count(*) from new")+
		fence(`sql {"name":"twice","required":false}`, "insert into new select * from old")+
		fence(`sql {"name":"slow","required":false,"timeout":"300ms"}`, "select pg_sleep(30)")+
		fence(`sql {"name":"rows","expect":"stdout ~ ^2\tHarbour Road 2\tNULL$"}`, "select id, street, null from new where id = 2"),
		e, redact.Secret{Name: "DB_PASSWORD", Value: password})
	run := mustRun(t, j)
	if got := brief(run); got != "setup=passed count-before=passed migrate=passed count-after=passed twice=warned slow=warned rows=passed" {
		for _, s := range run.Steps {
			t.Logf("%s: %s %s %+v %+v", s.Name, s.Outcome, s.Reason, s.Stdout, s.Stderr)
		}
		t.Fatal(got)
	}
	if s := run.Steps[4]; s.Exit != 1 || !strings.Contains(s.Stderr.Text, "duplicate key") {
		t.Errorf("%+v", s)
	}
	if s := run.Steps[5]; !strings.Contains(s.Reason, "still running after 300ms") {
		t.Errorf("%+v", s)
	}

	wrong := newJob(t, fence(`sql {"name":"a"}`, "select 1"), e, redact.Secret{Name: "DB_PASSWORD", Value: "not-the-password"})
	run = mustRun(t, wrong)
	if s := run.Steps[0]; s.Outcome != receipt.Failed || !strings.Contains(s.Reason, "password authentication failed") || strings.Contains(s.Reason, "not-the-password") {
		t.Errorf("%+v", s)
	}
}

package target_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/target"
)

// sshd is Debian's OpenSSH server on a port of the loopback interface, with keys of its own.
type sshd struct {
	target.Host
	process *exec.Cmd
}

func startSSHD(t *testing.T, options ...string) *sshd {
	t.Helper()
	binary := "/usr/sbin/sshd"
	if _, err := os.Stat(binary); err != nil {
		t.Skip("openssh-server is not installed (make test-deps)")
	}
	if os.Getuid() == 0 {
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil { // its privilege separation wants it
			t.Skip(err)
		}
	}
	dir, err := os.MkdirTemp("/tmp", "sshd") // sshd refuses keys below folders that others may write; /tmp is sticky
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	hostKey := writeKey(t, filepath.Join(dir, "host"))
	userKey := writeKey(t, filepath.Join(dir, "user"))
	write(t, filepath.Join(dir, "authorized"), string(ssh.MarshalAuthorizedKey(userKey)))
	port := freePort(t)
	address := fmt.Sprintf("127.0.0.1:%d", port)
	write(t, filepath.Join(dir, "known_hosts"), knownhosts.Line([]string{address}, hostKey)+"\n")
	write(t, filepath.Join(dir, "config"), fmt.Sprintf(`Port %d
ListenAddress 127.0.0.1
HostKey %s/host
AuthorizedKeysFile %s/authorized
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
AllowTcpForwarding yes
`, port, dir, dir)+strings.Join(options, "\n")+"\n")
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	process := exec.Command(binary, "-D", "-e", "-f", filepath.Join(dir, "config"))
	process.Stderr = &log
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { process.Process.Kill(); process.Wait() })
	waitPort(t, address, &log)
	return &sshd{process: process, Host: target.Host{
		Address: address, User: me.Username, KeyFile: filepath.Join(dir, "user"), KnownHosts: []string{filepath.Join(dir, "known_hosts")},
	}}
}

func writeKey(t *testing.T, path string) ssh.PublicKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, string(pem.EncodeToMemory(block)))
	signer, err := ssh.NewSignerFromSigner(key)
	if err != nil {
		t.Fatal(err)
	}
	return signer.PublicKey()
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

func waitPort(t *testing.T, address string, log fmt.Stringer) {
	t.Helper()
	for range 100 {
		if connection, err := net.Dial("tcp", address); err == nil {
			connection.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("sshd does not answer: %s", log)
}

func TestSSHKeepsStateLikeALocalShell(t *testing.T) {
	server := startSSHD(t)
	s := target.SSH(target.Shell{Variables: map[string]string{"A": "it's"}, Directory: t.TempDir(), Nonce: nonce}, server.Host)
	defer s.Close()
	run(t, s, "mkdir d && cd d && export B=b")
	if got := run(t, s, `basename "$PWD"; echo "$A $B"; echo e >&2; exit 3`); got.out != "d\nit's b\n" || got.err != "e\n" || got.Exit != 3 {
		t.Errorf("%+v", got)
	}
	if got := run(t, s, `basename "$PWD"; echo "$A $B"`); got.out != "d\nit's b\n" || got.Exit != 0 {
		t.Errorf("in the new shell: %+v", got)
	}
}

func TestSSHTimeoutEndsTheRemoteProcesses(t *testing.T) {
	server := startSSHD(t)
	s := target.SSH(target.Shell{Nonce: nonce}, server.Host)
	defer s.Close()
	got := runScript(t, s, target.Script{Text: "(setsid sleep 341 &); echo before; sleep 342", Timeout: time.Second})
	if got.Ending != target.TimedOut || got.out != "before\n" {
		t.Errorf("%+v", got)
	}
	if out, _ := exec.Command("pgrep", "-fx", "sleep 34[12]").Output(); len(out) > 0 {
		t.Errorf("left: %s", out)
	}
}

const sheddingAll = "(env -i /usr/bin/setsid /bin/sh -c 'exec 7<&- </dev/null >/dev/null 2>&1; /bin/sleep 345' &)"

// TestSSHEndsDaemons: whichever of its marks a daemon sheds, it is gone when the session is closed.
func TestSSHEndsDaemons(t *testing.T) {
	server := startSSHD(t)
	for name, step := range map[string]string{
		"environment":                 "(env -i /usr/bin/setsid /bin/sleep 345 &)",
		"environment and descriptors": sheddingAll,
		"parents":                     "(/usr/bin/setsid /bin/sh -c 'exec 7<&-; /bin/sleep 345 & exit' &)",
		"environment, and its shell":  "(env -i /usr/bin/setsid /bin/sleep 345 >/dev/null 2>&1 &); exit 0",
	} {
		t.Run(name, func(t *testing.T) { endsDaemon(t, server.Host, step) })
	}
}

func endsDaemon(t *testing.T, host target.Host, step string) {
	t.Helper()
	daemons := func() string {
		out, _ := exec.Command("pgrep", "-fx", "(/bin/)?sleep 345").Output()
		return string(out)
	}
	s := target.SSH(target.Shell{Nonce: nonce}, host)
	run(t, s, step)
	run(t, s, "sleep .1")
	if daemons() == "" {
		t.Error("there is no daemon to end")
	}
	if left, err := s.Close(); err != nil || left < 1 {
		t.Errorf("Close = %d, %v", left, err)
	}
	if left := daemons(); left != "" {
		t.Errorf("left: %s", left)
		for pid := range strings.FieldsSeq(left) {
			exec.Command("kill", "-9", pid).Run()
		}
	}
}

// TestSSHEndsWhatIsInTheLoginsScope: where the login has a cgroup of its own, as systemd-logind gives it, a daemon that
// shed every mark, and whose shell is gone, is found by that.
func TestSSHEndsWhatIsInTheLoginsScope(t *testing.T) {
	scope := ""
	for _, root := range []string{"/sys/fs/cgroup", "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/pids", "/sys/fs/cgroup/cpu"} {
		folder := filepath.Join(root, fmt.Sprintf("session-%d.scope", os.Getpid()))
		if _, err := os.Stat(filepath.Join(root, "cgroup.procs")); err == nil && os.Mkdir(folder, 0o755) == nil {
			scope = folder
			break
		}
	}
	if scope == "" {
		t.Skip("no cgroup can be made here")
	}
	t.Cleanup(func() { os.Remove(scope) })
	wrapper := filepath.Join(t.TempDir(), "login")
	if err := os.WriteFile(wrapper, []byte("#!/bin/sh\necho $$ >"+scope+"/cgroup.procs || exit 9\nexec sh -c \"$SSH_ORIGINAL_COMMAND\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	server := startSSHD(t, "ForceCommand "+wrapper)
	endsDaemon(t, server.Host, sheddingAll+"; exit 0")
}

func TestSSHRefusesOtherHostKeys(t *testing.T) {
	server := startSSHD(t)
	changed := filepath.Join(t.TempDir(), "known_hosts")
	write(t, changed, knownhosts.Line([]string{server.Address}, writeKey(t, filepath.Join(t.TempDir(), "other")))+"\n")
	empty := filepath.Join(t.TempDir(), "known_hosts")
	write(t, empty, "")
	for file, want := range map[string]string{changed: "changed", empty: "unknown"} {
		host := server.Host
		host.KnownHosts = []string{file}
		s := target.SSH(target.Shell{Nonce: nonce}, host)
		_, err := s.Run(context.Background(), target.Script{Text: "true"}, io.Discard, io.Discard)
		if !errors.Is(err, target.ErrHostKey) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want ErrHostKey, %s", want, err, want)
		}
		s.Close()
	}
}

// cable is a proxy that can be cut.
type cable struct {
	address string
	cut     func()
}

func layCable(t *testing.T, to string) cable {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	opened := make(chan net.Conn, 100)
	go func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			onto, err := net.Dial("tcp", to)
			if err != nil {
				return
			}
			opened <- from
			opened <- onto
			go io.Copy(from, onto)
			go io.Copy(onto, from)
		}
	}()
	cut := func() {
		listener.Close()
		for {
			select {
			case connection := <-opened:
				connection.Close()
			default:
				return
			}
		}
	}
	t.Cleanup(cut)
	return cable{listener.Addr().String(), cut}
}

// cutWhenThere cuts the line once the step runs, which it shows by a file: nothing else crosses the line by then. What it
// printed before is given a moment to arrive.
func cutWhenThere(marker string, cut func()) {
	for range 2000 {
		if _, err := os.Stat(marker); err == nil {
			time.Sleep(300 * time.Millisecond)
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	cut()
}

func TestSSHConnectionLostIsReported(t *testing.T) {
	server := startSSHD(t)
	line := layCable(t, server.Address)
	known, err := os.ReadFile(server.KnownHosts[0])
	if err != nil {
		t.Fatal(err)
	}
	host := server.Host
	host.Address = line.address
	host.KnownHosts = []string{filepath.Join(t.TempDir(), "known_hosts")}
	_, port, _ := net.SplitHostPort(server.Address)
	_, cablePort, _ := net.SplitHostPort(line.address)
	write(t, host.KnownHosts[0], strings.ReplaceAll(string(known), port, cablePort))
	s := target.SSH(target.Shell{Nonce: nonce}, host)
	marker := filepath.Join(t.TempDir(), "runs")
	go cutWhenThere(marker, line.cut)
	got := runScript(t, s, target.Script{Text: "echo before; (setsid sleep 371 &); touch " + marker + "; sleep 372", Timeout: 60 * time.Second})
	if got.Ending != target.Lost || got.Exit != -1 || got.out != "before\n" {
		t.Errorf("%+v; want what is known: the output before, and that the connection was lost", got)
	}
	if _, err := s.Close(); err == nil || !strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("Close = %v; want that nobody sees what is left", err)
	}
	if !gone("sleep 37[12]") {
		t.Error("processes are left on the host")
	}
}

// gone waits for processes to go.
func gone(pattern string) bool {
	for range 100 {
		if out, _ := exec.Command("pgrep", "-fx", pattern).Output(); len(out) == 0 {
			return true
		}
		time.Sleep(50 * time.Millisecond)
	}
	return false
}

// TestSSHGoesOnAfterALostConnection: the next step gets a new connection, and the reaper of the old one, which wakes up
// by then, leaves the new shell alone.
func TestSSHGoesOnAfterALostConnection(t *testing.T) {
	server := startSSHD(t)
	s := target.SSH(target.Shell{Nonce: nonce}, server.Host)
	defer s.Close()
	if got := run(t, s, "cd /; kill -9 $(ps -o ppid= -p $PPID); sleep 20"); got.Ending != target.Lost {
		t.Fatalf("%+v; want a lost connection", got)
	}
	got := run(t, s, "sleep 1.5; echo on")
	if got.out != "on\n" || got.Exit != 0 {
		t.Errorf("after it: %+v", got)
	}
}

func TestSSHDial(t *testing.T) {
	server := startSSHD(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		connection, err := listener.Accept()
		if err == nil {
			io.WriteString(connection, "hello")
			connection.Close()
		}
	}()
	s := target.SSH(target.Shell{Nonce: nonce}, server.Host)
	defer s.Close()
	connection, err := s.Dial(context.Background(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := io.ReadAll(connection); string(got) != "hello" {
		t.Errorf("read %q", got)
	}
}

// engine puts a fake docker on the PATH: it checks its words and runs the rest here.
func engine(t *testing.T, name, script string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
}

func TestDockersWords(t *testing.T) {
	engine(t, "docker", `[ "$1 $2 $3 $4 $5" = "exec -i --user app web-1" ] || { echo "bad words: $*" >&2; exit 9; }
shift 5; exec "$@"`)
	s := target.Command(target.Shell{Variables: map[string]string{"A": "a"}, Nonce: nonce}, target.Docker("web-1", "app"), os.Environ())
	run(t, s, "cd / && export B=b")
	if got := run(t, s, `echo "$PWD $A $B"; exit 4`); got.out != "/ a b\n" || got.Exit != 4 {
		t.Errorf("%+v", got)
	}
	run(t, s, "(setsid sleep 361 &)")
	if _, err := s.Close(); err != nil {
		t.Error(err)
	}
	if out, _ := exec.Command("pgrep", "-fx", "sleep 361").Output(); len(out) > 0 {
		t.Errorf("left: %s", out)
	}
}

package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/redact"
	"github.com/touchstone-cs/touchstone/internal/redact/redacttest"
)

// leak is a workspace whose guide lets 200 secrets out by every channel that a run has. The unknown ones lie in files of the
// customer's, as known ones lie in variables of the operator's: neither is the workspace's to hold.
type leak struct {
	t    *testing.T
	root string // all that is ours: the workspace, the operator's home, temporary files, what the command printed
	env  []string
	runs int
}

const leakDoc = "customer-success/accounts/acme/api/leak.md"

func newLeak(t *testing.T) *leak {
	t.Helper()
	for _, program := range []string{"ssh-keygen", "jq", "base64", "python3", "git"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed (make test)", program)
		}
	}
	known, unknown := redacttest.Planted()
	l := &leak{t: t, root: t.TempDir()}
	site := t.TempDir()
	for i, secret := range unknown {
		l.write(filepath.Join(site, fmt.Sprintf("u%d", i)), secret+"\n")
	}
	server := httptest.NewServer(echo(unknown))
	t.Cleanup(server.Close)

	for _, dir := range []string{"home/.ssh", "tmp", "printed", "ws"} {
		if err := os.MkdirAll(filepath.Join(l.root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	l.env = append(os.Environ(), asCommand+"=1", "HOME="+filepath.Join(l.root, "home"), "TMPDIR="+filepath.Join(l.root, "tmp"), "SSH_AUTH_SOCK=", "TOUCHSTONE_KEY=")
	for _, secret := range known {
		l.env = append(l.env, "OP_"+secret.Name+"="+secret.Value)
	}
	l.write(filepath.Join(l.root, "home/.gitconfig"), "[user]\n\tname = Dana Ruiz\n\temail = dana@vendor.example\n")
	l.command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(l.root, "home/.ssh/id_ed25519"))
	key, err := os.ReadFile(filepath.Join(l.root, "home/.ssh/id_ed25519.pub"))
	if err != nil {
		t.Fatal(err)
	}
	l.write(filepath.Join(l.root, "ws/allowed_signers"), "dana@vendor.example "+string(key))
	l.write(filepath.Join(l.root, "ws/touchstone.yaml"), "time_zone: UTC\n")
	l.write(filepath.Join(l.root, "ws/customer-success/accounts/acme/account.yaml"), leakAccount(known, site, server.URL))
	l.write(filepath.Join(l.root, "ws", leakDoc), leakGuide(known, unknown))
	l.command("git", "init", "-q")
	l.command("git", "add", "-A")
	l.command("git", "commit", "-qm", "a workspace")
	return l
}

// echo gives back what it is sent, in headers and body, and the unknown secrets by their numbers.
func echo(unknown []string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Echo", r.Header.Get("X-Secret"))
		w.Header().Set("Location", "/next?token="+r.URL.Query().Get("q"))
		w.Header().Set("Set-Cookie", "session="+strings.TrimPrefix(unknown[4], "Set-Cookie: session="))
		w.WriteHeader(http.StatusTeapot)
		fmt.Fprintf(w, `{"echo":%q,"query":%q,"unknown":%q}`, r.Header.Get("X-Secret"), r.URL.RawQuery, strings.Join(unknown, "\n"))
	})
}

func leakAccount(known []redact.Secret, site, base string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `account: acme
name: Acme
environments:
  lab:
    directory: %s
    variables: {BASE: %q}
    runners: {python: python3 -}
    versions: {leaky: 'echo "$S0"'}
    configuration: {leaky.setting: 'printf %%s "$S4" | base64'}
    product: 'echo "$S6"'
    secrets:
`, site, base)
	for _, secret := range known {
		fmt.Fprintf(&b, "      %s: {env: OP_%s}\n", secret.Name, secret.Name)
	}
	return b.String()
}

// leakGuide writes the guide: no secret's value stands in it.
func leakGuide(known []redact.Secret, unknown []string) string {
	var b strings.Builder
	b.WriteString("# Leak\n")
	step := func(info, body string) { fmt.Fprintf(&b, "\n```%s\n%s\n```\n", info, body) }
	for at := 0; at < len(known); at += 20 {
		var body strings.Builder
		for i := at; i < at+20; i++ {
			v := fmt.Sprintf(`"$S%d"`, i)
			fmt.Fprintf(&body, "echo %s; echo %s >&2; printf %%s %s | base64 -w 20; printf %%s %s | jq -sR .; cat %s; mkdir -p ./%s.d; ls -Q; export CARRIED_%d=x%s\n", v, v, v, v, v, v, i, v)
		}
		body.WriteString("set -x; : \"$S1\"; set +x; env; export -p; exit 3")
		step(fmt.Sprintf(`sh {"name":"known-%d","required":false}`, at), body.String())
	}
	step(`sh {"name":"state","required":false}`, `cd ./"$S2".d && export LEFT="$S3"; f() { echo "$S5"; }; f; false`)
	step(`sh {"name":"carried","required":false,"expect":"stdout = nothing"}`, `pwd; env; echo "$LEFT $CARRIED_7"; exec false`)
	step(`sh {"name":"retried","required":false,"retry":"2 times every 10ms","expect":"json $.a = 1"}`, `printf '{"a": "%s"}' "$S9"`)
	step(`sh {"name":"hangs","required":false,"timeout":"300ms"}`, `echo "$S10"; sleep 60`)
	step(`python {"name":"program","required":false}`, "import os\nprint(dict(os.environ), os.listdir('.'))\nprint([open(n).read() for n in os.listdir('.') if n[0] == 'u'])\nraise KeyError(os.environ['S7'])")
	step(`http {"name":"web","expect":"status 500","required":false}`, "GET {{BASE}}/?q={{S0}}\nX-Secret: {{S0}}")
	step(`http {"name":"body","expect":["status 500","header X-Echo = none"],"required":false}`, "POST {{BASE}}/?q={{S6}}\nX-Secret: {{S12}}\n\n{\"a\": \"{{S1}}\", \"b\": \"{{S2}}\"}")
	step(`http {"name":"nowhere","required":false}`, "GET http://127.0.0.1:1/{{S0}}?token={{S6}}")
	for at := 0; at < len(unknown); at += 20 {
		var body strings.Builder
		for i := at; i < at+20; i++ {
			fmt.Fprintf(&body, "cat u%d; sed 's/^/note: /' u%d >&2; cp u%d x; jq -sR . x\n", i, i, i)
		}
		step(fmt.Sprintf(`sh {"name":"unknown-%d","required":false}`, at), body.String()+"exit 1")
	}
	step(`sh {"name":"last","required":false}`, `kill -9 $$`)
	return b.String()
}

func (l *leak) write(path, content string) {
	l.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		l.t.Fatal(err)
	}
}

func (l *leak) command(name string, args ...string) {
	l.t.Helper()
	c := exec.Command(name, args...)
	c.Dir, c.Env = filepath.Join(l.root, "ws"), l.env
	if out, err := c.CombinedOutput(); err != nil {
		l.t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}

// touchstone runs the command, or only for so long and then sends it the signal, and keeps what it printed in files, as an
// operator's log would.
func (l *leak) touchstone(after time.Duration, signal os.Signal, args ...string) (printed string, err error) {
	l.t.Helper()
	l.runs++
	path := filepath.Join(l.root, "printed", fmt.Sprint(l.runs))
	log, err := os.Create(path)
	if err != nil {
		l.t.Fatal(err)
	}
	defer log.Close()
	c := exec.Command(os.Args[0], args...)
	c.Dir, c.Env, c.Stdout, c.Stderr = filepath.Join(l.root, "ws"), l.env, log, log
	if err := c.Start(); err != nil {
		l.t.Fatal(err)
	}
	if signal != nil {
		time.AfterFunc(after, func() { c.Process.Signal(signal) })
	}
	err = c.Wait()
	content, readErr := os.ReadFile(path)
	if readErr != nil {
		l.t.Fatal(readErr)
	}
	return string(content), err
}

// look searches all that is ours, git's objects unpacked.
func (l *leak) look() {
	l.t.Helper()
	objects := exec.Command("git", "cat-file", "--batch-all-objects", "--batch")
	objects.Dir, objects.Env = filepath.Join(l.root, "ws"), l.env
	unpacked, err := objects.Output()
	if err != nil {
		l.t.Fatal(err)
	}
	redacttest.Find(l.t, redacttest.EveryByte(l.t, l.root)+string(unpacked))
}

// TestNoSecretIsLeftByTheCommand: 200 secrets, every channel of a run, and the command as an operator uses it: with and
// without --json, its progress, receipts and their commits, exports, and killed at any instant.
func TestNoSecretIsLeftByTheCommand(t *testing.T) {
	t.Parallel()
	l := newLeak(t)
	began := time.Now()
	printed, err := l.touchstone(0, nil, "run", leakDoc, "--yes", "--json")
	took := time.Since(began)
	var exit *exec.ExitError
	if err != nil || !strings.Contains(printed, `"ending": "completed"`) || !strings.Contains(printed, "known-100") {
		t.Fatalf("%v: %.2000s", err, printed)
	}
	for _, channel := range []string{"[secret-1]", `\"echo\"`, "X-Echo", "KeyError", "command not found|No such file", "still running after 300ms", "Location", "connection refused"} {
		if !slices.ContainsFunc(strings.Split(channel, "|"), func(word string) bool { return strings.Contains(printed, word) }) {
			t.Errorf("the run shows no %s: the channel is not there", channel)
		}
	}
	if _, err := l.touchstone(0, nil, "run", leakDoc, "--yes"); err != nil {
		t.Error(err)
	}
	for _, args := range [][]string{
		{"export", leakDoc, "--out", filepath.Join(l.root, "proof.md")}, {"export", leakDoc, "--as", "signatures", "--dir", filepath.Join(l.root, "signatures")},
		{"run", leakDoc, "--dry-run"}, {"check", leakDoc},
	} {
		if out, err := l.touchstone(0, nil, args...); err != nil {
			t.Errorf("%v: %v: %s", args, err, out)
		}
	}
	if out, err := l.touchstone(0, nil, "run", leakDoc, "--verify", "--env", "lab"); !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("%v: %s", err, out)
	}
	l.look()
	for _, kill := range []struct {
		fifths time.Duration // of a run
		signal os.Signal
	}{{4, syscall.SIGKILL}, {3, syscall.SIGQUIT}, {1, syscall.SIGKILL}, {2, syscall.SIGKILL}} { // at SIGQUIT Go prints all stacks
		l.touchstone(took*kill.fifths/5, kill.signal, "run", leakDoc, "--yes")
		l.look()
	}
	if out, err := l.touchstone(0, nil, "run", leakDoc, "state", "--yes"); err != nil || !strings.Contains(out, "an earlier run died") {
		t.Errorf("%v: %s", err, out)
	}
	l.look()
}

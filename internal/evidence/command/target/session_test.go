package target_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/target"
)

func nonce() string { return rand.Text() }

func local(t testing.TB, variables map[string]string) target.Session {
	t.Helper()
	s := target.Local(target.Shell{Variables: variables, Directory: t.TempDir(), Nonce: nonce}, os.Environ(), nil)
	t.Cleanup(func() { s.Close() })
	return s
}

type outcome struct {
	target.Result
	out, err string
}

func run(t testing.TB, s target.Session, text string) outcome {
	t.Helper()
	return runScript(t, s, target.Script{Text: text, Timeout: 20 * time.Second})
}

func runScript(t testing.TB, s target.Session, script target.Script) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	result, err := s.Run(context.Background(), script, &stdout, &stderr)
	if err != nil {
		t.Fatal(err)
	}
	return outcome{result, stdout.String(), stderr.String()}
}

func TestStateCarriesFromStepToStep(t *testing.T) {
	s := local(t, map[string]string{"BASE": "it's"})
	for _, step := range []struct{ text, out string }{
		{`echo "$BASE"`, "it's\n"},
		{"mkdir a && cd a && export COLOUR='dark blue'\nhere=1; f() { echo f; }", ""},
		{`basename "$PWD"; echo "$COLOUR$here"; f`, "a\ndark blue1\nf\n"},
		{"exec >gone 2>&1; echo lost", ""},
		{"echo back; cat gone", "back\nlost\n"},
		{"cat", ""},
		{"printf 'no end'", "no end"},
		{"read line </dev/tty", ""},
	} {
		if got := run(t, s, step.text); got.out != step.out {
			t.Errorf("%s: stdout = %q; want %q (stderr %q)", step.text, got.out, step.out, got.err)
		}
	}
}

func TestWhatEndsTheShellEndsOnlyTheStep(t *testing.T) {
	for text, want := range map[string]int{
		"exit 3":                       3,
		"kill $$":                      143,
		"kill -9 $$":                   137,
		"exec sh -c 'echo x; exit 4'":  4,
		"set -e; false; echo no":       1,
		"trap 'echo bye' EXIT; exit 5": 5,
	} {
		t.Run(text, func(t *testing.T) {
			s := local(t, nil)
			run(t, s, "mkdir -p d && cd d && export KEPT='a b'")
			if got := run(t, s, text); got.Exit != want || got.Ending != target.Completed || !got.NewShell && text[:3] != "exi" && text[:3] != "set" {
				t.Errorf("result = %+v; want exit %d", got, want)
			}
			if got := run(t, s, `basename "$PWD"; echo "$KEPT"`); got.out != "d\na b\n" {
				t.Errorf("after it: %q %q", got.out, got.err)
			}
		})
	}
}

func TestSyntaxErrorIsAStepThatFails(t *testing.T) {
	s := local(t, nil)
	if got := run(t, s, "if true; then echo 'open"); got.Exit == 0 || got.err == "" {
		t.Errorf("result = %+v", got)
	}
	if got := run(t, s, "echo on"); got.out != "on\n" {
		t.Errorf("after it: %+v", got)
	}
}

func TestOwnVariablesAndDirectoryDoNotStay(t *testing.T) {
	s := local(t, map[string]string{"A": "1"})
	got := runScript(t, s, target.Script{Text: `echo "$A $PWD"; exit 7`, Variables: map[string]string{"A": "2"}, Directory: "/"})
	if got.out != "2 /\n" || got.Exit != 7 {
		t.Errorf("%+v", got)
	}
	if got := run(t, s, `echo "$A"`); got.out != "1\n" {
		t.Errorf("after it: %+v", got)
	}
}

func TestTimeoutEndsTheWholeTreeOfTheStep(t *testing.T) {
	s := local(t, nil)
	run(t, s, "sleep 300 & echo $! >early; export X=kept; sleep 0.1")
	began := time.Now()
	got := runScript(t, s, target.Script{
		Text:    "(setsid sleep 301 & echo $! >daemon); trap '' TERM; (trap '' TERM; sleep 302) & echo $! >stubborn; echo before; sleep 303",
		Timeout: 300 * time.Millisecond,
	})
	if got.Ending != target.TimedOut || got.out != "before\n" || got.Exit != -1 {
		t.Errorf("result = %+v", got)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
	if got := run(t, s, `echo "$X"; for p in daemon stubborn early; do kill -0 $(cat $p) 2>/dev/null && echo $p; done`); got.out != "kept\nearly\n" {
		t.Errorf("alive after the timeout: %q; want only what ran before the step", got.out)
	}
}

func TestCloseLeavesNoProcess(t *testing.T) {
	dir := t.TempDir()
	s := target.Local(target.Shell{Directory: dir, Nonce: nonce}, os.Environ(), nil)
	run(t, s, `sleep 311 & echo $! >pids
(setsid sleep 312 & echo $! >>pids)
(env -i /usr/bin/setsid /bin/sleep 313 & echo $! >>pids)
nohup sleep 314 >/dev/null 2>&1 & echo $! >>pids
sleep 0.1`)
	left, err := s.Close()
	if err != nil || left < 4 {
		t.Errorf("Close = %d, %v; want 4 ended", left, err)
	}
	pids, err := os.ReadFile(filepath.Join(dir, "pids"))
	if err != nil {
		t.Fatal(err)
	}
	for _, pid := range strings.Fields(string(pids)) {
		if isAlive(pid) {
			t.Errorf("process %s is left", pid)
		}
	}
	if out, _ := exec.Command("pgrep", "-fx", "(/bin/)?sleep 31[1-4]").Output(); len(out) > 0 {
		t.Errorf("left: %s", out)
	}
}

func isAlive(pid string) bool {
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

func TestInterruptEndsTheStep(t *testing.T) {
	s := local(t, nil)
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(200*time.Millisecond, cancel)
	result, err := s.Run(ctx, target.Script{Text: "sleep 321"}, io.Discard, io.Discard)
	if err != nil || result.Ending != target.Interrupted {
		t.Errorf("Run = %+v, %v", result, err)
	}
	if out, _ := exec.Command("pgrep", "-fx", "sleep 321").Output(); len(out) > 0 {
		t.Errorf("left: %s", out)
	}
}

func TestDaemonThatHoldsTheOutputDoesNotHoldTheStep(t *testing.T) {
	s := local(t, nil)
	began := time.Now()
	if got := run(t, s, "(sleep 331 &) ; echo done"); got.out != "done\n" || time.Since(began) > 5*time.Second {
		t.Errorf("%+v after %v", got, time.Since(began))
	}
	if got := run(t, s, "(sleep 332 &) ; exec echo replaced"); got.out != "replaced\n" || time.Since(began) > 8*time.Second {
		t.Errorf("%+v after %v", got, time.Since(began))
	}
}

func TestForgedMarkIsOutput(t *testing.T) {
	s := local(t, nil)
	if got := run(t, s, `printf '\036guess 0\037/\037\036'; echo; exit 9`); got.Exit != 9 || !strings.Contains(got.out, "guess") {
		t.Errorf("%+v", got)
	}
}

func TestLargeOutputArrivesWhole(t *testing.T) {
	s := local(t, nil)
	var counted counter
	result, err := s.Run(context.Background(), target.Script{Text: "head -c 50000000 /dev/zero"}, &counted, io.Discard)
	if err != nil || result.Exit != 0 || counted != 50000000 {
		t.Errorf("%d bytes, %+v, %v", counted, result, err)
	}
}

type counter int

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

func TestLongScript(t *testing.T) {
	s := local(t, nil)
	if got := run(t, s, ": "+strings.Repeat("x", 200_000)+"\necho end"); got.out != "end\n" {
		t.Errorf("%+v", got.Result)
	}
}

func TestUnreachable(t *testing.T) {
	s := target.Command(target.Shell{Nonce: nonce}, []string{"sh", "-c", "echo no such container >&2; exit 1", "docker"}, os.Environ())
	defer s.Close()
	_, err := s.Run(context.Background(), target.Script{Text: "true"}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "no such container") {
		t.Errorf("err = %v; want the program's own words", err)
	}
}

func TestPlainShellWorksLikeBash(t *testing.T) {
	dir, few := t.TempDir(), t.TempDir() // a container without bash
	for _, name := range []string{"sh", "basename", "mkdir", "grep", "tr"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Skip(err)
		}
		if err := os.Symlink(path, filepath.Join(few, name)); err != nil {
			t.Fatal(err)
		}
	}
	s := target.Command(target.Shell{Variables: map[string]string{"A": "1 2"}, Directory: dir, Nonce: nonce}, []string{"/usr/bin/env"}, []string{"PATH=" + few})
	defer s.Close()
	run(t, s, "mkdir x; cd x; export B='b b'")
	if got := run(t, s, `basename "$PWD"; echo "$A$B"; exit 3`); got.out != "x\n1 2b b\n" || got.Exit != 3 {
		t.Errorf("%+v", got)
	}
	if got := run(t, s, `basename "$PWD"; echo "$A$B"`); got.out != "x\n1 2b b\n" {
		t.Errorf("in the new shell: %+v", got)
	}
}

func BenchmarkSession(b *testing.B) {
	s := local(b, nil)
	for b.Loop() {
		run(b, s, "true")
	}
}

func ExampleQuote() {
	fmt.Println(target.Quote("it's"), strconv.Quote("x"))
	// Output: 'it'\''s' "x"
}

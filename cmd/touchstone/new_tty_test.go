package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// onTerminal runs the command on a pseudo-terminal, answers what it asks, and gives what the terminal showed.
func onTerminal(t *testing.T, answers string, args ...string) string {
	t.Helper()
	script, err := exec.LookPath("script")
	if err != nil {
		t.Skip("no pseudo-terminal: ", err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	quoted := make([]string, 0, len(args)+1)
	for _, word := range append([]string{self}, args...) {
		quoted = append(quoted, "'"+word+"'")
	}
	c := exec.CommandContext(t.Context(), script, "-qec", strings.Join(quoted, " "), os.DevNull)
	c.Env = append(os.Environ(), asCommand+"=1", "TERM=xterm")
	c.Stdin = strings.NewReader(answers)
	c.WaitDelay = 10 * time.Second
	shown, _ := c.CombinedOutput() // the exit code is script's
	return string(shown)
}

// A keyed is what is typed once the terminal shows something.
type keyed struct{ shown, keys string }

// onScreen runs the command on a pseudo-terminal of 24 lines of 80 characters, where a form fills the screen, and types each answer when what it waits for is
// shown. It gives all that was shown.
func onScreen(t *testing.T, steps []keyed, args ...string) string {
	t.Helper()
	script, err := exec.LookPath("script")
	if err != nil {
		t.Skip("no pseudo-terminal: ", err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	line := "stty rows 24 cols 80; exec"
	for _, word := range append([]string{self}, args...) {
		line += " '" + word + "'"
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, script, "-qec", line, os.DevNull)
	c.Env = append(os.Environ(), asCommand+"=1", "TERM=xterm-256color")
	keys, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	screen, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	unread := ""
	for buf := make([]byte, 4096); ; {
		n, err := screen.Read(buf)
		all.Write(buf[:n])
		unread += string(buf[:n])
		for len(steps) > 0 && strings.Contains(unread, steps[0].shown) {
			_, unread, _ = strings.Cut(unread, steps[0].shown)
			if _, err := io.WriteString(keys, steps[0].keys); err != nil {
				t.Fatal(err)
			}
			steps = steps[1:]
		}
		if err != nil {
			break
		}
	}
	_ = c.Wait() // the exit code is script's
	if len(steps) > 0 {
		t.Fatalf("%q was never shown:\n%q", steps[0].shown, all.String())
	}
	return all.String()
}

// On a whole screen new is a form: an account that does not exist is refused there and then, what the form says of it is seen, and the document is written.
func TestNewOnAScreen(t *testing.T) {
	root := t.TempDir()
	if err := os.CopyFS(root, os.DirFS(seeded)); err != nil {
		t.Fatal(err)
	}
	shown := onScreen(t, []keyed{
		{"Period", "nobody\r"}, {"no such account", "\x15brightwater\r"}, // ctrl+u empties the field
		{"back", "Routing pilot\r"}, {"submit", "2026-09\r"},
	}, "--workspace", root, "--now", seededNow, "new", "health-report", "--no-commit")
	text, err := os.ReadFile(filepath.Join(root, "customer-success/accounts/brightwater/health/2026-09.md"))
	if err != nil || !strings.Contains(string(text), "engagement: Routing pilot\n") || !strings.Contains(string(text), "period: 2026-09\n") {
		t.Errorf("%v\n%s\n%q", err, text, shown)
	}

	shown = onScreen(t, []keyed{{"Account", "\x03"}}, "--workspace", root, "--now", seededNow, "new", "case-study", "--no-commit")
	if !strings.Contains(shown, "nothing was written") {
		t.Errorf("ctrl+c: %q", shown)
	}
}

// On a terminal, what nobody said is asked for and the document is written; what was said is not asked for again.
func TestNewOnATerminal(t *testing.T) {
	root := t.TempDir()
	if err := os.CopyFS(root, os.DirFS(seeded)); err != nil {
		t.Fatal(err)
	}
	shown := onTerminal(t, "brightwater\nRouting pilot\n2026-09\n", "--workspace", root, "--now", seededNow, "new", "health-report", "--no-commit")
	for _, want := range []string{"Account", "Engagement", "Period", "accounts/brightwater/health/2026-09.md"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the terminal does not show %q:\n%s", want, shown)
		}
	}
	text, err := os.ReadFile(filepath.Join(root, "customer-success/accounts/brightwater/health/2026-09.md"))
	if err != nil || !strings.Contains(string(text), "Routing pilot") || !strings.Contains(string(text), "period: 2026-09") {
		t.Errorf("%v\n%s", err, text)
	}

	shown = onTerminal(t, "ESC-0009\n", "--workspace", root, "--now", seededNow, "new", "escalation-report", "brightwater", "--engagement", "Routing", "--no-commit")
	if strings.Contains(shown, "Account (") || !strings.Contains(shown, "ESC-0009.md") {
		t.Errorf("asked for what was said, or wrote nothing:\n%s", shown)
	}
}

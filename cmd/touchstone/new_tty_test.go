package main

import (
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

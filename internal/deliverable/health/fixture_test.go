package health

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
)

var wants = regexp.MustCompile(`<!-- want (HR\d{3}) "([^"]*)" -->`)

type want struct {
	rule, text string
	line       int
	met        bool
}

// TestFixtures compares findings with the wants that stand in the fixtures: on the line of the want, or on the next line that holds something
// else. Every finding is wanted and every want is met.
func TestFixtures(t *testing.T) {
	names, err := filepath.Glob("testdata/*.md")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		if strings.Contains(name, "golden") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		expected, text := readWants(string(data))
		w := ruletest.Workspace(t, nil)
		pass := ruletest.Pass(w, "customer-success/accounts/acme/health/2026-10.md", text, read)
		for _, r := range Rules() {
			for _, f := range rule.Run(r, r.Severity, pass) {
				if !meet(expected, r.ID, f.Start.Line, f.Message) {
					t.Errorf("%s:%d: not wanted: %s %s", name, f.Start.Line, r.ID, f.Message)
				}
			}
		}
		for _, e := range expected {
			if !e.met {
				t.Errorf("%s:%d: no finding of %s with %q", name, e.line, e.rule, e.text)
			}
		}
	}
}

func meet(expected []*want, id string, line int, message string) bool {
	for _, e := range expected {
		if !e.met && e.rule == id && e.line == line && strings.Contains(message, e.text) {
			e.met = true
			return true
		}
	}
	return false
}

// readWants takes the wants out of a fixture; lines keep their numbers.
func readWants(text string) ([]*want, string) {
	lines := strings.Split(text, "\n")
	var out, waiting []*want
	for i, line := range lines {
		found := wants.FindAllStringSubmatch(line, -1)
		lines[i] = strings.TrimRight(wants.ReplaceAllString(line, ""), " ")
		for _, m := range found {
			waiting = append(waiting, &want{rule: m[1], text: m[2]})
		}
		if lines[i] == "" {
			continue
		}
		for _, e := range waiting {
			e.line = i + 1
		}
		out, waiting = append(out, waiting...), nil
	}
	return append(out, waiting...), strings.Join(lines, "\n")
}

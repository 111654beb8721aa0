package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/requirement"
)

// seeded is a workspace with the six documents of one customer, written by hand without the generators, in other words, headings and
// columns than the rules' own examples. Its evidence lies elsewhere, so figures are unverified; nothing in it is violated.
const seeded = "testdata/seeded"

// seededNow is the day on which the documents are checked.
const seededNow = "2026-11-23"

// flaw is one thing that breaks one bullet of the requirement in one document.
type flaw struct {
	bullet string
	file   string // see seededFiles
	old    string
	new    string
	rule   string
	also   []string // rules that find it too
}

var seededFiles = map[string]string{
	"plan":   "accounts/brightwater/meters/onboarding-plan.md",
	"guide":  "accounts/brightwater/meters/implementation-guide-sftp-feed.md",
	"health": "accounts/brightwater/health/2026-10.md",
	"voice":  "feedback/2026-Q3.md",
	"case":   "accounts/brightwater/meters/case-study.md",
	"esc":    "accounts/brightwater/escalations/ESC-0003.md",
}

type seededFinding struct {
	Path, Rule, Verdict, Message, Requirement, Suggestion string
	Line                                                  int
}

// violated checks the workspace and gives what is violated.
func violated(t *testing.T, root string) []seededFinding {
	t.Helper()
	var out, errs bytes.Buffer
	run([]string{"check", "--workspace", root, "--now", seededNow, "--format", "json"}, strings.NewReader(""), &out, &errs)
	var report struct{ Findings []seededFinding }
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out.Bytes(), errs.Bytes())
	}
	return slices.DeleteFunc(report.Findings, func(f seededFinding) bool { return f.Verdict != "violated" })
}

func TestWellWrittenDocumentsPass(t *testing.T) {
	root := t.TempDir()
	if err := os.CopyFS(root, os.DirFS(seeded)); err != nil {
		t.Fatal(err)
	}
	for _, f := range violated(t, root) {
		t.Errorf("%s:%d: %s: %s", f.Path, f.Line, f.Rule, f.Message)
	}
}

// TestEverySeededFlawIsFound seeds one flaw a bullet and wants the finding of one rule, of that rule alone, with what to do about it.
func TestEverySeededFlawIsFound(t *testing.T) {
	found := map[string]bool{}
	for _, x := range flaws {
		found[x.bullet] = true
		t.Run(x.bullet+" "+x.rule, func(t *testing.T) {
			t.Parallel()
			root := t.TempDir()
			if err := os.CopyFS(root, os.DirFS(seeded)); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(root, "customer-success", filepath.FromSlash(seededFiles[x.file]))
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Count(string(text), x.old) == 0 {
				t.Fatalf("%s does not hold %q", x.file, x.old)
			}
			if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(text), x.old, x.new)), 0o644); err != nil {
				t.Fatal(err)
			}
			hit := false
			for _, f := range violated(t, root) {
				if slices.Contains(x.also, f.Rule) {
					continue
				}
				if f.Rule != x.rule {
					t.Errorf("line %d: %s as well: %s", f.Line, f.Rule, f.Message)
					continue
				}
				hit = true
				if f.Requirement != x.bullet {
					t.Errorf("%s serves %s", f.Rule, f.Requirement)
				}
				if f.Suggestion == "" {
					t.Errorf("line %d: %s suggests nothing", f.Line, f.Rule)
				}
			}
			if !hit {
				t.Errorf("%s did not find %q", x.rule, x.new)
			}
		})
	}
	for _, b := range requirement.Bullets() {
		if !found[b.ID] {
			t.Errorf("no flaw is seeded for %s: %s", b.ID, b.Text)
		}
	}
}

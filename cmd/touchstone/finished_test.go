package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// finished is a workspace with the six documents of one customer as they leave a team's hands: examples/wayfinder. What they
// cite is measured over the simulated vendor's exports and kept beside them.
const finished = "../../examples/wayfinder"

// TestLaw11TheSixFinishedDocumentsPass proves every claim of the example: nothing violated, nothing left unverified.
func TestLaw11TheSixFinishedDocumentsPass(t *testing.T) {
	root := finishedWorkspace(t)
	out, code := try(root, "check", "--strict", "--format", "json")
	var report struct {
		Documents []struct{ Kind string }
		Findings  []struct {
			Path, Rule, Verdict, Message string
			Line                         int
		}
		Summary struct{ Violated, Unverified int }
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	kinds := map[string]bool{}
	for _, d := range report.Documents {
		kinds[d.Kind] = true
	}
	if len(kinds) != 6 {
		t.Errorf("kinds %v, want all six", kinds)
	}
	for _, f := range report.Findings {
		t.Errorf("%s:%d: %s %s: %s", f.Path, f.Line, f.Verdict, f.Rule, f.Message)
	}
	if code != 0 {
		t.Errorf("exit %d, %+v", code, report.Summary)
	}
}

// TestOneFigureChangedIsFoundInEachKind is the other half: what passes above fails when a hand changes one figure.
func TestOneFigureChangedIsFoundInEachKind(t *testing.T) {
	root := finishedWorkspace(t)
	account := "customer-success/accounts/fjord/"
	for name, change := range map[string][2]string{
		account + "onboarding/onboarding-plan.md":                   {"it holds with 84% probability", "it holds with 94% probability"},
		account + "onboarding/implementation-guide-route-upload.md": {"10 of 10 steps passed", "17 of 17 steps passed"},
		account + "health/2026-10.md":                               {"| 7,829[^api] |", "| 7,929[^api] |"},
		account + "onboarding/case-study.md":                        {"| +140%[^m1] |", "| +180%[^m1] |"},
		account + "escalations/ESC-0001.md":                         {"**reproduced 5 of 5**", "**reproduced 7 of 7**"},
		"customer-success/feedback/2026-Q3.md":                      {"214 items from 24 accounts", "220 items from 24 accounts"},
	} {
		t.Run(filepath.Base(name), func(t *testing.T) {
			file := filepath.Join(root, filepath.FromSlash(name))
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			changed := strings.Replace(string(text), change[0], change[1], 1)
			if changed == string(text) {
				t.Fatalf("%q does not stand in %s", change[0], name)
			}
			if err := os.WriteFile(file, []byte(changed), 0o644); err != nil {
				t.Fatal(err)
			}
			out, code := try(root, "check", "--strict", file)
			if code != 1 {
				t.Errorf("exit %d after %q became %q\n%s", code, change[0], change[1], out)
			}
		})
	}
}

// finishedWorkspace lays the example over the vendor's imported exports.
func finishedWorkspace(t *testing.T) string {
	t.Helper()
	root := vendor(t, true)
	example := os.DirFS(finished)
	err := fs.WalkDir(example, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(example, name)
		if err != nil {
			return err
		}
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		return os.WriteFile(file, data, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	return root
}

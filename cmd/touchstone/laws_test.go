package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/demo"
)

// The laws of doc/decisions and of the design, on the real commands over the simulated vendor.

// touchstone runs a command in this process and fails the test where it could not do it.
func touchstone(t *testing.T, root string, args ...string) string {
	t.Helper()
	out, code := try(root, args...)
	if code == 2 {
		t.Fatalf("touchstone %s: %s", strings.Join(args, " "), out)
	}
	return out
}

func try(root string, args ...string) (string, int) {
	var out bytes.Buffer
	code := run(append(args, "--workspace", root, "--now", demo.Now), strings.NewReader(""), &out, &out)
	return out.String(), code
}

// vendor makes the simulated vendor's workspace; without data its warehouse is empty and one account is known. The full
// one is imported once and copied.
func vendor(t *testing.T, data bool) string {
	t.Helper()
	root := t.TempDir()
	if !data {
		begin(t, root)
		dir := filepath.Join(root, "customer-success", "accounts", "acme")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "account.yaml"), []byte("account: acme\nname: Acme Freight\nowner: Dana Ruiz\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return root
	}
	if err := os.CopyFS(root, os.DirFS(fullVendor(t))); err != nil {
		t.Fatal(err)
	}
	return root
}

func begin(t *testing.T, root string) {
	t.Helper()
	touchstone(t, root, "init", root, "--name", demo.Vendor, "--time-zone", demo.Zone, "--country", demo.Country, "--no-commit")
	config := filepath.Join(root, "touchstone.yaml")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, demo.Config(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

var full struct {
	sync.Once
	root string
}

// fullVendor is the full workspace that vendor copies. It lies in a folder of the whole test run.
func fullVendor(t *testing.T) string {
	t.Helper()
	full.Do(func() {
		root, exports := filepath.Join(scratch, "full"), filepath.Join(scratch, "exports")
		begin(t, root)
		if err := writeExports(exports); err != nil {
			t.Fatal(err)
		}
		touchstone(t, root, "import", "touchstone", exports)
		touchstone(t, root, "account", "sync", "--no-commit")
		full.root = root
	})
	if full.root == "" {
		t.Fatal("the full workspace could not be made; see the first test that failed")
	}
	return full.root
}

// generations are one generation of every kind that can be generated.
var generations = [][]string{
	{"generate", "health-report", "--all", "--period", demo.Period, "--no-commit"},
	{"generate", "onboarding-plan", "acme", "--playbook", "api-integration", "--start", "2026-11-09", "--no-commit"},
	{"generate", "case-study", "acme", "--period", demo.Period, "--baseline", "2025-10", "--no-commit"},
	{"generate", "feedback-summary", "--period", "2026-Q3", "--no-commit"},
	{"generate", "escalation-report", "acme", "--ticket", "acme-1051", "--no-commit"},
}

// TestLaw1 generates and checks: nothing is violated, over a full warehouse and over an empty one.
func TestLaw1GeneratedDocumentsPass(t *testing.T) {
	for name, data := range map[string]bool{"full": true, "empty": false} {
		t.Run(name, func(t *testing.T) {
			root := vendor(t, data)
			for _, args := range generations {
				touchstone(t, root, args...)
			}
			out, _ := try(root, "check", "--format", "json")
			var report struct {
				Documents []struct{ Path string }
				Findings  []struct {
					Path, Rule, Verdict, Message string
					Line                         int
				}
			}
			if err := json.Unmarshal([]byte(out), &report); err != nil {
				t.Fatalf("%v: %.300s", err, out)
			}
			if len(report.Documents) < len(generations) {
				t.Errorf("%d documents were checked", len(report.Documents))
			}
			for _, f := range report.Findings {
				if f.Verdict == "violated" {
					t.Errorf("%s:%d: %s: %s", f.Path, f.Line, f.Rule, f.Message)
				}
			}
		})
	}
}

// TestLaw2 puts a person's words into every generated document and generates again.
func TestLaw2PersonsWordsStay(t *testing.T) {
	root := vendor(t, true)
	for _, args := range generations {
		touchstone(t, root, args...)
	}
	random := rand.New(rand.NewPCG(2, 2))
	marks := map[string]string{}
	files := tree(t, root, ".md")
	for _, name := range slices.Sorted(maps.Keys(files)) {
		text := files[name]
		if !strings.Contains(text, "\nkind: ") {
			continue
		}
		lines := strings.Split(text, "\n")
		at := 14 + random.IntN(max(1, len(lines)-15))
		marks[name] = "A person wrote this."
		lines = append(lines[:at], append([]string{"", marks[name], ""}, lines[at:]...)...)
		if err := os.WriteFile(filepath.Join(root, name), []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if len(marks) < 20 {
		t.Fatalf("only %d documents were edited", len(marks))
	}
	const plan = "customer-success/accounts/acme/onboarding/onboarding-plan.md"
	before := tree(t, root, ".md")[plan]
	for _, args := range generations {
		out, code := try(root, args...)
		if code == 2 && (!strings.Contains(out, plan+": no milestone is found") || tree(t, root, ".md")[plan] != before) { // the sentence may lie across the plan's table: then it is refused, and left
			t.Fatalf("touchstone %s: %s", strings.Join(args, " "), out)
		}
	}
	for name, text := range tree(t, root, ".md") {
		if mark := marks[name]; mark != "" && !strings.Contains(text, mark) {
			t.Errorf("%s lost what a person wrote", name)
		}
	}
}

// TestLaw2 also holds inside a computed diagram.
func TestLaw2WordsInADiagramStay(t *testing.T) {
	root := vendor(t, true)
	touchstone(t, root, generations[1]...)
	name := filepath.Join(root, "customer-success/accounts/acme/onboarding/onboarding-plan.md")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(text), "  section Integration\n", "  %% A person wrote this.\n\n  section Integration\n", 1)
	if edited == string(text) {
		t.Fatal("the plan has no diagram with a section Integration")
	}
	if err := os.WriteFile(name, []byte(edited), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		touchstone(t, root, generations[1]...)
	}
	if text, err = os.ReadFile(name); err != nil || !strings.Contains(string(text), "A person wrote this.") {
		t.Errorf("the diagram lost what a person wrote (%v)", err)
	}
}

// TestLaw4 makes the same workspace twice, with the same key for pseudonyms: the same bytes.
func TestLaw4SameBytes(t *testing.T) {
	const key = "customer-success/accounts/pseudonyms.yaml"
	var trees []map[string]string
	for i := range 2 {
		root := vendor(t, true)
		if i > 0 {
			if err := os.WriteFile(filepath.Join(root, key), []byte(trees[0][key]), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for _, args := range generations {
			touchstone(t, root, args...)
		}
		trees = append(trees, tree(t, root, ""))
	}
	for name, text := range trees[0] {
		if trees[1][name] != text {
			t.Errorf("%s differs from run to run", name)
		}
	}
}

// TestLaw5 kills a generation at random moments: every file is the old one or the new one, and the next run mends the rest.
func TestLaw5KilledGenerationLeavesWholeFiles(t *testing.T) {
	root := vendor(t, true)
	whole := vendor(t, true)
	touchstone(t, whole, generations[0]...)
	want := tree(t, whole, ".md")
	random := rand.New(rand.NewPCG(5, 5))
	for range 6 {
		kill(t, time.Duration(random.IntN(400))*time.Millisecond, append(append([]string{}, generations[0]...), "--workspace", root, "--now", demo.Now))
		for name, text := range tree(t, root, ".md") {
			if want[name] != text {
				t.Fatalf("%s is neither the old nor the new file:\n%s", name, text)
			}
		}
	}
	touchstone(t, root, generations[0]...)
	for name, text := range want {
		got, err := os.ReadFile(filepath.Join(root, name))
		if err != nil || string(got) != text {
			t.Errorf("%s is not whole after the next run: %v", name, err)
		}
	}
}

// kill runs the command in a process of its own and kills it after a while.
func kill(t *testing.T, after time.Duration, args []string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), asCommand+"=1")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
}

// tree reads the files of a workspace that git would keep, by name.
func tree(t *testing.T, root, suffix string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == ".git" || entry.Name() == ".touchstone") {
			return fs.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(path, suffix) || strings.HasPrefix(entry.Name(), atomicfile.TempPrefix) {
			return nil
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(root, path)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

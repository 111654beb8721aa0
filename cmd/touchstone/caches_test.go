package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/demo"
)

// TestCachesChangeNothing holds check to one answer: with what was remembered, with nothing remembered, and with a cache
// that was damaged. After each change of a file the change is seen.
func TestCachesChangeNothing(t *testing.T) {
	root := vendor(t, true)
	touchstone(t, root, "generate", "health-report", "--all", "--period", demo.Period, "--no-commit")
	const report, account = "customer-success/accounts/acme/health/2026-10.md", "customer-success/accounts/acme/account.yaml"
	before := ""
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"as generated", func() {}},
		{"a figure is changed", func() { alter(t, root, report, "| 12,581 |", "| 12,582 |") }},
		{"a target is changed", func() { alter(t, root, "metrics.yaml", "target: 70%", "target: 71%") }},
		{"an account has holidays of another country", func() { alter(t, root, account, "country: SE", "country: US") }},
		{"a definition is changed", func() { alter(t, root, "metrics.yaml", "minimum: 10", "minimum: 11") }},
		{"late data is imported", func() { importLate(t, root) }},
	} {
		step.do()
		warm := touchstone(t, root, "check", "--format", "json")
		if warm == before {
			t.Fatalf("%s: check says what it said before", step.name)
		}
		before = warm
		one := touchstone(t, root, "check", "--format", "json", filepath.Join(root, report))
		if again := touchstone(t, root, "check", "--format", "json"); again != warm {
			t.Errorf("%s: checked again:\n%s", step.name, firstDifference(again, warm))
		}
		damage(t, root)
		if damaged := touchstone(t, root, "check", "--format", "json"); damaged != warm {
			t.Errorf("%s: with a damaged cache:\n%s", step.name, firstDifference(damaged, warm))
		}
		forget(t, root)
		if cold := touchstone(t, root, "check", "--format", "json", filepath.Join(root, report)); cold != one {
			t.Errorf("%s: one document with nothing remembered:\n%s", step.name, firstDifference(cold, one))
		}
		forget(t, root)
		if cold := touchstone(t, root, "check", "--format", "json"); cold != warm {
			t.Errorf("%s: with nothing remembered:\n%s", step.name, firstDifference(cold, warm))
		}
	}
}

func alter(t *testing.T, root, name, old, text string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		t.Fatalf("%s has no %q", name, old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(data), old, text, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

func importLate(t *testing.T, root string) {
	t.Helper()
	dir := t.TempDir()
	late := "account,user,time,event,feature,quantity,id\nacme,acme-u01,2026-10-20T09:00:00Z,api_call,api,500,late-1\n"
	if err := os.WriteFile(filepath.Join(dir, "events.csv"), []byte(late), 0o644); err != nil {
		t.Fatal(err)
	}
	touchstone(t, root, "import", "touchstone", dir)
}

func cacheOf(root string) string { return filepath.Join(root, ".touchstone", "warehouse", "cache") }

func forget(t *testing.T, root string) {
	t.Helper()
	if err := os.RemoveAll(cacheOf(root)); err != nil {
		t.Fatal(err)
	}
}

// damage flips a bit in the middle of each file of the cache.
func damage(t *testing.T, root string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(cacheOf(root), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil || len(data) == 0 {
			return err
		}
		files++
		data[len(data)/2] ^= 1
		return os.WriteFile(path, data, 0o644)
	})
	if err != nil || files == 0 {
		t.Fatalf("%d files of the cache damaged: %v", files, err)
	}
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i] + "\n" + y[i]
		}
	}
	return "one is longer"
}

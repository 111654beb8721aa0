package names_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/names"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// TestFinderRemembersNothingThatChanged looks for names with a finder that was remembered, after each way in which the accounts may change.
func TestFinderRemembersNothingThatChanged(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const account = "customer-success/accounts/a1/account.yaml"
	remembered := func() string {
		t.Helper()
		files, err := filepath.Glob(filepath.Join(root, ".touchstone/warehouse/cache/names/*"))
		if err != nil || len(files) > 1 {
			t.Fatalf("remembered: %v, %v; want at most one file", files, err)
		}
		if len(files) == 0 {
			return ""
		}
		later := time.Now().Add(time.Hour) // as if it were long since
		if err := os.Chtimes(files[0], later, later); err != nil {
			t.Fatal(err)
		}
		return files[0]
	}
	finds := func(text string) bool {
		t.Helper()
		w, err := workspace.Open(root, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		known, err := names.Finder(w)
		if err != nil {
			t.Fatal(err)
		}
		found, ok := known.Names(text)
		return ok && found.Found == text
	}
	write("touchstone.yaml", "")
	write(account, "account: a1\nname: Velkor Freight\n")
	write("customer-success/accounts/c3/health/2026-10.md", "# Health\n")
	for _, step := range []struct {
		name string
		do   func()
		want string
	}{
		{"made", func() {}, "Velkor Freight"},
		{"remembered", func() {}, "Velkor Freight"},
		{"a name of the same length, the old time put back", func() {
			info, err := os.Stat(filepath.Join(root, account))
			if err != nil {
				t.Fatal(err)
			}
			write(account, "account: a1\nname: Zambri Freight\n")
			if err := os.Chtimes(filepath.Join(root, account), info.ModTime(), info.ModTime()); err != nil {
				t.Fatal(err)
			}
		}, "Zambri Freight"},
		{"another account", func() { write("customer-success/accounts/b2/account.yaml", "account: b2\nname: Quendi Foods\n") }, "Quendi Foods"},
		{"an account.yaml in a folder that was there", func() { write("customer-success/accounts/c3/account.yaml", "account: c3\nname: Bralto Shipping\n") }, "Bralto Shipping"},
		{"a folder with another name", func() {
			if err := os.Rename(filepath.Join(root, "customer-success/accounts/c3"), filepath.Join(root, "customer-success/accounts/d4")); err != nil {
				t.Fatal(err)
			}
			write("customer-success/accounts/d4/account.yaml", "account: d4\nname: Morvane Lines\n")
		}, "Morvane Lines"},
		{"damaged", func() { write("customer-success/accounts/b2/account.yaml", "account: b2\nname: Ostrava Tools\n") }, "Ostrava Tools"},
	} {
		file := remembered()
		step.do()
		if step.name == "damaged" && file != "" {
			if err := os.WriteFile(file, []byte("nonsense"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if !finds(step.want) {
			t.Errorf("%s: %q is not found", step.name, step.want)
		}
	}
	for _, gone := range []string{"Velkor Freight", "Bralto Shipping"} {
		if finds(gone) {
			t.Errorf("%q is found, a name that nobody has any more", gone)
		}
	}
}

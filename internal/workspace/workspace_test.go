package workspace_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/touchstone-cs/touchstone/internal/workspace"
	"pgregory.net/rapid"
)

// tree writes files and opens the workspace they make.
func tree(t *testing.T, files map[string]string) *workspace.Workspace {
	t.Helper()
	w, err := workspace.Open(folder(t, files), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		place := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(place, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestConfigErrorsNameFileAndLine(t *testing.T) {
	for text, want := range map[string]string{
		"time_zone: Atlantis/Main\n":     `touchstone.yaml: unknown time zone "Atlantis/Main"`,
		"name: x\nteam: {a: b}\n":        "touchstone.yaml:2:",
		"name: [\n":                      "touchstone.yaml:",
		"calendar:\n  weekend: sunday\n": "touchstone.yaml:2:",
	} {
		_, err := workspace.Open(folder(t, map[string]string{"touchstone.yaml": text}), nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v; want %q", text, err, want)
		}
	}
}

func TestEmptyConfigHasDefaults(t *testing.T) {
	w := tree(t, map[string]string{"touchstone.yaml": ""})
	if w.Zone.String() != "UTC" || w.AccountsDir() != "customer-success/accounts" || w.Config.Warehouse != ".touchstone/warehouse" {
		t.Errorf("zone %s, accounts %s, warehouse %s", w.Zone, w.AccountsDir(), w.Config.Warehouse)
	}
}

func TestFindGoesUpwards(t *testing.T) {
	root := folder(t, map[string]string{"touchstone.yaml": "", "a/b/c.md": ""})
	got, err := workspace.Find(filepath.Join(root, "a/b"))
	if err != nil || got != root {
		t.Errorf("Find = %q, %v; want %q", got, err, root)
	}
	if _, err := workspace.Find(t.TempDir()); !errors.Is(err, workspace.ErrNone) {
		t.Errorf("Find outside = %v; want ErrNone", err)
	}
}

func TestNothingLeadsOut(t *testing.T) {
	outside := folder(t, map[string]string{"secret.md": "secret"})
	root := folder(t, map[string]string{"touchstone.yaml": "", "customer-success/a.md": "x"})
	for name, target := range map[string]string{"customer-success/link.md": filepath.Join(outside, "secret.md"), "customer-success/dir": outside} {
		if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	w, err := workspace.Open(root, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, name := range []string{"../x", "/etc/hostname", "customer-success/link.md", "customer-success/dir/secret.md", "customer-success/../../x"} {
		if data, err := w.ReadFile(name); err == nil {
			t.Errorf("ReadFile(%q) = %q; want an error", name, data)
		}
	}
	for _, name := range []string{"../x.md", "/tmp/x.md", "customer-success/dir/x.md"} {
		if err := w.Inside(name); err == nil {
			t.Errorf("Inside(%q): no error", name)
		}
	}
	if err := w.Inside("customer-success/accounts/new/health/2026-10.md"); err != nil {
		t.Errorf("Inside(a new file): %v", err)
	}
}

func TestUnsavedBuffersWin(t *testing.T) {
	root := folder(t, map[string]string{"touchstone.yaml": "", "customer-success/a.md": "# Saved\n"})
	w, err := workspace.Open(root, map[string][]byte{"customer-success/a.md": []byte("# Unsaved\n")})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	doc, err := w.Document("customer-success/a.md")
	if err != nil || doc.Title() != "Unsaved" {
		t.Errorf("title = %q, %v", doc.Title(), err)
	}
}

func TestAccounts(t *testing.T) {
	odd := "شركة/a.b"
	w := tree(t, map[string]string{
		"touchstone.yaml": "",
		"customer-success/accounts/acme/account.yaml":                          "account: acme\nname: Acme Freight\ncontacts:\n  - name: M. Lindqvist\nslas:\n  first: 4h\n",
		"customer-success/accounts/moved/account.yaml":                         "account: other\n",
		"customer-success/accounts/" + workspace.Folder(odd) + "/account.yaml": "account: " + odd + "\n",
		"customer-success/accounts/broken/account.yaml":                        "name: no id\n",
		"customer-success/accounts/acme/health/2026-10.md":                     "x",
	})
	for _, id := range []string{"acme", "other", odd} {
		account, err := w.Account(id)
		if err != nil || account.ID != id {
			t.Errorf("Account(%q) = %v, %v", id, account, err)
		}
	}
	if _, err := w.Account("nobody"); err == nil {
		t.Error("Account(nobody): no error")
	}
	all, err := w.Accounts()
	if len(all) != 3 || err == nil || !strings.Contains(err.Error(), `broken/account.yaml:1: the key "account" is missing`) {
		t.Errorf("Accounts = %d, %v", len(all), err)
	}
	acme := w.AccountOf("customer-success/accounts/acme/health/2026-10.md")
	if acme == nil || acme.ID != "acme" || w.AccountOf("customer-success/feedback/x.md") != nil {
		t.Error("AccountOf is wrong")
	}
	var slas map[string]string
	if err := acme.Decode("slas", &slas); err != nil || slas["first"] != "4h" || acme.Line("slas") != 5 {
		t.Errorf("Decode = %v, %v, line %d", slas, err, acme.Line("slas"))
	}
}

func TestDocumentsLeavesHiddenFoldersOut(t *testing.T) {
	w := tree(t, map[string]string{"touchstone.yaml": "", "customer-success/b.md": "", "customer-success/a/x.MD": "", "customer-success/.hidden/c.md": "", "customer-success/c.txt": ""})
	got, err := w.Documents("")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"customer-success/a/x.MD", "customer-success/b.md"}, got); diff != "" {
		t.Error(diff)
	}
	if none, err := w.Documents("missing"); err != nil || len(none) != 0 {
		t.Errorf("Documents(missing) = %v, %v", none, err)
	}
}

func TestFolderIsSafeAndUnique(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		name := workspace.Folder(a)
		if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\\\x00") || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "-") || len(name) > 120 {
			t.Fatalf("Folder(%q) = %q", a, name)
		}
		if a != b && strings.EqualFold(name, workspace.Folder(b)) {
			t.Fatalf("Folder(%q) and Folder(%q) are both %q", a, b, name)
		}
	})
	if got := workspace.Folder("citrix.com"); got != "citrix.com" {
		t.Errorf("Folder(citrix.com) = %q", got)
	}
}

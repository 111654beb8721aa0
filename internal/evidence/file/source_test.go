package file_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/file"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func TestResolve(t *testing.T) {
	root := t.TempDir()
	data := []byte("night,minutes\n1,47\n2,45\n")
	dir := filepath.Join(root, "customer-success/accounts/acme/evidence")
	for name, content := range map[string]string{"touchstone.yaml": "", "customer-success/accounts/acme/account.yaml": "account: acme\n"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "gate.csv"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/hostname", filepath.Join(dir, "out.csv")); err != nil {
		t.Fatal(err)
	}
	w, err := workspace.Open(root, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	sum := sha256.Sum256(data)
	digest := hex.EncodeToString(sum[:])
	source := &file.Source{Workspace: w}
	for _, test := range []struct {
		ref, text string
		verdict   evidence.Verdict
	}{
		{"file:evidence/gate.csv digest=sha256:" + digest[:8], "night,minutes\n1,47\n2,45\n", evidence.Pass},
		{"file:evidence/gate.csv cell=B2 digest=" + digest, "47", evidence.Pass},
		{"file:evidence/gate.csv line=3 digest=" + digest, "2,45", evidence.Pass},
		{"file:evidence/gate.csv cell=Z9 digest=" + digest, "", evidence.Unverified},
		{"file:evidence/gate.csv", "night,minutes\n1,47\n2,45\n", evidence.Unverified},
		{"file:evidence/gate.csv digest=sha256:00000000", "", evidence.Violated},
		{"file:evidence/none.csv digest=0", "", evidence.Unverified},
		{"file:evidence/out.csv digest=0000", "", evidence.Unverified},
		{"file:../../../../etc/hostname digest=0000", "", evidence.Unverified},
		{"file:/etc/hostname digest=0000", "", evidence.Unverified},
	} {
		ref, err := evidence.ParseRef(test.ref)
		if err != nil {
			t.Fatal(err)
		}
		records, err := source.Resolve(context.Background(), []evidence.Request{{Ref: ref, Account: "acme", Path: "customer-success/accounts/acme/x/case-study.md"}})
		if err != nil {
			t.Fatal(err)
		}
		if got := records[0]; got.Verdict != test.verdict || got.Text != test.text {
			t.Errorf("%s: %v %q %s; want %v %q", test.ref, got.Verdict, strings.TrimSpace(got.Text), got.Reason, test.verdict, test.text)
		}
	}
}

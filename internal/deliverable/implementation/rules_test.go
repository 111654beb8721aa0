package implementation_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/deliverable/implementation"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
)

const front = "---\nkind: implementation-guide\naccount: acme\nstatus: final\n---\n\n"

func TestExamples(t *testing.T) {
	ruletest.Examples(t, implementation.Rules(), front, implementation.NewModel)
}

// The reference example passes every rule of its kind, evidence aside.
func TestReferenceExample(t *testing.T) {
	text, err := os.ReadFile(filepath.FromSlash("../../../../shared/examples/implementation-guide.md"))
	if err != nil {
		t.Skip("the shared examples are not here: ", err)
	}
	path := "customer-success/accounts/acme/routing/implementation-guide-route-upload.md"
	w := ruletest.Workspace(t, map[string]string{path: string(text)})
	for _, r := range implementation.Rules() {
		for _, f := range rule.Run(r, r.Severity, ruletest.Pass(w, path, string(text), implementation.NewModel)) {
			t.Errorf("%d: %s %s: %s", f.Start.Line, f.Verdict, f.Rule, f.Message)
		}
	}
}

// Real guides of every sort are read without a fault of a rule.
func TestGuidesInTheWild(t *testing.T) {
	files, err := filepath.Glob(filepath.FromSlash("../../../../shared/data/documents/guides/*"))
	if err != nil || len(files) == 0 {
		t.Skip("the shared documents are not here")
	}
	w := ruletest.Workspace(t, nil)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		pass := ruletest.Pass(w, "customer-success/accounts/acme/x/guide.md", front+string(text), implementation.NewModel)
		for _, r := range implementation.Rules() {
			for _, f := range rule.Run(r, r.Severity, pass) {
				if f.Rule == "IG012" {
					t.Logf("%s:%d: %s", filepath.Base(file), f.Start.Line, f.Message)
				}
			}
		}
	}
}

func FuzzRules(f *testing.F) {
	ruletest.Fuzz(f, implementation.Rules(), front, implementation.NewModel)
}

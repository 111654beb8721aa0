package health

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
)

func read(d *markdown.Document) any { return Read(d) }

func TestRuleExamples(t *testing.T) {
	kind := Kind(Engines{})
	if err := deliverable.Validate([]*deliverable.Kind{kind}, nil); err != nil {
		t.Fatal(err)
	}
	ruletest.Examples(t, kind.Rules, "---\nkind: health-report\naccount: acme\nperiod: 2026-10\nstatus: review\n---\n\n", read)
}

// TestReferenceExample: the report that shows what good looks like stands under every rule.
func TestReferenceExample(t *testing.T) {
	data, err := os.ReadFile(filepath.FromSlash("../../../../shared/examples/health-report.md"))
	if err != nil {
		t.Skip("no ../shared/examples beside the repository:", err)
	}
	name := "customer-success/accounts/acme/health/2026-10.md"
	w := ruletest.Workspace(t, map[string]string{name: string(data), "customer-success/accounts/acme/escalations/ESC-0007.md": "---\nkind: escalation-report\nid: ESC-0007\nstate: with engineering\n---\n\n# ESC-0007: uploads time out\n"})
	for _, r := range Rules() {
		for _, f := range rule.Run(r, r.Severity, ruletest.Pass(w, name, string(data), read)) {
			t.Errorf("%s:%d %s: %s", f.Rule, f.Start.Line, f.Verdict, f.Message)
		}
	}
}

// TestWildReports: reports that other people wrote give findings, and no rule fails on them.
func TestWildReports(t *testing.T) {
	dir := filepath.FromSlash("../../../../shared/data/documents/health")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Skip("no ../shared/data/documents beside the repository:", err)
	}
	w := ruletest.Workspace(t, nil)
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		pass := ruletest.Pass(w, "customer-success/accounts/acme/health/x.md", string(data), read)
		for _, r := range Rules() {
			for _, f := range rule.Run(r, r.Severity, pass) {
				if f.Verdict.String() == "unverified" && len(f.Message) > 4 && f.Message[:4] == "rule" {
					t.Errorf("%s: %s", e.Name(), f.Message)
				}
			}
		}
	}
}

func FuzzRules(f *testing.F) {
	ruletest.Fuzz(f, Rules(), "---\nkind: health-report\naccount: acme\nperiod: 2026-10\nstatus: review\n---\n\n", read)
}

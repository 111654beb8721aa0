package feedback

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
)

const front = "---\nkind: feedback-summary\naccounts: 23\nperiod: 2026-Q3\nstatus: final\naudience: shared\n---\n\n"

func TestExamples(t *testing.T) {
	ruletest.Examples(t, Rules(), front, NewModel)
}

func TestTheReferenceExampleHolds(t *testing.T) {
	data, err := os.ReadFile(filepath.FromSlash("../../../../shared/examples/feedback-summary.md"))
	if err != nil {
		t.Skip("the shared examples are not here: ", err)
	}
	w := ruletest.Workspace(t, nil)
	for _, r := range Rules() {
		for _, f := range rule.Run(r, r.Severity, ruletest.Pass(w, "customer-success/feedback/2026-Q3.md", string(data), NewModel)) {
			if f.Verdict == evidence.Violated {
				t.Errorf("line %d: %s %s: %s", f.Start.Line, f.Verdict, f.Rule, f.Message)
			}
		}
	}
}

func FuzzRules(f *testing.F) { ruletest.Fuzz(f, Rules(), front, NewModel) }

package general_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/deliverable/escalation"
	"github.com/touchstone-cs/touchstone/internal/deliverable/feedback"
	"github.com/touchstone-cs/touchstone/internal/deliverable/general"
	"github.com/touchstone-cs/touchstone/internal/deliverable/health"
	"github.com/touchstone-cs/touchstone/internal/deliverable/implementation"
	"github.com/touchstone-cs/touchstone/internal/deliverable/onboarding"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
)

// kinds are what the rules' examples are of.
var kinds = []*deliverable.Kind{implementation.Kind(nil), escalation.Kind(nil, nil), health.Kind(health.Engines{}), onboarding.Kind(nil), feedback.Kind(nil)}

func TestExamples(t *testing.T) {
	rules := general.Rules(kinds)
	if err := deliverable.Validate(nil, rules); err != nil {
		t.Fatal(err)
	}
	ruletest.Examples(t, rules, "---\nkind: health-report\naccount: acme\n---\n\n", nil)
}

// The six examples of the requirement's reader stand under the general rules; what evidence would say is left out.
func TestReferenceExamples(t *testing.T) {
	dir := filepath.FromSlash("../../../../shared/examples")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Skip("the shared examples are not here: ", err)
	}
	for _, entry := range entries {
		if entry.Name() == "README.md" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		path := "customer-success/accounts/acme/routing/" + entry.Name()
		if entry.Name() == "feedback-summary.md" {
			path = "customer-success/feedback/2026-Q3.md"
		}
		w := ruletest.Workspace(t, map[string]string{path: string(data), "customer-success/accounts/acme/evidence/consents.yaml": "consents:\n" +
			"  - {id: name, by: p-1, scope: [name], audience: public, granted: 2026-01-01}\n"})
		for _, r := range general.Rules(kinds) {
			if r.ID == "GL003" || r.ID == "GL014" || r.ID == "GL021" { // these need evidence, definitions and the other documents
				continue
			}
			for _, f := range rule.Run(r, r.Severity, ruletest.Pass(w, path, string(data), nil)) {
				t.Errorf("%s:%d: %s %s: %s", entry.Name(), f.Start.Line, f.Verdict, f.Rule, f.Message)
			}
		}
	}
}

func TestPlaceholders(t *testing.T) {
	w := ruletest.Workspace(t, nil)
	var written *rule.Rule
	for _, r := range general.Rules(kinds) {
		if r.ID == "GL012" {
			written = r
		}
	}
	for text, want := range map[string]bool{
		"Owner: TBD":                        true,
		"[describe the impact]":             true,
		"Due <date>":                        true,
		"{{ add a figure }}":                true,
		"<!-- guidance: say who signs -->":  true,
		"We kept a to-do list":              false,
		"The `TODO` marker in code":         false,
		"See [the list](x.md) of dates":     false,
		"[add-on](x.md) is asked for":       false,
		"TODOS is a product":                false,
		"```sh\necho TODO\n```":             false,
		"if a < b and c > d then [1] holds": false,
	} {
		findings := rule.Run(written, rule.Error, ruletest.Pass(w, "x.md", "---\nstatus: final\n---\n\n"+text+"\n", nil))
		if got := len(findings) > 0; got != want {
			t.Errorf("%q: placeholder %t, want %t: %s", text, got, want, strings.Trim(fmt.Sprint(findings), "[]"))
		}
	}
}

func FuzzRules(f *testing.F) {
	ruletest.Fuzz(f, general.Rules(kinds), "---\nkind: health-report\naccount: acme\n---\n\n", nil)
}

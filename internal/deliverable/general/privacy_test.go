package general_test

import (
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/deliverable/general"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
)

// TestNothingSharedNamesACustomer is law 6 for the rule: wherever a name hides in a shared document, it is seen.
func TestNothingSharedNamesACustomer(t *testing.T) {
	const path = "customer-success/feedback/2026-Q3.md"
	var anonymous *rule.Rule
	for _, r := range general.Rules(nil) {
		if r.ID == "GL013" {
			anonymous = r
		}
	}
	front := "---\nkind: feedback-summary\naudience: shared\ntitle: x\n---\n\n# Feedback\n\n"
	for name, doc := range map[string]string{
		"title":      strings.Replace(front, "title: x", "title: What Acme Freight wants", 1),
		"item":       front + "- asked by Acme Freight\n",
		"code":       front + "```sh\ncurl https://acme-freight.example/x\n```\n",
		"link":       front + "[here](https://example.com/acme-freight/)\n",
		"image":      front + "![chart](img/acme_freight.png)\n",
		"alt":        front + "![Acme Freight's chart](img/x.png)\n",
		"comment":    front + "<!-- Acme Freight -->\n",
		"quote":      front + "> said Acme Freight\n",
		"footnote":   front + "x[^a]\n\n[^a]: told by Acme Freight\n",
		"reference":  front + "[x]\n\n[x]: https://acmefreight.example\n",
		"html":       front + "<img src=\"x.png\" alt=\"Acme Freight\">\n",
		"look-alike": front + "Аcme Freight\n",
		"zero width": front + "Ac\u200bme Fre\u200bight\n",
		"override":   front + "\u202ethgierF emcA\u202c\n",
		"entity":     front + "&#65;cme Freight\n",
		"table":      front + "| who |\n|---|\n| ACME FREIGHT |\n",
	} {
		w := ruletest.Workspace(t, map[string]string{path: doc, "customer-success/accounts/acme/account.yaml": "account: acme\nname: Acme Freight\n"})
		if len(rule.Run(anonymous, anonymous.Severity, ruletest.Pass(w, path, doc, nil))) == 0 {
			t.Errorf("%s: unseen", name)
		}
	}
	listed := strings.Replace(front, "title: x", "accounts: [acme, zeta]\naccount: acme", 1) + "Words.\n"
	w := ruletest.Workspace(t, map[string]string{path: listed, "customer-success/accounts/acme/account.yaml": "account: acme\nname: Acme Freight\n"})
	if found := rule.Run(anonymous, anonymous.Severity, ruletest.Pass(w, path, listed, nil)); len(found) > 0 {
		t.Errorf("the bookkeeping, which is not published, counts: %v", found)
	}
}

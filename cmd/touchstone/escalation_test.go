package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/demo"
)

// TestEscalationCountsTheImpact generates a report over the full vendor: every figure cites its metric, what only a person
// knows stays a question, and no figure says anything of what the account pays.
func TestEscalationCountsTheImpact(t *testing.T) {
	root := vendor(t, true)
	touchstone(t, root, "generate", "escalation-report", "acme", "--ticket", "acme-1050", "--period", demo.Period, "--no-commit")
	name := filepath.Join(root, "customer-success", "accounts", "acme", "escalations", "ESC-0001.md")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, want := range []string{
		"people were active in the account in October 2026[^mau]\n", "\n[^mau]: metric:active_users account=acme period=2026-10 value=18 ",
		"tickets were opened by the account in October 2026[^tickets]\n", "\n[^tickets]: metric:tickets_opened account=acme period=2026-10 value=",
		"the subscription renews 120 days after 2026-10-31[^renewal]\n", "\n[^renewal]: metric:days_to_renewal account=acme period=2026-10 value=120d ",
		"what it costs them, is not counted yet\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "84000") || strings.Contains(text, "84,000") || strings.Contains(strings.ToLower(text), "arr ") {
		t.Errorf("the report speaks of what the account pays:\n%s", text)
	}
	if out, code := try(root, "check", name); code != 0 {
		t.Errorf("the generated report does not pass:\n%s", out)
	}
	out, code := try(root, "escalation", "ready", name)
	if code != 1 || !strings.Contains(out, "how much does it hurt?") {
		t.Errorf("counts alone answered how much it hurts: %d\n%s", code, out)
	}
	changed := strings.ReplaceAll(text, "value=18 ", "value=19 ")
	if err := os.WriteFile(name, []byte(strings.ReplaceAll(changed, "- 18 people", "- 19 people")), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, code := try(root, "check", name); code != 1 || !strings.Contains(out, "active_users") && !strings.Contains(out, "19") {
		t.Errorf("a changed figure passes: %d\n%s", code, out)
	}
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/demo"
)

// TestEscalationCountsTheImpact generates a report over the full vendor: every figure cites its metric, what only a person
// knows stays a question, and what the account pays stands in the business impact alone.
func TestEscalationCountsTheImpact(t *testing.T) {
	root := vendor(t, true)
	_, ticket := demo.Escalated()
	touchstone(t, root, "generate", "escalation-report", "acme", "--ticket", ticket, "--period", demo.Period, "--no-commit")
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
		"cannot use the event `bulk_upload`: 18 used it since 2026-09-14, and of them 17 since 2026-10-12[^affected]\n",
		"[^affected]: metric:active_users account=acme period=2026-10-12..2026-11-02 event=bulk_upload prior_period=2026-09-14..2026-11-02 value=17 prior=18 ",
		"[^revenue]: metric:annual_revenue account=acme period=2026-10 value=84000 ", "Workaround: none is known",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q:\n%s", want, text)
		}
	}
	impact := text[strings.Index(text, "## Business impact"):strings.Index(text, "## Reproduction steps")]
	if strings.Count(text, "84,000") != 1 || !strings.Contains(impact, "84,000") {
		t.Errorf("what the account pays is not in the business impact alone:\n%s", text)
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

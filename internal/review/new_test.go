package review_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func TestNew(t *testing.T) {
	w := ruletest.Workspace(t, map[string]string{"personas/customer-success/templates/plan.md": "---\nkind: plan\nauthor:\nstate: agreed\n---\n\n# Plan: {{.Account.Name}}\n\n{{range .Contacts}}- {{.Name}}\n{{end}}"})
	kind := &deliverable.Kind{Name: "plan", Template: "unused", TemplateFile: "plan.md", Path: func(p deliverable.Place) string { return p.AccountDir + "/" + p.Engagement + "/plan.md" }}
	account, err := w.Account("acme")
	if err != nil {
		t.Fatal(err)
	}
	o := review.NewOptions{Workspace: w, Account: account, Engagement: "Routing API: with SSO", Now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	name, err := review.New(kind, o)
	if err != nil {
		t.Fatal(err)
	}
	if want := "customer-success/accounts/acme/routing-api-with-sso/plan.md"; name != want {
		t.Errorf("path %s, want %s", name, want)
	}
	got, err := w.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want := "---\nkind: plan\nauthor: Dana Ruiz\nstate: agreed\naccount: acme\nengagement: \"Routing API: with SSO\"\ndate: 2026-11-20\nstatus: draft\naudience: internal\n---\n\n" +
		"# Plan: Acme Freight\n\n- Maria Lindqvist\n- P. Amadi\n- S. Berg\n"
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("document (-want +got):\n%s", diff)
	}
	if _, err := review.New(kind, o); err == nil || !strings.Contains(err.Error(), "exists already") {
		t.Errorf("second time: %v; want a refusal", err)
	}
	if _, err := w.Account("nobody"); !errors.Is(err, workspace.ErrNoAccount) {
		t.Errorf("account nobody: %v", err)
	}
}

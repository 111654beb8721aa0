package review_test

import (
	"errors"
	"os"
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

// What account.yaml and the folder know stands in the document; what is there already is named, and left for the writer to take out.
func TestNewKnows(t *testing.T) {
	w := ruletest.Workspace(t, map[string]string{
		"customer-success/accounts/nova/account.yaml": "account: nova\nname: Nova Rail\nplan: Scale\nseats: 140\nrenewal: 2027-02-28\nowner: Dana Ruiz\nengagement: Routing\n" +
			"contacts:\n  - {name: Maria Lindqvist, title: Head of Operations}\n  - {name: P. Amadi}\nenvironments: {staging: {}}\n",
		"customer-success/accounts/nova/escalations/ESC-0001.md": "---\nkind: report\naccount: nova\n---\n\n# One\n",
		"customer-success/accounts/nova/notes.md":                "# no deliverable\n",
	})
	account, err := w.Account("nova")
	if err != nil {
		t.Fatal(err)
	}
	template := "---\nkind: report\nenvironment:\n---\n\n# {{.ID}}\n\n{{.Contract}} | {{range .Contacts}}{{.Name}}, {{end}}| {{range $n, $e := .Environments}}{{$n}}{{end}} | {{range .Prior}}{{base .}}{{end}} | {{.Documents}}\n"
	kind := &deliverable.Kind{Name: "report", Template: template, Path: func(p deliverable.Place) string { return p.AccountDir + "/escalations/" + p.ID + ".md" }}
	name, err := review.New(kind, review.NewOptions{Workspace: w, Account: account, ID: "ESC-0002", Now: ruletest.Now})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(w.Path(name))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"account: nova\n", "engagement: Routing\n", "author: Dana Ruiz\n", "environment: staging\n",
		"plan Scale, 140 seats, renews 2027-02-28 | Maria Lindqvist, P. Amadi, | staging | ESC-0001 | [customer-success/accounts/nova/escalations/ESC-0001.md]"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

package onboarding

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/playbook"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func mustAccount(t interface{ Fatal(...any) }, w *workspace.Workspace) *workspace.Account {
	account, err := w.Account("acme")
	if err != nil {
		t.Fatal(err)
	}
	return account
}

func dateOf(w world, ws *workspace.Workspace) calendar.Date {
	return calendar.DateOf(w.now.In(ws.Zone))
}

// handWorld is a world with the API playbook and one person for each role.
func handWorld(t *testing.T) world {
	w := world{root: t.TempDir(), now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), files: map[string][]byte{}}
	w.files["touchstone.yaml"] = []byte("name: Vendor\ncalendar: {country: SE}\nteam:\n  - {name: Dana Ruiz, role: csm}\n  - {name: L. Okafor, role: engineer}\n")
	w.files[account] = []byte("account: acme\nname: Acme\ncalendar: {country: DE, region: BE}\ncontacts:\n  - {name: P. Amadi, role: developer, days: 3}\n  - {name: M. Lindqvist, role: sponsor}\n  - {name: S. Berg, role: security}\n")
	w.files[book] = []byte(strings.Replace(string(playbook.Shipped()["api-integration.yaml"]), "playbook: api-integration", "playbook: mine", 1))
	return w
}

func TestProofs(t *testing.T) {
	for text, want := range map[string]Proof{
		"`sso_login` by ≥ 10 users, 5 working days running":             {Kind: "event", Name: "sso_login", Users: 10, Running: 5},
		"event `api_call` >= 500 times a day on 3 working days running": {Kind: "event", Name: "api_call", Times: 500, Running: 3},
		"event `api_call` by >= 2 users, 4 days in a row":               {Kind: "event", Name: "api_call", Users: 2, Running: 4},
		"event `api_call` by >= 1 users":                                {Kind: "event", Name: "api_call", Users: 1},
		"event `sso_login` by at least 2 Acme users":                    {Kind: "event", Name: "sso_login", Users: 2},
		"step `alert-drill` of the guide":                               {Kind: "step", Name: "alert-drill"},
		"event `api_call` >= 100 times":                                 {Kind: "event", Name: "api_call", Times: 100},
		"ticket SUP-2210 closed":                                        {Kind: "ticket", Name: "SUP-2210"},
		"the customer says so":                                          {},
		"events `route_planned`, time of the last":                      {},
	} {
		if got := ParseProof(text); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

// TestTwoThousandMilestones: every rule over a plan of 2,000 rows, in a time
// that a person waits for, with the last row's fault found at its line.
func TestTwoThousandMilestones(t *testing.T) {
	var b strings.Builder
	b.WriteString(exampleFront + "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | Days |\n|---|---|---|---|---|---|---|\n")
	for i := range 2000 {
		after := "–"
		if i > 0 {
			after = fmt.Sprintf("%d.1", i)
		}
		fmt.Fprintf(&b, "| %d.1 | Work %d | S. Berg | 2026-12-15 | 2 users can authenticate via SSO | %s | 1–2–3 |\n", i+1, i+1, after)
	}
	b.WriteString("| 2001.1 | Work | S. Berg | 2026-12-11 | 2 users can authenticate via SSO | 2000.1 | 1–2–3 |\n")
	w := ruletest.Workspace(t, nil)
	pass := ruletest.Pass(w, "customer-success/accounts/acme/routing/plan.md", b.String(), func(d *markdown.Document) any { return Read(d) })
	found := 0
	for _, r := range rules {
		for _, f := range rule.Run(r, r.Severity, pass) {
			if r.ID == "OP014" {
				found++
				if f.Start.Line != strings.Count(b.String(), "\n") {
					t.Errorf("line %d: %s", f.Start.Line, f.Message)
				}
			}
		}
	}
	if found != 1 {
		t.Errorf("%d findings of OP014, want 1", found)
	}
}

// TestCalibratedDurations: ten finished milestones that took twice their estimate double the playbook's durations; with
// none they stay.
func TestCalibratedDurations(t *testing.T) {
	var b strings.Builder
	b.WriteString(exampleFront + "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | Days | State |\n|---|---|---|---|---|---|---|\n")
	for i := range 10 {
		fmt.Fprintf(&b, "| %d | Work | S. Berg | 2026-11-24 | 2 users can sign in | 2–2–2 | done 2026-11-26 |\n", i)
	}
	plan := Read(markdown.Parse([]byte(b.String())))
	for _, c := range []struct {
		all  Portfolio
		want float64
	}{{Portfolio{Plans: []Found{{"a", plan}}, Settings: []Setting{{}}}, 8}, {Portfolio{}, 4}} {
		book := &playbook.Playbook{Phases: []playbook.Phase{{Milestones: []playbook.Milestone{{Days: playbook.Days{Low: 3, Mode: 4, High: 6}}}}}}
		if got := calibrated(book, c.all).Phases[0].Milestones[0].Days.Mode; got != c.want {
			t.Errorf("%d plans: likely %g days, want %g", len(c.all.Plans), got, c.want)
		}
	}
}

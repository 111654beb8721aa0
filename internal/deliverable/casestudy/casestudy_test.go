package casestudy_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/deliverable/casestudy"
	"github.com/touchstone-cs/touchstone/internal/deliverable/general"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/names"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/requirement"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// pseudonyms are those of a key of the test's own.
func pseudonyms(w *workspace.Workspace) (*privacy.Pseudonyms, []deliverable.File, error) {
	p, err := names.Secret{Key: bytes.Repeat([]byte{0xab}, 32)}.Pseudonyms(w)
	return p, []deliverable.File{{Path: names.PseudonymsPath(w)}}, err
}

func kind() *deliverable.Kind {
	return casestudy.Kind(casestudy.Room{Desk: measure.Open, Pseudonyms: pseudonyms})
}

func TestExamples(t *testing.T) {
	k := kind()
	if err := deliverable.Validate([]*deliverable.Kind{k}, nil); err != nil {
		t.Fatal(err)
	}
	ruletest.Examples(t, k.Rules, "---\nkind: case-study\naccount: acme\nstatus: final\n---\n\n", k.Model)
}

// TestEveryBulletHasARule: each required section and each part of the quality bar is served.
func TestEveryBulletHasARule(t *testing.T) {
	served := map[string]bool{}
	for _, r := range kind().Rules {
		served[r.Requirement] = true
	}
	for _, b := range requirement.Bullets() {
		if b.Section == 5 && !served[b.ID] {
			t.Errorf("no rule serves %s: %s", b.ID, b.Text)
		}
	}
	if !served["0.guideline.5"] || !served["0.guideline.2"] {
		t.Error("the guidelines on approval and privacy are not served")
	}
}

// TestReferenceExample: the requirement's example stands, but for the approval that is not there.
func TestReferenceExample(t *testing.T) {
	data, err := os.ReadFile("../../../../shared/examples/case-study.md")
	if err != nil {
		t.Skip("the shared examples are not here: ", err)
	}
	k := kind()
	const path = "customer-success/accounts/acme/routing/case-study.md"
	w := ruletest.Workspace(t, map[string]string{path: string(data)})
	for _, r := range k.Rules {
		for _, f := range rule.Run(r, r.Severity, ruletest.Pass(w, path, string(data), k.Model)) {
			if !strings.Contains(f.Message, "there is no approval") && !strings.Contains(f.Message, "no source resolves") {
				t.Errorf("%d: %s %s: %s", f.Start.Line, f.Verdict, f.Rule, f.Message)
			}
		}
	}
}

// TestGenerateThenCheck is law 1 over an empty warehouse: nothing is violated, twice the same bytes.
func TestGenerateThenCheck(t *testing.T) {
	w := ruletest.Workspace(t, map[string]string{
		"customer-success/accounts/acme/account.yaml":                      "account: acme\nname: Acme | Freight <b>\nindustry: road freight\nseats: 140\nowner: Dana Ruiz\n",
		"customer-success/accounts/acme/routing/onboarding-plan.md":        "---\nkind: onboarding-plan\n---\n\n# Plan\n\n## Milestones\n\n| Milestone | Due | State |\n|---|---|---|\n| Sign-in | 2026-01-10 | done |\n",
		"customer-success/accounts/acme/escalations/ESC-0007.md":           "---\nkind: escalation-report\n---\n\n# Uploads above 500 stops fail\n",
		"customer-success/accounts/acme/routing/implementation-guide-x.md": "---\nkind: implementation-guide\n---\n\n# Guide: route upload\n",
	})
	k := kind()
	var texts [2]string
	for i := range texts {
		job := deliverable.Job{Workspace: w, Accounts: []string{"acme"}, Now: ruletest.Now, Flags: map[string]string{}}
		err := k.Generate(context.Background(), job, func(d deliverable.Draft) error {
			texts[i] = string(d.Text)
			if d.Path != "customer-success/accounts/acme/routing/case-study.md" {
				t.Errorf("path %s", d.Path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if texts[0] != texts[1] {
		t.Error("two generations differ")
	}
	for _, want := range []string{"(../escalations/ESC-0007.md)", "(implementation-guide-x.md)", "| Sign-in | 2026-01-10 | done |", "Acme \\| Freight"} {
		if !strings.Contains(texts[0], want) {
			t.Errorf("the draft lacks %q:\n%s", want, texts[0])
		}
	}
	for _, r := range append(k.Rules, general.Rules([]*deliverable.Kind{k})...) {
		for _, f := range rule.Run(r, r.Severity, ruletest.Pass(w, "customer-success/accounts/acme/routing/case-study.md", texts[0], k.Model)) {
			if f.Verdict == evidence.Violated {
				t.Errorf("%d: %s: %s", f.Start.Line, f.Rule, f.Message)
			}
		}
	}
}

func TestAnAnonymousDraftNamesNobody(t *testing.T) {
	w := ruletest.Workspace(t, map[string]string{
		"customer-success/accounts/acme/account.yaml":               "account: acme\nname: Acme Freight\nregion: Sweden\nseats: 140\nowner: Dana Ruiz\n",
		"customer-success/accounts/acme/routing/onboarding-plan.md": "---\nkind: onboarding-plan\n---\n\n# Acme Freight's plan\n",
	})
	job := deliverable.Job{Workspace: w, Accounts: []string{"acme"}, Now: ruletest.Now, Flags: map[string]string{"anonymous": "yes"}}
	err := kind().Generate(context.Background(), job, func(d deliverable.Draft) error {
		_, body, _ := strings.Cut(strings.TrimPrefix(string(d.Text), "---"), "\n---\n")
		if strings.Contains(body, "Acme") || strings.Contains(body, "Sweden") || !strings.Contains(body, "# Customer ") || !strings.Contains(body, "100–199 seats") {
			t.Errorf("body:\n%s", body)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTheStoryOfARecordedEngagement: plan, runs, escalations and health reports are in the draft, what was hard first of all;
// the period before is the last one before the plan began.
func TestTheStoryOfARecordedEngagement(t *testing.T) {
	w := ruletest.Workspace(t, map[string]string{
		"customer-success/accounts/acme/account.yaml": "account: acme\nname: Acme Freight\n",
		"customer-success/accounts/acme/routing/onboarding-plan.md": "---\nkind: onboarding-plan\nstart: 2026-03-09\n---\n\n# Plan of Acme Freight\n\n## Customer profile and environment\n\n| Fact | Value |\n|---|---|\n| Goals | Routes by 22:00 |\n" +
			"| Team of Acme | Maria |\n| Database | PostgreSQL 14 |\n\n## Go-live definition\n\n| # | Criterion |\n|---|---|\n| G1 | 200 routes a night |\n\n## Milestones\n\n| Milestone | Due | State |\n|---|---|---|\n| **Phase** | | |\n" +
			"| Sign-in | 2026-03-20 | done 2026-04-03 |\n\n## Changes\n\n| On | What moved | Why |\n|---|---|---|\n| 2026-03-01 | First version | – |\n| 2026-04-03 | Go-live 2026-05-04 → 2026-05-18; 2.1 x | addresses of Acme Freight were refused |\n",
		"customer-success/accounts/acme/routing/implementation-guide-x.md": "---\nkind: implementation-guide\n---\n\n# Guide\n\n## 1. Configure\n\n## Troubleshooting\n\n## Lessons learned\n\n- Ask Acme Freight for a sample first.\n- [what else]\n",
		"customer-success/accounts/acme/health/2026-10.md":                 "---\nkind: health-report\ndate: 2026-11-02\n---\n\n# Health\n\n## Risk signals\n\n| Signal | Evidence |\n|---|---|\n| Use fell | 40% |\n",
		"customer-success/accounts/acme/evidence/consents.yaml":            "consents:\n- {id: q, by: p-1, scope: [quote], audience: public, granted: 2026-01-01}\n",
	})
	said := func(context.Context, *workspace.Workspace) (*feedback.Corpus, error) {
		return &feedback.Corpus{Snapshot: "1-abcdef", Items: []feedback.Item{
			{ID: "f1", Account: "acme", Body: "Please add a retry button, it would help."},
			{ID: "f2", Account: "zeta", Body: "We go home before midnight now, thanks."},
			{ID: "f3", Account: "acme", Body: "Planning at Acme Freight is much faster now."},
			{ID: "f4", Account: "acme", Body: "It works better now, we are happy.", Permission: feedback.NoQuote},
		}}, nil
	}
	k := casestudy.Kind(casestudy.Room{Desk: measure.Open, Said: said, Pseudonyms: pseudonyms})
	draft := func(flags map[string]string) (text string) {
		t.Helper()
		err := k.Generate(context.Background(), deliverable.Job{Workspace: w, Accounts: []string{"acme"}, Now: ruletest.Now, Flags: flags}, func(d deliverable.Draft) error {
			text = string(d.Text)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	named := draft(map[string]string{})
	for _, want := range []string{"- Database: PostgreSQL 14", "The plan set out to: Routes by 22:00.", "- 200 routes a night", "| Sign-in | 2026-03-20 | done 2026-04-03 |", "1. Configure\n\n",
		"- 2026-04-03, the plan moved: go-live by 14 days later (addresses of Acme Freight were refused).", "named risks: Use fell", "> \"Planning at Acme Freight is much faster now.\"", "feedback:item=f3 snapshot=1-abcdef", "consent q", "- Ask Acme Freight for a sample first ([Guide](implementation-guide-x.md))."} {
		if !strings.Contains(named, want) {
			t.Errorf("the draft lacks %q", want)
		}
	}
	if strings.Contains(named, "Phase") || strings.Contains(named, "Maria") || t.Failed() {
		t.Error(named)
	}
	anonymous := draft(map[string]string{"anonymous": "yes"})
	_, body, _ := strings.Cut(strings.TrimPrefix(anonymous, "---"), "\n---\n")
	if strings.Contains(body, "Acme") || !strings.Contains(body, "| Sign-in | week 2 | done week 4 |") || !strings.Contains(body, "week 4, the plan moved: go-live by 14 days later") || strings.Contains(body, ".md)") {
		t.Errorf("anonymous:\n%s", body)
	}
	quarters := draft(map[string]string{"anonymous": "quarter"})
	if !strings.Contains(quarters, "\nanonymous: quarter\n") || !strings.Contains(quarters, "| Sign-in | Q1 2026 | done Q2 2026 |") || !strings.Contains(quarters, "Q2 2026, the plan moved: go-live by 14 days later") {
		t.Errorf("quarters:\n%s", quarters)
	}
	shifted := draft(map[string]string{"anonymous": "shift"})
	if !strings.Contains(shifted, "| Sign-in | 2025-") || strings.Contains(shifted, "2026-03-20") || strings.Contains(shifted, "2026-04-03") {
		t.Errorf("shifted:\n%s", shifted)
	}
	for _, text := range []string{anonymous, quarters, shifted} {
		for _, r := range k.Rules {
			for _, f := range rule.Run(r, r.Severity, ruletest.Pass(w, "customer-success/accounts/acme/routing/case-study.md", text, k.Model)) {
				if f.Verdict == evidence.Violated {
					t.Errorf("%d: %s: %s", f.Start.Line, f.Rule, f.Message)
				}
			}
		}
	}
	if err := k.Generate(context.Background(), deliverable.Job{Workspace: w, Accounts: []string{"acme"}, Now: ruletest.Now, Flags: map[string]string{"anonymous": "true"}}, nil); err == nil {
		t.Error("a word that means nothing named the customer")
	}
}

// TestDatesAreHiddenWhereAsked: an anonymous document that leaves the house says how it tells dates, and tells them so.
func TestDatesAreHiddenWhereAsked(t *testing.T) {
	const plan = "---\nkind: onboarding-plan\n---\n\n# Plan\n\nGo-live is on 2026-03-12.\n"
	for _, c := range []struct{ policy, anonymous, body, want string }{
		{"", "", "Live on 12 March 2026.", ""},
		{"anonymise: {dates: weeks}", "", "Live on 12 March 2026.", ""},
		{"anonymise: {dates: quarter}", "", "Live in Q1 2026.", "does not say that it does"},
		{"anonymise: {dates: quarter}", "quarter", "Live in Q1 2026.", ""},
		{"", "quarter", "Live on March 12th, 2026.", `"March 12th, 2026" is finer than a quarter`},
		{"", "quarter", "| On |\n|---|\n| 2026-03 |", `"2026-03" is finer`},
		{"", "quarter", "Sept. 2026 it was.", `"Sept. 2026" is finer`},
		{"", "shift", "Live on 12 March 2026.", `"12 March 2026" is a true date`},
		{"", "shift", "Live on 2025-12-18.", ""},
		{"", "month", "Live.", "none of weeks, shift, quarter"},
	} {
		front := ""
		if c.anonymous != "" {
			front = "anonymous: " + c.anonymous + "\n"
		}
		w := ruletest.Workspace(t, map[string]string{"touchstone.yaml": "name: Vendor\ntime_zone: UTC\n" + c.policy + "\n", "customer-success/accounts/acme/account.yaml": "account: acme\nname: Acme Freight\n",
			"customer-success/accounts/acme/routing/onboarding-plan.md": plan})
		text := "---\nkind: case-study\naudience: shared\n" + front + "---\n\n## Solution\n\n" + c.body + "\n"
		var said []string
		for _, r := range kind().Rules {
			if r.ID != "CS018" {
				continue
			}
			for _, f := range rule.Run(r, r.Severity, ruletest.Pass(w, "customer-success/accounts/acme/routing/case-study.md", text, kind().Model)) {
				said = append(said, f.Message)
			}
		}
		if all := strings.Join(said, "; "); !strings.Contains(all, c.want) || c.want == "" && all != "" {
			t.Errorf("%+v: %q", c, all)
		}
	}
}

// TestRealCaseStudies guards against rules that nothing real can pass, and against rules that pass everything.
func TestRealCaseStudies(t *testing.T) {
	root := "../../../../shared/data/documents/case-studies"
	if _, err := os.Stat(root); err != nil {
		t.Skip("needs the documents of ../shared/data, absent here")
	}
	k := kind()
	w := ruletest.Workspace(t, nil)
	n, found := 0, map[string]int{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		for _, r := range k.Rules {
			if len(rule.Run(r, r.Severity, ruletest.Pass(w, "customer-success/accounts/acme/x/case-study.md", string(data), k.Model))) > 0 {
				found[r.ID]++
			}
		}
		return nil
	})
	if err != nil || n < 50 {
		t.Fatal(n, err)
	}
	t.Log(n, found)
}

func FuzzRules(f *testing.F) {
	k := kind()
	ruletest.Fuzz(f, k.Rules, "---\nkind: case-study\naccount: acme\nstatus: final\n---\n\n", k.Model)
}

package review_test

import (
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/deliverable/general"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
)

// meeting is a seventh kind: what is here is all that anybody knows of it.
func meeting() *deliverable.Kind {
	goals := &rule.Rule{
		ID: "BR001", Title: "A business review has goals", Requirement: "3.bar.1", Severity: rule.Error, Explain: "What comes next.",
		Bad: "# Review\n", Good: "# Review\n\n## Goals\n\n- 200 seats\n",
		Check: func(p *rule.Pass) {
			if goals, _ := p.Model.([]string); len(goals) == 0 {
				p.Violated(p.Top(), "add a section Goals", "there are no goals")
			}
		},
	}
	return &deliverable.Kind{
		Name: "business-review", Title: "Business Review", Prefix: "BR", Template: "# Business review of {{.Account.Name}}, {{.Period}}\n\n## Goals\n\n- Keep {{.Account.Name}}.\n",
		Model: func(d *markdown.Document) any {
			var found []string
			if section := d.Section("goals"); section != nil {
				for _, block := range section.AllBlocks() {
					if list, ok := block.(*markdown.List); ok {
						for _, item := range list.Items {
							found = append(found, d.Slice(item.Span))
						}
					}
				}
			}
			return found
		},
		Rules: []*rule.Rule{goals},
		Path:  func(p deliverable.Place) string { return path.Join(p.AccountDir, "reviews", p.Period+".md") },
		Needs: deliverable.NeedsPeriod,
		Due: deliverable.Due{Per: deliverable.PerPeriod, Rule: &rule.Rule{
			ID: "GL039", Title: "Whoever is live is reviewed", Requirement: "3.bar.4", Severity: rule.Warning, Explain: "Every period.", Bad: "no review", Good: "a review",
		}},
		States: []string{"presented"},
		Tells:  deliverable.Tells{GoLive: true, OpenEscalations: true},
	}
}

// A kind that the catalog lists is begun and checked like any other, by its own rules and by those for all kinds; nothing else knows it.
func TestACatalogEntryIsAllThatAKindNeeds(t *testing.T) {
	kind := meeting()
	all := append(kinds(), kind)
	if err := deliverable.Validate(all, general.Rules(all)); err != nil {
		t.Fatal(err)
	}
	ruletest.Examples(t, kind.Rules, "---\nkind: business-review\n---\n\n", kind.Model)

	w := ruletest.Workspace(t, nil)
	account, err := w.Account("acme")
	if err != nil {
		t.Fatal(err)
	}
	name, err := review.New(kind, review.NewOptions{Workspace: w, Account: account, Engagement: "Routing", Period: "2026-10", Now: ruletest.Now})
	if want := accountDir + "reviews/2026-10.md"; err != nil || name != want {
		t.Fatalf("new: %s, %v; want %s", name, err, want)
	}
	text, err := w.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got := check(t, all, map[string]string{name: string(text)}); len(got) > 0 {
		t.Errorf("what new wrote, checked: %s", strings.Join(got, "\n"))
	}

	files := map[string]string{
		name:                              front("kind: business-review", "period: 2026-10", "date: 2026-11-02", "status: final", "go_live: 2025-11-10") + "## Open escalations\n\n- ESC-0099\n",
		accountDir + "reviews/again.md":   front("kind: business-review", "period: 2026-10", "date: 2026-11-02", "status: final") + "## Goals\n\n- More.\n",
		accountDir + "reviews/2026-09.md": front("kind: business-review", "period: 2026-09", "status: presented") + "## Goals\n\n- More.\n",
		accountDir + "routing/onboarding-plan.md": front("kind: onboarding-plan", "go_live: 2025-11-03", "status: final"),
		accountDir + "escalations/ESC-0007.md":    front("kind: escalation-report", "id: ESC-0007", "date: 2026-10-13", "state: with engineering", "status: final"),
	}
	want := []string{
		"escalations/ESC-0007.md:10 violated GL021: ESC-0007 is open and the business review " + accountDir + "reviews/2026-10.md does not list it",
		"escalations/ESC-0007.md:10 violated GL021: ESC-0007 is open and the business review " + accountDir + "reviews/again.md does not list it",
		"reviews/2026-10.md:6 violated GL023: " + accountDir + "reviews/again.md is final as well, for the same period",
		"reviews/2026-10.md:7 violated GL020: go-live is 2025-11-10 here and 2025-11-03 in " + accountDir + "routing/onboarding-plan.md",
		"reviews/2026-10.md:10 violated BR001: there are no goals",
		"reviews/2026-10.md:12 violated GL021: the escalation ESC-0007 is open (" + accountDir + "escalations/ESC-0007.md) and not listed here",
		"reviews/2026-10.md:12 violated GL021: ESC-0099 is listed and has no file",
		"reviews/again.md:6 violated GL023: " + accountDir + "reviews/2026-10.md is final as well, for the same period",
		"routing/onboarding-plan.md:4 violated GL020: go-live is 2025-11-03 here and 2025-11-10 in " + accountDir + "reviews/2026-10.md",
	}
	rules := []string{"BR001", "GL009", "GL015", "GL020", "GL021", "GL023", "GL039"}
	if diff := cmp.Diff(want, check(t, all, files, rules...)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}

	delete(files, name)
	delete(files, accountDir+"reviews/again.md")
	want = []string{"account.yaml:1 unverified GL039: there is no business review for 2026-10; the account is live since 2025-11-03"}
	if diff := cmp.Diff(want, check(t, all, files, rules...)); diff != "" {
		t.Errorf("cadence (-want +got):\n%s", diff)
	}

	kind.Across, kind.Due = true, deliverable.Due{}
	want = []string{`reviews/2026-09.md:2 violated GL015: a business review aggregates over accounts; this one is about "acme" alone`}
	if diff := cmp.Diff(want, check(t, all, files, rules...)); diff != "" {
		t.Errorf("across accounts (-want +got):\n%s", diff)
	}
}

package team_test

import (
	"strings"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
	"github.com/touchstone-cs/touchstone/internal/rule/team"
)

const actions = `rules:
  - id: OUR001
    title: Every action is due within 90 days
    kinds: [health-report]
    severity: error
    each: doc.sections.filter(s, s.name == "actions").map(s, s.tables).flatten(2)
    expr: item.due.matches("^20[0-9]{2}-")
    message: the action has no date
    suggestion: write a date
    bad: |
      ## Actions

      | Action | Due |
      |---|---|
      | Call | soon |
    good: |
      ## Actions

      | Action | Due |
      |---|---|
      | Call | 2026-12-01 |
`

type kindModel struct {
	Owner      string
	OpenIssues []struct{ Title markdown.Text }
}

func load(t *testing.T, yaml string) ([]*rule.Rule, error) {
	t.Helper()
	w := ruletest.Workspace(t, map[string]string{"rules/our.yaml": yaml})
	return team.Load(w, func(kind string) func(*markdown.Document) any {
		if kind != "health-report" {
			return nil
		}
		return func(*markdown.Document) any { return kindModel{Owner: "Dana"} }
	})
}

func TestLoad(t *testing.T) {
	rules, err := load(t, actions)
	if err != nil {
		t.Fatal(err)
	}
	if len(rules) != 1 || rules[0].Severity != rule.Error || rules[0].Requirement != "team" {
		t.Fatalf("rules = %+v", rules)
	}
	source := "---\nkind: health-report\n---\n\n## Actions\n\n| Action | Due |\n|---|---|\n| a | 2026-12-01 |\n| b | later |\n"
	findings := rule.Run(rules[0], rule.Error, rule.Pass{Doc: markdown.Parse([]byte(source)), Kind: "health-report"})
	if len(findings) != 1 || findings[0].Start.Line != 10 || findings[0].Suggestion != "write a date" {
		t.Errorf("findings = %+v; want one on line 10", findings)
	}
}

func TestModelIsSeen(t *testing.T) {
	rules, err := load(t, "rules:\n  - {id: OUR002, title: t, message: m, kinds: [health-report], expr: 'model.owner == \"Dana\" && size(model.open_issues) == 0 && doc.title != \"x\"', bad: \"# x\\n\", good: \"# y\\n\"}\n")
	if err != nil || len(rules) != 1 {
		t.Fatalf("%d rules, %v", len(rules), err)
	}
}

func TestFaultsNameTheirPlace(t *testing.T) {
	base := "rules:\n  - {id: OUR001, title: t, message: m, expr: 'doc.title != \"x\"', bad: \"# x\\n\", good: \"# y\\n\"}\n"
	for change, want := range map[[2]string]string{
		{"OUR001", "our-1"}:              "want an ID",
		{"doc.title", "doc.title +"}:     "expr",
		{"title: t", "tite: t"}:          `unknown key "tite"`,
		{"'doc.title", "'dok.title"}:     "undeclared reference",
		{`bad: "# x\n`, `bad: "# z\n`}:   "the bad example gives no finding",
		{`good: "# y\n`, `good: "# x\n`}: "the good example gives a finding",
		{"message: m, ", ""}:             "title, message and expr",
	} {
		text := strings.Replace(base, change[0], change[1], 1)
		if text == base {
			t.Fatalf("%q is not in the rule", change[0])
		}
		_, err := load(t, text)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "rules/our.yaml") {
			t.Errorf("%q for %q: %v; want %q with its place", change[1], change[0], err, want)
		}
	}
}

// An expression that would run for ages is stopped by its cost, and reported as unverified.
func TestCostIsLimited(t *testing.T) {
	words := strings.Repeat("- x\n", 500)
	yaml := "rules:\n  - {id: OUR003, title: t, message: m, expr: 'doc.title != \"big\" || doc.sections[0].items.all(a, doc.sections[0].items.all(b, doc.sections[0].items.all(c, doc.sections[0].items.all(d, a.text + b.text + c.text + d.text != \"q\"))))', bad: \"# x\\n\", good: \"# x\\n\"}\n"
	yaml = strings.Replace(yaml, `bad: "# x\n"`, `bad: "# none\n"`, 1)
	if _, err := load(t, yaml); err == nil {
		t.Fatal("a rule whose bad example passes was accepted")
	}
	yaml = strings.Replace(yaml, `'doc.title != "big" ||`, `'doc.title != "none" && (doc.title != "big" ||`, 1)
	yaml = strings.Replace(yaml, `!= "q"))))'`, `!= "q")))))'`, 1)
	rules, err := load(t, yaml)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	findings := rule.Run(rules[0], rule.Error, rule.Pass{Doc: markdown.Parse([]byte("# big\n\n" + words))})
	if len(findings) != 1 || !strings.Contains(findings[0].Message, "cost") {
		t.Errorf("findings = %+v after %s; want one on the cost", findings, time.Since(start))
	}
}

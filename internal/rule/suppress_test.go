package rule_test

import (
	"testing"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

func TestSuppress(t *testing.T) {
	word := &rule.Rule{ID: "XX001", Requirement: "0.guideline.1", Check: func(p *rule.Pass) {
		for i := range p.Doc.Source {
			if i+3 <= len(p.Doc.Source) && string(p.Doc.Source[i:i+3]) == "BAD" {
				p.Violated(markdown.Span{Start: i, End: i + 3}, "", "bad word")
			}
		}
	}}
	for source, want := range map[string]int{ // findings that still count
		"# T\n\nBAD\n\nBAD\n": 2,
		"# T\n\n<!-- touchstone: ignore XX001 agreed with the customer -->\n\nBAD\n\nBAD\n":     1,
		"# T\n\n<!-- touchstone: ignore XX001 agreed -->\n\n## S\n\nBAD\n\nBAD\n\n# U\n\nBAD\n": 1,
		"<!-- touchstone: ignore XX001, XX002 old document -->\n\n# T\n\nBAD\n\n## S\n\nBAD\n":  0,
		"# T\n\nBAD <!-- touchstone: ignore XX001 a name --> text\nBAD\n":                       1,
		"# T\n\n<!-- touchstone: ignore XX001 -->\n\nBAD\n":                                     1,
		"# T\n\n<!-- touchstone: ignore YY001 other -->\n\nBAD\n":                               1,
		"# T\n\n| a |\n|---|\n| BAD <!-- touchstone: ignore xx001 a name --> |\n| BAD |\n":      1,
	} {
		doc := markdown.Parse([]byte(source))
		findings := rule.Run(word, rule.Error, rule.Pass{Doc: doc})
		rule.Suppress(findings, rule.Suppressions(doc))
		n := 0
		for _, f := range findings {
			if f.Suppressed == "" {
				n++
			}
		}
		if n != want {
			t.Errorf("%q: %d findings count, want %d", source, n, want)
		}
		if (rule.Worst(findings) == evidence.Pass) != (want == 0) {
			t.Errorf("%q: verdict %s with %d findings that count", source, rule.Worst(findings), n)
		}
	}
}

func TestPanickingRule(t *testing.T) {
	broken := &rule.Rule{ID: "XX002", Check: func(*rule.Pass) { panic("boom") }}
	findings := rule.Run(broken, rule.Error, rule.Pass{Doc: markdown.Parse([]byte("# T\n"))})
	if len(findings) != 1 || findings[0].Verdict != evidence.Unverified {
		t.Errorf("findings = %+v; want one unverified that names the rule", findings)
	}
}

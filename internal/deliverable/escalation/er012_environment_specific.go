package escalation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/prose"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var environmentSpecific = &rule.Rule{
	ID:          "ER012",
	Title:       "Environment details are specific",
	Requirement: "6.bar.3",
	Severity:    rule.Error,
	Explain:     "Versions with numbers, settings with values: `PostgreSQL 14.13`, `upload.batch_size = 100`. \"Latest\", \"standard\" and \"recent\" tell nothing a month later.",
	Bad:         "# ESC-1\n\n## Environment details\n\n| | Fails |\n|---|---|\n| Product | the latest version |\n",
	Good:        "# ESC-1\n\n## Environment details\n\n| | Fails |\n|---|---|\n| Product | 4.7.0+b318 |\n| `upload.batch_size` | 100 (default) |\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		for _, row := range r.Grid {
			for _, value := range row.Values {
				if problem, want := unspecific(row, value); problem != "" {
					p.Lacks(row.Span, want, "%s: %s", strings.TrimSpace(row.Name), problem)
				}
			}
		}
	}),
}

var digit = pattern.New(`\d`)

var wellSaid = []string{"not present", "absent", "not installed", "none", "n/a", "not used", "unset", "on", "off", "true", "false", "enabled", "disabled", "yes", "no"}

// unspecific judges one cell. A value with a digit, in code, or one that says plainly yes, no or nothing is specific.
func unspecific(row Row, value markdown.Text) (problem, want string) {
	text := strings.ToLower(strings.TrimSpace(value.Plain))
	if text == "" || strings.Trim(text, "—–-?") == "" {
		return "the value is missing", "the value, or \"not present\""
	}
	if digit.MatchString(text) || len(value.Codes) > 0 {
		return "", ""
	}
	for _, plain := range wellSaid {
		if text == plain {
			return "", ""
		}
	}
	j := prose.Environment(value.Plain, row.Name)
	if j.Bad() {
		return j.Why, j.Want
	}
	return "", ""
}

package implementation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var prerequisiteSpecific = &rule.Rule{
	ID:          "IG005",
	Title:       "Every prerequisite has a specific version or configuration",
	Requirement: "2.bar.2",
	Severity:    rule.Error,
	Explain: "\"Recent\", \"latest\" and \"supported\" are no versions. Write the bound that was tried (`≥ 17`, `14.13`) or the setting by its name and value\n" +
		"(`wal_level = logical`, a scope, a variable).",
	Bad:  "# Guide\n\n## Prerequisites\n\n| # | Requirement | Version | Verification |\n|---|---|---|---|\n| P1 | Java | a recent version | `java -version` |\n",
	Good: "# Guide\n\n## Prerequisites\n\n| # | Requirement | Version | Verification |\n|---|---|---|---|\n| P1 | Java | ≥ 17 | `java -version` |\n| P2 | Token | in `TOKEN` | `test -n \"$TOKEN\"` |\n",
	Check: rule.On(func(p *rule.Pass, g *Guide) {
		for _, one := range g.Prerequisites {
			if specific(one.Version) || one.RawVersion == "" && specific(one.Requirement) {
				continue
			}
			p.Violated(one.Span, "a version bound such as ≥ 17, or a setting such as `wal_level = logical`",
				"%q has no specific version or configuration", strings.TrimSpace(one.Requirement.Plain))
		}
	}),
}

var (
	vagueVersion = pattern.New(`(?i)\b(latest|recent|current|newest|supported|modern|any|appropriate|suitable|compatible)\b`)
	hasVersion   = pattern.New(`\d`)
)

// specific says whether a text names a version, or a setting in code.
func specific(text markdown.Text) bool {
	if hasVersion.MatchString(text.Plain) {
		return true
	}
	return len(text.Codes) > 0 && !vagueVersion.MatchString(text.Plain)
}

package implementation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var prerequisiteVerified = &rule.Rule{
	ID:          "IG006",
	Title:       "Every prerequisite has a command that verifies it",
	Requirement: "2.bar.2",
	Severity:    rule.Error,
	Explain: "The cell holds a command in code, with what it must answer where that is not plain from the version: `` `psql -Atc 'show wal_level'` = `logical` ``,\n" +
		"or names a step of the guide: step `whoami`. `touchstone run` executes it.",
	Bad: "# Guide\n\n## Prerequisites\n\n| # | Requirement | Version | Verification |\n|---|---|---|---|\n| P1 | Java | ≥ 17 | ask the administrator |\n| P2 | Token | in `TOKEN` | step `nowhere` |\n",
	Good: "# Guide\n\n## Prerequisites\n\n| # | Requirement | Version | Verification |\n|---|---|---|---|\n| P1 | Java | ≥ 17 | `java -version` |\n| P2 | Token | in `TOKEN` | step `whoami` |\n\n" +
		"```sh {\"name\":\"whoami\"}\ntrue\n```\n",
	Check: rule.On(func(p *rule.Pass, g *Guide) {
		names := make(map[string]bool)
		for _, s := range g.Steps {
			names[s.Name] = true
		}
		for _, one := range g.Prerequisites {
			what := strings.TrimSpace(one.Requirement.Plain)
			if name := step.ReferencedStep(one.RawVerification); name != "" {
				if g.StepsErr == nil && !names[name] {
					p.Violated(one.Span, "", "%q is verified by the step %q, which the guide does not have", what, name)
				}
				continue
			}
			if len(one.Verification.Codes) == 0 {
				p.Violated(one.Span, "a command, such as `java -version`", "%q has no command that verifies it", what)
			}
		}
	}),
}

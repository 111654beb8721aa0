package implementation

import "github.com/touchstone-cs/touchstone/internal/rule"

var prerequisitesListed = &rule.Rule{
	ID:          "IG004",
	Title:       "Prerequisites are listed",
	Requirement: "2.bar.2",
	Severity:    rule.Error,
	Explain: "A section Prerequisites holds a table: what is required, in which version or configuration, and the command that verifies it. A list will do: Java ≥ 17: `java -version`.\n\n" +
		"| # | Requirement | Version, configuration | Verification |",
	Bad:  "# Guide\n\n## Prerequisites\n\nYou need Java.\n",
	Good: "# Guide\n\n## Prerequisites\n\n| # | Requirement | Version, configuration | Verification |\n|---|---|---|---|\n| P1 | Java | ≥ 17 | `java -version` |\n",
	Check: rule.On(func(p *rule.Pass, g *Guide) {
		switch {
		case g.PrerequisitesSection == nil:
			p.Violated(p.Top(), "## Prerequisites", "there is no section Prerequisites")
		case len(g.Prerequisites) == 0:
			p.Violated(p.Doc.LineSpan(p.Doc.Position(g.PrerequisitesSection.Span.Start).Line), "a table of requirement, version and verification", "the section lists no prerequisites")
		}
	}),
}

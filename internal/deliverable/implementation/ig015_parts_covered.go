package implementation

import "github.com/touchstone-cs/touchstone/internal/rule"

var partsCovered = &rule.Rule{
	ID:          "IG015",
	Title:       "The guide covers configuration, integration, migration, testing and go-live",
	Requirement: "2.bar.1",
	Severity:    rule.Warning,
	Explain: "The description of the deliverable names these parts. Each is a section under a heading that names it; one that does not apply says so in a\n" +
		"sentence (\"No data is migrated: …\").",
	Bad:  "# Guide\n\n## Configure (required)\n\nText.\n",
	Good: "# Guide\n\n## Configure\n\nText.\n\n## Integrate\n\nText.\n\n## Migrate\n\nText.\n\n## Test\n\nText.\n\n## Go live and back\n\nText.\n",
	Check: rule.On(func(p *rule.Pass, g *Guide) {
		for _, one := range parts {
			section := g.Sections[one.part]
			switch {
			case section == nil:
				p.Violated(p.Top(), "a section that covers it, or says why it does not apply", "no section covers %s", one.part)
			case section.Empty() && len(section.Sub) == 0:
				p.Lacks(p.Doc.LineSpan(p.Doc.Position(section.Span.Start).Line), "", "the section on %s is empty", one.part)
			}
		}
	}),
}

package implementation

import "github.com/touchstone-cs/touchstone/internal/rule"

var troubleshooting = &rule.Rule{
	ID:          "IG013",
	Title:       "There is a troubleshooting section with entries",
	Requirement: "2.bar.6",
	Severity:    rule.Error,
	Explain:     "A section Troubleshooting holds a table: Symptom, Cause, Resolution, Seen.",
	Bad:         "# Guide\n\n## Configure\n\nText.\n",
	Good:        "# Guide\n\n## Troubleshooting\n\n| Symptom | Cause | Resolution | Seen |\n|---|---|---|---|\n| 401 | old token | renew it | ticket 4[^t] |\n\n[^t]: ticket:4\n",
	Check: rule.On(func(p *rule.Pass, g *Guide) {
		switch {
		case g.TroubleSection == nil:
			p.Violated(p.Top(), "## Troubleshooting", "there is no section Troubleshooting")
		case len(g.Troubles) == 0:
			p.Lacks(p.Doc.LineSpan(p.Doc.Position(g.TroubleSection.Span.Start).Line), "a table of symptom, cause and resolution", "the section has no entries")
		}
	}),
}

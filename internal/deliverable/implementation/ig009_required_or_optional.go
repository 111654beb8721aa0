package implementation

import "github.com/touchstone-cs/touchstone/internal/rule"

var requiredOrOptional = &rule.Rule{
	ID:          "IG009",
	Title:       "Every step says whether it is required or optional",
	Requirement: "2.bar.4",
	Severity:    rule.Error,
	Explain: "Either the section says it (`## 1. Configure (required)`) or the step does (`\"required\":false`). A step that a required one needs,\n" +
		"and steps of testing, go-live and rollback sections, follow their section.",
	Bad:  "# Guide\n\n## Configure\n\n```sh {\"name\":\"a\"}\ntrue\n```\n",
	Good: "# Guide\n\n## Configure (required)\n\n```sh {\"name\":\"a\"}\ntrue\n```\n\n## Extras\n\n```sh {\"name\":\"b\",\"required\":false}\ntrue\n```\n\nOptional: without it nothing changes.\n",
	Check: rule.On(func(p *rule.Pass, g *Guide) {
		for _, f := range g.Fenced {
			configures := g.within(f, Configuration) || g.within(f, Migration) || !g.within(f, Testing) && !g.within(f, GoLive) && !g.within(f, Integration)
			if configures && !g.Labelled[f.Step.Name] {
				p.Violated(f.Span, `"required":true or "required":false, or (required) in the heading`, "the step %q does not say whether it is required", f.Step.Name)
			}
		}
	}),
}

package implementation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var optionalExplained = &rule.Rule{
	ID:          "IG010",
	Title:       "An optional step says what happens without it",
	Requirement: "2.bar.4",
	Severity:    rule.Info,
	Explain:     "A reader can leave a step out only when they know what they lose. One sentence beside the fence is enough: \"Optional: without the webhook, changes are fetched every 5 minutes.\"",
	Bad:         "# Guide\n\n```sh {\"name\":\"hook\",\"required\":false}\ntrue\n```\n\nNext.\n",
	Good:        "# Guide\n\n```sh {\"name\":\"hook\",\"required\":false}\ntrue\n```\n\nOptional: without it, changes are fetched every 5 minutes.\n",
	Check: rule.On(func(p *rule.Pass, g *Guide) {
		for _, f := range g.Fenced {
			if f.Step.Optional && !containsAny(strings.ToLower(f.Before+f.After), []string{"without", "optional", "skip", "only if", "only when", "only needed", "leave it out", "left out", "otherwise"}) {
				p.Violated(f.Span, "Optional: without it, …", "nothing says what happens without the optional step %q", f.Step.Name)
			}
		}
	}),
}

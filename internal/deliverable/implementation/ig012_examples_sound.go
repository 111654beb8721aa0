package implementation

import (
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var examplesSound = &rule.Rule{
	ID:          "IG012",
	Title:       "Code examples can be parsed",
	Requirement: "2.bar.5",
	Severity:    rule.Error,
	Explain: "Shell, JSON, YAML and Go are parsed in full. Of SQL, HTTP and other languages only the shape is judged: brackets and quotes that close,\n" +
		"a statement's first word, a request line.",
	Bad:  "# Guide\n\n```sh\nif true; then echo\n```\n\n```json\n{\"a\":1,}\n```\n",
	Good: "# Guide\n\n```sh\nif true; then echo; fi\n```\n\n```json\n{\"a\":1}\n```\n",
	Check: rule.On(func(p *rule.Pass, g *Guide) {
		for _, example := range g.Examples {
			if problem := unsound(example.Language, example.Content); problem != "" {
				p.Violated(example.Span, "", "the %s example cannot be parsed: %s", example.Language, problem)
			}
		}
	}),
}

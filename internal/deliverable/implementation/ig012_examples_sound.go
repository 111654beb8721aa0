package implementation

import (
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var examplesSound = &rule.Rule{
	ID:          "IG012",
	Title:       "Code examples can be parsed",
	Requirement: "2.bar.5",
	Severity:    rule.Error,
	Explain: "Shell, JSON, YAML, Go, Python, JavaScript, TypeScript, Java, Ruby, PHP and C# are parsed in full; a fragment, a placeholder (<ACCOUNT_ID>) and\n" +
		"an ellipsis are no fault. Of SQL, HTTP and other languages only the shape is judged: brackets and quotes that close, a statement's first word,\n" +
		"a request line.",
	Bad:  "# Guide\n\n```sh\nif true; then echo\n```\n\n```json\n{\"a\":1,}\n```\n",
	Good: "# Guide\n\n```sh\nif true; then echo; fi\n```\n\n```json\n{\"a\":1}\n```\n",
	Check: rule.On(func(p *rule.Pass, g *Guide) {
		for _, example := range g.Examples {
			if flaw := unsound(example.Language, example.Content); flaw != nil {
				at := example.Span
				if flaw.line > 0 {
					at = p.Doc.LineSpan(p.Doc.Position(at.Start).Line + flaw.line)
				}
				p.Violated(at, "mend the example; what is no code of that language has no language behind its fence", "the %s example cannot be parsed: %s", example.Language, flaw.says)
			}
		}
	}),
}

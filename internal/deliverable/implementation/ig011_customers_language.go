package implementation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var customersLanguage = &rule.Rule{
	ID:          "IG011",
	Title:       "Code examples are in the customer's language",
	Requirement: "2.bar.5",
	Severity:    rule.Warning,
	Explain: "account.yaml's `language`, or the guide's, says what the customer's developers write. Programs in another language are findings; shell, SQL, HTTP,\n" +
		"configuration and data formats are everybody's.",
	Bad:  "# Guide\n\n## Integrate\n\n```python\nprint(1)\n```\n",
	Good: "# Guide\n\n## Integrate\n\n```java\nint x = 1;\n```\n",
	Check: rule.On(func(p *rule.Pass, g *Guide) {
		language := p.Doc.Front.Value("language")
		if language == "" && p.Account != nil {
			language = p.Account.Language
		}
		if language == "" {
			return
		}
		for _, example := range g.Examples {
			if isProgramming[canonical(example.Language)] && canonical(example.Language) != canonical(strings.ToLower(language)) {
				p.Violated(example.Span, "the same in "+language, "the example is in %s, the customer writes %s", example.Language, language)
			}
		}
	}),
}

// isProgramming names the languages that application developers choose between.
var isProgramming = map[string]bool{
	"java": true, "python": true, "javascript": true, "typescript": true, "go": true, "ruby": true, "php": true, "csharp": true, "kotlin": true,
	"scala": true, "rust": true, "swift": true, "perl": true, "elixir": true, "c": true, "cpp": true, "clojure": true, "groovy": true, "fsharp": true, "vb": true,
}

var aliases = map[string]string{
	"py": "python", "python3": "python", "js": "javascript", "node": "javascript", "nodejs": "javascript", "jsx": "javascript", "ts": "typescript",
	"tsx": "typescript", "golang": "go", "rb": "ruby", "c#": "csharp", "cs": "csharp", ".net": "csharp", "dotnet": "csharp", "c++": "cpp", "kt": "kotlin",
	"rs": "rust", "jshell": "java", "pl": "perl", "f#": "fsharp",
}

func canonical(language string) string {
	if name, ok := aliases[language]; ok {
		return name
	}
	return language
}

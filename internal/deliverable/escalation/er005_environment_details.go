package escalation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var environmentDetails = &rule.Rule{
	ID:          "ER005",
	Title:       "The environment's product, system and settings are listed",
	Requirement: "6.section.5",
	Severity:    rule.Error,
	Explain:     "A table with a row for each property and a column for each environment: where it fails, and where it does not. Product, operating system, and the settings that bear on the issue.",
	Bad:         "# ESC-1\n\n## Environment details\n\nStandard installation.\n",
	Good:        "# ESC-1\n\n## Environment details\n\n| | Fails | Works |\n|---|---|---|\n| Product | 4.7.0 | 4.6.9 |\n| OS | Ubuntu 22.04 | Debian 12 |\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if missing(p, r.Environment, "Environment details", "a table of product, system, settings") {
			return
		}
		if len(r.Grid) == 0 {
			p.Lacks(lineOf(p, r.Environment), "a table with a row for each property", "the environment is not listed")
			return
		}
		words := []string{"product", "version", "release", "build"}
		if p.Workspace != nil && p.Workspace.Config.Product.Name != "" {
			name, _, _ := strings.Cut(strings.ToLower(p.Workspace.Config.Product.Name), " ")
			words = append(words, name)
		}
		product := false
		for _, row := range r.Grid {
			product = product || containsAny(row.lower(), words)
		}
		if !product {
			p.Lacks(lineOf(p, r.Environment), "| Product | 4.7.0 |", "the product's version is not listed")
		}
	}),
}

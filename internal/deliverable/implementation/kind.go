package implementation

import (
	_ "embed"
	"path"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
)

//go:embed template.md
var template string

// Kind describes the Implementation Guide.
func Kind() *deliverable.Kind {
	return &deliverable.Kind{
		Name:         "implementation-guide",
		Title:        "Implementation Guide",
		Section:      2,
		Prefix:       "IG",
		Cadence:      "One per customer integration pattern",
		Consumers:    []string{"Customer technical team", "Developer", "Technical Writer"},
		Template:     template,
		TemplateFile: "implementation-guide.md",
		Model:        NewModel,
		Rules:        Rules(),
		Path: func(p deliverable.Place) string {
			name := "implementation-guide.md"
			if p.Pattern != "" {
				name = "implementation-guide-" + p.Pattern + ".md"
			}
			return path.Join(p.AccountDir, p.Engagement, name)
		},
		Flags: []deliverable.Flag{
			{Name: "pattern", Usage: "the integration pattern: a guide in playbooks/<pattern>.md"},
			{Name: "environment", Usage: "the customer's environment (default: the only one at the customer)"},
		},
		Generate: generate,
	}
}

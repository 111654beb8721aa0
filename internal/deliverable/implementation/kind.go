package implementation

import (
	_ "embed"
	"path"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

//go:embed template.md
var template string

// Kind describes the Implementation Guide.
func Kind() *deliverable.Kind {
	return &deliverable.Kind{
		Name:         deliverable.ImplementationGuide,
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
		Needs:    deliverable.NeedsPattern,
		States:   []string{"validated"},
		Receipts: command.Hold{Whole: true},
		Due: deliverable.Due{Per: deliverable.PerPattern, Rule: &rule.Rule{
			ID: "GL033", Title: "Every integration pattern has an implementation guide", Requirement: "2.bar.1", Severity: rule.Warning,
			Explain: "There is one guide an integration pattern. The patterns are those that account.yaml or a plan's front matter lists (patterns: [sso, route-upload]); a guide's is its key pattern or the end of its file's name.",
			Bad:     "patterns: [sso, route-upload] and implementation-guide-sso.md alone", Good: "implementation-guide-route-upload.md as well",
		}},
		Flags: []deliverable.Flag{
			{Name: "pattern", Usage: "the integration pattern: a guide in playbooks/<pattern>.md"},
			{Name: "environment", Usage: "the customer's environment (default: the only one at the customer)"},
		},
		Generate: generate,
	}
}

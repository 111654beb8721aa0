package implementation

import (
	"context"
	_ "embed"
	"path"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/ticket"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

//go:embed template.md
var template string

// TicketLessons are what tickets of other accounts than one teach about a pattern, with the snapshot that they come from.
type TicketLessons func(ctx context.Context, w *workspace.Workspace, pattern, except string) ([]ticket.Lesson, string, error)

// Kind describes the Implementation Guide. tickets may be nil: then no ticket teaches anything.
func Kind(tickets TicketLessons) *deliverable.Kind {
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
		Sections:     sections,
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
		Generate: generator{tickets}.generate,
	}
}

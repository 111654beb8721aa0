package escalation

import (
	_ "embed"
	"path"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

//go:embed template.md
var template string

// Kind describes the Escalation Report. tickets looks a ticket up; nil where there is no warehouse.
// desk answers what can be counted of its impact; nil counts nothing.
func Kind(tickets Tickets, desk Desks) *deliverable.Kind {
	return &deliverable.Kind{
		Name:         deliverable.EscalationReport,
		Title:        "Escalation Report",
		Section:      6,
		Prefix:       "ER",
		Cadence:      "As needed when customer issues require engineering escalation",
		Consumers:    []string{"Developer", "Tech-QA", "Team Lead"},
		Template:     template,
		TemplateFile: "escalation-report.md",
		Model:        NewModel,
		Sections: func(model any) []*markdown.Section {
			r := model.(*Report)
			return []*markdown.Section{r.Context, r.Summary, r.Impact, r.Reproduction, r.Environment, r.Attempts, r.Priority}
		},
		Rules: Rules(),
		Path: func(p deliverable.Place) string {
			id := p.ID
			if id == "" {
				id = "ESC-0001"
			}
			return path.Join(p.AccountDir, "escalations", id+".md")
		},
		Needs:    deliverable.NeedsID,
		Tells:    deliverable.Tells{Escalation: true},
		Receipts: command.Hold{Past: true},
		Flags: []deliverable.Flag{
			{Name: "ticket", Usage: "the ticket that is escalated"},
			{Name: "since", Usage: "the day on which the issue began (default: the one that the ticket names, else the ticket's)"},
			{Name: "feature", Usage: "the feature that fails (default: the one that the ticket's words name)"},
			{Name: "event", Usage: "the event that no longer happens, in place of a feature"},
			{Name: "id", Usage: "the report's ID (default: that of the ticket's report, else the next free one)"},
		},
		Generate: generator{tickets, desk}.generate,
	}
}

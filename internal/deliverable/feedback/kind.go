package feedback

import (
	"context"
	_ "embed"
	"errors"
	"fmt"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/theme"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

//go:embed template.md
var template string

// Desk is what generating needs beside the workspace.
type Desk struct {
	Store      *feedback.Store
	Models     theme.Models
	Anonymizer func() (*Anonymizer, error)
	// Files are written with the first document: the secret, where it is new.
	Files []deliverable.File
}

// Kind is the feedback summary. open is asked when a document is generated.
func Kind(open func(*workspace.Workspace) (*Desk, error)) *deliverable.Kind {
	return &deliverable.Kind{
		Name:         "feedback-summary",
		Title:        "Feedback Summary",
		Section:      4,
		Prefix:       "FS",
		Cadence:      "Per product cycle or quarterly",
		Consumers:    []string{"Team Lead", "Business Analyst", "UX/UI Designer", "Stakeholders"},
		Template:     template,
		TemplateFile: "feedback-summary.md",
		Model:        NewModel,
		Sections: func(model any) []*markdown.Section {
			m := model.(*Model)
			return []*markdown.Section{m.Summary, m.Analysis, m.Requests, m.Competitive, m.Priorities}
		},
		Rules: Rules(),
		Path: func(p deliverable.Place) string {
			if p.Period == "" {
				return "feedback/summary.md"
			}
			return "feedback/" + p.Period + ".md"
		},
		Needs: deliverable.NeedsPeriod, Across: true,
		Due: deliverable.Due{Per: deliverable.PerCycle, Rule: &rule.Rule{
			ID: "GL032", Title: "There is a feedback summary for the last cycle or quarter", Requirement: "4.bar.1", Severity: rule.Warning,
			Explain: "Feedback is summarised a product cycle (cycles: in touchstone.yaml) or a quarter. Where somebody is live, or summaries are written, the last one's is there ten days after it has ended.",
			Bad:     "feedback/2026-Q2.md alone on 2026-11-20", Good: "feedback/2026-Q3.md as well",
		}},
		Generate: func(ctx context.Context, job deliverable.Job, emit func(deliverable.Draft) error) error {
			if job.Period == "" {
				return errors.New("generate feedback-summary: no period\nhint: add --period 2026-Q3, or the name of a cycle in touchstone.yaml")
			}
			if len(job.Accounts) > 0 {
				return errors.New("generate feedback-summary: it covers all accounts; name none")
			}
			desk, err := open(job.Workspace)
			if err != nil {
				return fmt.Errorf("generate feedback-summary: %w", err)
			}
			return generate(ctx, desk, job, emit)
		},
	}
}

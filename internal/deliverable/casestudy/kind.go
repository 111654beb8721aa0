package casestudy

import (
	"context"
	_ "embed"
	"path"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

//go:embed template.md
var template string

// Kind is the Case Study. open gives the desk that answers metrics and said what customers said (nil where nobody asks);
// they are called when something is generated.
func Kind(open func(*workspace.Workspace) (*measure.Desk, error), said func(context.Context, *workspace.Workspace) (*feedback.Corpus, error)) *deliverable.Kind {
	g := generator{open: open, said: said}
	return &deliverable.Kind{
		Name: Name, Title: "Case Study", Section: 5, Prefix: "CS",
		Cadence:   "As customer engagements produce measurable outcomes",
		Consumers: []string{"Stakeholders", "Team Lead", "Customer Success peers"},
		Template:  template, TemplateFile: "case-study.md",
		Model: func(d *markdown.Document) any { return Read(d) },
		Rules: rules,
		Path: func(p deliverable.Place) string {
			engagement := p.Engagement
			if engagement == "" {
				engagement = "onboarding"
			}
			return path.Join(p.AccountDir, engagement, "case-study.md")
		},
		Flags: []deliverable.Flag{
			{Name: "engagement", Usage: "the engagement's folder (default: that of the account's plan, else onboarding)"},
			{Name: "baseline", Usage: "the period before, of the same kind as --period (default: the last before the plan began, else a year earlier)"},
			{Name: "anonymous", Usage: "write yes: a pseudonym, ranges, no names of people"},
		},
		Generate: g.generate,
	}
}

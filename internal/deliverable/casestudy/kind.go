package casestudy

import (
	"context"
	_ "embed"
	"path"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

//go:embed template.md
var template string

// Room is what generating a case study asks of the outside; each is called when something is generated.
type Room struct {
	Desk       func(*workspace.Workspace) (*measure.Desk, error)                           // answers metrics
	Said       func(context.Context, *workspace.Workspace) (*feedback.Corpus, error)       // what customers said; nil where nobody asks
	Pseudonyms func(*workspace.Workspace) (*privacy.Pseudonyms, []deliverable.File, error) // with what has to be written where they are new
}

// Kind is the Case Study.
func Kind(room Room) *deliverable.Kind {
	g := generator{room}
	return &deliverable.Kind{
		Name: Name, Title: "Case Study", Section: 5, Prefix: "CS",
		Cadence:   "As customer engagements produce measurable outcomes",
		Consumers: []string{"Stakeholders", "Team Lead", "Customer Success peers"},
		Template:  template, TemplateFile: "case-study.md",
		Model: func(d *markdown.Document) any { return Read(d) },
		Sections: func(model any) []*markdown.Section {
			s := model.(*Study)
			return []*markdown.Section{s.Profile, s.Challenge, s.Solution, s.Results, s.Lessons, s.Quote}
		},
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
			{Name: "anonymous", Usage: "yes: a pseudonym, ranges, no names of people, days as touchstone.yaml says (anonymise: {dates: …}); or weeks, shift, quarter: how its days are told"},
		},
		Generate: g.generate,
	}
}

package onboarding

import (
	"context"
	_ "embed"
	"path"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

//go:embed template.md
var template string

// Kind is the Customer Onboarding Plan. open gives the evidence that decides
// rows' states when plans are generated; nil knows none.
func Kind(open func(*workspace.Workspace) Evidence) *deliverable.Kind {
	return &deliverable.Kind{
		Name: Name, Title: "Customer Onboarding Plan", Section: 1, Prefix: "OP",
		Cadence:   "One per customer engagement",
		Consumers: []string{"Customer", "Team Lead", "Developer", "Architect"},
		Template:  template, TemplateFile: "onboarding-plan.md",
		Model: func(d *markdown.Document) any { return Read(d) },
		Sections: func(model any) []*markdown.Section {
			p := model.(*Plan)
			return []*markdown.Section{p.ProfileAt, p.GoLiveAt, p.PrerequireAt, p.MilestonesAt, p.RisksAt, p.CadenceAt, p.ChangesAt}
		},
		Rules: rules,
		Path: func(p deliverable.Place) string {
			engagement := p.Engagement
			if engagement == "" {
				engagement = "onboarding"
			}
			return path.Join(p.AccountDir, engagement, "onboarding-plan.md")
		},
		Due: deliverable.Due{Per: deliverable.PerEngagement, Rule: &rule.Rule{
			ID: "GL030", Title: "Every engagement has an onboarding plan", Requirement: "1.bar.1", Severity: rule.Warning,
			Explain: "There is one plan an engagement. A folder of an account that holds an implementation guide or a case study and no plan has no milestones, owners or go-live definition to hold on to; two plans that stand contradict each other.",
			Bad:     "accounts/acme/sso/implementation-guide-okta.md and no accounts/acme/sso/onboarding-plan.md", Good: "both files",
		}},
		Flags: []deliverable.Flag{
			{Name: "playbook", Usage: "the playbook's name (default: onboarding.playbook in account.yaml)"},
			{Name: "start", Usage: "the first day, YYYY-MM-DD (default: onboarding.start in account.yaml, else the next working day)"},
			{Name: "engagement", Usage: "the engagement's folder (default: onboarding)"},
			{Name: "calibrate", Usage: "yes: durations from what this workspace's finished milestones took, where there are 10 of them"},
			{Name: "why", Usage: "the reason for the change log when dates move"},
		},
		Generate: func(ctx context.Context, job deliverable.Job, emit func(deliverable.Draft) error) error {
			return generate(ctx, job, open, emit)
		},
	}
}

// Package health is the customer health report: a periodic assessment of one account's adoption, engagement and
// satisfaction, out of evidence.
package health

import (
	_ "embed"
	"path"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

// Name is the kind's name on the command line and in front matter.
const Name = deliverable.HealthReport

//go:embed template.md
var template string

// Engines answer questions over a snapshot: metrics, and single rows.
type Engines struct {
	Metrics func(*warehouse.Snapshot) (metric.Engine, error)
	Reader  warehouse.Reader
}

// Kind is the health report. Only generating needs engines.
func Kind(engines Engines) *deliverable.Kind {
	g := &generator{engines: engines}
	return &deliverable.Kind{
		Name: Name, Title: "Customer Health Report", Section: 3, Prefix: "HR",
		Cadence:      "Monthly or per reporting period",
		Consumers:    []string{"Team Lead", "Stakeholders", "Developer"},
		Template:     template,
		TemplateFile: "customer-health-report.md",
		Model:        func(d *markdown.Document) any { return Read(d) },
		Sections:     func(model any) []*markdown.Section { return model.(*Report).sections() },
		Rules:        Rules(),
		Path:         func(p deliverable.Place) string { return path.Join(p.AccountDir, "health", p.Period+".md") },
		Needs:        deliverable.NeedsPeriod,
		Tells:        deliverable.Tells{GoLive: true, OpenEscalations: true},
		Due: deliverable.Due{Per: deliverable.PerPeriod, Rule: &rule.Rule{
			ID: "GL031", Title: "Whoever is live has a health report for the last period, in time", Requirement: "3.bar.4", Severity: rule.Warning,
			Explain: "Health is reported monthly, or by the period agreed (reporting: quarterly or none, in account.yaml or for all in touchstone.yaml). Ten days after a period has ended, an account whose plan's go_live lies before that has its report; trends need every period.",
			Bad:     "go_live: 2025-11-03, today 2026-11-20, and no report with period: 2026-10", Good: "health/2026-10.md",
		}},
		Generate: g.generate,
	}
}

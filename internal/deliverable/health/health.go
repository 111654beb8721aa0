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
)

// Name is the kind's name on the command line and in front matter.
const Name = "health-report"

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
		Rules:        Rules(),
		Path:         func(p deliverable.Place) string { return path.Join(p.AccountDir, "health", p.Period+".md") },
		Generate:     g.generate,
	}
}

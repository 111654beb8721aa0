package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// examplesFolder holds the six documents as they should come out; it is not part of the project.
const examplesFolder = "../../../shared/examples"

// places say where each example lies in a workspace.
var places = map[string]string{
	"health-report":        "accounts/acme/health/2026-10.md",
	"onboarding-plan":      "accounts/acme/routing/onboarding-plan.md",
	"implementation-guide": "accounts/acme/routing/implementation-guide-route-upload.md",
	"case-study":           "accounts/acme/routing/case-study.md",
	"escalation-report":    "accounts/acme/escalations/ESC-0007.md",
	"feedback-summary":     "feedback/2026-Q3.md",
}

const exampleConfig = `name: Vendor
time_zone: Europe/Stockholm
team:
  - {name: Dana Ruiz, role: csm}
  - {name: L. Okafor, role: engineer}
`

const exampleMetrics = `
  last_route_planned:
    label: Last route planned, mean of nights
    unit: time_of_day
    polarity: lower_is_better
    numerator: {fact: events, last: rows, where: {event: route_planned}, day_starts: "12:00"}
  nights_by_22:
    label: Nights finished by 22:00
    unit: nights
    polarity: higher_is_better
    kind: of
    numerator: {fact: events, last: rows, by: "22:00", where: {event: route_planned}, day_starts: "12:00"}
    denominator: {fact: events, days: rows, where: {event: route_planned}, day_starts: "12:00"}
`

const exampleAccount = `account: acme
name: Acme Freight
owner: Dana Ruiz
tier: Scale
language: java
contacts:
  - {name: M. Lindqvist, title: Head of Dispatch, role: sponsor}
  - {name: P. Amadi, role: integration}
  - {name: S. Berg, role: security}
`

// TestExamplesPassTheBar checks each example on the day of its date, without its evidence: nothing may be violated.
func TestExamplesPassTheBar(t *testing.T) {
	if _, err := os.Stat(examplesFolder); err != nil {
		t.Skip("the examples are not here: ../shared/examples")
	}
	root := exampleWorkspace(t)
	for kind, place := range places {
		t.Run(kind, func(t *testing.T) {
			file := filepath.Join(root, "customer-success", filepath.FromSlash(place))
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var out, errs bytes.Buffer
			run([]string{"check", "--workspace", root, "--offline", "--format", "json", "--now", markdown.Parse(source).Front.Value("date"), file},
				strings.NewReader(""), &out, &errs)
			var report struct {
				Findings []struct {
					Line                   int
					Rule, Verdict, Message string
				}
			}
			if err := json.Unmarshal(out.Bytes(), &report); err != nil {
				t.Fatalf("%v\n%s\n%s", err, out.Bytes(), errs.Bytes())
			}
			for _, f := range report.Findings {
				if f.Verdict == "violated" {
					t.Errorf("%s.md:%d: %s: %s", kind, f.Line, f.Rule, f.Message)
				}
			}
		})
	}
}

// exampleWorkspace puts the six examples where they belong.
func exampleWorkspace(t *testing.T) string {
	t.Helper()
	files := map[string]string{"touchstone.yaml": exampleConfig, "customer-success/accounts/acme/account.yaml": exampleAccount,
		"metrics.yaml": string(metric.DefaultYAML) + exampleMetrics}
	for kind, place := range places {
		source, err := os.ReadFile(filepath.Join(examplesFolder, kind+".md"))
		if err != nil {
			t.Fatal(err)
		}
		files["customer-success/"+place] = string(source)
	}
	root := t.TempDir()
	for name, text := range files {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

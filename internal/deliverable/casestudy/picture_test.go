package casestudy

import (
	"bytes"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func outcomeFrom(id string, unit metric.Unit, prior, value metric.Number, better bool) outcome {
	ref := evidence.Ref{Scheme: "metric", ID: id}
	return outcome{def: &metric.Definition{ID: id, Label: "Label of " + id, Unit: unit}, value: metric.Value{Prior: prior, Value: value, Change: value.Sub(prior)}, ref: ref, better: better}
}

func drawn(found ...outcome) *draft {
	return &draft{job: deliverable.Job{Workspace: &workspace.Workspace{}, Flags: map[string]string{"engagement": "routing"}}, account: &workspace.Account{ID: "acme", Name: "Acme Freight", Dir: "customer-success/accounts/acme"},
		now: metric.Period{Name: "2026-10"}, baseline: baseline{Period: metric.Period{Name: "2025-10"}}, found: found}
}

// TestTheChartShowsTheOutcomeOfTheTitle: the first that is better; its two figures are the columns, and nobody is named.
func TestTheChartShowsTheOutcomeOfTheTitle(t *testing.T) {
	d := drawn(outcomeFrom("tickets", "tickets", metric.Int(9), metric.Int(12), false), outcomeFrom("adoption", metric.Percent, metric.Ratio(1, 4), metric.Ratio(1, 2), true))
	d.results()
	if len(d.files) != 1 || d.files[0].Path != "customer-success/accounts/acme/routing/case-study/adoption.svg" {
		t.Fatalf("files %v", d.files)
	}
	if want := "\n\n![Label of adoption, before and after](case-study/adoption.svg)\n\n"; !strings.Contains(d.b.String(), want) {
		t.Errorf("the results lack %q:\n%s", want, d.b.String())
	}
	svg := d.files[0].Data
	for _, want := range []string{"from 25 to 50", "2025-10: 25%", "2026-10: 50%"} {
		if !bytes.Contains(svg, []byte(want)) {
			t.Errorf("the chart lacks %q:\n%s", want, svg)
		}
	}
	if bytes.Count(svg, []byte("<rect")) != 2 || bytes.Contains(svg, []byte("Acme")) {
		t.Errorf("want two columns and no name:\n%s", svg)
	}
}

func TestWhatHasNoColumnsIsNotDrawn(t *testing.T) {
	for _, o := range []outcome{outcomeFrom("nps", metric.Score, metric.Int(-20), metric.Int(10), true), outcomeFrom("night", metric.TimeUnit, metric.Int(80_000), metric.Int(70_000), true)} {
		d := drawn(o)
		d.results()
		if len(d.files) > 0 || strings.Contains(d.b.String(), "![") {
			t.Errorf("%s was drawn:\n%s", o.def.ID, d.b.String())
		}
	}
	// nothing is better: the first that can be drawn
	d := drawn(outcomeFrom("nps", metric.Score, metric.Int(-20), metric.Int(-30), false), outcomeFrom("calls", "calls", metric.Int(9), metric.Int(5), false))
	d.results()
	if len(d.files) != 1 || !strings.HasSuffix(d.files[0].Path, "/calls.svg") {
		t.Errorf("files %v", d.files)
	}
}

func TestFootnotesStandOnConsecutiveLines(t *testing.T) {
	ranged := outcomeFrom("csat", metric.Percent, metric.Ratio(1, 4), metric.Ratio(1, 2), true)
	ranged.value.N, ranged.value.Low, ranged.value.High = 30, metric.Ratio(2, 5), metric.Ratio(3, 5)
	d := drawn(ranged, outcomeFrom("calls", "calls", metric.Int(9), metric.Int(5), false))
	d.results()
	if !strings.Contains(d.b.String(), "| 95% interval 40% to 60% |") {
		t.Errorf("no interval:\n%s", d.b.String())
	}
	d.b.Reset()
	d.notes()
	lines := strings.Split(d.b.String(), "\n")
	if len(lines) != 4 || lines[0] != "" || !strings.HasPrefix(lines[1], "[^m1]: ") || !strings.HasPrefix(lines[2], "[^m2]: ") || lines[3] != "" {
		t.Errorf("%q", lines)
	}
}

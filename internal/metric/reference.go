package metric

import (
	"fmt"
	"strings"
)

// Reference writes the page that documents the built-in metrics.
func Reference(s *Set) string {
	var b strings.Builder
	b.WriteString("# Metrics\n\nThis page is generated from the built-in `metrics.yaml` by `make reference`. How definitions work: [metrics](../metrics.md).\n\n")
	b.WriteString("| ID | Label | Unit | Better | Digest |\n|---|---|---|---|---|\n")
	for _, d := range s.All() {
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s | %s | %s | `%s` |\n", d.ID, d.ID, d.Label, unitName(d.Unit), betterName(d.Polarity), d.Digest())
	}
	for _, d := range s.All() {
		fmt.Fprintf(&b, "\n## `%s`\n\n%s\n\n", d.ID, sentence(d))
		fmt.Fprintf(&b, "- **Label**: %s\n", d.Label)
		fmt.Fprintf(&b, "- **Value**: `%s`\n", d.Formula())
		if d.Hours != "" {
			fmt.Fprintf(&b, "- **Hours**: %s\n", d.Hours)
		}
		if d.Interval != NoInterval && d.Kind != Computed {
			fmt.Fprintf(&b, "- **95%% interval**: %s\n", intervalName[d.Interval])
		}
		if d.Minimum > 0 {
			fmt.Fprintf(&b, "- **Says nothing below**: %d observations\n", d.Minimum)
		}
		if n, ok := d.Target[""]; ok {
			fmt.Fprintf(&b, "- **Target**: %s\n", d.Unit.Text(n))
		}
	}
	return b.String()
}

var intervalName = map[Interval]string{PoissonInterval: "Poisson count, Byar's approximation", WilsonInterval: "Wilson's score interval", NPSInterval: "normal, from the variance of the three classes",
	MeanInterval: "Student's t", OrderInterval: "order statistics of the median"}

func sentence(d *Definition) string {
	if d.Description == "" {
		return d.Label + "."
	}
	return d.Description
}

func unitName(u Unit) string { return strings.ReplaceAll(string(u), "_", " ") }

func betterName(p Polarity) string {
	return map[Polarity]string{HigherIsBetter: "higher", LowerIsBetter: "lower", Neutral: "–"}[p]
}

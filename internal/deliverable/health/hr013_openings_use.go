package health

import "github.com/touchstone-cs/touchstone/internal/rule"

var openingsUse = &rule.Rule{
	ID:          "HR013",
	Title:       "Expansion openings stand on usage data",
	Requirement: "3.bar.5",
	Severity:    rule.Error,
	Needs:       []string{"metric"},
	Explain:     `An opening without figures is a wish. Its evidence has a number of use, and cites the metric.`,
	Bad:         "# Health report\n\n## Expansion\n\n| Opening | Evidence |\n|---|---|\n| Analytics add-on | They might like it |\n",
	Good:        "# Health report\n\n## Expansion\n\n| Opening | Evidence |\n|---|---|\n| Carrier sharing | Asked for in the review; 41 of 85 active users exported routes by hand.[^e][^c] |\n\n[^e]: metric:events account=acme period=2026-10 event=route_exported value=1960 users=41 active=85\n[^c]: interaction:2026-10-07-review-lindqvist\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		for _, row := range r.Openings.Rows {
			if !cited(p, row.Span, "metric") {
				p.Violated(row.Span, "cite the metric of the use that shows it", "the opening %q cites no usage data", row.Text("opening").Plain)
			}
		}
		for _, text := range loose(r.Openings.Section) {
			if len(r.Openings.Rows) == 0 && !cited(p, text.Span, "metric") {
				p.Violated(text.Span, "cite the metric of the use that shows it", "the opening cites no usage data")
			}
		}
	}),
}

package health

import "github.com/touchstone-cs/touchstone/internal/rule"

var issuesStatus = &rule.Rule{
	ID:          "HR015",
	Title:       "Every open issue has a status and a next step",
	Requirement: "3.bar.6",
	Severity:    rule.Error,
	Explain:     `A list of issues alone leaves the reader to ask. Each row says where the issue stands and what happens next, by whom and when. Where nothing is open, the section says so.`,
	Bad:         "# Health report\n\n## Open issues and escalations\n\n| Issue | Status | Next step |\n|---|---|---|\n| ESC-0007: upload times out | With engineering | |\n",
	Good:        "# Health report\n\n## Open issues and escalations\n\n| Issue | Status | Next step |\n|---|---|---|\n| ESC-0007: upload times out | With engineering | Fix in 4.7.2, due 2026-11-06, L. Okafor |\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		s := r.Issues.Section
		if s == nil {
			p.Violated(p.Top(), "add a section Open issues and escalations; where nothing is open, say so", "there is no section on open issues and escalations")
			return
		}
		if len(r.Issues.Rows) == 0 && !none(s) && !prosaic(s) {
			p.Lacks(s.Heading.Span, "list them, or write that none is open", "the section on open issues says nothing")
		}
		for _, row := range r.Issues.Rows {
			for _, field := range []struct{ key, name string }{{"status", "status"}, {"next", "next step"}} {
				if blank(row.Cell(field.key).Plain) {
					p.Violated(row.Span, "say where it stands, and what happens next", "the issue %q has no %s", row.Text("issue").Plain, field.name)
				}
			}
		}
	}),
}

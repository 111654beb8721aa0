package implementation

import "github.com/touchstone-cs/touchstone/internal/rule"

var issuesFromExperience = &rule.Rule{
	ID:          "IG008",
	Title:       "Known issues come from implementations that really met them",
	Requirement: "2.bar.3",
	Severity:    rule.Warning,
	Needs:       []string{"run", "ticket", "interaction"},
	Explain: "Each entry cites where it was seen: a failed run here, a ticket, or the lessons of earlier implementations of the pattern\n" +
		"(`run:pattern=P lessons=KEY:3 accounts=7`; `touchstone guide lessons P` lists them).",
	Bad:  "# Guide\n\n## Troubleshooting\n\n| Symptom | Cause | Resolution | Seen |\n|---|---|---|---|\n| 401 | token of a person | use client credentials | often |\n",
	Good: "# Guide\n\n## Troubleshooting\n\n| Symptom | Cause | Resolution | Seen |\n|---|---|---|---|\n| 401 | token of a person | use client credentials | 5 earlier implementations[^l] |\n\n[^l]: run:pattern=p lessons=whoami:5 accounts=7\n",
	Check: rule.On(func(p *rule.Pass, g *Guide) {
		for _, t := range g.Troubles {
			if len(p.Cited(t.Span)) == 0 {
				p.Lacks(t.Span, "cite the run, the ticket or the lessons", "the entry cites nowhere that it was seen")
			}
		}
	}),
}

package implementation

import (
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var migrationCounted = &rule.Rule{
	ID:          "IG018",
	Title:       "A data migration counts before and after",
	Requirement: "2.bar.1",
	Severity:    rule.Warning,
	Explain: "Data that was lost on the way is found by counting. Before the first step that changes something, and after the last, a step reads a count and\n" +
		"promises a value (`\"expect\":\"value = 18412\"`).",
	Bad: "# Guide\n\n## Migrate (required)\n\n```sh {\"name\":\"migrate\",\"undo\":\"./back\"}\n./import\n```\n",
	Good: "# Guide\n\n## Migrate (required)\n\n```sql {\"name\":\"before\",\"expect\":\"value = 7\"}\nselect count(*) from a\n```\n\n```sh {\"name\":\"migrate\",\"undo\":\"./back\"}\n./import\n```\n\n" +
		"```sh {\"name\":\"after\",\"expect\":\"stdout = 7\"}\ncurl -s \"$BASE/count\"\n```\n",
	Check: rule.On(func(p *rule.Pass, g *Guide) {
		first, last := -1, -1
		var migration []Fenced
		for _, f := range g.Fenced {
			if g.within(f, Migration) {
				if command.Classify(f.Step).Danger != command.Reads {
					if first < 0 {
						first = len(migration)
					}
					last = len(migration)
				}
				migration = append(migration, f)
			}
		}
		if first < 0 {
			return
		}
		if !counts(migration[:first]) {
			p.Violated(migration[first].Span, `a step before it with "expect":"value = …"`, "nothing is counted before the migration")
		}
		if !counts(migration[last+1:]) {
			p.Violated(migration[last].Span, `a step after it with "expect":"value = …"`, "nothing is counted after the migration")
		}
	}),
}

// counts says whether a step promises a number.
func counts(steps []Fenced) bool {
	for _, f := range steps {
		for _, e := range f.Step.Expect {
			text := e.String()
			if e.Subject == "value" || (e.Subject == "stdout" || e.Subject == "json") && hasVersion.MatchString(text) {
				return true
			}
		}
	}
	return false
}

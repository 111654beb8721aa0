package implementation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var issuesDocumented = &rule.Rule{
	ID:          "IG007",
	Title:       "Every known issue has a symptom, a cause and a resolution",
	Requirement: "2.bar.3",
	Severity:    rule.Error,
	Explain: "An entry helps when the reader finds it by what they see (the symptom), understands it (the cause) and can end it (the resolution:\n" +
		"an act, not \"contact support\").",
	Bad:  "# Guide\n\n## Troubleshooting\n\n| Symptom | Cause | Resolution |\n|---|---|---|\n| `rejected: 37` | | contact support |\n",
	Good: "# Guide\n\n## Troubleshooting\n\n| Symptom | Cause | Resolution |\n|---|---|---|\n| `rejected: 37` | number before the street | `--address-order se` |\n",
	Check: rule.On(func(p *rule.Pass, g *Guide) {
		for _, t := range g.Troubles {
			for _, cell := range []struct{ name, text string }{{"symptom", t.Symptom.Plain}, {"cause", t.Cause.Plain}, {"resolution", t.Resolution.Plain}} {
				if isEmpty(cell.text) {
					p.Lacks(t.Span, "say what one sees, why it happens and what solved it", "the entry has no %s", cell.name)
				}
			}
			if resolution := strings.ToLower(strings.Trim(t.Resolution.Plain, " .")); resolution == "contact support" || resolution == "ask support" || resolution == "retry" {
				p.Violated(t.Span, "what solved it", "%q resolves nothing", resolution)
			}
		}
	}),
}

func isEmpty(text string) bool { return strings.Trim(text, " \t—–-?.…") == "" }

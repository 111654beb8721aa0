package general

import (
	"time"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var dated = &rule.Rule{
	ID:          "GL005",
	Title:       "The document has a date, and it is not in the future",
	Requirement: "0.guideline.6",
	Severity:    rule.Error,
	Explain: "Advice ages. `date` in the front matter is the day on which the document last said something new, written " +
		"as 2026-11-02. A date in the future cannot be that day.",
	Bad:  "---\nkind: health-report\ndate: 2 Nov\nauthor: Dana Ruiz\nengagement: Routing API\n---\n\n# Health report\n",
	Good: "---\nkind: health-report\ndate: 2026-11-02\nauthor: Dana Ruiz\nengagement: Routing API\n---\n\n# Health report\n",
	Check: func(p *rule.Pass) {
		value, span, ok := frontValue(p, "date")
		if !ok {
			p.Lacks(span, "add `date: "+p.Now.Format(time.DateOnly)+"` to the front matter", "the document has no date")
			return
		}
		day, err := time.Parse(time.DateOnly, value)
		switch {
		case err != nil:
			p.Violated(span, "write it as 2026-11-02", "date %q is no date", value)
		case !p.Now.IsZero() && day.After(p.Now.AddDate(0, 0, 1)):
			p.Violated(span, "", "date %s is in the future", value)
		}
	},
}

package health

import (
	"fmt"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var actionsForRisks = &rule.Rule{
	ID:          "HR010",
	Title:       "Where there are risks, there are actions",
	Requirement: "3.bar.3",
	Severity:    rule.Warning,
	Explain:     `A risk that nobody acts on is a prediction. Write at least one action, or say under Actions why none is taken.`,
	Bad:         "# Health report\n\n## Risk signals\n\n| Signal | Evidence |\n|---|---|\n| Use fell | API calls fell 40% in October |\n",
	Good:        "# Health report\n\n## Risk signals\n\n| Signal | Evidence |\n|---|---|\n| Use fell | API calls fell 40% in October |\n\n## Actions\n\n| Action | Owner | Due | Expected outcome |\n|---|---|---|---|\n| Call the sponsor | Dana Ruiz | 2026-11-07 | A date for the restart |\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if len(r.Risks.Rows) == 0 || len(r.Actions.Rows) > 0 {
			return
		}
		s := r.Actions.Section
		if s != nil && (none(s) || prosaic(s)) {
			return
		}
		span := r.Risks.Section.Heading.Span
		if s != nil {
			span = s.Heading.Span
		}
		p.Lacks(span, "add an action with owner, deadline and expected outcome, or say why none is taken", "%s and no action", signals(len(r.Risks.Rows)))
	}),
}

func signals(n int) string {
	if n == 1 {
		return "a risk signal"
	}
	return fmt.Sprintf("%d risk signals", n)
}

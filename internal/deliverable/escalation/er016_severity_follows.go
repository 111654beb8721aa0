package escalation

import (
	"fmt"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var severityFollows = &rule.Rule{
	ID:          "ER016",
	Title:       "The severity follows from impact and urgency",
	Requirement: "6.bar.5",
	Severity:    rule.Error,
	Explain: "The justification names both (`impact high`, `urgency medium`), and the severity is the one that the matrix gives. The matrix is complete and monotone;\n" +
		"a workspace may set its own under `severity: matrix:` in touchstone.yaml (rows low, medium, high urgency; columns low, medium, high, critical impact).",
	Bad:  "# ESC-1\n\n## Recommended priority\n\nSeverity 1: impact *medium* (3 people are slower), urgency *medium* (a workaround exists).\n",
	Good: "# ESC-1\n\n## Recommended priority\n\nSeverity 3: impact *medium* (3 people are slower), urgency *medium* (a workaround exists).\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if r.Severity.Number == 0 {
			return
		}
		matrix, err := matrixOf(p)
		if err != nil {
			p.Unverified(r.Severity.Span, "", "%v", err)
			return
		}
		impact, hasImpact := FindLevel(Impacts, r.Severity.Impact)
		urgency, hasUrgency := FindLevel(Urgencies, r.Severity.Urgency)
		if !hasImpact || !hasUrgency {
			p.Lacks(r.Severity.Span, "impact low, medium, high or critical; urgency low, medium or high", "impact and urgency are not both named, so the severity cannot be checked")
			return
		}
		if want, _ := matrix.Severity(impact, urgency); want != r.Severity.Number {
			p.Violated(r.Severity.Span, fmt.Sprintf("severity %d, or the impact and the urgency that the facts bear out", want), "impact %s and urgency %s give severity %d, not %d", r.Severity.Impact, r.Severity.Urgency, want, r.Severity.Number)
		}
	}),
}

// matrixOf is the workspace's matrix, or the default one.
func matrixOf(p *rule.Pass) (Matrix, error) {
	if p.Workspace == nil {
		return DefaultMatrix, nil
	}
	return ReadMatrix(p.Workspace.Config)
}

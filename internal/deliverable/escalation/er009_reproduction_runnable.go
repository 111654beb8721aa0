package escalation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var reproductionRunnable = &rule.Rule{
	ID:          "ER009",
	Title:       "The steps can be read and put in order, and the last one shows the fault",
	Requirement: "6.bar.1",
	Severity:    rule.Error,
	Explain: "A developer runs the same steps. They must parse, need only what exists, and one of them must expect what goes wrong (a status, an output, an exit\n" +
		"status): a reproduction that only has to succeed reproduces nothing.",
	Bad:  "# ESC-1\n\n## Reproduction steps\n\n```http {\"name\":\"upload\"}\nPOST {{base}}/v2/routes/bulk\n```\n",
	Good: "# ESC-1\n\n## Reproduction steps\n\n```http {\"name\":\"upload\",\"expect\":\"status 504\"}\nPOST {{base}}/v2/routes/bulk\n```\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if r.StepsErr != nil {
			for line := range strings.SplitSeq(r.StepsErr.Error(), "\n") {
				p.Violated(p.Top(), "", "%s", line)
			}
			return
		}
		if len(r.Steps) == 0 || r.Reproduction == nil {
			return
		}
		for _, s := range r.Steps {
			if promises(s) {
				return
			}
		}
		p.Lacks(p.Doc.LineSpan(r.Steps[len(r.Steps)-1].Line), `"expect":"status 504"`, "no step expects the fault")
	}),
}

func promises(s *step.Step) bool {
	return len(s.Expect) > 0 || s.Answer != nil && len(s.Answer.Lines) > 0
}

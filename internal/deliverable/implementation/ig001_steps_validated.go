package implementation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var stepsValidated = &rule.Rule{
	ID:          "IG001",
	Title:       "Every required step is covered by a run that the guide cites",
	Requirement: "2.bar.1",
	Severity:    rule.Error,
	Needs:       []string{"run"},
	Explain: "A step counts as validated when a receipt shows that it ran and passed. Cite the run of the whole guide, or of the step:\n" +
		"`[^run]: run:acme-staging/2026-10-20T13:05Z receipt=sha256:… passed=10`. `touchstone run GUIDE --env NAME` makes the receipt and prints the citation.",
	Bad:  "# Guide\n\n```sh {\"name\":\"whoami\"}\ncurl -fsS \"$BASE/v2/whoami\"\n```\n",
	Good: "# Guide\n\nAll steps passed.[^run]\n\n```sh {\"name\":\"whoami\"}\ncurl -fsS \"$BASE/v2/whoami\"\n```\n\n[^run]: run:acme-staging/2026-10-20T13:05Z passed=1\n",
	Check: rule.On(func(p *rule.Pass, g *Guide) {
		if whole, byStep := coverage(p); !whole {
			for _, s := range g.Steps {
				if s.Optional || s.Excluded || byStep[s.Name] {
					continue
				}
				span, ok := g.Spans[s.Name]
				if !ok {
					span = p.Doc.LineSpan(s.Line)
				}
				p.Lacks(span, "run it: `touchstone run "+p.Path+" --env NAME`, and cite the run", "no cited run covers the required step %q", s.Name)
			}
		}
	}),
}

// coverage tells whether a run of the whole guide is cited, and which steps are cited by themselves.
func coverage(p *rule.Pass) (whole bool, byStep map[string]bool) {
	byStep = make(map[string]bool)
	for _, c := range p.Citations {
		if c.Ref.Scheme != "run" || c.Ref.ID == "" {
			continue
		}
		parts := strings.SplitN(c.Ref.ID, "/", 3)
		if len(parts) == 2 {
			whole = true
		} else if len(parts) == 3 {
			byStep[parts[2]] = true
		}
	}
	return whole, byStep
}

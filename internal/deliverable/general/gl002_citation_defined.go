package general

import (
	"errors"
	"fmt"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var citationDefined = &rule.Rule{
	ID:          "GL002",
	Title:       "Every citation leads to a footnote that can be read",
	Requirement: "3.bar.2",
	Severity:    rule.Error,
	Explain: `A footnote mark such as [^api] needs its definition: a line that begins with "[^api]:". Where the definition
begins with an evidence scheme (metric:, run:, ticket:, …) it must be a reference of key=value pairs, each key once.`,
	Bad:  "API calls fell 40%.[^api]\n",
	Good: "API calls fell 40%.[^api]\n\n[^api]: metric:api_calls account=acme period=2026-10 change=-40%\n",
	Check: func(p *rule.Pass) {
		for _, c := range p.Citations {
			switch {
			case c.Note == nil:
				p.Violated(c.Cite, fmt.Sprintf("add a line that begins with \"[^%s]:\" and the evidence", c.Label), "the footnote %q is not defined", c.Label)
			case c.Err != nil && !errors.Is(c.Err, evidence.ErrNoRef):
				p.Violated(c.Note.Body, "write scheme:id key=value …", "%v", c.Err)
			}
		}
	},
}

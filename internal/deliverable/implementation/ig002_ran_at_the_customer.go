package implementation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var ranAtTheCustomer = &rule.Rule{
	ID:          "IG002",
	Title:       "The steps ran in the customer's environment, the one that the guide names",
	Requirement: "2.bar.1",
	Severity:    rule.Error,
	Needs:       []string{"run"},
	Explain: "A run in a laboratory, or in another customer's environment, validates nothing here. The front matter's `environment` is the one\n" +
		"that the cited runs ran in, and account.yaml declares it as the customer's (`where: customer`).",
	Bad:  "---\nkind: implementation-guide\naccount: acme\nenvironment: acme-staging\n---\n# Guide\n\nAll steps passed.[^run]\n\n[^run]: run:lab/2026-10-20T13:05Z passed=1\n",
	Good: "---\nkind: implementation-guide\naccount: acme\nenvironment: acme-staging\n---\n# Guide\n\nAll steps passed.[^run]\n\n[^run]: run:acme-staging/2026-10-20T13:05Z passed=1\n",
	Check: func(p *rule.Pass) {
		named := p.Doc.Front.Value("environment")
		for _, c := range p.Citations {
			if c.Ref.Scheme != "run" || c.Ref.ID == "" {
				continue
			}
			environment, _, _ := strings.Cut(c.Ref.ID, "/")
			target, _ := c.Record.Value("target")
			switch {
			case named != "" && environment != named:
				p.Violated(c.Cite, "run the steps in "+named, "the cited run was in %s, the guide is for %s", environment, named)
			case target == "elsewhere":
				p.Violated(c.Cite, "run the steps where the customer's system is", "the environment %s is not the customer's", environment)
			}
		}
	},
}

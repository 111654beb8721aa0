package implementation

import (
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var environmentNamed = &rule.Rule{
	ID:          "IG003",
	Title:       "The guide names the environment that it was written against",
	Requirement: "2.bar.1",
	Severity:    rule.Warning,
	Explain: "`environment:` in the front matter names the customer's environment, which account.yaml declares under `environments:`. Without it nobody\n" +
		"can say where the steps hold, and `touchstone run` does not know where to run them.",
	Bad:  "# Guide\n\nText.\n",
	Good: "---\nkind: implementation-guide\naccount: acme\nenvironment: acme-staging\n---\n# Guide\n\nText.\n",
	Check: func(p *rule.Pass) {
		named := p.Doc.Front.Value("environment")
		if named == "" {
			p.Lacks(p.Top(), "environment: NAME", "the front matter names no environment")
			return
		}
		declared, err := command.Environments(p.Account)
		if err != nil {
			p.Unverified(p.Doc.Front.Field("environment").Span, "", "the account's environments cannot be read: %v", err)
			return
		}
		if len(declared) > 0 && declared[named] == nil {
			p.Violated(p.Doc.Front.Field("environment").Span, "declare it under environments: in account.yaml", "the account declares no environment %q", named)
		}
	},
}

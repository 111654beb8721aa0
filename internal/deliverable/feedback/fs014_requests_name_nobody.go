package feedback

import (
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var requestsNameNobody = &rule.Rule{
	ID:          "FS014",
	Title:       "Individual requests carry no account, no pseudonym and no quotation",
	Requirement: "4.bar.3",
	Severity:    rule.Error,
	Explain: `One request comes from one customer: a pseudonym beside it would tie all its other quotes to it, and its own words may be recognised. Requests are put in the team's
words; who asked lies in the account's folder.`,
	Bad:  "# Feedback\n\n## Individual requests\n\n| Request | Their reason | Proposed answer |\n|---|---|---|\n| Customer Amber Finch wants ferries | By hand | Consider |\n",
	Good: "# Feedback\n\n## Individual requests\n\n| Request | Their reason | Proposed answer |\n|---|---|---|\n| Ferries as constraints | Planned by hand | Consider |\n",
	Check: rule.On(func(p *rule.Pass, m *Model) {
		if m.Requests == nil {
			return
		}
		for _, text := range texts(m.Requests) {
			if loc := customerName.FindStringIndex(text.Plain); loc != nil {
				p.Violated(text.SourceSpan(markdown.Range{Start: loc[0], End: loc[1]}), "leave the name out", "an individual request carries a pseudonym")
			}
			for _, c := range text.Cites {
				for _, known := range p.Cited(c.Span) {
					if known.Evidence() && known.Ref.Scheme != "feedback" || known.Ref.Value("item") != "" || known.Ref.ID != "" {
						p.Violated(c.Span, "cite nothing here: who asked lies in the account's folder", "an individual request cites an item, which leads to its account")
					}
				}
			}
		}
	}),
}

package feedback

import (
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

// attribution is the bracket after a quote: (Customer Amber Finch, dispatcher).
var attribution = pattern.New(`\(([^()]*)\)\s*$`)

// pseudonymous is how an anonymised speaker is named.
var pseudonym = pattern.New(`^(Customer [A-Z][\p{L}]+ [A-Z][\p{L}]+|[Aa] customer|[Aa]nonymous|[Cc]ustomer [A-Z0-9]{1,3})\b`)

var anonymousQuotes = &rule.Rule{
	ID:          "FS008",
	Title:       "Quotes are anonymised unless the customer permits its name",
	Requirement: "4.bar.3",
	Severity:    rule.Error,
	Needs:       []string{"feedback"},
	Explain: `A quote ends with its speaker in brackets: a pseudonym (“Customer Amber Finch”) and at most a role. A real name needs the permission on record: the quote's
citation resolves to an item whose permission is “named”. An item whose permission is “none” is not quoted at all.`,
	Bad:  "# Feedback\n\n## Theme analysis\n\n### 1. Uploads fail\n\n> “It dies.” (Maria Lindqvist, Acme Freight)\n",
	Good: "# Feedback\n\n## Theme analysis\n\n### 1. Uploads fail\n\n> “It dies.” (Customer Amber Finch, dispatcher)\n",
	Check: rule.On(func(p *rule.Pass, m *Model) {
		for _, t := range m.Themes {
			for _, quote := range t.Quotes {
				permission := ""
				for _, c := range p.Cited(quote.Span) {
					if c.Resolved {
						permission, _ = c.Record.Value("permission")
					}
				}
				who := attribution.FindStringSubmatch(quote.Plain)
				switch {
				case permission == "none":
					p.Violated(quote.Span, "leave the quote out; the item still counts", "the customer does not permit to be quoted")
				case who == nil:
					p.Violated(quote.Span, "end the quote with its speaker: (Customer Amber Finch, dispatcher)", "the quote does not say who speaks")
				case !pseudonym.MatchString(who[1]) && permission != "named":
					p.Violated(quote.Span, "write the customer's pseudonym, or get the permission on record", "%q is no pseudonym, and no permission is on record", who[1])
				}
			}
		}
	}),
}

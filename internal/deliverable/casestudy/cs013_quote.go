package casestudy

import "github.com/touchstone-cs/touchstone/internal/rule"

var customerQuote = &rule.Rule{
	ID:          "CS013",
	Title:       "The customer speaks in a direct quote",
	Requirement: "5.section.6",
	Severity:    rule.Warning,
	Explain:     "One block quote with the customer's own words and, unless they stay anonymous, the speaker's name and role.",
	Bad:         "## Customer quote\n\nThey are very happy with the result.\n",
	Good:        "## Customer quote\n\n> “We go home before midnight now.” Maria Lindqvist, Head of Dispatch\n",
	Check: rule.On(func(p *rule.Pass, s *Study) {
		span := p.Top()
		if s.Quote != nil {
			span = s.Quote.Heading.Span
		}
		if len(s.Quotes) == 0 {
			p.Lacks(span, "add a block quote (`> “…” Name, role`) and ask for its approval", "there is no direct quote of the customer")
			return
		}
		for _, q := range s.Quotes {
			if q.Speaker == "" {
				p.Lacks(q.Span, "add the speaker behind the quotation mark; “a dispatcher” where they stay anonymous", "the quote does not say who speaks")
			}
		}
	}),
}

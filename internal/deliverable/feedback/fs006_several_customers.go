package feedback

import "github.com/touchstone-cs/touchstone/internal/rule"

var severalCustomers = &rule.Rule{
	ID:          "FS006",
	Title:       "A theme rests on three accounts or more",
	Requirement: "4.bar.1",
	Severity:    rule.Error,
	Explain: `One account is an individual request however loud it is; two are an anecdote in company. **Frequency** says of how many accounts the theme was heard,
each counted once, and it is three at least.`,
	Bad:  "# Feedback\n\n## Theme analysis\n\n### 1. Uploads fail\n\n**Frequency**: 64 items from 2 accounts.\n",
	Good: "# Feedback\n\n## Theme analysis\n\n### 1. Uploads fail\n\n**Frequency**: 64 items from 9 of 23 accounts.\n",
	Check: rule.On(func(p *rule.Pass, m *Model) {
		for _, t := range m.Themes {
			frequency := t.Labelled["frequency"]
			if frequency.Plain() == "" {
				continue // FS002 says so
			}
			n, ok := countIn(frequency.Plain(), `(?:customer )?(?:accounts|customers|companies)`)
			switch {
			case !ok && !manyInWords.MatchString(frequency.Plain()):
				p.Violated(frequency.Span(), "say how many accounts, each counted once", "the frequency of %q does not count accounts", t.Title)
			case ok && n < smallest:
				p.Violated(frequency.Span(), "move it to Individual requests", "the theme %q rests on %d accounts", t.Title, n)
			}
		}
	}),
}

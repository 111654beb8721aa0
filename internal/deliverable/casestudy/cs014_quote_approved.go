package casestudy

import (
	"slices"
	"strings"
	"unicode"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var quoteApproved = &rule.Rule{
	ID:          "CS014",
	Title:       "Every quote has the customer's approval",
	Requirement: "5.bar.4",
	Severity:    rule.Error,
	Needs:       []string{"approval"},
	Explain: "A quote cites the approval that covers it: `[^quote]: approval:2026-11-18-lindqvist scope=quote,name audience=public`. The approval is verified again at every check: by whom, until " +
		"when, and that not a word has changed since. In a draft its absence is unverified.",
	Bad:  "---\nkind: case-study\naccount: acme\nstatus: final\n---\n\n## Customer quote\n\n> “We go home before midnight now.” Maria Lindqvist, Head of Dispatch\n",
	Good: "## Customer quote\n\nNo quote has been given yet.\n",
	Check: rule.On(func(p *rule.Pass, s *Study) {
		for _, q := range s.Quotes {
			cited := false
			for _, c := range evidenceIn(p, q.Span) {
				if c.Ref.Scheme != "approval" {
					continue
				}
				cited = true
				switch scope, ok := c.Ref.Get("scope"); {
				case ok && !slices.Contains(strings.Split(scope, ","), "quote"):
					p.Violated(c.Cite, "ask for the scope quote", "approval %s does not cover quotes", c.Ref.ID)
				case c.Resolved && c.Record.Verdict == evidence.Violated:
					p.Violated(c.Cite, "take the quote out, or ask again", "%s", c.Record.Reason)
				case c.Resolved && c.Record.Verdict == evidence.Unverified:
					p.Unverified(c.Cite, "ask for it: `touchstone approve request`", "%s", c.Record.Reason)
				case c.Resolved && !strings.Contains(flat(c.Record.Text), flat(spoken(q.Words))):
					p.Violated(q.Span, "quote the approved words, or ask again", "these are not the words that %s approved", c.Ref.ID)
				}
			}
			if !cited {
				p.Lacks(q.Span, "cite the approval: `[^quote]: approval:ID scope=quote`", "the quote cites no approval")
			}
		}
	}),
}

// spoken is what stands between the quotation marks; all of it where there are none.
func spoken(words string) string {
	for _, marks := range [][2]string{{"“", "”"}, {"\"", "\""}, {"«", "»"}, {"„", "“"}} {
		if _, after, ok := strings.Cut(words, marks[0]); ok {
			if i := strings.LastIndex(after, marks[1]); i > 0 {
				return after[:i]
			}
		}
	}
	return words
}

// flat leaves letters, digits and single blanks, so that marks of quotation and wrapping do not count.
func flat(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

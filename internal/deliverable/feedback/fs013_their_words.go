package feedback

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

var quotesAreTheirWords = &rule.Rule{
	ID:          "FS013",
	Title:       "A quote cites its item and stands there word for word",
	Requirement: "4.section.2",
	Severity:    rule.Error,
	Needs:       []string{"feedback"},
	Explain: `A quotation is evidence only while it is what somebody said. Each cites its item (feedback:item=…); its words are the item's, in their order, but for what was taken out:
names and figures stand in square brackets, omissions are “…”.`,
	Bad:  "# Feedback\n\n## Theme analysis\n\n### 1. Uploads fail\n\n> “It dies.” (Customer Amber Finch)\n",
	Good: "# Feedback\n\n## Theme analysis\n\n### 1. Uploads fail\n\nNo customer may be quoted.\n",
	Check: rule.On(func(p *rule.Pass, m *Model) {
		for _, t := range m.Themes {
			for _, quote := range t.Quotes {
				checkQuote(p, quote)
			}
		}
	}),
}

func checkQuote(p *rule.Pass, quote markdown.Text) {
	for _, c := range p.Cited(quote.Span) {
		if !c.Evidence() || c.Ref.Scheme != "feedback" && c.Ref.Scheme != "survey" && c.Ref.Scheme != "ticket" && c.Ref.Scheme != "interaction" {
			continue
		}
		if !c.Resolved || c.Record.Text == "" {
			p.Unverified(quote.Span, "import the item again, or leave the quote out", "the quote's item cannot be read")
			return
		}
		if gone := missingWords(quoted(quote.Plain), c.Record.Text); gone != "" {
			p.Violated(quote.Span, "quote the item's own words; put omissions as …", "%q is not what the item says", gone)
		}
		return
	}
	p.Violated(quote.Span, "end the quote with a footnote: feedback:item=…", "the quote cites no item")
}

// missingWords gives the first passage of a quote that its source does not say.
// What stands in brackets, a pseudonym and an ellipsis are not looked for.
func missingWords(quote, source string) string {
	for _, cut := range []string{"…", "..."} {
		quote = strings.ReplaceAll(quote, cut, "[]")
	}
	source = theme.Fold(theme.Clean(source))
	for _, piece := range strings.FieldsFunc(customerName.ReplaceAllString(bracketed.ReplaceAllString(quote, "\x00"), "\x00"), func(r rune) bool { return r == 0 }) {
		if folded := theme.Fold(piece); strings.TrimSpace(piece) != "" && hasLetter(folded) && !strings.Contains(source, folded) {
			return strings.TrimSpace(piece)
		}
	}
	return ""
}

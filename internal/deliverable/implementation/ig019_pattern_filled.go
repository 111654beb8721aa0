package implementation

import (
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var patternFilled = &rule.Rule{
	ID:          "IG019",
	Title:       "No name of the pattern is left where the customer's own words belong",
	Requirement: "2.bar.1",
	Severity:    rule.Error,
	Explain: "A pattern holds names in « » for what is the customer's (`«customer»`, `«BASE»`). `generate` fills in what account.yaml and the environment tell, in code\n" +
		"quoted as its language asks; a value that would be more than a value there stays out. What is left has to be written by hand, or declared.",
	Bad:  "# Guide for «customer»\n\nText.\n",
	Good: "# Guide for Acme\n\nText with «a quotation of several words».\n",
	Check: func(p *rule.Pass) {
		text := string(p.Doc.Source)
		for _, at := range oneName.FindAllStringIndex(text, -1) {
			p.Lacks(markdown.Span{Start: at[0], End: at[1]}, "declare it in account.yaml, or write it", "%s is not filled in", text[at[0]:at[1]])
		}
	},
}

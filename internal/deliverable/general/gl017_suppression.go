package general

import (
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var suppressionReasoned = &rule.Rule{
	ID:          "GL017",
	Title:       "A suppression names its rule and its reason",
	Requirement: "0.guideline.6",
	Severity:    rule.Error,
	Explain: "`<!-- touchstone: ignore HR012 the customer counts seats differently -->` silences a rule for the block that follows (a section where that is a heading, the " +
		"document before the first heading, the line within a line). The reason is shown in every report. Without one nothing is silenced.",
	Bad:  "# Health report\n\n<!-- touchstone: ignore HR012 -->\n\nUse fell.\n",
	Good: "# Health report\n\n<!-- touchstone: ignore HR012 the customer counts seats differently -->\n\nUse fell.\n",
	Check: func(p *rule.Pass) {
		for _, s := range rule.Suppressions(p.Doc) {
			switch {
			case len(s.Rules) == 0:
				p.Violated(s.Comment, "write the rule's ID after `ignore`, then the reason", "the suppression names no rule")
			case s.Reason == "":
				p.Violated(s.Comment, "write the reason behind the rule's ID", "the suppression of %s has no reason and silences nothing", s.Rules[0])
			}
		}
	},
}

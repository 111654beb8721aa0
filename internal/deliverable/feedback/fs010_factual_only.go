package feedback

import (
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/prose"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var factualOnly = &rule.Rule{
	ID:          "FS010",
	Title:       "Competitive intelligence is factual, not speculative",
	Requirement: "4.bar.5",
	Severity:    rule.Info,
	Explain: `What somebody saw, did, or can be asked about; not what is believed, rumoured or predicted. A statement without an observer, or of belief, stays out
(how many were left out may be said).

The products that touchstone.yaml names (product, competitors) and that the row itself names are known to be one's own and others'.

It is info: on real sentences it has not seen the judgement behind it finds speculation with a precision of .86, below the bar of .90 (doc/quality.md).`,
	Bad: "# Feedback\n\n## Competitive intelligence\n\n| Product | What was said, by whom | When |\n|---|---|---|\n" +
		"| MapHaul | “I guess MapHaul will probably be much better than everything else soon.” A customer | August 2026 |\n",
	Good: "# Feedback\n\n## Competitive intelligence\n\n| Product | What was said, by whom | When |\n|---|---|---|\n" +
		"| RouteWright | “RouteWright imports our carrier file as it is; we ran both for a week.” A customer, in a review | August 2026 |\n",
	Check: rule.On(func(p *rule.Pass, m *Model) {
		table, list := rows(m.Competitive)
		if table == nil {
			return
		}
		said, product := table.Column("what was said by whom", "what was said", "statement"), table.Column("product", "competitor")
		names := productNames(p.Workspace)
		for _, row := range list {
			text := row.Cell(said).Text
			if text.Plain == "" {
				continue
			}
			known := prose.Names{Ours: names.Ours, Theirs: append(names.Theirs[:len(names.Theirs):len(names.Theirs)], row.Cell(product).Text.Plain)}
			if j := prose.CompetitiveAmong(quoted(text.Plain), "competitor", known); j.Label == prose.Speculative {
				p.Violated(text.SourceSpan(markdown.Range{End: len(text.Plain)}), "keep what was observed, or leave it out", "this reads as speculation: %s", j.Why)
			}
		}
	}),
}

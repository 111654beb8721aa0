package general

import (
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var restated = &rule.Rule{
	ID:          "GL024",
	Title:       "What late data changed is shown as a restatement",
	Requirement: "3.bar.2",
	Severity:    rule.Info,
	Needs:       []string{"metric", "ticket", "feedback"},
	Explain: `A figure is proven over the snapshot that its citation names, so a report of last March says what it said last March. Where
the same question gives another figure over today's evidence, because rows came late or a ticket went on, this rule says
both. That is no fault of the document: the verdict is pass and nothing fails. Generate the document again to bring it up to
date, or leave it as the record of what was known.`,
	Bad:  "API calls were 7.[^api]\n\n[^api]: metric:api_calls account=acme period=2026-10 value=7 snapshot=1-1a7e\n",
	Good: "API calls were 8.[^api]\n\n[^api]: metric:api_calls account=acme period=2026-10 value=8 snapshot=2-1a7e\n",
	Check: func(p *rule.Pass) {
		if !standing(p) {
			return
		}
		told := map[string]bool{}
		for _, c := range p.Citations {
			if len(c.Record.Today) == 0 || c.Record.Verdict != evidence.Pass || told[c.Label] {
				continue
			}
			told[c.Label] = true
			p.Restated(c.Note.Body, restatementAdvice(c.Ref), "%s", restatement(c))
		}
	},
}

func restatement(c rule.Citation) string {
	var changes []string
	for _, now := range c.Record.Today {
		changes = append(changes, fmt.Sprintf("%s=%s is %s today", now.Key, c.Ref.Value(now.Key), now.Value))
	}
	return fmt.Sprintf("%s:%s is restated: %s", c.Ref.Scheme, c.Ref.ID, strings.Join(changes, ", "))
}

func restatementAdvice(ref evidence.Ref) string {
	advice := "generate the document again to bring it up to date; as a record of snapshot " + ref.Value("snapshot") + " it holds"
	if ref.Scheme != "metric" {
		return advice
	}
	return fmt.Sprintf("%s (`touchstone metric diff %s --period %s --from %s` shows every account)", advice, ref.ID, ref.Value("period"), ref.Value("snapshot"))
}

package escalation

import (
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var reproductionVerified = &rule.Rule{
	ID:          "ER008",
	Title:       "A run confirms that the issue can be reproduced",
	Requirement: "6.bar.1",
	Severity:    rule.Error,
	Needs:       []string{"run"},
	Explain: "The reproduction cites a run in which the steps matched at least once, with its rate: `run:acme-staging/2026-10-13T08:02Z/upload runs=5 matched=5`.\n" +
		"`touchstone run ESC-0007.md --env NAME --runs 5` makes it.",
	Bad:  "# ESC-1\n\n## Reproduction steps\n\nWe saw it.\n\n```sh {\"name\":\"a\"}\ntrue\n```\n",
	Good: "# ESC-1\n\n## Reproduction steps\n\nReproduced 5 of 5.[^r]\n\n```sh {\"name\":\"a\"}\ntrue\n```\n\n[^r]: run:acme-staging/2026-10-13T08:02Z/a runs=5 matched=5 target=customer\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if r.Reproduction == nil {
			return
		}
		cited := false
		for _, c := range p.Cited(r.Reproduction.Span) {
			if c.Ref.Scheme != "run" {
				continue
			}
			cited = true
			if c.Resolved && c.Record.Verdict == evidence.Violated {
				continue
			}
			if matched, _ := strconv.Atoi(c.Ref.Value("matched")); matched > 0 {
				return
			}
		}
		if cited {
			p.Violated(lineOf(p, r.Reproduction), "a run with matched=1 or more", "no cited run reproduced the issue")
			return
		}
		how := "`touchstone run " + strings.TrimSpace(p.Path) + " --env NAME --runs 5`"
		if confirmedInWords(r) {
			p.Unverified(lineOf(p, r.Reproduction), how+" makes the record", "the report says that the issue was reproduced; no run shows it")
			return
		}
		p.Lacks(lineOf(p, r.Reproduction), how, "no run confirms that the issue can be reproduced")
	}),
}

// confirmed is how a report says in words that somebody saw the issue happen: with a count, a day or a person.
var confirmed = pattern.New(`(?i)\b(?:reproduced|replicated|confirmed|verified)\b[^.\n]*(?:\b\d+ (?:of|out of|/) ?\d+|\d+/\d+|\b\d+ times|\b\d{4}-\d\d-\d\d|\b\d{1,2} [A-Z][a-z]+|\bby [A-Z])`)

func confirmedInWords(r *Report) bool {
	for _, block := range r.Reproduction.AllBlocks() {
		if b, ok := block.(*markdown.Paragraph); ok && confirmed.MatchString(b.Text.Plain) {
			return true
		}
	}
	return false
}

package escalation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var reproducedWhere = &rule.Rule{
	ID:          "ER020",
	Title:       "Reproduced means in the customer's environment, replicated elsewhere",
	Requirement: "6.bar.1",
	Severity:    rule.Error,
	Needs:       []string{"run"},
	Explain: "To *reproduce* an incident is to see it in the customer's environment; to *replicate* it elsewhere shows a problem of the product. The cited run's\n" +
		"`target` (customer or elsewhere) must agree with the word before it.",
	Bad:  "# ESC-1\n\n## Reproduction steps\n\nReproduced 5 of 5.[^r]\n\n[^r]: run:lab-470/2026-10-13T08:02Z/upload runs=5 matched=5 target=elsewhere\n",
	Good: "# ESC-1\n\n## Reproduction steps\n\nReplicated 5 of 5.[^r]\n\n[^r]: run:lab-470/2026-10-13T08:02Z/upload runs=5 matched=5 target=elsewhere\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		for _, c := range p.Citations {
			if c.Ref.Scheme != "run" {
				continue
			}
			target := c.Ref.Value("target")
			if recorded, ok := c.Record.Value("target"); ok {
				target = recorded
			}
			var words strings.Builder
			for _, fragment := range c.Fragments {
				words.WriteString(fragment.Plain() + " ")
			}
			word := lastWord(words.String())
			switch {
			case target == "elsewhere" && word == "reproduced":
				p.Violated(c.Cite, "replicated", "\"reproduced\", but the run was not in the customer's environment")
			case target == "customer" && word == "replicated":
				p.Violated(c.Cite, "reproduced", "\"replicated\", but the run was in the customer's environment")
			}
		}
	}),
}

var whereWord = pattern.New(`(?i)\b(reproduced|replicated)\b`)

func lastWord(text string) string {
	all := whereWord.FindAllString(text, -1)
	if len(all) == 0 {
		return ""
	}
	return strings.ToLower(all[len(all)-1])
}

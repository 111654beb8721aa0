package implementation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var stepsRunnable = &rule.Rule{
	ID:          "IG016",
	Title:       "The guide has steps, and they can be read and put in order",
	Requirement: "2.bar.1",
	Severity:    rule.Error,
	Explain: "A step is a fence with attributes: ```` ```sh {\"name\":\"whoami\",\"expect\":\"stdout ~ routes:write\"} ````. Attributes that cannot be read, two steps\n" +
		"of one name, needs that do not exist or go round in a circle, and a fence that never closes are findings.",
	Bad:  "# Guide\n\n```sh {\"name\":\"a\",\"needs\":\"b\"}\ntrue\n```\n",
	Good: "# Guide\n\n```sh {\"name\":\"a\"}\ntrue\n```\n",
	Check: rule.On(func(p *rule.Pass, g *Guide) {
		switch {
		case g.StepsErr != nil:
			for line := range strings.SplitSeq(g.StepsErr.Error(), "\n") {
				p.Violated(p.Top(), "", "%s", line)
			}
		case len(g.Steps) == 0:
			p.Violated(p.Top(), "```sh {\"name\":\"install\"}", "the guide has no step that can be run")
		}
	}),
}

package implementation

import (
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var changesHaveAWayBack = &rule.Rule{
	ID:          "IG017",
	Title:       "A step that migrates or destroys has a way back",
	Requirement: "2.bar.1",
	Severity:    rule.Warning,
	Explain: "`\"undo\":\"…\"` is the command that takes the step back; `touchstone run --undo` runs it. It is asked of steps under data migration that change\n" +
		"something, and of every step that destroys something (rm, DROP, DELETE).",
	Bad:  "# Guide\n\n## Migrate (required)\n\n```sh {\"name\":\"migrate\"}\n./import --batch b1\n```\n",
	Good: "# Guide\n\n## Migrate (required)\n\n```sh {\"name\":\"migrate\",\"undo\":\"./import --delete b1\"}\n./import --batch b1\n```\n",
	Check: rule.On(func(p *rule.Pass, g *Guide) {
		for _, f := range g.Fenced {
			judgement := command.Classify(f.Step)
			if f.Step.Undo == "" && (judgement.Danger == command.Destroys || judgement.Danger == command.Unknown && g.within(f, Migration)) {
				p.Violated(f.Span, `"undo":"…"`, "the step %q changes something (%s) and has no undo", f.Step.Name, judgement.Why)
			}
		}
	}),
}

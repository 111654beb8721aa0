package escalation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var logsShown = &rule.Rule{
	ID:          "ER013",
	Title:       "The logs around the failure are shown or cited",
	Requirement: "6.bar.3",
	Severity:    rule.Warning,
	Explain: "A developer starts from the log. Put the redacted lines around the failure in a fence (```` ```text ````), or cite the run whose receipt holds them, or a\n" +
		"file with `file:`.",
	Bad:  "# ESC-1\n\n## Issue summary\n\nIt fails.\n\n## Environment details\n\n| | Fails |\n|---|---|\n| Product | 4.7.0 |\n",
	Good: "# ESC-1\n\n## Issue summary\n\nIt fails.\n\n```text\n09:41:07 ERROR upload: batch 6 of 6: deadline exceeded\n```\n\n## Environment details\n\n| | Fails |\n|---|---|\n| Product | 4.7.0 |\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		for _, c := range p.Citations {
			if c.Ref.Scheme == "run" || c.Ref.Scheme == "file" {
				return
			}
		}
		shown := false
		p.Doc.Walk(func(block markdown.Block) {
			if fence, ok := block.(*markdown.Fence); ok {
				language, _, _ := strings.Cut(fence.Info, " ")
				shown = shown || language == "text" || language == "log" || language == "" || language == "console" || logLine.MatchString(fence.Content)
			}
		})
		p.Doc.Texts(func(t markdown.Text) {
			shown = shown || len(t.Codes) > 0 && logWord.MatchString(t.Plain)
		})
		if !shown && r.Environment != nil {
			p.Lacks(lineOf(p, r.Environment), "the log lines around the failure, in a fence", "no log is shown and no run or file is cited")
		}
	}),
}

// logWord: a sentence that speaks of the log and holds code shows a line of it.
var logWord = pattern.New(`(?i)\b(logs?|logged|stack ?trace|traceback)\b`)

var logLine = pattern.New(`(?m)^\S*\d\d:\d\d(?::\d\d)?\S*\s+.*\b(ERROR|WARN|FATAL|INFO|error|warn)\b`)

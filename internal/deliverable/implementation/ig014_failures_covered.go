package implementation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var failuresCovered = &rule.Rule{
	ID:          "IG014",
	Title:       "Every failure that receipts and tickets show is in the troubleshooting section",
	Requirement: "2.bar.6",
	Severity:    rule.Warning,
	Explain: "Receipts of failed runs are what really went wrong. A required step that failed in a run of this guide, with whatever cause, is named in an entry, and\n" +
		"so is every problem that tickets of several other customers show about the guide's pattern (`touchstone guide lessons PATTERN`). The bad example is one that cites a failed run and names it nowhere.",
	Bad:  "# Guide\n\nThe first run failed.[^f]\n\n## Troubleshooting\n\n| Symptom | Cause | Resolution |\n|---|---|---|\n| 401 | old | new |\n\n[^f]: run:acme-staging/2026-10-16T14:40Z/migrate exit=3\n",
	Good: "# Guide\n\nThe first run failed.[^f]\n\n## Troubleshooting\n\n| Symptom | Cause | Resolution |\n|---|---|---|\n| `migrate` ends with 3 | old | new |\n\n[^f]: run:acme-staging/2026-10-16T14:40Z/migrate exit=3\n",
	Check: rule.On(func(p *rule.Pass, g *Guide) {
		if g.TroubleSection == nil {
			return
		}
		covered := ""
		for _, block := range g.TroubleSection.AllBlocks() {
			if _, isNote := block.(*markdown.Footnote); !isNote {
				covered += strings.ToLower(p.Doc.Slice(block.Range()))
			}
		}
		for _, c := range p.Cited(g.TroubleSection.Span) {
			covered += " " + c.Ref.ID + " " + c.Ref.Value("lessons")
		}
		for _, key := range ticketsDue(p) {
			if !strings.Contains(covered, key) {
				p.Violated(p.Doc.LineSpan(p.Doc.Position(g.TroubleSection.Span.Start).Line), "touchstone guide lessons "+p.Doc.Front.Value("pattern"),
					"tickets of several customers tell of %q, and no entry cites it", key)
			}
		}
		for _, name := range failedSteps(p) {
			if !strings.Contains(covered, strings.ToLower(name)) {
				p.Violated(p.Doc.LineSpan(p.Doc.Position(g.TroubleSection.Span.Start).Line), "an entry that names it",
					"the step %q failed during the implementation, and no entry says why", name)
			}
		}
	}),
}

// ticketsDue are the keys of what tickets teach about the guide's pattern.
func ticketsDue(p *rule.Pass) (keys []string) {
	pattern := p.Doc.Front.Value("pattern")
	if p.Ask == nil || pattern == "" {
		return nil
	}
	record := p.Ask(evidence.Ref{Scheme: "ticket"}.With("pattern", pattern).With("lessons", ""))
	due, _ := record.Value("due")
	for counted := range strings.SplitSeq(due, ",") {
		if key, _, ok := strings.Cut(counted, ":"); ok {
			keys = append(keys, key)
		}
	}
	return keys
}

// failedSteps are the steps that cited runs, or kept receipts of this guide, show as failed.
func failedSteps(p *rule.Pass) []string {
	var names []string
	seen := make(map[string]bool)
	add := func(name string) {
		if name != "" && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	for _, c := range p.Citations {
		if parts := strings.SplitN(c.Ref.ID, "/", 3); c.Ref.Scheme == "run" && len(parts) == 3 && c.Ref.Value("exit") != "" && c.Ref.Value("exit") != "0" {
			add(parts[2])
		}
	}
	if p.Offline || p.Workspace == nil || p.Account == nil {
		return names
	}
	all, err := command.NewArchive(p.Workspace).All(p.Account.ID)
	if err != nil {
		return names
	}
	for _, k := range all {
		if k.Run.Document != p.Path || k.Run.Ending == "interrupted" {
			continue
		}
		for _, s := range k.Run.Steps {
			if s.Outcome == receipt.Failed {
				add(s.Name)
			}
		}
	}
	return names
}

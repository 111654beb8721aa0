package general

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var escalationsListed = &rule.Rule{
	ID:          "GL021",
	Title:       "The latest health report lists the escalations that are open, and no other",
	Requirement: "3.bar.6",
	Severity:    rule.Warning,
	Explain: "An escalation file that is open must stand in the account's latest health report of that time, and an escalation in the report must have its file. The finding stands in both " +
		"documents, each naming the other. A draft with `state: being prepared` is not sent yet: leaving it out is unverified.",
	Bad:  "---\nkind: health-report\naccount: acme\nperiod: 2026-10\ndate: 2026-11-02\n---\n\n# Health report\n\n## Open issues and escalations\n\n- ESC-0099: uploads time out\n",
	Good: "---\nkind: health-report\naccount: acme\nperiod: 2026-10\ndate: 2026-11-02\n---\n\n# Health report\n\n## Open issues and escalations\n\nNone.\n",
	Check: func(p *rule.Pass) {
		if p.Workspace == nil || !standing(p) {
			return
		}
		switch p.Kind {
		case "health-report":
			reportAgainstEscalations(p)
		case "escalation-report":
			escalationAgainstReport(p)
		}
	},
}

func reportAgainstEscalations(p *rule.Pass) {
	section := p.Doc.Section("open issues and escalations", "open issues", "escalations", "open escalations", "issues and escalations")
	if section == nil {
		return
	}
	listed := mentions(p.Doc.Slice(section.Span))
	known := map[string]bool{}
	for _, n := range neighbours(p) {
		if n.Kind() != "escalation-report" {
			continue
		}
		id := n.Doc.Front.Value("id")
		known[id] = true
		if open(n) && latestReport(p, n) && id != "" && !slices.Contains(listed, id) {
			unlisted(p, n.Doc)(section.Heading.Span, "add it with its status and next step", "the escalation %s is open (%s) and not listed here", id, n.Path)
		}
	}
	for _, id := range listed {
		if !known[id] {
			p.Violated(section.Heading.Span, "write the escalation report, or mend the number", "%s is listed and has no file", id)
		}
	}
}

func escalationAgainstReport(p *rule.Pass) {
	self := rule.Neighbour{Path: p.Path, Doc: p.Doc}
	id := p.Doc.Front.Value("id")
	if id == "" || !open(self) {
		return
	}
	for _, n := range neighbours(p) {
		if n.Kind() != "health-report" || !n.Standing() || !latestAmong(n, neighbours(p)) || n.Doc.Front.Value("date") < p.Doc.Front.Value("date") {
			continue
		}
		if !slices.Contains(mentions(string(n.Doc.Source)), id) {
			unlisted(p, p.Doc)(p.Top(), "list it in the report, or close it here", "%s is open and the health report %s does not list it", id, n.Path)
		}
	}
}

// unlisted is how an escalation that no health report lists is reported: one that is still being prepared contradicts nothing.
func unlisted(p *rule.Pass, escalation *markdown.Document) func(markdown.Span, string, string, ...any) {
	if deliverable.BeingPrepared(escalation) {
		return p.Unverified
	}
	return p.Violated
}

// open reports whether an escalation still counts as open.
func open(n rule.Neighbour) bool {
	state := strings.ToLower(n.Doc.Front.Value("state"))
	return n.Standing() && state != "closed" && state != "resolved" && state != "fixed" && state != "done"
}

// latestReport reports whether the health report under review is the account's latest and not older than the escalation.
func latestReport(p *rule.Pass, escalation rule.Neighbour) bool {
	return latestAmong(rule.Neighbour{Path: p.Path, Doc: p.Doc}, neighbours(p)) && p.Doc.Front.Value("date") >= escalation.Doc.Front.Value("date")
}

func latestAmong(n rule.Neighbour, others []rule.Neighbour) bool {
	for _, o := range others {
		if o.Path != n.Path && o.Kind() == "health-report" && o.Standing() && o.Doc.Front.Value("period") > n.Doc.Front.Value("period") {
			return false
		}
	}
	return true
}

// mentions lists the escalation numbers (ESC-0007) in a text, each once, in order.
func mentions(text string) []string {
	var ids []string
	for at := 0; ; {
		i := strings.Index(text[at:], "ESC-")
		if i < 0 {
			return ids
		}
		start := at + i
		end := start + len("ESC-")
		for end < len(text) && text[end] >= '0' && text[end] <= '9' {
			end++
		}
		at = end
		if id := text[start:end]; len(id) > len("ESC-") && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
}

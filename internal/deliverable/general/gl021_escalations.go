package general

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/claim"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

func escalationsListed(k kinds) *rule.Rule {
	return &rule.Rule{
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
			switch tells := k.of(p.Kind).Tells; {
			case tells.OpenEscalations:
				k.reportAgainstEscalations(p)
			case tells.Escalation:
				k.escalationAgainstReport(p)
			}
		},
	}
}

func (k kinds) reportAgainstEscalations(p *rule.Pass) {
	section := p.Doc.Section("open issues and escalations", "open issues", "escalations", "open escalations", "issues and escalations")
	if section == nil {
		return
	}
	listed := claim.Escalations(p.Doc.Source[section.Span.Start:section.Span.End])
	known := map[string]bool{}
	for _, n := range neighbours(p) {
		if !k.of(n.Kind).Tells.Escalation {
			continue
		}
		known[n.ID] = true
		if open(n.Head) && latestReport(p, n) && n.ID != "" && !slices.Contains(listed, n.ID) {
			unlisted(p, n.Head)(section.Heading.Span, "add it with its status and next step", "the escalation %s is open (%s) and not listed here", n.ID, n.Path)
		}
	}
	for _, id := range listed {
		if !known[id] {
			p.Violated(section.Heading.Span, "write the escalation report, or mend the number", "%s is listed and has no file", id)
		}
	}
}

func (k kinds) escalationAgainstReport(p *rule.Pass) {
	self := claim.HeadOf(p.Doc.Front)
	if self.ID == "" || !open(self) {
		return
	}
	for _, n := range neighbours(p) {
		if !k.of(n.Kind).Tells.OpenEscalations || !n.Standing() || !latestAmong(n.Path, n.Head, neighbours(p)) || n.Date < self.Date {
			continue
		}
		if !slices.Contains(n.Escalations, self.ID) {
			unlisted(p, self)(p.Top(), "list it in the report, or close it here", "%s is open and the %s %s does not list it", self.ID, k.of(n.Kind).Noun(), n.Path)
		}
	}
}

// unlisted is how an escalation that no report lists is reported: one that is still being prepared contradicts nothing.
func unlisted(p *rule.Pass, escalation claim.Head) func(markdown.Span, string, string, ...any) {
	if escalation.BeingPrepared() {
		return p.Unverified
	}
	return p.Violated
}

// open reports whether an escalation still counts as open.
func open(h claim.Head) bool {
	state := strings.ToLower(h.State)
	return h.Standing() && state != "closed" && state != "resolved" && state != "fixed" && state != "done"
}

// latestReport reports whether the report under review is the account's latest and not older than the escalation.
func latestReport(p *rule.Pass, escalation rule.Neighbour) bool {
	self := claim.HeadOf(p.Doc.Front)
	return latestAmong(p.Path, self, neighbours(p)) && self.Date >= escalation.Date
}

// latestAmong reports whether no other document of the kind that stands is of a later period.
func latestAmong(path string, self claim.Head, others []rule.Neighbour) bool {
	for _, o := range others {
		if o.Path != path && o.Kind == self.Kind && o.Standing() && o.Period > self.Period {
			return false
		}
	}
	return true
}

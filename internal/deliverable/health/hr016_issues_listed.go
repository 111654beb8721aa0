package health

import (
	"path"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/claim"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var issuesListed = &rule.Rule{
	ID:          "HR016",
	Title:       "Every open escalation of the account is listed",
	Requirement: "3.bar.6",
	Severity:    rule.Warning,
	Explain:     `The account's folder holds its escalation reports. One that is open and not named in the health report would surprise the reader. A document that says there are none while one lies beside it is wrong. A draft with ` + "`state: being prepared`" + ` is not sent yet: leaving it out is unverified.`,
	Bad:         "---\nkind: health-report\naccount: acme\nstatus: review\n---\n\n# Health report\n\n## Open issues and escalations\n\nSee [the escalation](../escalations/ESC-0404.md).\n",
	Good:        "---\nkind: health-report\naccount: acme\nstatus: review\n---\n\n# Health report\n\n## Open issues and escalations\n\nNone.\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if r.Issues.Section == nil || p.Workspace == nil || p.Account == nil {
			return
		}
		dir := path.Join(p.Account.Dir, "escalations")
		names, err := p.Workspace.Documents(dir)
		if err != nil {
			p.Unverified(r.Issues.Section.Heading.Span, "", "the account's escalations cannot be read: %v", err)
			return
		}
		words := p.Doc.Slice(r.Issues.Section.Span)
		linksLead(p, r, dir, names)
		if status := p.Doc.Front.Value("status"); status != "draft" && status != "review" && status != "" {
			return // a final report speaks of what was open then
		}
		for _, name := range names {
			front, err := p.Workspace.Front(name)
			if err != nil {
				continue
			}
			if e, open := readEscalation(name, front); open && !strings.Contains(words, e.id) && !strings.Contains(words, e.file) {
				report := p.Violated
				if claim.HeadOf(front).BeingPrepared() {
					report = p.Unverified
				}
				report(r.Issues.Section.Heading.Span, "add a row with its status and next step, or `touchstone generate` the report again", "the escalation %s is open and not listed", e.id)
			}
		}
	}),
}

// linksLead reports links to escalations that are not there.
func linksLead(p *rule.Pass, r *Report, dir string, names []string) {
	there := map[string]bool{}
	for _, n := range names {
		there[path.Base(n)] = true
	}
	for _, cite := range sectionLinks(r.Issues.Section) {
		if file, ok := strings.CutPrefix(cite.Destination, "../escalations/"); ok && !there[file] {
			p.Violated(cite.Span, "mend the link", "there is no escalation %s in %s", file, dir)
		}
	}
}

package general

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/names"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var anonymous = &rule.Rule{
	ID:          "GL013",
	Title:       "A shared or public document names no customer without consent",
	Requirement: "0.guideline.2",
	Severity:    rule.Error,
	Explain: "What several customers or the public can read says “Customer Amber Finch”, not the customer's name, domain, people, systems or ticket numbers. They are looked for in every byte: " +
		"prose, tables, code, links, image names, alternative text, comments, footnotes and the title in the front matter, in any spelling. A customer may be named where its approval of the " +
		"document (`approval:` in the front matter) covers `name`, or a consent for `name` in its register reaches the audience. The front matter's `account` and the references of footnotes are left " +
		"out: publishing removes them.",
	Bad:  "---\nkind: feedback-summary\naudience: shared\n---\n\n# Feedback\n\nAcme Freight asks for a retry button.\n",
	Good: "---\nkind: feedback-summary\naudience: shared\n---\n\n# Feedback\n\nCustomer Amber Finch asks for a retry button.\n",
	Check: func(p *rule.Pass) {
		audience := p.Doc.Front.Value("audience")
		if p.Workspace == nil || audience != "shared" && audience != "public" {
			return
		}
		finder, err := names.Finder(p.Workspace)
		if err != nil {
			p.Unverified(p.Top(), "", "names cannot be looked for: %v", err)
			return
		}
		nameless(p, finder, audience)
	},
}

func nameless(p *rule.Pass, finder *privacy.Known, audience string) {
	unread := unpublished(p.Doc)
	may := map[string]permission{}
	for _, m := range finder.Find(string(p.Doc.Source)) {
		span := markdown.Span{Start: m.Start, End: m.End}
		if within(unread, span) {
			continue
		}
		perm, known := may[m.Account]
		if !known {
			perm = mayName(p, m.Account, audience)
			may[m.Account] = perm
		}
		switch {
		case perm.why == "":
		case m.Certain && perm.open:
			p.Unverified(span, "`touchstone approve request` asks for it", "%q names a customer (%s): %s", m.Found, m.Kind, perm.why)
		case m.Certain:
			p.Violated(span, "write a pseudonym, or get the customer's consent", "%q names a customer (%s): %s", m.Found, m.Kind, perm.why)
		default:
			p.Unverified(span, "a person decides; write a pseudonym if it is the customer", "%q may name a customer (%s)", m.Found, m.Kind)
		}
	}
}

// permission says why an account may not be named, "" where it may; open means that it cannot be told.
type permission struct {
	why  string
	open bool
}

func mayName(p *rule.Pass, account, audience string) permission {
	owner, err := p.Workspace.Account(account)
	if err != nil {
		return permission{"its register cannot be read", false}
	}
	n := approval.Naming{Document: p.Path, Dir: owner.Dir, Audience: audience}
	if p.Account != nil && p.Account.ID == account {
		n.Approval = p.Doc.Front.Value("approval")
	}
	why, open := n.Refused(p.Workspace, p.Now)
	return permission{why, open}
}

// bookkeeping are keys of the front matter that no audience sees.
var bookkeeping = map[string]bool{"account": true, "accounts": true, "approval": true, "approvals": true, "engagement": true, "snapshot": true}

// unpublished are the parts that publishing removes: bookkeeping of the front matter, references of footnotes.
func unpublished(d *markdown.Document) []markdown.Span {
	var out []markdown.Span
	for i, f := range d.Front.Fields {
		end := d.Front.Span.End
		if i+1 < len(d.Front.Fields) {
			end = d.Front.Fields[i+1].KeySpan.Start
		}
		if bookkeeping[f.Key] {
			out = append(out, markdown.Span{Start: f.KeySpan.Start, End: end})
		}
	}
	for _, note := range d.Notes {
		if _, err := evidence.ParseRef(d.Slice(note.Body)); err == nil && !strings.Contains(d.Slice(note.Body), "\n") {
			out = append(out, note.Span)
		}
	}
	return out
}

func within(all []markdown.Span, s markdown.Span) bool {
	for _, span := range all {
		if span.Contains(s) {
			return true
		}
	}
	return false
}

package casestudy

import (
	"slices"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/names"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

var detailsApproved = &rule.Rule{
	ID:          "CS015",
	Title:       "Identifying details have the customer's approval",
	Requirement: "5.bar.4",
	Severity:    rule.Error,
	Needs:       []string{"approval"},
	Explain: "A case study that leaves the house and names the customer, its people or its systems needs an approval that covers `name` and the audience. Without one the customer stays anonymous: " +
		"a pseudonym, ranges instead of figures that give it away.",
	Bad:  "---\nkind: case-study\naccount: acme\nstatus: final\naudience: public\n---\n\n# Acme Freight plans earlier\n",
	Good: "---\nkind: case-study\naccount: acme\nstatus: final\naudience: public\n---\n\n# A road haulier plans earlier\n",
	Check: rule.On(func(p *rule.Pass, s *Study) {
		audience := p.Doc.Front.Value("audience")
		if p.Workspace == nil || p.Account == nil || audience != "shared" && audience != "public" {
			return
		}
		m, err := firstName(p.Workspace, p.Account.ID, p.Doc)
		if err != nil {
			p.Unverified(p.Top(), "", "names cannot be looked for: %v", err)
			return
		}
		if m == nil {
			return
		}
		span := markdown.Span{Start: m.Start, End: m.End}
		st, why, open := standing(p)
		switch {
		case why != "" && open:
			lacks(p)(span, "ask for it (`touchstone approve request`), or keep the customer anonymous", "%q names the customer, and %s", m.Found, why)
		case why != "":
			p.Violated(span, "ask again, or keep the customer anonymous", "%q names the customer, and %s", m.Found, why)
		case !slices.Contains(st.Request.Scope, "name"):
			p.Violated(span, "ask for the scope name", "%q names the customer, and approval %s does not cover that", m.Found, st.Request.ID)
		}
	}),
}

// firstName finds the first certain name of the account outside the front matter.
func firstName(w *workspace.Workspace, account string, d *markdown.Document) (*privacy.Match, error) {
	known, err := names.Finder(w)
	if err != nil {
		return nil, err
	}
	for _, m := range known.Find(string(d.Source)) {
		inFront := d.Front.Present && m.Start < d.Front.Span.End
		if m.Account == account && m.Certain && !inFront && !inNote(d, m.Start) {
			return &m, nil
		}
	}
	return nil, nil
}

func inNote(d *markdown.Document, at int) bool {
	for _, n := range d.Notes {
		if at >= n.Start && at < n.End {
			return true
		}
	}
	return false
}

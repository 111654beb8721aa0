package casestudy

import (
	"slices"

	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var publicationApproved = &rule.Rule{
	ID:          "CS016",
	Title:       "Before publication the customer has approved these very words",
	Requirement: "0.guideline.5",
	Severity:    rule.Error,
	Needs:       []string{"approval"},
	Explain: "A case study for the public names its approval in the front matter (`approval: 2026-11-18-lindqvist`), anonymous ones too: it is the customer's story. The approval must stand today, reach " +
		"`public`, and be signed by the customer's key or witnessed over the one-time link; a filed mail is enough where `approvals: {public: [filed]}` of touchstone.yaml says so.",
	Bad:  "---\nkind: case-study\naccount: acme\nstatus: final\naudience: public\n---\n\n# A road haulier plans earlier\n",
	Good: "---\nkind: case-study\naccount: acme\nstatus: final\naudience: internal\n---\n\n# A road haulier plans earlier\n",
	Check: rule.On(func(p *rule.Pass, _ *Study) {
		if p.Doc.Front.Value("audience") != "public" {
			return
		}
		span := p.Top()
		if f := p.Doc.Front.Field("audience"); f != nil {
			span = f.Span
		}
		st, why, open := standing(p)
		switch {
		case why != "" && open:
			lacks(p)(span, "ask for it: `touchstone approve request`; until then `audience: internal`", "the audience is public, and %s", why)
		case why != "":
			p.Violated(span, "ask again, or withdraw it", "the audience is public, and %s", why)
		case !approval.Reaches(st.Request.Audience, "public"):
			p.Violated(span, "ask for the audience public", "approval %s reaches only %s", st.Request.ID, st.Request.Audience)
		case !slices.Contains(approval.ForPublic(p.Workspace.Config), st.Assurance):
			p.Violated(span, "ask for a signature or send the one-time link", "the approval is only %s, and public needs more", st.Assurance)
		}
	}),
}

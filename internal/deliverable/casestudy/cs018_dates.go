package casestudy

import (
	"slices"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var datesHidden = &rule.Rule{
	ID:          "CS018",
	Title:       "An anonymous customer's dates are shifted or coarsened where asked",
	Requirement: "0.guideline.2",
	Severity:    rule.Error,
	Explain: "The day of a go-live is often known outside: with it the customer is. Where the front matter says `anonymous: quarter`, as `anonymise: {dates: quarter}` of touchstone.yaml asks of every anonymous document that leaves the house, no date " +
		"finer than a quarter stands in the text; under `shift` no date that the customer's plan or a cited period has.",
	Bad:  "---\nkind: case-study\naccount: acme\naudience: shared\nanonymous: quarter\n---\n\n## Solution\n\nGo-live was on 12 March 2026.\n",
	Good: "---\nkind: case-study\naccount: acme\naudience: shared\nanonymous: quarter\n---\n\n## Solution\n\nGo-live was in Q1 2026.\n",
	Check: rule.On(func(p *rule.Pass, _ *Study) {
		how, err := privacy.ParseDates(p.Doc.Front.Value("anonymous"))
		if err != nil {
			p.Violated(p.Top(), "write weeks, shift or quarter", "anonymous: %v", err)
			return
		}
		if policy := unasked(p); policy != "" {
			p.Violated(p.Top(), "add `anonymous: "+policy+"` to the front matter, and tell the dates so", "touchstone.yaml asks for dates by %s where the customer is anonymous, and this document does not say that it does", policy)
			how = privacy.Dates(policy)
		}
		if !how.Hides() {
			return
		}
		known := trueDays(p)
		p.Doc.Texts(func(t markdown.Text) {
			for _, day := range privacy.DaysIn(t.Plain) {
				span := t.SourceSpan(markdown.Range{Start: day.Start, End: day.End})
				found := t.Plain[day.Start:day.End]
				switch {
				case inNote(p.Doc, span.Start):
				case how == privacy.Quarters:
					p.Violated(span, "write "+privacy.CoarseDate(day.Time), "%q is finer than a quarter", found)
				case slices.ContainsFunc(known, day.Same):
					p.Violated(span, "write the shifted date, as `touchstone generate case-study --anonymous shift` does", "%q is a true date of the customer's", found)
				}
			}
		})
	}),
}

// unasked gives what touchstone.yaml asks of a document that leaves the house without an approval of the name, where the
// document does not say how it tells dates.
func unasked(p *rule.Pass) string {
	audience := p.Doc.Front.Value("audience")
	if p.Workspace == nil || p.Doc.Front.Value("anonymous") != "" || audience != "shared" && audience != "public" {
		return ""
	}
	policy, err := datesPolicy(p.Workspace)
	if err != nil || !policy.Hides() { // a policy that cannot be read stops what writes by it
		return ""
	}
	if st, why, _ := standing(p); why == "" && slices.Contains(st.Request.Scope, "name") {
		return ""
	}
	return string(policy)
}

// trueDays are the days that the account's plans give and the periods that the document cites.
func trueDays(p *rule.Pass) []privacy.Day {
	var out []privacy.Day
	for _, c := range p.Citations {
		for _, key := range []string{"period", "prior_period"} {
			out = append(out, privacy.DaysIn(c.Ref.Value(key))...)
		}
	}
	if p.Workspace == nil || p.Account == nil {
		return out
	}
	documents, err := p.Workspace.Documents(p.Account.Dir)
	if err != nil {
		return out // what cannot be read is reported where it is read
	}
	for _, name := range documents {
		if doc, err := p.Workspace.Document(name); err == nil && doc.Front.Value("kind") == deliverable.OnboardingPlan {
			out = append(out, privacy.DaysIn(string(doc.Source))...)
		}
	}
	return out
}

package onboarding

import (
	"slices"
	"strings"
	"unicode"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var doneIsShown = &rule.Rule{
	ID:          "OP021",
	Title:       "What is done is shown by evidence",
	Requirement: "1.bar.1",
	Severity:    rule.Warning,
	Needs:       []string{"run", "metric", "ticket", "approval"},
	Explain: `A milestone, a prerequisite or a go-live criterion is met when evidence says so: the event, the step's receipt, the closed
ticket, cited beside "done" or "met". A person's word alone is unverified. Where the column "Proven by" names the evidence,
it is that which has to be cited, and it has to reach what the column asks for; touchstone generate onboarding-plan cites it.
A prerequisite is met by the receipt of its own validation step, or by a file, a ticket or an interaction that names it.`,
	Bad:  "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 2.1 | Sign-in | S. Berg | 2026-11-10 | Two Acme users can authenticate via SSO | – | done |\n",
	Good: "## Milestones\n\n| ID | Milestone | Owner | Due | Success criterion | After | State |\n|---|---|---|---|---|---|---|\n| 2.1 | Sign-in | S. Berg | 2026-12-15 | Two Acme users can authenticate via SSO | – | open |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		check := func(what string, s State, proof Proof, row markdown.Span) {
			if s.Done() {
				claimOf(p, what, s, proof, p.Cited(row))
			}
		}
		for _, m := range plan.Milestones {
			check("milestone "+m.name(), m.State, plan.proof(m.Proof), m.Row)
		}
		for _, x := range plan.Prerequisites {
			if x.State.Done() {
				validated(p, plan, x)
			}
		}
		for _, g := range plan.Criteria {
			check("go-live criterion "+g.ID.Text, g.State, plan.proof(g.Proof), g.Row)
		}
	}),
}

// validated judges a prerequisite that is said to hold: by the receipt of its own
// validation step, or by other evidence whose words name it.
func validated(p *rule.Pass, plan *Plan, x Prerequisite) {
	cited := p.Cited(x.Row)
	claimOf(p, "prerequisite "+x.name(), x.State, Proof{}, cited)
	proof := plan.validation(x)
	fits := func(c rule.Citation) bool {
		words := c.Record.Text
		switch {
		case c.Ref.Scheme == "run" && proof.Command != "" && words != "":
			return strings.Contains(words, proof.Command)
		case c.Ref.Scheme == "run":
			return proof.isOf(c.Ref)
		}
		return words == "" || x.namedIn(words) // without words, another rule says that it cannot be found
	}
	if len(cited) > 0 && !slices.ContainsFunc(cited, fits) {
		p.Unverified(x.State.Span, "run the validation step (touchstone run) and cite its receipt, or evidence that names the prerequisite",
			"prerequisite %s is said to be %s; what it cites is neither the receipt of its validation step nor names it", x.name(), x.State.Word)
	}
}

// namedIn says whether words name a prerequisite: by its ID or by its own words.
func (x Prerequisite) namedIn(text string) bool {
	if x.Text.Text != "" && strings.Contains(strings.ToLower(text), strings.ToLower(x.Text.Text)) {
		return true
	}
	return x.ID.Text != "" && slices.Contains(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' }), x.ID.Text)
}

// claimOf judges one row that is said to be done by what it cites.
func claimOf(p *rule.Pass, what string, s State, proof Proof, cited []rule.Citation) {
	if len(cited) == 0 {
		p.Unverified(s.Span, "cite what shows it: run:, metric:, ticket:, approval:; or generate the plan again", "%s is said to be %s; nothing shows it", what, s.Word)
		return
	}
	for _, c := range cited {
		if c.Resolved && c.Record.Verdict != evidence.Pass {
			p.Report(rule.Finding{Span: s.Span, Verdict: c.Record.Verdict, Message: what + " is said to be " + s.Word + "; its evidence: " + c.Record.Reason})
		}
	}
	if proof.Kind == "" {
		return
	}
	var bound []rule.Citation
	for _, c := range cited {
		if c.Evidence() && proof.isOf(c.Ref) {
			bound = append(bound, c)
		}
	}
	switch short := shortOf(proof, bound); {
	case len(bound) == 0:
		p.Unverified(s.Span, "generate the plan again: it cites the evidence once it is there", "%s is said to be %s; what it cites is not %s", what, s.Word, proof)
	case short != "":
		p.Violated(s.Span, "say that it is open", "%s is said to be %s; it asks for %s, and %s", what, s.Word, proof, short)
	}
}

// shortOf says how bound citations fall short of a proof; "" where they reach it.
func shortOf(proof Proof, bound []rule.Citation) string {
	if len(bound) == 0 {
		return ""
	}
	if proof.Kind == "event" && len(bound) < proof.Running {
		return plural(len(bound), "day is", "days are") + " cited"
	}
	for _, c := range bound {
		switch proof.Kind {
		case "event":
			if n := whole(strings.ReplaceAll(c.Ref.Value("value"), ",", "")); n < proof.need() {
				return "the evidence gives " + c.Ref.Value("value")
			}
		case "ticket":
			if status, ok := c.Record.Value("status"); ok && c.Resolved && !isClosed(status) {
				return "the ticket is " + status
			}
		}
	}
	return ""
}

// proof is the binding in a cell.
func (p *Plan) proof(c Cell) Proof { return ParseProof(p.Doc.Slice(c.Span)) }

package escalation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var customerContext = &rule.Rule{
	ID:          "ER001",
	Title:       "Customer context names the account, its tier and the terms of its SLA",
	Requirement: "6.section.1",
	Severity:    rule.Error,
	Explain: "Engineering must know whose system it is, which support the contract promises and by when. A table is enough: Account (name, tier), Contract as\n" +
		"far as it bears on the SLA (hours, terms for this severity). What the contract is worth has no place here.",
	Bad:  "# ESC-1\n\n## Customer context\n\nAcme is a customer.\n",
	Good: "# ESC-1\n\n## Customer context\n\n| | |\n|---|---|\n| Account | Acme Freight, tier Scale |\n| Contract, as far as it bears on the SLA | Business hours; severity 2: answer 4 h |\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if missing(p, r.Context, "Customer context", "account, tier, SLA") {
			return
		}
		text := ""
		for _, block := range r.Context.AllBlocks() {
			text += strings.ToLower(p.Doc.Slice(block.Range())) + "\n"
		}
		names := []string{p.Doc.Front.Value("account")}
		if p.Account != nil {
			names = append(names, p.Account.Title())
		}
		for _, part := range []struct {
			what  string
			words []string
		}{
			{"account", append(names, "account")},
			{"tier", []string{"tier", "plan", "support level", "edition"}},
			{"SLA", []string{"sla", "answer", "response", "business hours", "contract"}},
		} {
			if !containsAny(text, part.words) {
				p.Lacks(lineOf(p, r.Context), "", "the customer context does not name the %s", part.what)
			}
		}
	}),
}

func containsAny(text string, words []string) bool {
	for _, word := range words {
		if word != "" && strings.Contains(text, strings.ToLower(word)) {
			return true
		}
	}
	return false
}

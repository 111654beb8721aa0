package health

import (
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var openingsConversation = &rule.Rule{
	ID:          "HR014",
	Title:       "Expansion openings stand on what the customer said",
	Requirement: "3.bar.5",
	Severity:    rule.Warning,
	Needs:       []string{"interaction", "feedback", "survey", "ticket"},
	Explain: `Use shows that something is wanted, a conversation shows what for. Each opening cites an interaction, a survey answer, feedback or a
ticket of the customer's, or names the dated call, review or mail in which they spoke of it. Until somebody has asked, that is unverified in a draft.`,
	Bad:  "---\nkind: health-report\nstatus: final\n---\n\n# Health report\n\n## Expansion\n\n| Opening | Evidence in use | Conversation |\n|---|---|---|\n| Seats are full | 47 of 50 seats were used.[^m] | No conversation is on record |\n\n[^m]: metric:active_users account=acme period=2026-10 value=47 seats=50\n",
	Good: "---\nkind: health-report\nstatus: final\n---\n\n# Health report\n\n## Expansion\n\n| Opening | Evidence in use | Conversation |\n|---|---|---|\n| Seats are full | 47 of 50 seats were used.[^m] | Wants the night shift to have access[^c] |\n\n[^m]: metric:active_users account=acme period=2026-10 value=47 seats=50\n[^c]: interaction:2026-10-07-review-lindqvist\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		for _, row := range r.Openings.Rows {
			if !cited(p, row.Span, "interaction", "feedback", "survey", "ticket") && !tells(row) {
				p.Lacks(row.Span, "cite the conversation (interaction:…) in which the customer spoke of it; `touchstone note` records one", "the opening %q cites no conversation with the customer", row.Text("opening").Plain)
			}
		}
	}),
}

// talk and day together name a conversation: "asked for in the review of 7 October".
var (
	talk = pattern.New(`(?i)\b(call|meeting|review|mail|e-mail|workshop|visit|interview|asked|said|told|wants?|requested)\b`)
	day  = pattern.New(`(?i)\b(\d{4}-\d{2}-\d{2}|\d{1,2} (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2})\b`)
)

func tells(row Row) bool {
	for _, cell := range row.Texts() {
		if talk.MatchString(cell.Plain) && day.MatchString(cell.Plain) {
			return true
		}
	}
	return false
}

package feedback

import "github.com/touchstone-cs/touchstone/internal/rule"

var requestsSection = &rule.Rule{
	ID:          "FS003",
	Title:       "Notable one-off requests are listed with their reason and a proposed answer",
	Requirement: "4.section.3",
	Severity:    rule.Error,
	Explain: `What only one or two customers ask for forms no pattern and may still be worth seeing. The table says what is asked for, why, and what is proposed.
A period without any says so.`,
	Bad:  "# Feedback\n\n## Individual requests\n\n| Who | When |\n|---|---|\n| a | b |\n",
	Good: "# Feedback\n\n## Individual requests\n\n| Request | Their reason | Proposed answer |\n|---|---|---|\n| Ferries as constraints | Planned by hand | Consider |\n",
	Check: rule.On(func(p *rule.Pass, m *Model) {
		if m.Requests == nil {
			p.Violated(p.Top(), "add a section “Individual requests”, or say in it that there are none", "there is no section on individual requests")
			return
		}
		table, list := rows(m.Requests)
		if table == nil {
			if m.Requests.Empty() {
				p.Violated(m.Requests.Heading.Span, "list the requests, or say that there are none", "the section on individual requests is empty")
			}
			return
		}
		if table.Column("request", "asked for") < 0 {
			p.Violated(table.Span, "give the table the columns Request, Their reason, Proposed answer", "the table does not say what is requested")
			return
		}
		if answer := table.Column("proposed answer", "answer", "proposal"); answer < 0 {
			p.Violated(table.Span, "add the column Proposed answer", "no answer is proposed to any request")
		} else {
			for _, row := range list {
				if row.Cell(answer).Text.Plain == "" {
					p.Lacks(row.Span, "propose an answer: consider, watch, no, and why", "this request has no proposed answer")
				}
			}
		}
	}),
}

package health

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

// topics are what the quality bar names, with the words by which a row is known.
var topics = []struct {
	name  string
	words []string
}{
	{"adoption rate", []string{"adoption", "activation", "seat utilisation", "seat utilization", "licence use", "license use"}},
	{"active users", []string{"active user", "mau", "wau", "dau", "users active", "monthly active", "logins"}},
	{"feature utilisation", []string{"feature", "module", "capabilities used"}},
	{"support ticket volume", []string{"tickets opened", "ticket volume", "tickets", "cases opened", "support tickets", "support cases"}},
	{"resolution time", []string{"resolution", "time to resolve", "time to solve", "solve time"}},
	{"NPS or CSAT", []string{"nps", "csat", "net promoter", "satisfaction", "ces"}},
}

var metricsPresent = &rule.Rule{
	ID:          "HR001",
	Title:       "The scorecard has every metric of the bar, or says that it is Unknown",
	Requirement: "3.bar.1",
	Severity:    rule.Error,
	Explain: `A health report shows adoption rate, active users, feature utilisation, support ticket volume, resolution time, and NPS or
CSAT. A metric that nobody measured stays in the table as Unknown, with the reason: a missing row hides what is not known.`,
	Bad:  "# Health report\n\n## Scorecard\n\n| Metric | Current | Prior |\n|---|---|---|\n| Active users | 85 | 88 |\n",
	Good: "# Health report\n\n## Scorecard\n\n| Metric | Current | Prior |\n|---|---|---|\n| Adoption rate | 61% | 63% |\n| Active users | 85 | 88 |\n| Feature utilisation | 7 of 12 | 7 of 12 |\n| Tickets opened | 9 | 4 |\n| Full resolution, median | 31 h | 18 h |\n| CSAT | Unknown | Unknown |\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if r.Scorecard.Section == nil || len(r.Scorecard.Rows) == 0 {
			span := p.Top()
			if r.Scorecard.Section != nil {
				span = r.Scorecard.Section.Heading.Span
			}
			p.Violated(span, "add a section Scorecard with a table of metrics, this period beside the prior one; `touchstone generate health-report` writes it", "there is no scorecard")
			return
		}
		for _, topic := range topics {
			if !r.Scorecard.covers(topic.words) {
				p.Violated(r.Scorecard.Section.Heading.Span, "add a row; where nobody measured it, write Unknown and why", "the scorecard has no row for %s", topic.name)
			}
		}
	}),
}

func (s Scorecard) covers(words []string) bool {
	for _, row := range s.Rows {
		name := strings.ToLower(row.Text("metric").Plain)
		for _, w := range words {
			if strings.Contains(name, w) {
				return true
			}
		}
	}
	return false
}

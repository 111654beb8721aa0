package onboarding

import (
	"cmp"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var contingencyTimeline = &rule.Rule{
	ID:          "OP007",
	Title:       "Every risk has a contingency timeline; odds and delays, where given, can be read",
	Requirement: "1.bar.3",
	Severity:    rule.Error,
	Explain: `A contingency says what is done instead and what becomes of the dates: "Pilot with local accounts: go-live holds, G1
moves to 10 November". A fallback without a date or a word on go-live leaves the reader to guess. Odds are a percentage or a word (low, medium, high); the forecast reckons with percentages alone.`,
	Bad:  "## Risks\n\n| Risk | Odds | Delay if it happens | Mitigation | Fallback |\n|---|---|---|---|---|\n| Integration takes longer | 30% | 5 working days | Deputy named | Escalate |\n",
	Good: "## Risks\n\n| Risk | Odds | Delay if it happens | Mitigation | Fallback |\n|---|---|---|---|---|\n| Integration takes longer | 30% | 5 working days | Deputy named | Depot 1 first: go-live in two steps, 2027-01-11 and 2027-01-25 |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		for _, r := range plan.Risks {
			name := cmp.Or(r.ID.Text, short(r.Text.Text, 40), "without a name")
			if (r.Probability < 0 || r.Probability > 1) && !inWords(r.Odds.Text) {
				p.Violated(r.Row, "give the odds as a percentage from 0% to 100%", "risk %s: odds %q are no probability", name, r.Odds.Text)
			}
			if _, err := readDays(r.Delay.Text); err != nil && r.Delay.Text != "" {
				p.Violated(r.Row, "give the delay in working days, least to most: 3–8", "risk %s: %v", name, err)
			}
			if !contingencyWords.MatchString(strings.ToLower(r.Fallback.Text)) {
				p.Violated(r.Row, "say what is done instead and what becomes of go-live: a date, a number of days, or that it holds", "risk %s has no contingency timeline", name)
			}
		}
	}),
}

// inWords reports whether odds are given as a grade, or not at all.
func inWords(odds string) bool {
	first, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(odds)), " ")
	switch first {
	case "", "low", "medium", "moderate", "high", "unlikely", "possible", "likely", "certain", "rare", "very", "l", "m", "h":
		return true
	}
	return false
}

var contingencyWords = pattern.New(`go-live|go live|launch|\d{4}-\d{2}-\d{2}|\b\d{1,2} (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\b(\d+|one|two|three|four|five|six|a) (working |business |calendar )?(days?|weeks?)\b|holds|\bby (mon|tues|wednes|thurs|fri)day|buffer`)

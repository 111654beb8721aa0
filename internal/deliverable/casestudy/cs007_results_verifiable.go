package casestudy

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/prose"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var resultsVerifiable = &rule.Rule{
	ID:          "CS007",
	Title:       "Every result is a specific, verifiable metric",
	Requirement: "5.bar.1",
	Severity:    rule.Error,
	Explain:     "“Reduced API integration time from 12 weeks to 3 weeks”, not “significantly faster integration”. A sentence of the results that claims an improvement gives its figure, or goes.",
	Bad:         "## Results\n\nIntegration became significantly faster and the team is far more productive.\n",
	Good:        "## Results\n\nAPI integration time fell from 12 weeks to 3 weeks (2025-Q3 to 2026-Q3). What else changed: a second depot, which explains part of the growth.\n",
	Check: rule.On(func(p *rule.Pass, s *Study) {
		if !said(s.Results) {
			return
		}
		for _, o := range s.Outcomes {
			if o.Before+o.After != "" && !digit.MatchString(o.Before+o.After) && !numbered(o.Before+" "+o.After) {
				p.Lacks(o.Span, "the figure before and the figure after, with their unit", "no verifiable result: %q has no figure", strings.TrimSpace(o.Metric))
			}
		}
		for _, sn := range sentences(s.Results) {
			if !claims(sn.text) || strings.HasSuffix(sn.text, ":") || confounder.MatchString(sn.text) { // what introduces a list, and what else changed, is no result
				continue
			}
			if j := prose.Result(sn.text, "Results"); j.Label == prose.Vague {
				p.Violated(sn.span, j.Want, "no verifiable result: %s", j.Why)
			}
		}
	}),
}

// numbered reports whether a cell gives its figure in words: “once a week”, “never”.
func numbered(cells string) bool { return prose.Result(cells, "Results").Label == prose.Verifiable }

// improvement begins the words with which results are praised.
var improvement = []string{"faster", "better", "improv", "increas", "reduc", "decreas", "fewer", "significant", "dramatic", "more productive", "more efficient", "efficien", "productiv", "boost", "grew", "growth",
	"saved", "saving", "accelerat", "easier", "seamless", "tremendous", "huge", "massive", "greatly", "drastically", "cut ", "fell", "rose", "dropped", "quicker", "smoother", "higher", "lower"}

func claims(text string) bool {
	lower := strings.ToLower(text)
	for _, w := range improvement {
		if strings.Contains(lower, w) {
			return true
		}
	}
	return false
}

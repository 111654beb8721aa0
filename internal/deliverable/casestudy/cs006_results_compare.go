package casestudy

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var resultsCompare = &rule.Rule{
	ID:          "CS006",
	Title:       "Results compare before with after, over a stated time",
	Requirement: "5.section.4",
	Severity:    rule.Error,
	Explain:     "Every result has a figure from before, one from after, and the periods of both: a table with the columns Metric, Before, After, Change, or sentences “from 12 weeks to 3 weeks”.",
	Bad:         "## Results\n\nPlanning takes 12 minutes now.\n",
	Good:        "## Results\n\n| Metric | Before (September 2025) | After (September 2026) | Change |\n|---|---|---|---|\n| Waiting at the gate | 47 min | 12 min | −74% |\n",
	Check: rule.On(func(p *rule.Pass, s *Study) {
		if !said(s.Results) {
			p.Lacks(p.Top(), "add a section “Results”", "there are no results")
			return
		}
		compared := false
		for _, o := range s.Outcomes {
			if digit.MatchString(o.Before) && digit.MatchString(o.After) {
				compared = true
			} else if digit.MatchString(o.Before + o.After) { // a row without a figure is CS007's
				p.Lacks(o.Span, "give the figure from before and from after", "%q has no comparison", strings.TrimSpace(o.Metric))
			}
		}
		for _, sn := range sentences(s.Results) {
			compared = compared || fromTo.MatchString(sn.text)
		}
		switch {
		case !compared:
			p.Lacks(s.Results.Heading.Span, "say what it was before and what it is now, in a table", "the results have no comparison of before and after")
		case !dated(s.Results):
			p.Lacks(s.Results.Heading.Span, "name the two periods, in the table's head", "the results do not say when before and after were")
		}
	}),
}

// dated reports whether results say when: in a table's head or its metrics, in a sentence, or in a column of periods. How long something took
// before and after is a value and no period.
func dated(s *markdown.Section) bool {
	var when strings.Builder
	for _, sn := range sentences(s) {
		when.WriteString(sn.text + "\n")
	}
	for _, t := range s.Tables() {
		values := []int{columnLike(t, "before", "baseline", "prior", "was"), columnLike(t, "after", "now", "today", "current"), columnLike(t, "change", "difference")}
		for i, cell := range t.Header {
			when.WriteString(cell.Text.Plain + "\n")
			for _, row := range t.Rows {
				if !slices.Contains(values, i) {
					when.WriteString(row.Cell(i).Text.Plain + "\n")
				}
			}
		}
	}
	return timed.MatchString(when.String()) || period.MatchString(when.String())
}

var (
	digit  = pattern.New(`\d`)
	fromTo = pattern.New(`(?i)\bfrom\b[^.]*\d[^.]*\bto\b[^.]*\d|\d[^.]*\b(?:instead of|down from|up from|compared (?:with|to)|versus|vs\.?|before|against)\b[^.]*\d|→`)
	period = pattern.New(`\b20\d\d(?:-(?:Q[1-4]|\d\d|W\d\d))?\b`)
)

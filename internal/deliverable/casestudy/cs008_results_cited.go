package casestudy

import (
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var resultsCited = &rule.Rule{
	ID:          "CS008",
	Title:       "Every figure of the results cites its evidence",
	Requirement: "5.bar.1",
	Severity:    rule.Error,
	Needs:       []string{"metric", "file", "survey"},
	Explain:     "A result that nobody can check again is a claim. Cite the metric, the file that the customer gave, or the survey in a footnote; a citation in a table covers the cells of its row.",
	Bad:         "## Results\n\n| Metric | Before (2025-09) | After (2026-09) | Change |\n|---|---|---|---|\n| Waiting | 47 min | 12 min | −74% |\n",
	Good:        "## Results\n\n| Metric | Before (2025-09) | After (2026-09) | Change |\n|---|---|---|---|\n| Waiting | 47 min | 12 min | −74%[^wait] |\n\n[^wait]: file:evidence/gate.csv digest=sha256:3b9d47\n",
	Check: rule.On(func(p *rule.Pass, s *Study) {
		if !said(s.Results) {
			return
		}
		for _, o := range s.Outcomes {
			if digit.MatchString(o.Before+o.After) && len(evidenceIn(p, o.Span)) == 0 {
				p.Lacks(o.Span, "add a footnote with the metric, file or survey", "the figures of %q cite no evidence", o.Metric)
			}
		}
		for _, sn := range sentences(s.Results) {
			if fromTo.MatchString(sn.text) && !covered(p, sn.span) {
				p.Lacks(sn.span, "add a footnote with the metric, file or survey", "a comparison without evidence")
			}
		}
	}),
}

// evidenceIn returns the citations of evidence in a span.
func evidenceIn(p *rule.Pass, span markdown.Span) []rule.Citation {
	var out []rule.Citation
	for _, c := range p.Cited(span) {
		if c.Evidence() {
			out = append(out, c)
		}
	}
	return out
}

// covered reports whether a citation of evidence covers some of the words of span.
func covered(p *rule.Pass, span markdown.Span) bool {
	for _, c := range p.Citations {
		if !c.Evidence() {
			continue
		}
		if c.Cite.Start >= span.Start && c.Cite.Start <= span.End+1 {
			return true
		}
		for _, f := range c.Fragments {
			if s := f.Text.SourceSpan(f.Range); s.Start < span.End && span.Start < s.End {
				return true
			}
		}
	}
	return false
}

// uncited reports a section that has figures and no evidence at all.
func uncited(p *rule.Pass, span markdown.Span, what string) {
	if len(evidenceIn(p, span)) == 0 {
		p.Lacks(span, "add a footnote with the metric, file or interaction it comes from", "%s cites no evidence", what)
	}
}

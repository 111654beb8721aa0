package feedback

import (
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var number = pattern.New(`\d`)

var figuresCited = &rule.Rule{
	ID:          "FS011",
	Title:       "Every figure of frequency and impact cites its evidence",
	Requirement: "4.bar.1",
	Severity:    rule.Error,
	Explain: `A count that cannot be recomputed is an impression. The sentence ends with a footnote whose definition begins with feedback: (or metric:, survey:); touchstone check
then counts again.`,
	Bad:  "# Feedback\n\n## Theme analysis\n\n### 1. Uploads fail\n\n**Frequency**: 64 items from 9 of 23 accounts.\n",
	Good: "# Feedback\n\n## Theme analysis\n\n### 1. Uploads fail\n\n**Frequency**: 64 items from 9 accounts.[^t1]\n\n[^t1]: feedback:theme=uploads period=2026-Q3 items=64 accounts=9\n",
	Check: rule.On(func(p *rule.Pass, m *Model) {
		for _, t := range m.Themes {
			for _, name := range []string{"frequency", "impact"} {
				passage := t.Labelled[name]
				if passage.Plain() == "" || !number.MatchString(passage.Plain()) {
					continue
				}
				if !cites(p, passage) {
					p.Violated(passage.Span(), "end the sentence with a footnote: feedback:theme=… period=…", "the %s of %q has figures and no evidence", name, t.Title)
				}
			}
		}
	}),
}

// cites tells whether a passage has a citation of evidence.
func cites(p *rule.Pass, passage Passage) bool {
	for _, c := range passage.Text.Cites {
		if c.At < passage.Range.Start || c.At > passage.Range.End {
			continue
		}
		for _, known := range p.Cited(markdown.Span{Start: c.Span.Start, End: c.Span.End}) {
			if known.Evidence() {
				return true
			}
		}
	}
	return false
}

package general

import (
	"fmt"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var dated = &rule.Rule{
	ID:          "GL005",
	Title:       "The document has a date, and it is not in the future",
	Requirement: "0.guideline.6",
	Severity:    rule.Error,
	Explain: "Advice ages. `date` in the front matter is the day on which the document last said something new, written " +
		"as 2026-11-02. A date in the future cannot be that day.",
	Bad:  "---\nkind: health-report\ndate: 2 Nov\nauthor: Dana Ruiz\nengagement: Routing API\n---\n\n# Health report\n",
	Good: "---\nkind: health-report\ndate: 2026-11-02\nauthor: Dana Ruiz\nengagement: Routing API\n---\n\n# Health report\n",
	Check: func(p *rule.Pass) {
		value, span, ok := frontValue(p, "date")
		if !ok {
			p.Lacks(span, "add `date: "+p.Now.Format(time.DateOnly)+"` to the front matter", "the document has no date")
			return
		}
		day, err := time.Parse(time.DateOnly, value)
		switch {
		case err != nil:
			f := rule.Finding{Span: span, Verdict: violated, Message: fmt.Sprintf("date %q is no date", value), Suggestion: "write it as 2026-11-02"}
			if day, ok := spelledDate(value); ok {
				f.Suggestion = "write `" + day + "`"
				f.Fix = []markdown.Edit{{Span: span, New: day}}
			}
			p.Report(f)
		case !p.Now.IsZero() && day.After(p.Now.AddDate(0, 0, 1)):
			p.Violated(span, "", "date %s is in the future", value)
		}
	},
}

// dateLayouts are the ways to write a day that can be read in one way only: the month by its name, or the year first. 02.11.2026 is not among them.
var dateLayouts = []string{time.RFC3339, "2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-1-2", "2006/1/2", "2006.1.2", "20060102", "2 January 2006", "2 Jan 2006", "2. January 2006", "2. Jan 2006",
	"January 2, 2006", "Jan 2, 2006", "January 2 2006", "Jan 2 2006", "2-Jan-2006"}

// spelledDate reads a day that is written in another way and writes it as 2026-11-02.
func spelledDate(value string) (string, bool) {
	for _, layout := range dateLayouts {
		if day, err := time.Parse(layout, strings.Trim(value, " .\"'")); err == nil && day.Year() > 1900 {
			return day.Format(time.DateOnly), true
		}
	}
	return "", false
}

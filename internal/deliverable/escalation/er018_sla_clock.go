package escalation

import (
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var slaClock = &rule.Rule{
	ID:          "ER018",
	Title:       "The SLA clock is right, and a breach is called one",
	Requirement: "6.section.1",
	Severity:    rule.Error,
	Explain: "Where account.yaml has terms (`sla:`), the line under the title says when the issue was reported and when the first answer was due; both are computed again\n" +
		"on business hours, at the severity that the report states. An answer after its time is a breach and is called one.",
	Bad:  "# ESC-1\n\n**Severity 2** · SLA: reported 2026-10-12 09:05, first answer due 13:05, given 14:20\n",
	Good: "# ESC-1\n\n**Severity 2** · SLA: reported 2026-10-12 09:05, first answer due 13:05, given 11:20\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if r.Clock.Reported == "" {
			return
		}
		zone := time.UTC
		if p.Workspace != nil {
			zone = p.Workspace.Zone
		}
		sla, hasTerms := SLA{}, false
		if p.Workspace != nil {
			var err error
			if sla, hasTerms, err = ReadSLA(p.Account, p.Workspace.Config); err != nil {
				p.Unverified(r.Clock.Span, "", "%v", err)
				return
			}
		}
		if hasTerms {
			if own, err := time.LoadLocation(sla.Zone); err == nil {
				zone = own
			}
		}
		reported, ok := readTime(r.Clock.Reported, time.Time{}, zone)
		if !ok {
			return
		}
		due, hasDue := readTime(r.Clock.Due, reported, zone)
		if hasTerms {
			checkDue(p, r, sla, reported, due, hasDue)
		}
		if given, hasGiven := readTime(r.Clock.Given, reported, zone); hasGiven && hasDue {
			late := given.After(due)
			switch {
			case late && !r.Clock.SaysBreach:
				p.Violated(r.Clock.Span, "breached by …", "the answer came after it was due, and the breach is not called one")
			case !late && r.Clock.SaysBreach:
				p.Violated(r.Clock.Span, "", "the answer came in time, but the line speaks of a breach")
			}
		}
	}),
}

func checkDue(p *rule.Pass, r *Report, sla SLA, reported, due time.Time, hasDue bool) {
	severity := max(r.Severity.Headline, r.Severity.Number)
	if r.Severity.Headline > 0 {
		severity = r.Severity.Headline
	}
	terms, ok := sla.Terms[severity]
	if !ok || terms.Answer == "" {
		return
	}
	clock, err := sla.Clock()
	if err != nil {
		return
	}
	term, err := clock.ParseTerm(terms.Answer)
	if err != nil {
		p.Unverified(r.Clock.Span, "", "sla: severity %d: %v", severity, err)
		return
	}
	want, ok := clock.Due(reported, term)
	switch {
	case !ok:
	case !hasDue:
		p.Lacks(r.Clock.Span, "first answer due "+want.In(reported.Location()).Format("2006-01-02 15:04"), "the line does not say when the first answer is due")
	case !want.Equal(due):
		p.Violated(r.Clock.Span, want.In(reported.Location()).Format("2006-01-02 15:04"), "severity %d promises an answer in %s of business time: due %s, not %s",
			severity, terms.Answer, want.In(reported.Location()).Format("2006-01-02 15:04"), due.Format("2006-01-02 15:04"))
	}
}

// readTime reads a date with a time, or a time of the day of from.
func readTime(text string, from time.Time, zone *time.Location) (time.Time, bool) {
	text = strings.Replace(text, "T", " ", 1)
	if t, err := time.ParseInLocation("2006-01-02 15:04", text, zone); err == nil {
		return t, true
	}
	t, err := time.ParseInLocation("15:04", text, zone)
	if err != nil || from.IsZero() {
		return time.Time{}, false
	}
	return time.Date(from.Year(), from.Month(), from.Day(), t.Hour(), t.Minute(), 0, 0, zone), true
}

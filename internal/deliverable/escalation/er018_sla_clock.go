package escalation

import (
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/ticket"
	"github.com/touchstone-cs/touchstone/internal/form"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var slaClock = &rule.Rule{
	ID:          "ER018",
	Title:       "The SLA clock is right, and a breach is called one",
	Requirement: "6.section.1",
	Severity:    rule.Error,
	Explain: "Where account.yaml has terms (`sla:`), the line under the title says when the issue was reported and when the first answer was due; both are computed again\n" +
		"on business hours, at the priority that the cited ticket's history gives, else at the severity that the report states. So is every row of the section SLA clock:\n" +
		"next reply, update, workaround and resolution, with the time in which the ticket waited for the customer. What came after its time is a breach and is called one.",
	Bad:  "# ESC-1\n\n**Severity 2** · SLA: reported 2026-10-12 09:05, first answer due 13:05, given 14:20\n",
	Good: "# ESC-1\n\n**Severity 2** · SLA: reported 2026-10-12 09:05, first answer due 13:05, given 11:20\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if p.Workspace == nil {
			checkHead(p, r, time.UTC, nil)
			return
		}
		sla, hasTerms, err := ReadSLA(p.Account, p.Workspace.Config)
		if err != nil {
			p.Unverified(lineOf(p, r.Context), "", "%v", err)
			return
		}
		if !hasTerms {
			checkHead(p, r, p.Workspace.Zone, nil)
			return
		}
		zone, err := time.LoadLocation(sla.Zone)
		if err != nil {
			zone = p.Workspace.Zone
		}
		checkHead(p, r, zone, &sla)
		checkPromises(p, r, sla, zone)
	}),
}

// checkHead compares the line under the title with the terms, where there are some.
func checkHead(p *rule.Pass, r *Report, zone *time.Location, sla *SLA) {
	reported, ok := readTime(r.Clock.Reported, time.Time{}, zone)
	if !ok {
		return
	}
	due, hasDue := readTime(r.Clock.Due, reported, zone)
	if sla != nil {
		checkDue(p, r, *sla, reported, due, hasDue)
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
}

// timeline is what the evidence knows of the report's ticket; false where no citation of it was resolved.
func timeline(p *rule.Pass) (t ticket.Timeline, ok bool) {
	for _, c := range p.Citations {
		if !c.Resolved || c.Ref.Scheme != "ticket" || c.Ref.ID != p.Doc.Front.Value("ticket") {
			continue
		}
		if history, known := c.Record.Value("history"); known {
			t = ticket.ParseTimeline(history)
			t.Status, _ = c.Record.Value("status")
			t.Priority, _ = c.Record.Value("priority")
			return t, true
		}
	}
	return t, false
}

// checkPromises reckons the rows of the section SLA clock again, at the time that the section names.
func checkPromises(p *rule.Pass, r *Report, sla SLA, zone *time.Location) {
	known, ok := timeline(p)
	if len(r.Promises) == 0 || !ok {
		return
	}
	asOf := p.Now
	if at, ok := readTime(r.AsOf, time.Time{}, zone); ok {
		asOf = at
	}
	then, err := promisesAt(sla, known, asOf)
	if err != nil {
		p.Unverified(r.Promises[0].Span, "", "%v", err)
		return
	}
	now, _ := promisesAt(sla, known, p.Now) // the terms are the same
	for _, row := range r.Promises {
		name := row.Cell("promise").Plain
		want, ok := then[name]
		if !ok {
			if slices.Contains(promiseNames, name) {
				p.Violated(row.Span, "", "the contract and the ticket give no %s to keep", strings.ToLower(name))
			}
			continue
		}
		checkPromise(p, row, want, zone)
		if today := now[name]; today.Breached() && !want.Breached() && today.Kept.IsZero() && today.From.Equal(want.From) {
			p.Unverified(row.Span, "touchstone generate escalation-report", "the %s is overdue since %s", strings.ToLower(name), today.Due.In(zone).Format(minute))
		}
	}
}

func promisesAt(sla SLA, known ticket.Timeline, at time.Time) (map[string]Promise, error) {
	reckoning, err := sla.reckon(known, at)
	if err != nil {
		return nil, err
	}
	all, err := reckoning.promises()
	byName := map[string]Promise{}
	for _, one := range all {
		byName[one.Name] = one
	}
	return byName, err
}

func checkPromise(p *rule.Pass, row form.Row, want Promise, zone *time.Location) {
	due := "stands still"
	if !want.Due.IsZero() {
		due = want.Due.In(zone).Format(minute)
	}
	if stated := row.Cell("due").Plain; !strings.Contains(stated, due) {
		p.Violated(row.Span, due, "the %s is due %s by the terms and the ticket's history, not %q", strings.ToLower(want.Name), due, stated)
		return
	}
	standing := row.Cell("standing").Plain
	says := breachWords.MatchString(standing)
	switch {
	case want.Untold: // whether it was kept
	case want.Breached() && !says:
		p.Violated(row.Span, "breached by "+businessText(-want.Left), "the %s %s, and the breach is not called one", strings.ToLower(want.Name), want.lateText())
	case !want.Breached() && says:
		p.Violated(row.Span, "", "the %s is in time, but the row speaks of a breach", strings.ToLower(want.Name))
	}
}

// lateText says by how much a promise was, or is, not kept.
func (p Promise) lateText() string {
	if p.Kept.IsZero() {
		return "is " + businessText(-p.Left) + " of business time overdue"
	}
	return "came " + businessText(-p.Left) + " of business time late"
}

// checkDue compares when the first answer is said to be due with the terms: at the ticket's priority where its history is
// known, else at the severity in the line.
func checkDue(p *rule.Pass, r *Report, sla SLA, reported, due time.Time, hasDue bool) {
	if known, ok := timeline(p); ok && len(known.Of(ticket.PrioritySet)) > 0 {
		promises, err := promisesAt(sla, known, p.Now)
		want, promised := promises[firstAnswer]
		if err == nil && promised && hasDue && !want.Due.Equal(due) {
			p.Violated(r.Clock.Span, want.Due.In(due.Location()).Format(minute), "at the priority that the ticket had the first answer was due %s, not %s",
				want.Due.In(due.Location()).Format(minute), due.Format(minute))
		}
		return
	}
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
		p.Lacks(r.Clock.Span, "first answer due "+want.In(reported.Location()).Format(minute), "the line does not say when the first answer is due")
	case !want.Equal(due):
		p.Violated(r.Clock.Span, want.In(reported.Location()).Format(minute), "severity %d promises an answer in %s of business time: due %s, not %s",
			severity, terms.Answer, want.In(reported.Location()).Format(minute), due.Format(minute))
	}
}

// readTime reads a date with a time, or a time of the day of from.
func readTime(text string, from time.Time, zone *time.Location) (time.Time, bool) {
	text = strings.Replace(text, "T", " ", 1)
	if t, err := time.ParseInLocation(minute, text, zone); err == nil {
		return t, true
	}
	t, err := time.ParseInLocation("15:04", text, zone)
	if err != nil || from.IsZero() {
		return time.Time{}, false
	}
	return time.Date(from.Year(), from.Month(), from.Day(), t.Hour(), t.Minute(), 0, 0, zone), true
}

package escalation

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/ticket"
)

const minute = "2006-01-02 15:04"

// reckoning is the account's clock over the ticket; nil where account.yaml has no terms or nobody knows when the ticket was opened.
func (w *writer) reckoning() (*reckoning, error) {
	sla, ok, err := ReadSLA(w.account, w.job.Workspace.Config)
	if err != nil || !ok || w.ticket.Opened.IsZero() {
		return nil, err
	}
	return sla.reckon(w.ticket.Timeline, w.job.Now)
}

// zone is that in which the contract's times are written.
func (r *reckoning) zone() *time.Location {
	if zone, err := time.LoadLocation(r.sla.Zone); err == nil {
		return zone
	}
	return time.UTC
}

func (r *reckoning) stamp(t time.Time) string { return t.In(r.zone()).Format(minute) }

// headClock is the clock of the first answer, for the line under the title; empty where the contract promises none.
func (w *writer) headClock() (string, error) {
	r, err := w.reckoning()
	if r == nil || err != nil {
		return "", err
	}
	promises, err := r.promises()
	at := slices.IndexFunc(promises, func(p Promise) bool { return p.Name == firstAnswer })
	if at < 0 || err != nil {
		return "", err
	}
	p := promises[at]
	text := fmt.Sprintf(" · SLA: reported %s, first answer due %s", r.stamp(p.From), r.stamp(p.Due))
	if p.Severity != w.assumedSeverity() {
		text += fmt.Sprintf(" (severity %d then)", p.Severity)
	}
	switch {
	case !p.Kept.IsZero() && p.Breached():
		text += ", given " + r.stamp(p.Kept) + ", breached by " + businessText(-p.Left) + " of business time"
	case !p.Kept.IsZero():
		text += ", given " + r.stamp(p.Kept)
	case p.Untold && p.Left < 0:
		text += ", no answer is in the import"
	case p.Breached():
		text += ", breached " + businessText(-p.Left) + " of business time ago"
	default:
		text += ", " + businessText(p.Left) + " of business time left"
	}
	if every := r.sla.Terms[w.assumedSeverity()].Update; every != "" {
		text += "; update due every " + termText(every)
	}
	return text, nil
}

// promised writes every promise of the contract as it stands, and what of the ticket's history is not known.
func (w *writer) promised(b *strings.Builder) error {
	r, err := w.reckoning()
	if r == nil || err != nil {
		return err
	}
	promises, err := r.promises()
	if err != nil || len(promises) == 0 {
		return err
	}
	fmt.Fprintf(b, "### SLA clock\n\nAs of %s, in %s.\n\n| Promise | Term | Counted from | Due | As it stands |\n|---|---|---|---|---|\n", r.stamp(r.now), r.sla.hoursText())
	for _, p := range promises {
		due := "stands still"
		if !p.Due.IsZero() {
			due = r.stamp(p.Due)
		}
		term := termText(p.Term)
		if p.Name == update {
			term = "every " + term
		}
		fmt.Fprintf(b, "| %s | %s, severity %d | %s | %s | %s |\n", p.Name, term, p.Severity, r.stamp(p.From), due, r.standing(p))
	}
	b.WriteString("\n")
	for _, line := range r.caveats() {
		b.WriteString("- " + line + "\n")
	}
	b.WriteString("\n")
	return nil
}

// hoursText are the hours in which the clock runs.
func (s SLA) hoursText() string {
	if s.Hours == "always" {
		return "hours round the clock"
	}
	text := "business hours " + s.Hours + " " + s.Zone
	if s.Country != "" {
		text += ", without the holidays of " + strings.TrimSuffix(s.Country+" "+s.Region, " ")
	}
	return text
}

// standing says how a promise stands: kept or not, and by how much.
func (r *reckoning) standing(p Promise) string {
	over := "breached by " + businessText(-p.Left)
	if p.pausable() && !r.known.pauses {
		over += ", unless the ticket waited for the customer that long"
	}
	var text string
	switch {
	case p.Untold && p.Name == workaround && (p.Left < 0 || !p.Kept.IsZero()):
		text = "when one was given, the ticket does not tell"
	case p.Untold && p.Left < 0:
		text = "no answer and no comment is in the import: " + over + " if there was none"
	case !p.Kept.IsZero() && p.Breached():
		text = p.keptWord() + " " + r.stamp(p.Kept) + ", " + over
	case !p.Kept.IsZero():
		text = p.keptWord() + " " + r.stamp(p.Kept) + ", " + businessText(p.Left) + " before it was due"
	case p.Breached():
		text = over
	default:
		text = businessText(p.Left) + " left"
	}
	if p.Paused > 0 && p.pausable() {
		text += "; stood still for " + businessText(p.Paused)
	}
	if p.Earlier > 0 {
		text += fmt.Sprintf("; of %d before, %d after its time", p.Earlier, p.Late)
	}
	return text
}

func (p Promise) keptWord() string {
	if p.Name == resolution {
		return "solved"
	}
	return "given"
}

// pausable says whether a promise stands still while the ticket waits.
func (p Promise) pausable() bool { return p.Name != firstAnswer && p.Name != nextReply }

// caveats tell when the clock stood still, how the priority changed, and what the import does not tell of either.
func (r *reckoning) caveats() (lines []string) {
	if len(r.stops) > 0 {
		lines = append(lines, "Update, workaround and resolution stood still while the ticket was "+strings.Join(r.stretches(), ", "))
	}
	switch {
	case r.known.since.IsZero():
		lines = append(lines, "Pauses are unknown: the import has no history of the ticket's status, so none is counted, and what the ticket's waiting would move may be due later")
	case !r.known.pauses:
		lines = append(lines, "Pauses before "+r.stamp(r.known.since)+" are unknown: there the history of the ticket's status begins, and none is counted before")
	}
	if changes := r.ticket.Of(ticket.PrioritySet); len(changes) > 0 {
		var told []string
		for _, e := range changes {
			told = append(told, escaped(e.Detail)+" from "+r.stamp(e.Time))
		}
		lines = append(lines, "Priority: "+strings.Join(told, ", ")+"; each promise is held to the one that the ticket had while it ran")
	} else {
		lines = append(lines, "The import has no history of the ticket's priority: the terms are those of today's")
	}
	if !r.known.roles && r.sla.promisesReplies() {
		lines = append(lines, "The import does not tell who wrote on the ticket and when: later answers are not counted")
	}
	return lines
}

// stretches are the times in which the clock stood still: "pending 2026-10-12 14:00 to 2026-10-13 12:00".
func (r *reckoning) stretches() (all []string) {
	for _, s := range r.stops {
		status := escaped(s.Status)
		if status == "hold" {
			status = "on hold"
		}
		if s.To.IsZero() {
			all = append(all, status+" since "+r.stamp(s.From))
			continue
		}
		all = append(all, status+" "+r.stamp(s.From)+" to "+r.stamp(s.To))
	}
	return all
}

// promisesReplies says whether a term is about answers after the first.
func (s SLA) promisesReplies() bool {
	for _, t := range s.Terms {
		if t.Reply != "" || t.Update != "" {
			return true
		}
	}
	return false
}

package health

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/slug"
)

func sortContacts(c []contact) {
	slices.SortStableFunc(c, func(a, b contact) int {
		if d := b.at.Compare(a.at); d != 0 {
			return d
		}
		return strings.Compare(a.id, b.id)
	})
}

// escalation is what a report says of one.
type escalation struct{ file, id, title, severity, since, state, next string }

// doneStates are those in which nobody waits for anything.
var doneStates = map[string]bool{"resolved": true, "closed": true, "fixed": true, "released": true, "withdrawn": true, "superseded": true, "duplicate": true, "verified": true}

// escalations reads the account's open escalation reports.
func (d *draft) escalations() ([]escalation, error) {
	w := d.job.Workspace
	names, err := w.Documents(path.Join(d.account.Dir, "escalations"))
	if err != nil {
		return nil, err
	}
	var out []escalation
	for _, name := range names {
		doc, err := w.Document(name)
		if err != nil {
			return nil, err
		}
		if e, open := readEscalation(name, doc.Front); open {
			e.title = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(doc.Title(), e.id), ":"))
			out = append(out, e)
		}
	}
	return out, nil
}

func readEscalation(name string, front markdown.FrontMatter) (escalation, bool) {
	if front.Value("kind") != deliverable.EscalationReport {
		return escalation{}, false
	}
	first := func(keys ...string) string {
		for _, k := range keys {
			if v := front.Value(k); v != "" {
				return v
			}
		}
		return ""
	}
	e := escalation{file: path.Base(name), id: first("id", "escalation"), severity: first("severity", "priority"), since: first("opened", "reported", "date"), state: first("state", "status"), next: first("next_step", "next")}
	if e.id == "" {
		e.id = strings.TrimSuffix(e.file, path.Ext(e.file))
	}
	if doneStates[strings.ToLower(e.state)] || doneStates[strings.ToLower(front.Value("status"))] {
		return e, false
	}
	return e, true
}

// mostTickets is how many are listed; the others are counted.
const mostTickets = 8

var urgency = map[string]int{"urgent": 0, "high": 1, "normal": 2, "medium": 2, "low": 3}

// issues writes the section of open escalations and tickets.
func (d *draft) issues() (string, error) {
	escalations, err := d.escalations()
	if err != nil {
		return "", err
	}
	late, err := d.latePlans()
	if err != nil {
		return "", err
	}
	tickets := slices.Clone(d.records.tickets[d.account.ID])
	slices.SortStableFunc(tickets, func(a, b openTicket) int { return rankOf(a.priority) - rankOf(b.priority) })
	var b strings.Builder
	b.WriteString("## Open issues and escalations\n\n")
	if len(escalations)+len(tickets)+len(late) == 0 {
		if d.portfolio.Empty() || d.portfolio.Snapshot.Rows("tickets") == 0 {
			b.WriteString("No escalation is open. Whether tickets are open is Unknown: none have been imported.\n\n")
		} else {
			b.WriteString("None: no escalation and no ticket is open.\n\n")
		}
		return b.String(), nil
	}
	b.WriteString("| Issue | Severity | Since | Status | Next step |\n|---|---|---|---|---|\n")
	for _, e := range escalations {
		fmt.Fprintf(&b, "| [%s](../escalations/%s): %s | %s | %s | %s | %s |\n", plain(e.id), e.file, plain(e.title), or(plain(e.severity), "Unknown"), or(e.since, "Unknown"), or(plain(title(e.state)), "Unknown"), or(plain(e.next), d.proposed("ask engineering for a date", 2)))
	}
	for _, row := range late {
		b.WriteString(row)
	}
	for _, t := range tickets[:min(mostTickets, len(tickets))] {
		d.ticketRow(&b, t)
	}
	b.WriteString("\n")
	if len(tickets) > mostTickets {
		fmt.Fprintf(&b, "The most urgent are listed; %d tickets are open at the end of the period.%s\n\n", d.openCount(len(tickets)), d.cite("tickets_open"))
	}
	return b.String(), nil
}

// latePlans are the rows of the account's onboarding plans that are more than a quarter over their schedule at the end of
// the period.
func (d *draft) latePlans() ([]string, error) {
	names, err := d.job.Workspace.Documents(d.account.Dir)
	if err != nil {
		return nil, err
	}
	var rows []string
	for _, name := range names {
		if !strings.Contains(path.Base(name), "onboarding") {
			continue
		}
		doc, err := d.job.Workspace.Document(name)
		if err != nil {
			return nil, err
		}
		status := doc.Front.Value("status")
		if doc.Front.Value("kind") != deliverable.OnboardingPlan || doneStates[status] || doc.Front.Value("state") == "live" {
			continue
		}
		start, promised, goLive := deliverable.PlanDates(doc)
		on := calendar.DateOf(d.portfolio.Period.To.AddDate(0, 0, -1))
		if o, known := deliverable.OverrunOf(start, promised, goLive, on, deliverable.JointCalendar(d.job.Workspace, d.account)); known && o.Escalates() {
			rows = append(rows, fmt.Sprintf("| [Onboarding plan](../%s): over its schedule by more than a quarter | High | %s | Go-live %s, first promised %s | %s |\n",
				strings.TrimPrefix(name, d.account.Dir+"/"), promised, max(goLive, on), promised, d.proposed("escalate: more people, less scope, or a date that both sign", 2)))
		}
	}
	return rows, nil
}

// openCount is the metric's figure, which the citation proves.
func (d *draft) openCount(listed int) int64 {
	if n, ok := d.portfolio.Value("tickets_open", d.account.ID).Value.Whole(); ok {
		return n
	}
	return int64(listed)
}

func rankOf(priority string) int {
	if r, ok := urgency[priority]; ok {
		return r
	}
	return 2
}

func (d *draft) ticketRow(b *strings.Builder, t openTicket) {
	opened := t.opened.In(d.portfolio.Period.Zone()).Format(time.DateOnly)
	ref := evidence.Ref{Scheme: "ticket", ID: t.id, Params: []evidence.Param{{Key: "status", Value: t.status}, {Key: "opened", Value: opened}, {Key: "snapshot", Value: d.portfolio.Snapshot.ID()}}}
	mark := d.notes.cite("t-"+slug.Of(t.id), ref)
	state := title(t.status)
	if t.assignee != "" {
		state += ", with " + plain(t.assignee)
	}
	next := d.proposed("answer it", 2)
	if t.status == "pending" {
		next = d.proposed("ask the customer again", 3)
	}
	subject := ""
	if t.subject != "" {
		subject = ": " + plain(t.subject)
	}
	fmt.Fprintf(b, "| Ticket %s%s%s | %s | %s | %s | %s |\n", plain(t.id), subject, mark, or(plain(title(t.priority)), "Unknown"), opened, state, next)
}

func or(s, other string) string {
	if s == "" || s == "Contact" {
		return other
	}
	return s
}

// proposed is a next step that nobody has agreed to yet.
func (d *draft) proposed(what string, workingDays int) string {
	return "Proposed: " + what + " by " + d.due(workingDays)
}

// due is the n-th working day after the period: the same whenever the report is generated again.
func (d *draft) due(n int) string {
	day := d.portfolio.Period.To
	for range 60 {
		if d.desk.Hours.WorkingDay(day) {
			if n--; n <= 0 {
				break
			}
		}
		day = day.AddDate(0, 0, 1)
	}
	return day.Format(time.DateOnly)
}

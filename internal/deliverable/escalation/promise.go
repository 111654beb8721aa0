package escalation

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/ticket"
)

// Promise is one term of a contract as it stands for a ticket. Durations are business time.
type Promise struct {
	Name     string // one of the names below
	Term     string // as account.yaml has it
	Severity int    // whose term it is: that of the priority which the ticket had
	From     time.Time
	Due      time.Time // zero while the clock stands still
	Kept     time.Time // zero: not yet, or nobody knows
	Left     time.Duration
	Paused   time.Duration // how long the clock stood still since From
	Untold   bool          // whether it was kept is not in the evidence
	Late     int           // of the next replies: how many earlier ones came late
	Earlier  int           // of how many
}

// The names of promises.
const (
	firstAnswer = "First answer"
	nextReply   = "Next reply"
	update      = "Update"
	workaround  = "Workaround"
	resolution  = "Resolution"
)

var promiseNames = []string{firstAnswer, nextReply, update, workaround, resolution}

// Breached says whether a promise was, or by now is, not kept.
func (p Promise) Breached() bool { return p.Left < 0 && !p.Untold }

// known says what a ticket's timeline tells and what it does not.
type known struct {
	pauses     bool // every status since the ticket was opened
	since      time.Time
	priorities bool
	roles      bool // who wrote the public comments
}

// reckoning is the clock of a contract over one ticket.
type reckoning struct {
	sla    SLA
	clock  Clock
	ticket ticket.Timeline
	now    time.Time
	stops  []stretch
	known  known
}

// stretch is a time during which a clock stands still. A zero To: it still does.
type stretch struct {
	From, To time.Time
	Status   string
}

// reckon reads what a timeline tells. Times are cut to the minute, as the report shows them.
func (s SLA) reckon(t ticket.Timeline, now time.Time) (*reckoning, error) {
	clock, err := s.Clock()
	if err != nil {
		return nil, err
	}
	r := &reckoning{sla: s, clock: clock, now: now.Truncate(time.Minute), ticket: ticket.Timeline{Status: t.Status, Priority: t.Priority}}
	r.ticket.Opened, r.ticket.FirstReply, r.ticket.Solved = t.Opened.Truncate(time.Minute), r.past(t.FirstReply), r.past(t.Solved)
	for _, e := range t.Events {
		if e.Time = r.past(e.Time); !e.Time.IsZero() {
			r.ticket.Events = append(r.ticket.Events, e)
		}
	}
	statuses := r.ticket.Of(ticket.StatusSet)
	if len(statuses) > 0 {
		r.known.since = statuses[0].Time
		r.known.pauses = !statuses[0].Time.After(t.Opened.Add(time.Minute))
	}
	r.known.priorities = len(r.ticket.Of(ticket.PrioritySet)) > 0
	for _, e := range r.ticket.Of(ticket.Said) {
		r.known.roles = r.known.roles || e.Detail != ""
	}
	r.stops = s.stops(statuses)
	return r, nil
}

// past is a time cut to the minute; zero where it has not come yet.
func (r *reckoning) past(t time.Time) time.Time {
	if t = t.Truncate(time.Minute); t.After(r.now) {
		return time.Time{}
	}
	return t
}

// stops are the stretches in which the ticket had a status that pauses the clock, or was solved.
func (s SLA) stops(statuses []ticket.Event) (stops []stretch) {
	for i, e := range statuses {
		status := plainStatus(e.Detail)
		if status != "solved" && status != "closed" && !slices.Contains(s.pauses(), status) {
			continue
		}
		one := stretch{From: e.Time, Status: status}
		if i+1 < len(statuses) {
			one.To = statuses[i+1].Time
		}
		if n := len(stops); n > 0 && stops[n-1].Status == status && stops[n-1].To.Equal(one.From) {
			stops[n-1].To = one.To // the export tells one change twice
			continue
		}
		stops = append(stops, one)
	}
	return stops
}

// pauses are the statuses during which the clock stands still.
func (s SLA) pauses() []string {
	if s.Pauses == nil {
		return []string{"pending", "hold"}
	}
	plain := make([]string, len(s.Pauses))
	for i, status := range s.Pauses {
		plain[i] = plainStatus(status)
	}
	return plain
}

// plainStatus makes one status of "on-hold", "On hold" and "hold".
func plainStatus(status string) string {
	status = strings.NewReplacer("-", " ", "_", " ").Replace(strings.ToLower(strings.TrimSpace(status)))
	return strings.TrimPrefix(status, "on ")
}

// severityOf is the severity whose terms a priority has.
func severityOf(priority string) int {
	switch strings.ToLower(priority) {
	case "urgent", "critical", "highest":
		return 1
	case "high":
		return 2
	case "low", "lowest":
		return 4
	}
	return 3
}

// severityAt is that of the priority which the ticket had at a time. Before one was set it is the first; without a history
// it is today's.
func (r *reckoning) severityAt(at time.Time) int {
	priority := r.ticket.Priority
	for i, e := range r.ticket.Of(ticket.PrioritySet) {
		if i == 0 || !e.Time.After(at) {
			priority = e.Detail
		}
	}
	return severityOf(priority)
}

// promises are those that the contract makes, as they stand: the first answer, the next reply to the customer, the next
// update, a workaround, the resolution. An answer can be given whatever the ticket waits for: only the last three pause.
func (r *reckoning) promises() ([]Promise, error) {
	var all []Promise
	add := func(p *Promise, err error) error {
		if p != nil {
			all = append(all, *p)
		}
		return err
	}
	if r.ticket.Opened.IsZero() {
		return nil, nil
	}
	answered := r.ticket.FirstReply
	if err := add(r.promise(firstAnswer, func(t Terms) string { return t.Answer }, r.ticket.Opened, answered, nil)); err != nil {
		return nil, err
	}
	if err := add(r.nextReply(answered)); err != nil {
		return nil, err
	}
	if spoken := r.lastWord(answered); !spoken.IsZero() && r.ticket.Solved.IsZero() {
		if err := add(r.promise(update, func(t Terms) string { return t.Update }, spoken, time.Time{}, r.stops)); err != nil {
			return nil, err
		}
	}
	if err := add(r.promise(workaround, func(t Terms) string { return t.Workaround }, r.ticket.Opened, r.ticket.Solved, r.stops)); err != nil {
		return nil, err
	}
	err := add(r.promise(resolution, func(t Terms) string { return t.Resolution }, r.ticket.Opened, r.ticket.Solved, r.stops))
	return all, err
}

// lastWord is when an agent last wrote to the customer.
func (r *reckoning) lastWord(answered time.Time) time.Time {
	for _, e := range r.ticket.Of(ticket.Said) {
		if e.Detail == "agent" && e.Time.After(answered) {
			answered = e.Time
		}
	}
	return answered
}

// nextReply is about the customer's oldest word that nobody has answered, else about the last one that was; nil where the
// customer has not written again.
func (r *reckoning) nextReply(answered time.Time) (last *Promise, err error) {
	if answered.IsZero() {
		return nil, nil
	}
	term := func(t Terms) string { return t.Reply }
	var asked time.Time
	late, earlier := 0, 0
	one := func(reply time.Time) error {
		p, err := r.promise(nextReply, term, asked, reply, nil)
		if p == nil || err != nil {
			return err
		}
		if last != nil {
			earlier++
			if last.Breached() {
				late++
			}
		}
		p.Late, p.Earlier = late, earlier
		last = p
		return nil
	}
	for _, e := range r.ticket.Of(ticket.Said) {
		switch {
		case !e.Time.After(answered):
		case e.Detail == "customer" && asked.IsZero():
			asked = e.Time
		case e.Detail == "agent" && !asked.IsZero():
			if err := one(e.Time); err != nil {
				return nil, err
			}
			asked = time.Time{}
		}
	}
	if !asked.IsZero() && r.ticket.Solved.IsZero() {
		err = one(time.Time{})
	}
	return last, err
}

// promise reckons one term from a time on; nil where the contract has none. A change of the priority counts while the promise
// runs: a raise from its own time on, though never later than what was promised before; a fall from the start.
func (r *reckoning) promise(name string, of func(Terms) string, from, kept time.Time, stops []stretch) (*Promise, error) {
	end := r.now
	if !kept.IsZero() {
		end = kept
	}
	d, err := r.deadline(of, r.severityAt(from), from, stops)
	for _, e := range r.ticket.Of(ticket.PrioritySet) {
		if err != nil || !e.Time.Before(end) || d.runs && !e.Time.Before(d.due) {
			break
		}
		severity := severityOf(e.Detail)
		if !e.Time.After(from) || severity == d.severity {
			continue
		}
		var changed deadline
		changed, err = r.deadline(of, severity, e.Time, stops)
		switch {
		case d.term == "" || changed.term == "":
			d = changed
		case changed.length >= d.length:
			d, err = r.deadline(of, severity, from, stops)
		case d.runs && (!changed.runs || d.due.Before(changed.due)):
			d.term, d.length, d.severity = changed.term, changed.length, severity
		default:
			d = changed
		}
	}
	if err != nil || d.term == "" {
		return nil, err
	}
	p := &Promise{Name: name, Term: d.term, Severity: d.severity, From: from, Kept: kept, Left: d.left}
	p.Untold = name == workaround || name == firstAnswer && kept.IsZero() && len(r.ticket.Of(ticket.Said)) == 0
	if d.runs {
		p.Due = d.due
		p.Left = r.clock.without(end, d.due, stops) - r.clock.without(d.due, end, stops) // one of the two is 0
	}
	p.Paused = r.clock.between(from, end) - r.clock.without(from, end, stops)
	return p, nil
}

// deadline is when a term ends.
type deadline struct {
	term     string // empty: the contract has none at this severity
	severity int
	length   time.Duration
	runs     bool
	due      time.Time
	left     time.Duration // of business time, where the clock stands still
}

// deadline reckons a severity's term from a time on: its business time outside the stops.
func (r *reckoning) deadline(of func(Terms) string, severity int, from time.Time, stops []stretch) (deadline, error) {
	d := deadline{severity: severity, term: of(r.sla.Terms[severity])}
	if d.term == "" {
		return d, nil
	}
	var err error
	if d.length, err = r.clock.ParseTerm(d.term); err != nil {
		return d, fmt.Errorf("sla: severity %d: %w", severity, err)
	}
	d.left = d.length
	for _, s := range stops {
		if s.over(from) {
			continue
		}
		if due, ok := r.clock.Due(from, d.left); ok && !due.After(s.From) {
			break
		}
		d.left -= r.clock.between(from, s.From)
		if s.To.IsZero() {
			return d, nil
		}
		from = s.To
	}
	d.due, d.runs = r.clock.Due(from, d.left)
	return d, nil
}

// over says whether a stretch has ended by a time.
func (s stretch) over(by time.Time) bool { return !s.To.IsZero() && !s.To.After(by) }

// without is the business time in [from, to) outside stops; 0 when to is not after from.
func (c Clock) without(from, to time.Time, stops []stretch) time.Duration {
	sum := c.between(from, to)
	for _, s := range stops {
		begin, end := s.From, s.To
		if begin.Before(from) {
			begin = from
		}
		if end.IsZero() || end.After(to) {
			end = to
		}
		sum -= c.between(begin, end)
	}
	return max(sum, 0)
}

// between is the business time in [from, to); 0 when to is not after from.
func (c Clock) between(from, to time.Time) time.Duration {
	switch {
	case !to.After(from):
		return 0
	case c.always:
		return to.Sub(from)
	}
	return c.hours.Between(from, to)
}

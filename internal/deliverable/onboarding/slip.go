package onboarding

import (
	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
)

// A Slip is how late one milestone is: finished late, or open past its date.
type Slip struct {
	Milestone string
	Days      int    // working days of both parties; 0 or less is on time
	Party     string // of the owner: customer, vendor, or unknown
	Owner     string
	Open      bool
	Behind    string // the late milestone with which it began; "" is itself
}

// Slips lists the slip of every milestone that is done or past due, in the
// plan's order.
func Slips(p *Plan, s Setting, on calendar.Date) []Slip {
	joint := s.Joint()
	var out []Slip
	for i := range p.Milestones {
		m := &p.Milestones[i]
		if m.Due.Date == 0 || m.State.Dropped() {
			continue
		}
		until, open := on, !m.State.Done()
		if !open {
			if until = m.State.On; until == 0 {
				continue
			}
		}
		if open && on <= m.Due.Date {
			continue
		}
		out = append(out, Slip{Milestone: m.ID.Text, Days: joint.Between(m.Due.Date+1, until+1), Party: s.Party(m.Owner.Text), Owner: m.Owner.Text, Open: open})
	}
	return out
}

// Party is the party of a person: customer, vendor or unknown.
func (s Setting) Party(name string) string {
	if p, ok := s.People[name]; ok {
		return p.Party
	}
	return "unknown"
}

// Latest is the slip of the milestone that was due last among those that are
// done or past due: the plan's slip. Adding up milestones would count inherited
// slip twice. It is attributed to whoever it began with: the owner of the late
// milestone furthest back along what it waits for.
func Latest(p *Plan, slips []Slip) (Slip, bool) {
	var last Slip
	found, due := false, calendar.Date(0)
	late := map[string]Slip{}
	for _, s := range slips {
		late[s.Milestone] = s
		if m := p.Milestone(s.Milestone); m != nil && (!found || m.Due.Date >= due) {
			last, due, found = s, m.Due.Date, true
		}
	}
	root := last.Milestone
	for seen := map[string]bool{}; found && !seen[root]; {
		seen[root] = true
		for _, l := range readLinks(p.Milestone(root).After.Text) {
			if before, ok := late[l.Task]; ok && before.Days > 0 {
				root = before.Milestone
				last.Party, last.Owner, last.Behind = before.Party, before.Owner, root
				break
			}
		}
	}
	return last, found
}

// OverrunOf is how far the plan is over its schedule on a day. A go-live that
// was reached counts with its date.
func OverrunOf(p *Plan, s Setting, on calendar.Date) (deliverable.Overrun, bool) {
	promised, now := p.Baseline.Date, p.GoLive.Date
	if promised == 0 {
		promised = now
	}
	if m := p.GoLiveMilestone(); m != nil && m.State.Done() && m.State.On != 0 {
		now, on = m.State.On, m.State.On
	}
	return deliverable.OverrunOf(p.Start.Date, promised, now, on, s.Joint())
}

package onboarding

import (
	"github.com/touchstone-cs/touchstone/internal/calendar"
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

// An Overrun is how far a plan is over its schedule.
type Overrun struct {
	Planned int // working days from the start to the go-live first promised
	Over    int // working days that the go-live is later now
	Share   float64
}

// escalateAbove is the share over schedule at which a plan escalates.
const escalateAbove = .25

// Escalates says whether the plan is more than a quarter over its schedule.
func (o Overrun) Escalates() bool { return o.Share > escalateAbove }

// OverrunOf compares the go-live as it stands, or today where that is past,
// with the one first promised (the baseline; without one, the go-live itself).
// A go-live that was reached counts with its date.
func OverrunOf(p *Plan, s Setting, on calendar.Date) (Overrun, bool) {
	joint := s.Joint()
	base := p.Baseline.Date
	if base == 0 {
		base = p.GoLive.Date
	}
	if base == 0 || p.Start.Date == 0 || base <= p.Start.Date {
		return Overrun{}, false
	}
	now := p.GoLive.Date
	if m := p.GoLiveMilestone(); m != nil && m.State.Done() && m.State.On != 0 {
		now = m.State.On
	} else if on > now {
		now = on
	}
	o := Overrun{Planned: joint.Between(p.Start.Date, base+1), Over: joint.Between(base+1, now+1)}
	if o.Planned > 0 {
		o.Share = float64(o.Over) / float64(o.Planned)
	}
	return o, true
}

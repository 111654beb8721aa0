package playbook

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/schedule"
)

type fault struct{ id, text string }

// faults lists what would make a plan of this playbook wrong.
func (p *Playbook) faults() []fault {
	var out []fault
	report := func(id, format string, args ...any) { out = append(out, fault{id, fmt.Sprintf(format, args...)}) }
	if p.Name == "" || p.Title == "" {
		report("", "a playbook needs the keys playbook and title")
	}
	if p.Confidence < 1 || p.Confidence > 99 {
		report("", "confidence %d is not between 1 and 99", p.Confidence)
	}
	for role, party := range p.Roles {
		if party != "vendor" && party != "customer" {
			report("", "role %s belongs to %q, want vendor or customer", role, party)
		}
	}
	role := func(id, name string) {
		if _, ok := p.Roles[name]; !ok {
			report(id, "%s: the owner role %q is not in roles", id, name)
		}
	}
	prerequisite := map[string]bool{}
	for _, x := range p.Prerequisites {
		prerequisite[x.ID] = true
		role(x.ID, x.Owner)
		if x.Validate == "" {
			report(x.ID, "prerequisite %s has no validation step", x.ID)
		}
	}
	goLives := 0
	for _, m := range p.Milestones() {
		role(m.ID, m.Owner)
		if m.Criterion == "" {
			report(m.ID, "milestone %s has no success criterion", m.ID)
		}
		if m.GoLive {
			goLives++
		}
	}
	if goLives != 1 || len(p.GoLive) == 0 {
		report("", "want one milestone with go_live: true (there are %d) and a list of go_live criteria (there are %d)", goLives, len(p.GoLive))
	}
	for _, problem := range schedule.Check(p.Schedule()) {
		report(problem.Tasks[0], "%s", problem.Message)
	}
	for _, m := range p.Cadence {
		for _, who := range m.Who {
			role(m.Meeting, who)
		}
	}
	return out
}

// Milestones lists the milestones of all phases in order.
func (p *Playbook) Milestones() []Milestone {
	var out []Milestone
	for _, phase := range p.Phases {
		out = append(out, phase.Milestones...)
	}
	return out
}

// Schedule is the playbook as tasks and risks, without dates and people; links
// to prerequisites are left out.
func (p *Playbook) Schedule() schedule.Plan {
	plan := schedule.Plan{ID: p.Name}
	prerequisite := map[string]bool{}
	for _, x := range p.Prerequisites {
		prerequisite[x.ID] = true
	}
	for _, m := range p.Milestones() {
		task := schedule.Task{ID: m.ID, Days: m.Days.Estimate(), Owner: m.Owner, Load: m.Load}
		if task.Load == 0 {
			task.Load = DefaultLoad
		}
		for _, after := range m.After {
			if link := ParseLink(after); !prerequisite[link.Task] {
				task.After = append(task.After, link)
			}
		}
		if m.GoLive {
			plan.Target = m.ID
		}
		plan.Tasks = append(plan.Tasks, task)
	}
	for _, r := range p.Risks {
		plan.Risks = append(plan.Risks, schedule.Risk{ID: r.ID, Task: r.Hits, Probability: float64(r.Odds) / 100, Delay: r.Days.Estimate()})
	}
	return plan
}

// DefaultLoad is the share of the owner's day, in percent, that a milestone
// takes where it does not say.
const DefaultLoad = 50

// ParseLink reads a dependency as tables write it: "1.2", or "1.2+3" for three
// working days after.
func ParseLink(text string) schedule.Link {
	id, lag, _ := strings.Cut(strings.ReplaceAll(text, " ", ""), "+")
	days, err := strconv.ParseFloat(strings.TrimSuffix(lag, "d"), 64)
	if err != nil {
		days = 0
	}
	return schedule.Link{Task: id, Lag: days}
}

// Fill replaces {name} by its value; an unknown name stays, so that a reader
// sees what is missing.
func Fill(text string, values map[string]string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, after, ok := strings.Cut(rest, "}")
		value, known := values[name]
		switch {
		case ok && known:
			b.WriteString(value)
			text = after
		default:
			b.WriteByte('{')
			text = rest
		}
	}
}

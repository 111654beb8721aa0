package onboarding

import (
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/schedule"
)

// scheduled is the plan's milestones with their dependencies as the schedule
// checks them; links to prerequisites are left out.
func (p *Plan) scheduled() schedule.Plan {
	out := schedule.Plan{ID: p.Account}
	for i := range p.Milestones {
		m := &p.Milestones[i]
		if m.ID.Text == "" {
			continue
		}
		t := schedule.Task{ID: m.ID.Text, Days: m.Estimate}
		for _, l := range readLinks(m.After.Text) {
			if p.Milestone(l.Task) != nil {
				t.After = append(t.After, l)
			}
		}
		out.Tasks = append(out.Tasks, t)
	}
	return out
}

// rowOf is the row of a milestone; with last, of its last mention.
func (p *Plan) rowOf(id string, last bool) markdown.Span {
	var at markdown.Span
	for i := range p.Milestones {
		if p.Milestones[i].ID.Text == id {
			at = p.Milestones[i].Row
			if !last {
				return at
			}
		}
	}
	return at
}

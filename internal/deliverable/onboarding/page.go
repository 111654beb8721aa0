package onboarding

import (
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
)

// OnePage is a plan's status for its customer, as Markdown: what is done, what
// comes next, the date. It holds no forecast of other plans, no load, and no
// note that is not in the plan.
func OnePage(found Found, setting Setting, on calendar.Date, title string) string {
	p := found.Plan
	s := statusOf(found, setting, on)
	var b strings.Builder
	fmt.Fprintf(&b, "# Status of the onboarding: %s\n\n%s. ", title, on.Long())
	if s.Live {
		b.WriteString("You are live.\n\n")
	} else if s.GoLive == 0 {
		fmt.Fprintf(&b, "%d of %d milestones are done; go-live has no date yet.\n\n", s.Done, s.Total)
	} else {
		fmt.Fprintf(&b, "%d of %d milestones are done; go-live is planned for %s.\n\n", s.Done, s.Total, s.GoLive.Long())
	}
	b.WriteString("| Milestone | Owner | Due | State |\n|---|---|---|---|\n")
	for _, m := range p.Milestones {
		if !m.State.Dropped() {
			fmt.Fprintf(&b, "| %s %s | %s | %s | %s |\n", m.ID.Text, cell(m.Title.Text), cell(m.Owner.Text), m.Due.Text, m.State.outside())
		}
	}
	var waiting []string
	for _, x := range p.Prerequisites {
		if !x.State.Done() && !x.State.Dropped() && setting.Party(x.Owner.Text) == "customer" {
			waiting = append(waiting, fmt.Sprintf("- %s: %s (%s, %s)", x.ID.Text, x.Text.Text, x.Owner.Text, x.State.outside()))
		}
	}
	if len(waiting) > 0 {
		b.WriteString("\n## What we need from you\n\n" + strings.Join(waiting, "\n") + "\n")
	}
	if len(p.Changes) > 1 {
		last := p.Changes[len(p.Changes)-1]
		fmt.Fprintf(&b, "\n## What changed last\n\n%s: %s.\n", last.On.Text, strings.TrimSuffix(last.What.Text, "."))
	}
	if len(p.Criteria) > 0 {
		b.WriteString("\n## Go-live definition\n\n")
	}
	for _, g := range p.Criteria {
		fmt.Fprintf(&b, "- %s: %s (%s)\n", g.ID.Text, g.Text.Text, g.State.outside())
	}
	return b.String()
}

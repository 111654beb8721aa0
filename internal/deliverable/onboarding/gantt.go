package onboarding

import (
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
)

// A Gantt is a plan as Mermaid draws it.
type Gantt struct{ Sections []GanttSection }

// A GanttSection is one phase.
type GanttSection struct {
	Title string
	Bars  []Bar
}

// A Bar is one milestone with both of its days included.
type Bar struct {
	ID, Title                         string
	Start, End                        calendar.Date
	Milestone, Critical, Done, Active bool
}

// Fence writes the diagram as a fenced block that a forge renders. Bars carry
// their dates, computed on the parties' calendars, so Mermaid needs to know no
// holiday.
func (g Gantt) Fence() string {
	return "```mermaid\n" + g.Text() + "```\n"
}

// Text writes the diagram.
func (g Gantt) Text() string {
	var w strings.Builder
	w.WriteString("gantt\n  dateFormat YYYY-MM-DD\n  axisFormat %d %b\n  inclusiveEndDates\n")
	for _, s := range g.Sections {
		if len(s.Bars) == 0 {
			continue
		}
		fmt.Fprintf(&w, "  section %s\n", ganttText(s.Title))
		for _, b := range s.Bars {
			fmt.Fprintf(&w, "  %s :%s\n", ganttText(b.Title), b.meta())
		}
	}
	return w.String()
}

func (b Bar) meta() string {
	var tags []string
	for _, t := range []struct {
		on   bool
		name string
	}{{b.Milestone, "milestone"}, {b.Done, "done"}, {b.Active, "active"}, {b.Critical, "crit"}} {
		if t.on {
			tags = append(tags, t.name)
		}
	}
	end := b.End.String()
	if b.Milestone {
		end = "0d"
		b.Start = b.End
	}
	return strings.Join(append(tags, ganttID(b.ID), b.Start.String(), end), ", ")
}

// ganttText leaves out what Mermaid would read as its own: the colon before the
// dates, the semicolon that ends a statement, the hash of an entity.
func ganttText(s string) string {
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if strings.ContainsRune(":;#%{}<>\"`\\", r) {
			return ' '
		}
		return r
	}, s)), " ")
	if s == "" {
		return "–"
	}
	return s
}

// ganttID is an identifier for a milestone's ID: 2.1 becomes t2_1.
func ganttID(id string) string {
	return "t" + strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, id)
}

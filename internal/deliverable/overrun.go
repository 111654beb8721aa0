package deliverable

import (
	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// Overrun is how far an onboarding plan is over its schedule. The plan's own rule and the health report speak of it.
type Overrun struct {
	Planned int // working days from the start to the go-live first promised, both included
	Over    int // working days by which the go-live is later now
	Share   float64
}

// escalateAbove is the share over schedule above which a plan escalates.
const escalateAbove = .25

// Escalates says whether the plan is more than a quarter over its schedule.
func (o Overrun) Escalates() bool { return o.Share > escalateAbove }

// OverrunOf compares a go-live, or the day on it where that has passed, with the one first promised. It is false where
// the dates give no schedule.
func OverrunOf(start, promised, goLive, on calendar.Date, works *calendar.Calendar) (Overrun, bool) {
	if promised == 0 || start == 0 || promised <= start {
		return Overrun{}, false
	}
	o := Overrun{Planned: works.Between(start, promised+1), Over: works.Between(promised+1, max(goLive, on)+1)}
	if o.Planned > 0 {
		o.Share = float64(o.Over) / float64(o.Planned)
	}
	return o, true
}

// PlanDates are the front matter's dates of an onboarding plan: its start, the go-live first promised (the baseline, else
// the go-live) and the go-live; zero where one is missing or no date.
func PlanDates(doc *markdown.Document) (start, promised, goLive calendar.Date) {
	read := func(key string) calendar.Date {
		d, err := calendar.ParseDate(doc.Front.Value(key))
		if err != nil {
			return 0
		}
		return d
	}
	start, promised, goLive = read("start"), read("baseline"), read("go_live")
	if promised == 0 {
		promised = goLive
	}
	return start, promised, goLive
}

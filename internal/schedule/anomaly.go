package schedule

import (
	"fmt"

	"github.com/touchstone-cs/touchstone/internal/calendar"
)

// An Anomaly is a change that should not have helped and did: with limited
// people, placing tasks one after another can end earlier when a task takes
// longer (Graham 1969). It is shown, not hidden: the schedule before the change
// was not the shortest.
type Anomaly struct {
	Plan, Task string
	Change     string
	Was, Is    calendar.Date // go-live before and after the change
}

// Anomalies lengthens each open task of a plan by one working day in turn, levels
// again, and reports every task for which go-live comes earlier.
func Anomalies(p Portfolio, plan string) []Anomaly {
	k := -1
	for i := range p.Plans {
		if p.Plans[i].ID == plan {
			k = i
		}
	}
	if k < 0 {
		return nil
	}
	was := levelledEnd(p, plan)
	var out []Anomaly
	tasks := p.Plans[k].Tasks
	for i, t := range tasks {
		if t.Finished != 0 || t.Days.Mode <= 0 {
			continue
		}
		changed := append([]Task{}, tasks...)
		changed[i].Days = Estimate{t.Days.Low + 1, t.Days.Mode + 1, t.Days.High + 1}
		plans := append([]Plan{}, p.Plans...)
		plans[k].Tasks = changed
		if is := levelledEnd(Portfolio{plans, p.People}, plan); is < was {
			out = append(out, Anomaly{plan, t.ID, fmt.Sprintf("%s takes a day longer", t.ID), was, is})
		}
	}
	return out
}

func levelledEnd(p Portfolio, plan string) calendar.Date {
	n, _ := Compile(p)
	for _, t := range n.Level(Search{}).Timetable() {
		if t.Plan == plan {
			return t.End
		}
	}
	return 0
}

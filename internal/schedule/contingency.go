package schedule

import "github.com/touchstone-cs/touchstone/internal/calendar"

// A Contingency is what one risk does to a plan's dates when it strikes, with
// all else as likely as not to go as planned.
type Contingency struct {
	Risk, Task string
	// Likely and Worst are the timelines at the delay's most likely and longest.
	Likely, Worst Timeline
}

// A Timeline is the plan's go-live and the tasks that move.
type Timeline struct {
	End  calendar.Date
	Days int // working days of the plan's calendar that the go-live moves
	// After counts the working days past the promise; 0 or less holds it.
	After int
	Moves []Move
}

// A Move is one task's finish before and after.
type Move struct {
	Task     string
	From, To calendar.Date
}

// Contingencies computes the timeline of every risk of a plan, in order of
// their IDs. The plan is dated at its most likely durations, without limits on
// people.
func Contingencies(p Plan, people map[string]Person) []Contingency {
	base := timetableOf(p, people)
	cal := p.Calendar
	if cal == nil {
		cal = calendar.Join()
	}
	var out []Contingency
	for _, r := range sortedRisks(p.Risks) {
		c := Contingency{Risk: r.ID, Task: r.Task}
		delay := ordered(r.Delay)
		c.Likely = struck(p, people, cal, base, r.Task, delay.Mode)
		c.Worst = struck(p, people, cal, base, r.Task, delay.High)
		out = append(out, c)
	}
	return out
}

// struck is the timeline with one task longer by a delay.
func struck(p Plan, people map[string]Person, cal *calendar.Calendar, base Timetable, task string, delay float64) Timeline {
	tasks := append([]Task{}, p.Tasks...)
	for i := range tasks {
		if tasks[i].ID == task {
			tasks[i].extra = delay
		}
	}
	p.Tasks = tasks
	moved := timetableOf(p, people)
	t := Timeline{End: moved.End, Days: cal.Between(base.End, moved.End)}
	if p.Promise != 0 {
		t.After = cal.Between(p.Promise, moved.End)
	}
	for i, d := range moved.Tasks {
		if was := base.Tasks[i]; was.Finish != d.Finish {
			t.Moves = append(t.Moves, Move{d.ID, was.Finish, d.Finish})
		}
	}
	return t
}

func timetableOf(p Plan, people map[string]Person) Timetable {
	n, _ := Compile(Portfolio{Plans: []Plan{p}, People: people})
	return n.Timetable()[0]
}

// Buffer is how many working days must lie between the end at the most likely
// durations and a date that holds with the given share.
func (f Forecast) Buffer(cal *calendar.Calendar, end calendar.Date, share float64) int {
	if cal == nil {
		cal = calendar.Join()
	}
	return max(0, cal.Between(end, f.At(share)))
}

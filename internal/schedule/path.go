package schedule

import (
	"slices"

	"github.com/touchstone-cs/touchstone/internal/calendar"
)

// A Dated task is one with its dates at the most likely durations.
type Dated struct {
	ID            string
	Start, Finish calendar.Date
	// LatestFinish is the last day that does not move the plan's end.
	LatestFinish calendar.Date
	// Float is how many working days the task may slip without moving the end.
	Float    float64
	Critical bool
}

// A Timetable is one plan at its most likely durations.
type Timetable struct {
	Plan  string
	End   calendar.Date // the go-live
	Days  int           // working days of the plan's calendar from its start to its end, both included
	Tasks []Dated       // in topological order, by ID where there is a choice
}

// Critical lists the IDs on the critical path, in order.
func (t Timetable) Critical() []string {
	var out []string
	for _, d := range t.Tasks {
		if d.Critical {
			out = append(out, d.ID)
		}
	}
	return out
}

// Timetable computes the critical path of every plan: the earliest dates
// forward, the latest dates backward from the plan's end, and the float between
// them. Resource arcs of a levelled network count like dependencies within a
// plan.
func (n *Network) Timetable() []Timetable {
	start, finish := n.forward(n.likely, false)
	late := n.backward(finish)
	out := make([]Timetable, len(n.plans))
	for p := range n.plans {
		plan := &n.plans[p]
		t := Timetable{Plan: plan.ID, End: n.finishDate(int(plan.lastOf(finish)), plan.endOf(finish))}
		t.Days = n.workingDays(plan, t.End)
		drives := n.driving(plan, finish)
		for _, i := range plan.tasks {
			d := n.dated(int(i), start[i], finish[i], late[i])
			d.Critical = d.Critical || drives[i]
			t.Tasks = append(t.Tasks, d)
		}
		out[p] = t
	}
	return out
}

// driving marks the chain that the go-live waits for: from its last task back,
// each time to the tasks whose finish sets the start. Where calendars differ a
// task of that chain can have float of its own (its owner rests before the next
// one begins), and is on the critical path all the same.
func (n *Network) driving(p *compiled, finish []int32) map[int32]bool {
	marked := map[int32]bool{}
	last := p.lastOf(finish)
	if last < 0 {
		return marked
	}
	queue := []int32{last}
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		if marked[i] || n.fixed[i] >= 0 || n.plan[i] != n.plan[last] {
			continue
		}
		marked[i] = true
		if n.started[i] >= 0 {
			continue
		}
		ready := n.release[i]
		for _, a := range n.pred[i] {
			ready = max(ready, n.lagged(i, a, finish[a.from], false))
		}
		for _, a := range n.pred[i] {
			if at := n.lagged(i, a, finish[a.from], false); at == ready && at > n.release[i] {
				queue = append(queue, a.from)
			}
		}
	}
	return marked
}

func (n *Network) dated(i int, start, finish, late int32) Dated {
	line := n.clock[i]
	float := max(0, line.reachWorked(late)-line.reachWorked(finish))
	if n.fixed[i] >= 0 {
		float = 0
	}
	done := n.finishDate(i, finish)
	return Dated{
		ID: n.id[i], Start: min(n.startDate(start), done), Finish: done, LatestFinish: max(done, n.date(line.reachFinish(line.reachWorked(late)))),
		Float: float64(float) / day, Critical: float == 0 && n.fixed[i] < 0,
	}
}

// finishDate is the day of a task's finish; a milestone without duration that
// nothing holds back falls on its first working day, not on the day before.
func (n *Network) finishDate(i int, at int32) calendar.Date {
	if i < 0 || n.fixed[i] >= 0 {
		return n.date(at)
	}
	first := n.release[i]
	if n.started[i] >= 0 {
		first = n.started[i]
	}
	if at > first {
		return n.epoch + calendar.Date(n.clock[i].dayOf(at))
	}
	return n.startDate(n.clock[i].reachBegin(n.clock[i].reachWorked(first)))
}

func (n *Network) workingDays(p *compiled, end calendar.Date) int {
	d := int32(end-n.epoch) + 1
	from := int32(p.Start-n.epoch) * day
	return int(p.timeline.reachWorked(d*day)-p.timeline.reachWorked(from)) / day
}

// endOf is the plan's go-live among the finishes of all tasks.
func (p *compiled) endOf(finish []int32) int32 {
	if i := p.lastOf(finish); i >= 0 {
		return finish[i]
	}
	return 0
}

// lastOf is the task that is the go-live; -1 in a plan without tasks.
func (p *compiled) lastOf(finish []int32) int32 {
	if p.target >= 0 || len(p.tasks) == 0 {
		return p.target
	}
	return slices.MaxFunc(p.tasks, func(a, b int32) int { return int(finish[a]) - int(finish[b]) })
}

// backward computes the latest finish of every task that keeps each plan's end.
func (n *Network) backward(finish []int32) []int32 {
	late := make([]int32, len(n.id))
	for p := range n.plans {
		end := n.plans[p].endOf(finish)
		for _, i := range n.plans[p].tasks {
			late[i] = max(end, finish[i])
			if n.plans[p].target < 0 || i == n.plans[p].target {
				late[i] = end
			}
		}
	}
	for k := len(n.order) - 1; k >= 0; k-- {
		i := n.order[k]
		if n.fixed[i] >= 0 || n.started[i] >= 0 {
			continue
		}
		line := n.clock[i]
		begin := line.reachBegin(max(0, line.reachWorked(late[i])-n.likely[i]))
		if n.likely[i] == 0 {
			begin = late[i]
		}
		for _, a := range n.pred[i] {
			if n.plan[a.from] == n.plan[i] {
				late[a.from] = min(late[a.from], n.unlagged(i, a, begin))
			}
		}
	}
	return late
}

// unlagged is the latest finish of an arc's task for its follower to begin in
// time.
func (n *Network) unlagged(i int32, a arc, begin int32) int32 {
	if a.lag == 0 {
		return begin
	}
	line := n.plans[n.plan[i]].timeline
	line.cover(begin/day, 0)
	return line.reachBegin(max(0, line.reachWorked(begin)-a.lag))
}

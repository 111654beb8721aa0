package schedule

import (
	"cmp"
	"container/heap"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/calendar"
)

// A Levelled network respects every person's capacity over all its plans.
type Levelled struct {
	*Network
	// Shifts are the tasks that wait for a person and not for their work, in
	// order of plan and task.
	Shifts []Shift
	// Booked is how much of each person's days is taken, by person and date.
	Booked map[string][]DayLoad
}

// A Shift is a task moved because its owner is taken.
type Shift struct {
	Plan, Task, Owner string
	From, To          calendar.Date // start without and with the limit
	Days              int           // working days moved
	// Behind is what the owner does first.
	Behind []TaskName
}

// A TaskName is a task of a portfolio.
type TaskName struct{ Plan, Task string }

// A DayLoad is what a person has on one day, in percent of it.
type DayLoad struct {
	Date             calendar.Date
	Percent, OfTotal int32
}

// Level places every open task where its owner has room, and turns the order
// found into arcs: whoever holds the person first. Forecasts of the result keep
// to the same order in every draw, so a longer task still never makes go-live
// earlier there; levelling again after the change may find another order, and
// with it an anomaly (see Anomalies).
//
// Tasks are taken by the latest start that keeps their plan's promise; a
// network of one plan and at most searchLimit tasks is searched for a shorter
// schedule as well, within the search's bounds.
func (n *Network) Level(s Search) Levelled {
	p, limited := n.project()
	u := usage{resources: max(1, len(p.capacity))}
	solution := newSolution(len(p.days))
	p.serial(&u, n.priorities(p), &solution)
	if len(n.plans) == 1 && len(p.days) <= searchLimit && s.Schedules > 0 {
		if better := p.Solve(s); better.Makespan < solution.Makespan {
			solution = better
		}
	}
	return n.arrange(p, limited, solution)
}

const searchLimit = 200

// project is the network as a problem in whole days, at the most likely
// durations rounded up. Finished work takes no time; work under way goes on
// today with what is left.
func (n *Network) project() (p *Project, limited []string) {
	count := len(n.id)
	p = &Project{days: make([]int32, count), pred: make([][]int32, count), succ: make([][]int32, count), lag: map[[2]int32]int32{},
		demand: make([][]need, count), ready: make([]int32, count), line: make([]*dayLine, count)}
	index := map[string]int32{}
	for _, owner := range sortedKeys(n.capacity) {
		index[owner] = int32(len(limited))
		limited, p.capacity = append(limited, owner), append(p.capacity, n.capacity[owner])
	}
	for i := range n.id {
		p.line[i] = (*dayLine)(n.clock[i])
		if n.fixed[i] >= 0 {
			continue
		}
		p.days[i] = (n.likely[i] + day - 1) / day
		p.ready[i] = n.release[i] / day
		if n.started[i] >= 0 {
			p.ready[i] = max(p.ready[i], n.floor[i]/day-1)
			spent := p.line[i].before(p.ready[i]) - p.line[i].before(n.started[i]/day)
			p.days[i] = max(1, p.days[i]-max(0, spent))
		}
		if r, ok := index[n.owner[i]]; ok && p.days[i] > 0 {
			p.demand[i] = []need{{r, min(n.load[i], p.capacity[r])}}
		}
		if n.started[i] < 0 {
			n.projectArcs(p, int32(i))
		}
	}
	return p, limited
}

func (n *Network) projectArcs(p *Project, i int32) {
	for _, a := range n.pred[i] {
		if n.fixed[a.from] >= 0 {
			p.ready[i] = max(p.ready[i], n.fixed[a.from]/day)
			continue
		}
		p.pred[i], p.succ[a.from] = append(p.pred[i], a.from), append(p.succ[a.from], i)
		if lag := (a.lag + day - 1) / day; lag > 0 {
			p.lag[[2]int32{a.from, i}] = lag
		}
	}
}

// priorities lists the tasks by the latest start that keeps their plan's
// promise, each after what it waits for.
func (n *Network) priorities(p *Project) []int32 {
	_, finish := n.forward(n.likely, false)
	late := n.backward(finish)
	q := &lateHeap{key: make([]int64, len(n.id))}
	for i := range n.id {
		plan := &n.plans[n.plan[i]]
		start := int64(late[i] - n.likely[i])
		if plan.Promise != 0 {
			start += int64(n.dayEnd(plan.Promise, 0) - plan.endOf(finish))
		}
		if n.started[i] >= 0 || n.fixed[i] >= 0 {
			start = -1 << 40
		}
		q.key[i] = start
	}
	waits := make([]int, len(n.id))
	for i := range n.id {
		if waits[i] = len(p.pred[i]); waits[i] == 0 {
			q.at = append(q.at, int32(i))
		}
	}
	heap.Init(q)
	list := make([]int32, 0, len(n.id))
	for q.Len() > 0 {
		i := heap.Pop(q).(int32)
		list = append(list, i)
		for _, s := range p.succ[i] {
			if waits[s]--; waits[s] == 0 {
				heap.Push(q, s)
			}
		}
	}
	return list
}

type lateHeap struct {
	key []int64
	at  []int32
}

func (h *lateHeap) Len() int { return len(h.at) }
func (h *lateHeap) Less(a, b int) bool {
	i, j := h.at[a], h.at[b]
	return cmp.Or(cmp.Compare(h.key[i], h.key[j]), cmp.Compare(i, j)) < 0
}
func (h *lateHeap) Swap(a, b int) { h.at[a], h.at[b] = h.at[b], h.at[a] }
func (h *lateHeap) Push(x any)    { h.at = append(h.at, x.(int32)) }
func (h *lateHeap) Pop() any {
	x := h.at[len(h.at)-1]
	h.at = h.at[:len(h.at)-1]
	return x
}

// arrange adds the arcs of a solution to a copy of the network.
func (n *Network) arrange(p *Project, limited []string, s Solution) Levelled {
	out := *n
	out.pred = slices.Clone(n.pred)
	out.order = slices.Clone(n.order)
	slices.SortStableFunc(out.order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(s.Start[a], s.Start[b]), cmp.Compare(s.End[a], s.End[b]), cmp.Compare(a, b))
	})
	behind := out.handOver(p, s)
	before, _ := n.forward(n.likely, false)
	out.reach()
	after, _ := out.forward(out.likely, false)
	return Levelled{Network: &out, Shifts: out.shifts(before, after, behind), Booked: out.booked(p, limited, s)}
}

// A holding is a share of a person that a task gives back at its end.
type holding struct{ task, end, amount int32 }

// handOver passes each person's time from task to task in the order of the
// solution, and adds an arc for each hand-over between tasks that do not
// already wait for each other.
func (n *Network) handOver(p *Project, s Solution) (behind map[int32][]int32) {
	behind = map[int32][]int32{}
	pool := make([][]holding, len(p.capacity))
	for r, c := range p.capacity {
		pool[r] = []holding{{-1, 0, c}}
	}
	for _, j := range n.order {
		for _, d := range p.demand[j] {
			for _, i := range take(&pool[d.resource], s.Start[j], d.amount, p.pred[j]) {
				if !slices.Contains(p.pred[j], i) {
					n.pred[j] = append(slices.Clone(n.pred[j]), arc{from: i, resource: true})
					behind[j] = append(behind[j], i)
				}
			}
			pool[d.resource] = append(pool[d.resource], holding{j, s.End[j], d.amount})
		}
	}
	return behind
}

// take removes an amount from what is free at a start: first from what the task
// waits for anyway, then from what came free earliest. It returns the tasks
// that it took from.
func take(pool *[]holding, start, amount int32, waitsFor []int32) []int32 {
	slices.SortStableFunc(*pool, func(a, b holding) int {
		first := func(h holding) int {
			if slices.Contains(waitsFor, h.task) {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(first(a), first(b)), cmp.Compare(a.end, b.end), cmp.Compare(a.task, b.task))
	})
	var from []int32
	for k := 0; k < len(*pool) && amount > 0; k++ {
		h := &(*pool)[k]
		if h.end > start {
			continue
		}
		part := min(h.amount, amount)
		h.amount, amount = h.amount-part, amount-part
		if h.task >= 0 {
			from = append(from, h.task)
		}
	}
	*pool = slices.DeleteFunc(*pool, func(h holding) bool { return h.amount == 0 })
	return from
}

// shifts lists the tasks that start later than without limits because of an
// arc of their own.
func (n *Network) shifts(before, after []int32, behind map[int32][]int32) []Shift {
	var out []Shift
	for i := range n.id {
		if len(behind[int32(i)]) == 0 || after[i]/day <= before[i]/day || n.fixed[i] >= 0 || n.started[i] >= 0 {
			continue
		}
		line := n.clock[i]
		shift := Shift{Plan: n.plans[n.plan[i]].ID, Task: n.id[i], Owner: n.owner[i], From: n.startDate(before[i]), To: n.startDate(after[i]),
			Days: int(line.reachWorked(after[i])-line.reachWorked(before[i])) / day}
		for _, b := range behind[int32(i)] {
			shift.Behind = append(shift.Behind, TaskName{n.plans[n.plan[b]].ID, n.id[b]})
		}
		if shift.Days > 0 {
			out = append(out, shift)
		}
	}
	return out
}

// booked adds up each person's days.
func (n *Network) booked(p *Project, limited []string, s Solution) map[string][]DayLoad {
	loads := make([]map[int32]int32, len(limited))
	for i := range n.id {
		for _, d := range p.demand[i] {
			if loads[d.resource] == nil {
				loads[d.resource] = map[int32]int32{}
			}
			for k := p.line[i].before(s.Start[i]); p.line[i].nth(k) < s.End[i]; k++ {
				loads[d.resource][p.line[i].nth(k)] += d.amount
			}
		}
	}
	out := map[string][]DayLoad{}
	for r, owner := range limited {
		for d, percent := range loads[r] {
			out[owner] = append(out[owner], DayLoad{n.epoch + calendar.Date(d), percent, p.capacity[r]})
		}
		slices.SortFunc(out[owner], func(a, b DayLoad) int { return cmp.Compare(a.Date, b.Date) })
	}
	return out
}

func sortedKeys(m map[string]int32) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

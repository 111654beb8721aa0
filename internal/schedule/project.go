package schedule

import (
	"cmp"
	"slices"
)

// A Project is a resource-constrained scheduling problem in whole days: tasks
// that each take a number of working days of their own calendar, need shares of
// resources on each of those days, and follow each other. Days count from 0.
type Project struct {
	days     []int32
	pred     [][]int32
	succ     [][]int32
	lag      map[[2]int32]int32 // working days of the follower's calendar; absent is 0
	demand   [][]need
	capacity []int32
	ready    []int32    // first day allowed
	line     []*dayLine // nil works every day
}

// A need is the share of one resource that a task takes on every day it works.
type need struct{ resource, amount int32 }

// A dayLine is a timeline in whole days; nil works every day. It extends the
// timeline as it is asked, so it serves one goroutine.
type dayLine timeline

// A Solution gives every task the first and the day after its last working day.
type Solution struct {
	Start, End []int32
	Makespan   int32
	Schedules  int // how many schedules were built
}

// usage is what is taken of every resource on every day.
type usage struct {
	resources int
	taken     []int32 // [day*resources + resource]
}

func (u *usage) reset() { clear(u.taken) }

// over says whether a task does not fit on a day.
func (u *usage) over(day int32, needs []need, capacity []int32) bool {
	base := int(day) * u.resources
	if base >= len(u.taken) {
		return false
	}
	row := u.taken[base : base+u.resources]
	for _, n := range needs {
		if row[n.resource]+n.amount > capacity[n.resource] {
			return true
		}
	}
	return false
}

func (u *usage) take(day int32, needs []need) {
	base := int(day) * u.resources
	for base+u.resources > len(u.taken) {
		u.taken = append(u.taken, make([]int32, max(64*u.resources, len(u.taken)))...)
	}
	row := u.taken[base : base+u.resources]
	for _, n := range needs {
		row[n.resource] += n.amount
	}
}

// nth is the kth working day of a task.
func (l *dayLine) nth(k int32) int32 {
	if l == nil {
		return k
	}
	if int(k)+1 >= len(l.work) {
		(*timeline)(l).cover(0, (k+1)*day)
	}
	return l.work[k+1]
}

// before is how many working days lie before a day.
func (l *dayLine) before(d int32) int32 {
	if l == nil {
		return d
	}
	if int(d) >= len(l.rank) {
		(*timeline)(l).cover(d, 0)
	}
	return l.rank[d] / day
}

// after is the first day allowed to a task whose arc's other end is a day, with
// the lag in the follower's working days.
func (p *Project) after(from, to, end int32) int32 {
	if len(p.lag) == 0 {
		return end
	}
	lag := p.lag[[2]int32{from, to}]
	if lag == 0 {
		return end
	}
	l := p.lineOf(to)
	return l.nth(l.before(end)+lag-1) + 1
}

// early places task j as early as possible on or after a day and takes its
// resources.
func (p *Project) early(u *usage, j, from int32) (start, end int32) {
	d := p.days[j]
	if d == 0 {
		return from, from
	}
	l := p.lineOf(j)
	k := l.before(from)
	for q := k; q < k+d; q++ {
		if u.over(l.nth(q), p.demand[j], p.capacity) {
			k = q + 1
		}
	}
	for q := k; q < k+d; q++ {
		u.take(l.nth(q), p.demand[j])
	}
	return l.nth(k), l.nth(k+d-1) + 1
}

// late places task j as late as possible with its end on or before a day; ok is
// false when it would begin before the first day.
func (p *Project) late(u *usage, j, until int32) (start, end int32, ok bool) {
	d := p.days[j]
	if d == 0 {
		return until, until, true
	}
	l := p.lineOf(j)
	k := l.before(until) - 1 // the last working day
	for q := k; q > k-d; q-- {
		if q < 0 {
			return 0, 0, false
		}
		if u.over(l.nth(q), p.demand[j], p.capacity) {
			k = q - 1
		}
	}
	for q := k; q > k-d; q-- {
		u.take(l.nth(q), p.demand[j])
	}
	return l.nth(k - d + 1), l.nth(k) + 1, true
}

func (p *Project) lineOf(j int32) *dayLine {
	if p.line == nil {
		return nil
	}
	return p.line[j]
}

// serial builds a schedule by placing the tasks of a precedence-feasible list
// one after another, each as early as it fits.
func (p *Project) serial(u *usage, list []int32, s *Solution) {
	u.reset()
	s.Makespan = 0
	for _, j := range list {
		from := int32(0)
		if p.ready != nil {
			from = p.ready[j]
		}
		for _, i := range p.pred[j] {
			from = max(from, p.after(i, j, s.End[i]))
		}
		s.Start[j], s.End[j] = p.early(u, j, from)
		s.Makespan = max(s.Makespan, s.End[j])
	}
	s.Schedules++
}

// justify pushes every task of a schedule as late as its makespan allows, in
// order of decreasing end (the backward half of forward–backward improvement,
// Tormos and Lova 2001; Valls, Ballestín and Quintanilla 2005). It leaves the
// schedule alone and returns false where calendars leave no room.
//
// order is a permutation to sort into, rank each task's topological place,
// which settles ties of tasks without duration.
func (p *Project) justify(u *usage, from, to *Solution, order, rank []int32) bool {
	u.reset()
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(int(from.End[b]-from.End[a]), int(from.Start[b]-from.Start[a]), int(rank[b]-rank[a]))
	})
	for _, j := range order {
		until := from.Makespan
		for _, i := range p.succ[j] {
			until = min(until, to.Start[i])
		}
		start, end, ok := p.late(u, j, until)
		if !ok {
			return false
		}
		to.Start[j], to.End[j] = start, end
	}
	to.Schedules++
	return true
}

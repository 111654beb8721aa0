package schedule

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// Search bounds the search for a short schedule. It counts schedules, never
// seconds, so the same problem gives the same schedule everywhere.
type Search struct {
	Schedules int // 0 means 3,000
	Seed      uint64
}

const (
	populationSize = 40
	mutation       = 0.05
)

// Solve finds a short schedule: a genetic algorithm over activity lists
// (Hartmann 1998) whose every schedule is improved forward and backward. It
// ends early when it meets a lower bound.
func (p *Project) Solve(s Search) Solution {
	if s.Schedules <= 0 {
		s.Schedules = 3000
	}
	g := newSearch(p, s)
	g.populate()
	for g.built < s.Schedules && g.best.Makespan > g.bound {
		g.generation()
	}
	best := g.best
	best.Schedules = g.built
	return best
}

// individual is an activity list and the makespan that it gives.
type individual struct {
	list     []int32
	makespan int32
}

type search struct {
	*Project
	rng        *rand.Rand
	limit      int
	bound      int32
	tail       []int32 // longest path from a task's start to the end
	population []individual
	forward    Solution
	backward   Solution
	use        usage
	order      []int32 // scratch permutation
	place      []int32 // each task's place in topological order
	best       Solution
	built      int
	stale      int
}

func newSearch(p *Project, s Search) *search {
	n := len(p.days)
	g := &search{Project: p, rng: rand.New(rand.NewPCG(s.Seed, golden)), limit: s.Schedules, tail: p.tails(), order: make([]int32, n)}
	g.forward, g.backward = newSolution(n), newSolution(n)
	g.place = make([]int32, n)
	for k, j := range p.topological() {
		g.order[k], g.place[j] = j, int32(k)
	}
	g.use = usage{resources: max(1, len(p.capacity))}
	g.best = newSolution(n)
	g.best.Makespan = 1 << 30
	g.bound = p.lowerBound(g.tail)
	return g
}

func newSolution(n int) Solution { return Solution{Start: make([]int32, n), End: make([]int32, n)} }

// tails is, for each task, the length of the longest path from its start to the
// end of the project, in working days.
func (p *Project) tails() []int32 {
	tail := make([]int32, len(p.days))
	order := p.topological()
	for i := len(order) - 1; i >= 0; i-- {
		j := order[i]
		longest := int32(0)
		for _, k := range p.succ[j] {
			longest = max(longest, tail[k])
		}
		tail[j] = p.days[j] + longest
	}
	return tail
}

// topological orders the tasks, the smallest number first.
func (p *Project) topological() []int32 {
	waits := make([]int, len(p.days))
	var order, free []int32
	for j := range p.days {
		if waits[j] = len(p.pred[j]); waits[j] == 0 {
			free = append(free, int32(j))
		}
	}
	for len(free) > 0 {
		j := free[0]
		free = free[1:]
		order = append(order, j)
		for _, k := range p.succ[j] {
			if waits[k]--; waits[k] == 0 {
				free = append(free, k)
			}
		}
	}
	return order
}

// lowerBound is the longer of the critical path and, for each resource, its
// total work over its capacity.
func (p *Project) lowerBound(tail []int32) int32 {
	bound := int32(0)
	if len(tail) > 0 {
		bound = slices.Max(tail)
	}
	work := make([]int64, len(p.capacity))
	for j := range p.days {
		for _, n := range p.demand[j] {
			work[n.resource] += int64(n.amount) * int64(p.days[j])
		}
	}
	for r, w := range work {
		c := int64(p.capacity[r])
		bound = max(bound, int32((w+c-1)/max(c, 1)))
	}
	return bound
}

// populate fills the population by sampling lists with a bias to the longest
// tail, the first one greedy.
func (g *search) populate() {
	for i := range populationSize {
		if i > 0 && (g.built >= g.limit || g.best.Makespan <= g.bound) {
			break
		}
		g.population = append(g.population, g.evaluate(g.sample(i == 0)))
	}
	g.rank()
}

// sample draws a precedence-feasible list: among the free tasks, each with a
// chance that grows with the regret of passing it over.
func (g *search) sample(greedy bool) []int32 {
	waits := make([]int, len(g.days))
	list, free := make([]int32, 0, len(g.days)), []int32{}
	for j := range g.days {
		if waits[j] = len(g.pred[j]); waits[j] == 0 {
			free = append(free, int32(j))
		}
	}
	for len(free) > 0 {
		k := g.pick(free, greedy)
		j := free[k]
		free = slices.Delete(free, k, k+1)
		list = append(list, j)
		for _, i := range g.succ[j] {
			if waits[i]--; waits[i] == 0 {
				free = append(free, i)
			}
		}
	}
	return list
}

func (g *search) pick(free []int32, greedy bool) int {
	worst, best := int32(1<<30), 0
	for k, j := range free {
		worst = min(worst, g.tail[j])
		if t, b := g.tail[j], g.tail[free[best]]; t > b || t == b && j < free[best] {
			best = k
		}
	}
	if greedy {
		return best
	}
	total := int32(0)
	for _, j := range free {
		total += g.tail[j] - worst + 1
	}
	at := g.rng.Int32N(total)
	for k, j := range free {
		if at -= g.tail[j] - worst + 1; at < 0 {
			return k
		}
	}
	return best
}

// evaluate schedules a list, improves it backward and forward, and keeps the
// list of the improved schedule.
func (g *search) evaluate(list []int32) individual {
	g.serial(&g.use, list, &g.forward)
	g.built++
	for g.improve(list) {
	}
	if g.forward.Makespan < g.best.Makespan {
		copy(g.best.Start, g.forward.Start)
		copy(g.best.End, g.forward.End)
		g.best.Makespan = g.forward.Makespan
		g.stale = 0
	}
	return individual{list, g.forward.Makespan}
}

// improve makes one backward and one forward pass, and says whether to go on:
// while they shorten the schedule.
func (g *search) improve(list []int32) bool {
	if g.forward.Makespan <= g.bound || !g.justify(&g.use, &g.forward, &g.backward, g.order, g.place) {
		return false
	}
	at := &g.backward
	slices.SortFunc(g.order, func(a, b int32) int {
		return cmp.Or(int(at.Start[a]-at.Start[b]), int(at.End[a]-at.End[b]), int(g.place[a]-g.place[b]))
	})
	was := g.forward.Makespan
	copy(list, g.order)
	g.serial(&g.use, list, &g.forward)
	g.built += 2
	return g.forward.Makespan < was
}

// rank sorts the population, the shortest first.
func (g *search) rank() {
	slices.SortStableFunc(g.population, func(a, b individual) int { return int(a.makespan - b.makespan) })
}

// generation breeds as many children as there are parents and keeps the best
// half of both. A population that has not improved for long is sown anew around
// its best.
func (g *search) generation() {
	parents := g.population
	g.stale++
	if g.stale > 12 && len(parents) > 1 {
		g.stale = 0
		g.population = parents[:1]
		for len(g.population) < populationSize && g.built < g.limit && g.best.Makespan > g.bound {
			g.population = append(g.population, g.evaluate(g.sample(false)))
		}
		g.rank()
		return
	}
	pairs := g.rng.Perm(len(parents))
	for k := 0; k+1 < len(pairs) && g.built < g.limit && g.best.Makespan > g.bound; k += 2 {
		a, b := parents[pairs[k]].list, parents[pairs[k+1]].list
		g.population = append(g.population, g.evaluate(g.mutate(g.cross(a, b))), g.evaluate(g.mutate(g.cross(b, a))))
	}
	if len(pairs) < 2 {
		g.population = append(g.population, g.evaluate(g.sample(false)))
	}
	g.rank()
	g.population = slices.Clip(g.population[:min(populationSize, len(g.population))])
}

// cross takes a middle run from the second parent and the rest, in its order,
// from the first; both parents feasible, so is the child.
func (g *search) cross(a, b []int32) []int32 {
	n := len(a)
	q1, q2 := g.rng.IntN(n+1), g.rng.IntN(n+1)
	q1, q2 = min(q1, q2), max(q1, q2)
	child, taken := make([]int32, 0, n), make([]bool, n)
	fill := func(from []int32, until int) {
		for _, j := range from {
			if len(child) == until {
				return
			}
			if !taken[j] {
				taken[j] = true
				child = append(child, j)
			}
		}
	}
	fill(a, q1)
	fill(b, q2)
	fill(a, n)
	return child
}

// mutate swaps neighbours that do not wait for each other, now and then.
func (g *search) mutate(list []int32) []int32 {
	for k := 0; k+1 < len(list); k++ {
		if g.rng.Float64() < mutation && !slices.Contains(g.pred[list[k+1]], list[k]) {
			list[k], list[k+1] = list[k+1], list[k]
		}
	}
	return list
}

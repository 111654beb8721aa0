package schedule

import (
	"cmp"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/calendar"
)

// A Network is a portfolio compiled: tasks in topological order, every field an
// array of its own. It serves one goroutine at a time (timelines grow as they are
// asked); Forecast itself uses several.
type Network struct {
	epoch    calendar.Date
	plans    []compiled
	problems []Problem

	id       []string
	plan     []int32 // index into plans
	owner    []string
	load     []int32
	low      []int32 // durations in ticks
	mode     []int32
	high     []int32
	likely   []int32 // the most likely duration, given the time so far
	since    []int32 // of work under way: its owner's working time since it began
	release  []int32 // no start before this instant
	floor    []int32 // no finish before this instant (work under way ends today or later)
	fixed    []int32 // the finish of finished work; -1 while it is open
	started  []int32 // the start of work under way or finished; -1
	clock    []*timeline
	key      []uint64
	pred     [][]arc
	risks    [][]riskRow
	place    map[taskName]int32
	order    []int32 // the order in which to compute: each task after its arcs
	riskAt   []int32 // the number of each task's first risk
	capacity map[string]int32
}

type compiled struct {
	Plan
	timeline *timeline
	target   int32 // task index; -1 is the last finish
	tasks    []int32
}

type taskName struct{ plan, task string }

// An arc is a dependency on an earlier task; the lag runs on the plan's
// calendar. A resource arc comes from levelling and carries no lag.
type arc struct {
	from     int32
	lag      int32
	resource bool
}

type riskRow struct {
	id              string
	key             uint64
	odds            uint64 // of 2^32
	low, mode, high int32
}

// Compile builds the network of a portfolio. It never refuses: faulty rows are
// left out or put right (an unknown dependency is dropped, a cycle is cut at
// the link back to its smallest ID, durations are sorted) and reported.
func Compile(p Portfolio) (*Network, []Problem) {
	n := &Network{place: map[taskName]int32{}, capacity: map[string]int32{}}
	n.epoch = firstDay(p.Plans)
	b := &builder{Network: n, people: p.People, masks: map[*calendar.Calendar]*mask{}, lines: map[lineKey]*timeline{}}
	plans := slices.Clone(p.Plans)
	slices.SortStableFunc(plans, func(a, b Plan) int { return cmp.Compare(a.ID, b.ID) })
	for _, plan := range plans {
		b.add(plan)
	}
	risks := int32(0)
	for i := range n.id {
		n.order, n.riskAt = append(n.order, int32(i)), append(n.riskAt, risks)
		risks += int32(len(n.risks[i]))
	}
	n.reach()
	return n, n.problems
}

// firstDay is a day before everything that happens in the plans.
func firstDay(plans []Plan) calendar.Date {
	first, found := calendar.Date(0), false
	look := func(d calendar.Date) {
		if d != 0 && (!found || d < first) {
			first, found = d, true
		}
	}
	for _, p := range plans {
		look(p.Start)
		for _, t := range p.Tasks {
			look(t.Started)
			look(t.Finished)
		}
	}
	return first - 1
}

type lineKey struct {
	plan  *calendar.Calendar
	owner *calendar.Calendar
}

type builder struct {
	*Network
	people map[string]Person
	masks  map[*calendar.Calendar]*mask
	lines  map[lineKey]*timeline
	behind [][]int32 // by task: of work begun or finished, the open work that it should have waited for
}

func (b *builder) mask(c *calendar.Calendar) *mask {
	m := b.masks[c]
	if m == nil {
		m = &mask{calendar: c, epoch: b.epoch}
		b.masks[c] = m
	}
	return m
}

// line is the timeline of the days that both the plan and the owner work.
func (b *builder) line(plan, owner *calendar.Calendar) *timeline {
	k := lineKey{plan, owner}
	if t := b.lines[k]; t != nil {
		return t
	}
	var masks []*mask
	for _, c := range []*calendar.Calendar{plan, owner} {
		if c != nil {
			masks = append(masks, b.mask(c))
		}
	}
	t := newTimeline(masks...)
	b.lines[k] = t
	return t
}

func (b *builder) add(p Plan) {
	b.problems = append(b.problems, Check(p)...)
	index := int32(len(b.plans))
	c := compiled{Plan: p, timeline: b.line(p.Calendar, nil), target: -1}
	order, dropped := topological(p.Tasks)
	for _, task := range order {
		c.tasks = append(c.tasks, b.task(p, index, task, dropped))
	}
	if i, ok := b.place[taskName{p.ID, p.Target}]; ok {
		c.target = i
	}
	for _, r := range sortedRisks(p.Risks) {
		b.risk(p, r)
	}
	b.plans = append(b.plans, c)
}

func (b *builder) task(p Plan, plan int32, t Task, dropped map[[2]string]bool) int32 {
	i := int32(len(b.id))
	b.place[taskName{p.ID, t.ID}] = i
	days := ordered(t.Days)
	person := b.people[t.Owner]
	b.id, b.plan, b.owner = append(b.id, t.ID), append(b.plan, plan), append(b.owner, t.Owner)
	b.load = append(b.load, positive(t.Load, 100))
	if t.Owner != "" {
		b.capacity[t.Owner] = positive(person.Capacity, 100)
	}
	b.key = append(b.key, streamKey(p.Seed, 't', p.ID, t.ID))
	b.clock = append(b.clock, b.clockOf(p, t, person))
	release, floor, fixed, started := max(p.Start, t.NotBefore), calendar.Date(0), calendar.Date(0), t.Started
	switch {
	case t.Finished != 0:
		fixed = t.Finished
	case t.Started != 0 && (p.Today == 0 || t.Started <= p.Today):
		release, floor = t.Started, p.Today
	default:
		release, started = max(release, p.Today), 0
	}
	from := b.instant(release)
	if started == 0 && fixed == 0 { // the owner's first working moment from then
		line := b.clock[i]
		from = line.reachBegin(line.reachWorked(from))
	}
	b.release = append(b.release, from)
	b.floor, b.fixed = append(b.floor, b.dayEnd(floor, 0)), append(b.fixed, b.dayEnd(fixed, -1))
	b.started = append(b.started, b.startOf(started))
	since := int32(0)
	if floor != 0 && started != 0 {
		line := b.clock[i]
		since = min(line.reachWorked(b.instant(floor))-line.reachWorked(b.instant(started)), maxDays*day)
	}
	b.low, b.mode, b.high, b.since = append(b.low, ticks(days.Low)), append(b.mode, ticks(days.Mode)), append(b.high, ticks(days.High)), append(b.since, since)
	b.likely = append(b.likely, likelyOf(ticks(days.Mode), since)+ticks(t.extra))
	var arcs []arc
	for _, l := range t.After {
		from, ok := b.place[taskName{p.ID, l.Task}]
		if ok && from != i && !dropped[[2]string{l.Task, t.ID}] {
			arcs = append(arcs, arc{from: from, lag: ticks(min(max(l.Lag, 0), maxDays))})
			for _, open := range b.behind[from] {
				arcs = append(arcs, arc{from: open})
			}
		}
	}
	b.behind = append(b.behind, b.openBehind(i, arcs))
	slices.SortFunc(arcs, func(a, b arc) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.lag, a.lag)) })
	arcs = slices.CompactFunc(arcs, func(a, b arc) bool { return a.from == b.from })
	b.pred, b.risks = append(b.pred, arcs), append(b.risks, nil)
	return i
}

// openBehind is the open work that a task begun or finished should have waited
// for: what waits for the task waits for that too. Somebody who says that the
// roll-out is done has not said that the data import before it is.
func (b *builder) openBehind(i int32, arcs []arc) []int32 {
	if b.fixed[i] < 0 && b.started[i] < 0 {
		return nil
	}
	var out []int32
	for _, a := range arcs {
		if b.fixed[a.from] < 0 && !slices.Contains(out, a.from) {
			out = append(out, a.from)
		}
	}
	return out
}

// clockOf is the timeline of a task: an owner who never works within the
// horizon is a fault, and the plan's own calendar stands in.
func (b *builder) clockOf(p Plan, t Task, person Person) *timeline {
	line := b.line(p.Calendar, person.Calendar)
	if line.rank[len(line.rank)-1] == 0 {
		line.cover(366*2, 0)
	}
	if line.rank[len(line.rank)-1] > 0 {
		return line
	}
	who := t.Owner
	if b.line(p.Calendar, nil) == line || person.Calendar == nil {
		who = "the plan's calendar"
	}
	b.problems = append(b.problems, Problem{p.ID, ZeroCapacity, []string{t.ID}, "milestone " + t.ID + ": " + who + " has no working day in two years"})
	if person.Calendar != nil {
		if own := b.line(p.Calendar, nil); own != line {
			return own
		}
	}
	return b.line(nil, nil)
}

func (b *builder) risk(p Plan, r Risk) {
	i, ok := b.place[taskName{p.ID, r.Task}]
	if !ok || !(r.Probability > 0) {
		return
	}
	delay := ordered(r.Delay)
	b.risks[i] = append(b.risks[i], riskRow{
		id: r.ID, key: streamKey(p.Seed, 'r', p.ID, r.ID), odds: uint64(min(r.Probability, 1) * (1 << 32)),
		low: ticks(delay.Low), mode: ticks(delay.Mode), high: ticks(delay.High)})
}

// instant is the start of a day on the axis.
func (n *Network) instant(d calendar.Date) int32 { return max(0, int32(d-n.epoch)) * day }

func (n *Network) dayEnd(d calendar.Date, none int32) int32 {
	if d == 0 {
		return none
	}
	return n.instant(d) + day
}

func (n *Network) startOf(d calendar.Date) int32 {
	if d == 0 {
		return -1
	}
	return n.instant(d)
}

// date is the day on which an instant falls as a finish.
func (n *Network) date(at int32) calendar.Date {
	return n.epoch + calendar.Date((at+day-1)/day) - 1
}

// startDate is the day on which an instant falls as a start.
func (n *Network) startDate(at int32) calendar.Date { return n.epoch + calendar.Date(at/day) }

// reach extends every timeline as far as the longest possible draw needs.
func (n *Network) reach() {
	longest := slices.Clone(n.high)
	for i, likely := range n.likely {
		longest[i] = max(longest[i], likely, mostGoing(n.since[i]))
	}
	n.forward(longest, true)
}

// forward computes the earliest finish of every task for given durations; with
// grow, every risk strikes at its longest and timelines are extended.
func (n *Network) forward(durations []int32, grow bool) (start, finish []int32) {
	start, finish = make([]int32, len(n.id)), make([]int32, len(n.id))
	for _, i := range n.order {
		if grow {
			n.clock[i].cover(n.release[i]/day, 0)
			n.clock[i].cover(max(n.fixed[i], n.floor[i])/day, 0)
		}
		ready := n.release[i]
		for _, a := range n.pred[i] {
			ready = max(ready, n.lagged(i, a, finish[a.from], grow))
		}
		if n.started[i] >= 0 {
			ready = n.started[i]
		}
		d := durations[i]
		if grow {
			for _, r := range n.risks[i] {
				d += r.high
			}
			n.clock[i].after(ready, d)
		}
		t := n.clock[i]
		x := t.worked(ready)
		start[i], finish[i] = ready, max(t.end(ready, d), n.floor[i])
		if d > 0 && n.started[i] < 0 {
			start[i] = t.reachBegin(x)
		}
		if n.fixed[i] >= 0 {
			finish[i] = n.fixed[i]
			start[i] = min(start[i], max(0, finish[i]-day))
		}
	}
	return start, finish
}

// lagged is when a task may start for one of its arcs.
func (n *Network) lagged(i int32, a arc, finish int32, grow bool) int32 {
	if a.lag == 0 {
		if grow {
			n.clock[i].cover(finish/day, 0)
		}
		return finish
	}
	line := n.plans[n.plan[i]].timeline
	if !grow {
		return line.finish(line.worked(finish) + a.lag)
	}
	at := line.after(finish, a.lag)
	n.clock[i].cover(at/day, 0)
	return at
}

func ordered(e Estimate) Estimate {
	p := []float64{clamp(e.Low), clamp(e.Mode), clamp(e.High)}
	slices.Sort(p)
	return Estimate{p[0], p[1], p[2]}
}

// clamp also turns what is not a number into 0.
func clamp(d float64) float64 {
	if !(d > 0) {
		return 0
	}
	return min(d, maxDays)
}

func positive(n, otherwise int) int32 {
	if n <= 0 {
		return int32(otherwise)
	}
	return int32(n)
}

func sortedRisks(risks []Risk) []Risk {
	out := slices.Clone(risks)
	slices.SortStableFunc(out, func(a, b Risk) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

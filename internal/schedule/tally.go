package schedule

import (
	"cmp"
	"math"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/calendar"
)

// A Forecast is the odds of one plan.
type Forecast struct {
	Plan          string
	Draws         int
	P50, P80, P95 calendar.Date
	// Promise is the probability of being done by the promised date; it means
	// nothing when the plan promises none.
	Promise float64
	// Dates holds how many draws ended on each date, in order.
	Dates []DateCount
	// Drivers are the tasks and risks by their share of the go-live's variance,
	// largest first: the squared correlation of what was drawn with the go-live.
	// What is missing to 1 is interaction: paths that merge and days not worked.
	Drivers []Driver
	// Tasks are the tasks' own odds, by topological order.
	Tasks []TaskOdds
}

// A DateCount is how many draws ended on a date.
type DateCount struct {
	Date  calendar.Date
	Count int
}

// A Driver is a task or a risk that moves the go-live.
type Driver struct {
	ID    string
	Risk  bool
	Share float64
}

// TaskOdds are the percentiles of one task's finish.
type TaskOdds struct {
	ID                string
	P5, P50, P80, P95 calendar.Date
	Due               calendar.Date // holds with the share that the options ask for
}

// At is the first date by which at least the given share of draws were done.
func (f Forecast) At(share float64) calendar.Date { return percentile(f.Dates, f.Draws, share) }

// By is the share of draws done by a date.
func (f Forecast) By(d calendar.Date) float64 {
	n := 0
	for _, c := range f.Dates {
		if c.Date <= d {
			n += c.Count
		}
	}
	return float64(n) / float64(max(f.Draws, 1))
}

func percentile(dates []DateCount, draws int, share float64) calendar.Date {
	need, have := int(math.Ceil(share*float64(draws)-1e-9)), 0
	for _, c := range dates {
		if have += c.Count; have >= need {
			return c.Date
		}
	}
	return 0
}

// A tally is what one worker counted; whole numbers, so that adding workers in
// any order gives the same.
type tally struct {
	ends    []histogram
	tasks   []histogram
	moments []planMoments
}

type planMoments struct {
	end  moment
	rows []moment // for each task of the plan: the task, then its risks
}

func newTally(n *Network, o Options) *tally {
	t := &tally{ends: make([]histogram, len(n.plans))}
	if o.Milestones {
		t.tasks = make([]histogram, len(n.id))
	}
	if o.Drivers {
		t.moments = make([]planMoments, len(n.plans))
		for p := range n.plans {
			rows := 0
			for _, i := range n.plans[p].tasks {
				rows += 1 + len(n.risks[i])
			}
			t.moments[p].rows = make([]moment, rows)
		}
	}
	return t
}

func (t *tally) add(o *tally) {
	for i := range t.ends {
		t.ends[i].addCounts(o.ends[i])
	}
	for i := range t.tasks {
		t.tasks[i].addCounts(o.tasks[i])
	}
	for p := range t.moments {
		t.moments[p].end.merge(o.moments[p].end)
		for r := range t.moments[p].rows {
			t.moments[p].rows[r].merge(o.moments[p].rows[r])
		}
	}
}

// A histogram counts finishes by axis day.
type histogram struct {
	first  int32
	counts []int32
}

func (h *histogram) addAll(at []int32) {
	for _, t := range at {
		d := (t+day-1)>>10 - 1 - h.first
		if uint32(d) >= uint32(len(h.counts)) {
			d = h.grow((t+day-1)>>10-1) - h.first
		}
		h.counts[d]++
	}
}

// grow makes room for an axis day and some around it.
func (h *histogram) grow(d int32) int32 {
	if len(h.counts) == 0 {
		h.first, h.counts = d-16, make([]int32, 64)
		return d
	}
	before, after := max(0, h.first-d), max(0, d-h.first-int32(len(h.counts))+1)
	if before > 0 {
		before += 32
	}
	if after > 0 {
		after += 32
	}
	grown := make([]int32, int(before)+len(h.counts)+int(after))
	copy(grown[before:], h.counts)
	h.first, h.counts = h.first-before, grown
	return d
}

func (h *histogram) addCounts(o histogram) {
	for i, c := range o.counts {
		if c == 0 {
			continue
		}
		d := o.first + int32(i)
		if len(h.counts) == 0 || d < h.first || d >= h.first+int32(len(h.counts)) {
			h.grow(d)
		}
		h.counts[d-h.first] += c
	}
}

// dates lists the counts by date. A finish that falls between days belongs to
// the next worked day of the line (nil takes days as they are), and none comes
// before the earliest.
func (h *histogram) dates(epoch, earliest calendar.Date, line *timeline) []DateCount {
	var out []DateCount
	for i, c := range h.counts {
		if c == 0 {
			continue
		}
		d := h.first + int32(i)
		if line != nil {
			d = line.dayOf((d + 1) * day)
		}
		date := max(epoch+calendar.Date(d), earliest)
		if k := len(out); k > 0 && out[k-1].Date == date {
			out[k-1].Count += int(c)
			continue
		}
		out = append(out, DateCount{date, int(c)})
	}
	return out
}

// A moment holds the sums that a correlation needs, in ticks; 64 bits hold the
// squares of a million draws over forty years only scaled, hence the shift.
type moment struct{ n, x, y, xx, xy int64 }

func (m *moment) add(x, y int32) {
	a, b := int64(x)>>4, int64(y)>>4
	m.n, m.x, m.y, m.xx, m.xy = m.n+1, m.x+a, m.y+b, m.xx+a*a, m.xy+a*b
}

func (m *moment) addAll(x, y []int32) {
	y = y[:len(x)]
	var sx, sy, sxx, sxy int64
	for j := range x {
		a, b := int64(x[j])>>4, int64(y[j])>>4
		sx, sy, sxx, sxy = sx+a, sy+b, sxx+a*a, sxy+a*b
	}
	m.n, m.x, m.y, m.xx, m.xy = m.n+int64(len(x)), m.x+sx, m.y+sy, m.xx+sxx, m.xy+sxy
}

func (m *moment) merge(o moment) {
	m.n, m.x, m.y, m.xx, m.xy = m.n+o.n, m.x+o.x, m.y+o.y, m.xx+o.xx, m.xy+o.xy
}

// variance and covariance of the scaled values.
func (m moment) variance() float64 {
	n := float64(m.n)
	return float64(m.xx)/n - (float64(m.x)/n)*(float64(m.x)/n)
}

func (m moment) covariance() float64 {
	n := float64(m.n)
	return float64(m.xy)/n - (float64(m.x)/n)*(float64(m.y)/n)
}

func (t *tally) forecasts(n *Network, o Options) []Forecast {
	out := make([]Forecast, len(n.plans))
	for p := range n.plans {
		plan := &n.plans[p]
		f := Forecast{Plan: plan.ID, Draws: o.Draws, Dates: t.ends[p].dates(n.epoch, n.earliest(plan.ends()...), n.endLine(plan))}
		f.P50, f.P80, f.P95 = f.At(.5), f.At(.8), f.At(.95)
		if plan.Promise != 0 {
			f.Promise = f.By(plan.Promise)
		}
		if o.Drivers {
			f.Drivers = n.shares(plan, t.moments[p])
		}
		if o.Milestones {
			for _, i := range plan.tasks {
				d := t.tasks[i].dates(n.epoch, n.earliest(i), n.line(i))
				f.Tasks = append(f.Tasks, TaskOdds{n.id[i], percentile(d, o.Draws, .05), percentile(d, o.Draws, .5), percentile(d, o.Draws, .8), percentile(d, o.Draws, .95),
					percentile(d, o.Draws, cmp.Or(o.Share, .8))})
			}
		}
		out[p] = f
	}
	return out
}

// earliest is the first date on which all of some tasks can be said to be done.
func (n *Network) earliest(tasks ...int32) calendar.Date {
	first := calendar.Date(math.MinInt32)
	for _, i := range tasks {
		if n.fixed[i] < 0 {
			first = max(first, n.finishDate(int(i), 0))
		}
	}
	return first
}

// line is the timeline on which a task's finish falls; nil for one that is
// finished, whatever the day.
func (n *Network) line(i int32) *timeline {
	if n.fixed[i] >= 0 {
		return nil
	}
	return n.clock[i]
}

// endLine is the timeline on which a plan's go-live falls.
func (n *Network) endLine(p *compiled) *timeline {
	if p.target >= 0 {
		return n.line(p.target)
	}
	for _, i := range p.tasks {
		if n.fixed[i] >= 0 {
			return nil // the last finish may be a finished task's, on any day
		}
	}
	return p.timeline
}

// ends are the tasks whose last finish is the go-live.
func (p *compiled) ends() []int32 {
	if p.target >= 0 {
		return []int32{p.target}
	}
	return p.tasks
}

// shares are the drivers of one plan.
func (n *Network) shares(p *compiled, m planMoments) []Driver {
	var out []Driver
	total := m.end.variance()
	row := 0
	note := func(id string, risk bool) {
		r := m.rows[row]
		row++
		if total <= 0 || r.n == 0 || r.variance() <= 0 {
			return
		}
		c := r.covariance()
		if share := c * c / (r.variance() * total); c > 0 && share >= 0.0005 {
			out = append(out, Driver{id, risk, min(share, 1)})
		}
	}
	for _, i := range p.tasks {
		note(n.id[i], false)
		for _, r := range n.risks[i] {
			note(r.id, true)
		}
	}
	slices.SortStableFunc(out, func(a, b Driver) int { return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.ID, b.ID)) })
	return out
}

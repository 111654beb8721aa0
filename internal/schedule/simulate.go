package schedule

import (
	"runtime"
	"sync"
)

// block is how many draws are computed at once: every array of a 60-task plan
// stays in the first- and second-level caches.
const block = 256

// Options of a forecast.
type Options struct {
	Draws   int // 0 means 10,000
	Workers int // 0 means one for each processor; the result does not depend on it
	// Drivers asks for the sensitivity, Milestones for every task's own odds.
	Drivers, Milestones bool
	// Share is the odds of TaskOdds.Due; 0 means .8.
	Share float64
}

// Forecast draws durations and risks and gives the odds of every plan, in the
// order of plan IDs. Draw i of a task depends on nothing but the seed, the
// plan's and the task's ID, and i.
func (n *Network) Forecast(o Options) []Forecast {
	if o.Draws <= 0 {
		o.Draws = 10_000
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	blocks := (o.Draws + block - 1) / block
	o.Workers = min(o.Workers, blocks)
	tallies := make([]*tally, o.Workers)
	var wg sync.WaitGroup
	for w := range tallies {
		wg.Go(func() {
			s := newSampler(n, o)
			for k := w; k < blocks; k += o.Workers {
				s.run(k*block, min(block, o.Draws-k*block))
			}
			tallies[w] = s.tally
		})
	}
	wg.Wait()
	total := tallies[0]
	for _, t := range tallies[1:] {
		total.add(t)
	}
	return total.forecasts(n, o)
}

// A sampler draws one block after another and counts.
type sampler struct {
	*Network
	options Options
	finish  []int32 // [task][draw]
	spent   []int32 // [task][draw], only for drivers
	struck  []int32 // [risk][draw], only for drivers
	ready   [block]int32
	end     [block]int32
	tally   *tally
}

func newSampler(n *Network, o Options) *sampler {
	s := &sampler{Network: n, options: o, finish: make([]int32, len(n.id)*block), tally: newTally(n, o)}
	if o.Drivers {
		s.spent = make([]int32, len(n.id)*block)
		s.struck = make([]int32, n.riskCount()*block)
	}
	return s
}

func (n *Network) riskCount() int {
	c := 0
	for _, r := range n.risks {
		c += len(r)
	}
	return c
}

func (s *sampler) run(first, count int) {
	for _, index := range s.order {
		i := int(index)
		out := s.finish[i*block : i*block+count]
		if s.fixed[i] >= 0 {
			fill(out, s.fixed[i])
			continue
		}
		var spent, struck []int32
		if s.options.Drivers {
			spent = s.spent[i*block : i*block+count]
			struck = s.struck[int(s.riskAt[i])*block:]
		}
		ready := s.ready[:count]
		s.readyAt(i, ready)
		s.durations(i, uint64(first), out, spent, struck)
		advance(s.clock[i], ready, out, s.floor[i])
	}
	s.count(count)
}

// readyAt fills in when task i may start in each draw.
func (s *sampler) readyAt(i int, ready []int32) {
	if s.started[i] >= 0 {
		fill(ready, s.started[i])
		return
	}
	fill(ready, s.release[i])
	for _, a := range s.pred[i] {
		from := s.finish[int(a.from)*block:][:len(ready)]
		if a.lag == 0 {
			for j, f := range from {
				ready[j] = max(ready[j], f)
			}
			continue
		}
		line := s.plans[s.plan[i]].timeline
		for j, f := range from {
			ready[j] = max(ready[j], line.finish(line.worked(f)+a.lag))
		}
	}
}

// durations fills in the drawn duration of task i, its risks included.
func (s *sampler) durations(i int, first uint64, out, spent, struck []int32) {
	low, mode, high, key := s.low[i], s.mode[i], s.high[i], s.key[i]
	if low == high {
		fill(out, mode)
	} else {
		for j := range out {
			out[j] = quantile(low, mode, high, draw(key, first+uint64(j))>>(64-lawBits))
		}
	}
	if since := s.since[i]; since > 0 {
		for j := range out {
			out[j] = max(out[j], stillGoing(since, draw(key, first+uint64(j))>>(64-lawBits)))
		}
	}
	if spent != nil {
		copy(spent, out)
	}
	for k := range s.risks[i] {
		r := &s.risks[i][k]
		for j := range out {
			u := draw(r.key, first+uint64(j))
			delay := int32(0)
			if u&0xffffffff < r.odds {
				delay = quantile(r.low, r.mode, r.high, u>>(64-lawBits))
			}
			out[j] += delay
			if struck != nil {
				struck[k*block+j] = delay
			}
		}
	}
}

// advance turns durations into finishes on a timeline, as timeline.end does.
func advance(t *timeline, ready, inout []int32, floor int32) {
	rank, work := t.rank, t.work
	inout = inout[:len(ready)]
	for j, at := range ready {
		d := at >> 10
		r := rank[d]
		x := r + min(at&(day-1), rank[d+1]-r) + inout[j]
		k := (x - 1) >> 10
		f := work[k+1]<<10 + x - k<<10
		if f < at {
			f = t.begin(x)
		}
		inout[j] = max(f, floor)
	}
}

func fill(a []int32, v int32) {
	for i := range a {
		a[i] = v
	}
}

// count adds the block's go-lives to the tally.
func (s *sampler) count(count int) {
	for p := range s.plans {
		plan := &s.plans[p]
		if len(plan.tasks) == 0 {
			continue
		}
		end := s.end[:count]
		if plan.target >= 0 {
			copy(end, s.finish[int(plan.target)*block:])
		} else {
			fill(end, 0)
			for _, i := range plan.tasks {
				for j, f := range s.finish[int(i)*block:][:count] {
					end[j] = max(end[j], f)
				}
			}
		}
		s.tally.ends[p].addAll(end)
		if s.options.Drivers {
			s.drivers(p, end)
		}
	}
	if s.options.Milestones {
		for i := range s.id {
			s.tally.tasks[i].addAll(s.finish[i*block:][:count])
		}
	}
}

// drivers adds the block's moments for the shares of variance.
func (s *sampler) drivers(p int, end []int32) {
	m := &s.tally.moments[p]
	for _, e := range end {
		m.end.add(e, e)
	}
	row := 0
	for _, i := range s.plans[p].tasks {
		if (s.low[i] != s.high[i] || s.since[i] > 0) && s.fixed[i] < 0 {
			m.rows[row].addAll(s.spent[int(i)*block:][:len(end)], end)
		}
		row++
		for k := range s.risks[i] {
			if s.fixed[i] < 0 {
				m.rows[row].addAll(s.struck[(int(s.riskAt[i])+k)*block:][:len(end)], end)
			}
			row++
		}
	}
}

package schedule

import "github.com/touchstone-cs/touchstone/internal/calendar"

// ticks in one day.
const day = 1024

// ticks converts working days to ticks, rounded to the nearest.
func ticks(days float64) int32 { return int32(days*day + 0.5) }

// A timeline is one calendar compiled for an axis of days that starts at an
// epoch. rank[d] is the working time in ticks before day d; work[k+1] is the
// axis day of the kth working day, with work[0] = -1 as a sentinel for no time
// at all.
type timeline struct {
	masks []*mask
	rank  []int32
	work  []int32
}

// horizon is how many days of a calendar are asked for; every later day is
// taken as worked, so that any amount of work ends.
const horizon = 366 * 20

// A mask is a calendar over the axis, asked day by day and only as far as
// needed.
type mask struct {
	calendar *calendar.Calendar
	epoch    calendar.Date
	days     []bool
}

func (m *mask) at(d int) bool {
	if d >= horizon {
		return true
	}
	for len(m.days) <= d {
		grow := min(max(256, len(m.days)), horizon-len(m.days))
		m.days = append(m.days, m.calendar.Mask(m.epoch+calendar.Date(len(m.days)), grow)...)
	}
	return m.days[d]
}

func newTimeline(masks ...*mask) *timeline {
	return &timeline{masks: masks, rank: []int32{0}, work: []int32{-1}}
}

// cover extends the timeline until it holds the axis day d and the working
// time x.
func (t *timeline) cover(d, x int32) {
	for int(d)+1 >= len(t.rank) || x > t.rank[len(t.rank)-1] {
		i := int32(len(t.rank) - 1)
		r := t.rank[i]
		if t.works(int(i)) {
			r += day
			t.work = append(t.work, i)
		}
		t.rank = append(t.rank, r)
	}
}

func (t *timeline) works(d int) bool {
	for _, m := range t.masks {
		if !m.at(d) {
			return false
		}
	}
	return true
}

// worked is the working time before an instant of the axis.
func (t *timeline) worked(at int32) int32 {
	d := at / day
	r := t.rank[d]
	return r + min(at%day, t.rank[d+1]-r)
}

// finish is the instant at which the working time x is done: the end of a day
// rather than the start of the next.
func (t *timeline) finish(x int32) int32 {
	k := (x - 1) >> 10
	return t.work[k+1]<<10 + x - k<<10
}

// begin is the instant at which work goes on after x is done: the start of the
// next working day rather than the end of the last.
func (t *timeline) begin(x int32) int32 {
	k := x >> 10
	return t.work[k+1]<<10 + x&(day-1)
}

// reach gives worked, finish and begin for any instant and working time, with
// the timeline extended as needed.
func (t *timeline) reachWorked(at int32) int32 {
	at = max(at, 0)
	t.cover(at/day, 0)
	return t.worked(at)
}

func (t *timeline) reachFinish(x int32) int32 {
	t.cover(0, x)
	return t.finish(x)
}

func (t *timeline) reachBegin(x int32) int32 {
	t.cover(0, x+day)
	return t.begin(x)
}

// end is the instant at which a duration is done that begins at or after
// another. A milestone without duration that becomes due on a day that is not
// worked falls on the start of the next one.
func (t *timeline) end(at, duration int32) int32 {
	x := t.worked(at) + duration
	if f := t.finish(x); f >= at {
		return f
	}
	return t.begin(x)
}

// dayOf is the day on which an instant falls as a finish: the day that ends
// there, or the next worked one where that is not worked.
func (t *timeline) dayOf(at int32) int32 {
	d := (at+day-1)>>10 - 1
	t.cover(max(d, 0), 0)
	if d >= 0 && t.rank[d+1] > t.rank[d] {
		return d
	}
	return max(d, t.reachBegin(t.reachWorked(at))>>10)
}

// after is end with the timeline extended as needed.
func (t *timeline) after(at, duration int32) int32 {
	t.cover(at/day, 0)
	t.cover(at/day, t.worked(at)+duration+day)
	end := t.end(at, duration)
	t.cover(end/day, 0)
	return end
}

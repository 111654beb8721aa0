package metric

import (
	"runtime"
	"sync"
)

// columns finds the two columns of one scan in which a split job's figures stand, now and before; false where they stand elsewhere or need more than
// that. Then every row of the scan is a value, in order, and none has to be looked for.
func (j *job) columns() (now, before aggregated, ok bool) {
	a, ok1 := j.now.numRead.(figures)
	b, ok2 := j.before.numRead.(figures)
	if !ok1 || !ok2 || a.eligible || b.eligible || a.got.scan != b.got.scan || j.q.Def.Kind != Amount || j.q.By == "" || j.q.Accounts != nil {
		return now, before, false
	}
	return a.got, b.got, true
}

// valuesOfRows is values where every row of a scan is one, the rows spread over the cores.
func (r *run) valuesOfRows(j job, now, before aggregated, presence presence) []Value {
	ix := r.grouped(now.scan)
	rows := ix.distinct()
	out := make([]Value, len(rows))
	scale := j.now.numRead.(figures).scale
	workers := max(1, min(runtime.GOMAXPROCS(0), len(rows)/1024))
	var wg sync.WaitGroup
	for w := range workers {
		from, to := w*len(rows)/workers, (w+1)*len(rows)/workers
		wg.Go(func() {
			current, prior := columnReader{x: &j.now, agg: now.agg, scale: scale, presence: presence}, columnReader{x: &j.before, agg: before.agg, scale: scale, presence: presence}
			for i := from; i < to; i++ {
				cells := ix.result.Row(int(rows[i]))
				v := &out[i]
				v.Account, v.By = cells[0].Text, cells[1].Text
				v.set(j.q, current.figure(j.q.Def, v.Account, cells[ix.keys:]), prior.figure(j.q.Def, v.Account, cells[ix.keys:]))
			}
		})
	}
	wg.Wait()
	return out
}

// distinct lists the rows of named accounts, one a group.
func (g *grouping) distinct() []int32 {
	out := make([]int32, 0, len(g.rows))
	var last groupKey
	for i, row := range g.rows {
		if k := g.key(i); k.account != "" && (len(out) == 0 || k != last) {
			out, last = append(out, row), k
		}
	}
	return out
}

// columnReader reads one period's figures out of a scan's rows. It remembers the last account's presence: rows come account by account.
type columnReader struct {
	x        *probe
	agg      int
	scale    int64
	presence presence

	account      string
	asked, known bool
}

func (c *columnReader) figure(d *Definition, account string, aggregates []Cell) figure {
	cell := aggregates[c.agg]
	num, ok := c.x.measured(reading{value: Ratio(cell.Int, c.scale), n: cell.Int / c.scale, scale: c.scale}, cell.Known(), func() bool { return c.present(account) })
	if !ok {
		return figure{}
	}
	return amountOf(d, num)
}

func (c *columnReader) present(account string) bool {
	if !c.asked || account != c.account {
		c.account, c.asked, c.known = account, true, c.presence.known(c.x.fact, account, c.x.period)
	}
	return c.known
}

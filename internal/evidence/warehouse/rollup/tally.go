package rollup

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"

	"github.com/touchstone-cs/touchstone/internal/metric"
)

// tally counts one account after the other. A group is a day, a key or the account itself.
type tally struct {
	x      *execution
	out    metric.Result
	groups int
	seen   []bool  // by group: the scan has a row
	counts []int64 // by group and aggregate
	some   []bool  // by group and aggregate: a sum has a row
	first  int64   // day of the first group of a daily scan
	// hits marks, for one user, the groups and aggregates already counted.
	hits    []uint32
	serial  uint32
	cursors []cursor
	perUser bool
	perRow  bool  // an aggregate counts or sums rows
	order   []int // of the groups in the answer, by key; nil as they are
}

// cursor walks the users of one account in one source.
type cursor struct {
	s       *source
	at, end uint32
}

func newTally(x *execution) *tally {
	t := &tally{x: x, groups: 1, first: x.firstOf()}
	switch {
	case x.daily:
		t.groups = max(1, int(x.lastOf()-t.first))
	case x.by != "":
		t.groups = max(1, len(x.keys))
		for i := range x.keys {
			t.order = append(t.order, i)
		}
		slices.SortFunc(t.order, func(a, b int) int { return strings.Compare(deref(x.keys[a]), deref(x.keys[b])) })
	}
	n := len(x.aggregates)
	t.seen, t.counts = make([]bool, t.groups), make([]int64, t.groups*n)
	t.some, t.hits = make([]bool, t.groups*n), make([]uint32, t.groups*n)
	t.out.Width = 1 + n
	if x.daily || x.by != "" {
		t.out.Width++
	}
	for _, a := range x.aggregates {
		t.perUser = t.perUser || a.op == metric.Distinct && a.column == "user"
		t.perRow = t.perRow || a.op == metric.Count || a.op == metric.Sum
	}
	return t
}

// firstOf and lastOf bound the days that the sources have.
func (x *execution) firstOf() int64 {
	first := int64(lastDay)
	for _, s := range x.sources {
		first = min(first, max(x.from, s.first))
	}
	return first
}

func (x *execution) lastOf() int64 {
	last := int64(firstDay)
	for _, s := range x.sources {
		_, next := monthOf(s.first)
		last = max(last, min(x.to, next))
	}
	return last
}

func (t *tally) account(i int) {
	clear(t.seen)
	clear(t.counts)
	clear(t.some)
	t.cursors = t.cursors[:0]
	for _, s := range t.x.sources {
		if a := s.accounts[i]; a >= 0 {
			switch from, to := s.volumes[a], s.volumes[a+1]; {
			case s.total:
				t.totals(s, from, to)
			case t.perRow:
				t.volumes(s, from, to)
			default:
				t.presence(s, from, to)
			}
			t.cursors = append(t.cursors, cursor{s, s.users[a], s.users[a+1]})
		}
	}
	t.columns(i)
	if t.perUser {
		t.users(t.x.names[i])
	}
	t.emit(t.x.names[i])
}

// volumes adds counts and sums, and sees which groups have rows at all.
func (t *tally) volumes(s *source, from, to uint32) {
	n := len(t.x.aggregates)
	for v := from; v < to; v++ {
		p, day := s.volPairs[v], s.volDays[v]
		bit := uint32(1) << day
		if s.scan&bit == 0 || !s.pairOK[p] {
			continue
		}
		g := t.group(s, p, day)
		t.seen[g] = true
		for _, k := range s.summed {
			if s.masks[k]&bit == 0 || !s.aggOK[k][p] {
				continue
			}
			switch t.x.aggregates[k].op {
			case metric.Count:
				t.counts[g*n+k] += int64(s.counts[v])
			case metric.Sum:
				t.some[g*n+k] = true
				if s.sums != nil {
					t.counts[g*n+k] += s.sums[v]
				} else {
					t.counts[g*n+k] += int64(s.counts[v]) * unit
				}
			}
		}
	}
}

// totals is volumes where every row of the month counts.
func (t *tally) totals(s *source, from, to uint32) {
	t.seen[0] = t.seen[0] || from < to
	if len(s.summed) == 0 || from == to {
		return
	}
	var rows, sum int64
	for _, n := range s.counts[from:to] {
		rows += int64(n)
	}
	if sum = rows * unit; s.sums != nil {
		sum = 0
		for _, n := range s.sums[from:to] {
			sum += n
		}
	}
	for _, k := range s.summed {
		if t.x.aggregates[k].op == metric.Count {
			t.counts[k] += rows
		} else {
			t.some[k] = true
			t.counts[k] += sum
		}
	}
}

// presence sees which groups have rows, where nothing counts the rows.
func (t *tally) presence(s *source, from, to uint32) {
	pairs, days := s.volPairs[from:to], s.volDays[from:to]
	for v, p := range pairs {
		if s.scan>>days[v]&1 != 0 && s.pairOK[p] {
			t.seen[t.group(s, p, days[v])] = true
		}
	}
}

func (t *tally) group(s *source, p uint16, day uint8) int {
	switch {
	case t.x.daily:
		return int(s.first + int64(day) - t.first)
	case t.x.by != "":
		return s.keys[p]
	}
	return 0
}

// columns counts the different events or features of an account, group by group.
func (t *tally) columns(i int) {
	n := len(t.x.aggregates)
	for k, a := range t.x.aggregates {
		if a.op != metric.Distinct || a.column == "user" {
			continue
		}
		met := map[[2]int]bool{}
		for _, s := range t.x.sources {
			at := s.accounts[i]
			if at < 0 {
				continue
			}
			for v := s.volumes[at]; v < s.volumes[at+1]; v++ {
				p, day := s.volPairs[v], s.volDays[v]
				if s.masks[k]>>day&1 == 0 || !s.aggOK[k][p] || s.columns[k][p] < 0 {
					continue
				}
				key := [2]int{t.group(s, p, day), s.columns[k][p]}
				if !met[key] {
					met[key] = true
					t.counts[key[0]*n+k]++
				}
			}
		}
	}
}

// users walks the account's users in the order of their hashes through all sources at once, so that one
// who appears in several counts once.
func (t *tally) users(account string) {
	if len(t.cursors) == 1 {
		c := t.cursors[0]
		for u := c.at; u < c.end; u++ {
			t.serial++
			t.user(c.s, u, account, c.s.hashes[u])
		}
		return
	}
	for {
		var hash xxh3.Uint128
		found := false
		for i := range t.cursors {
			c := &t.cursors[i]
			if c.at < c.end {
				if h := c.s.hashes[c.at]; !found || less(h, hash) {
					hash, found = h, true
				}
			}
		}
		if !found {
			return
		}
		t.serial++
		for i := range t.cursors {
			c := &t.cursors[i]
			if c.at < c.end && c.s.hashes[c.at] == hash {
				t.user(c.s, c.at, account, hash)
				c.at++
			}
		}
	}
}

// user counts one user of one source in every group and aggregate where that is not done yet.
func (t *tally) user(s *source, u uint32, account string, hash xxh3.Uint128) {
	from, to := s.entries[u], s.entries[u+1]
	pairs, masks := s.pairs[from:to], s.month.masks[from:to]
	if !t.x.daily && t.x.by == "" {
		t.userDays(s, pairs, masks, account, hash)
		return
	}
	n := len(t.x.aggregates)
	if s.plain && !t.x.daily {
		t.userKeys(s, pairs, masks)
		return
	}
	for e, p := range pairs {
		for _, k := range s.counted {
			days := masks[e] & s.masks[k]
			if days == 0 || !s.aggOK[k][p] {
				continue
			}
			if among := t.x.aggregates[k].among; among != nil && !among.has(account, hash) {
				continue
			}
			if !t.x.daily {
				t.hit(t.group(s, p, 0)*n + k)
				continue
			}
			for ; days != 0; days &= days - 1 {
				t.hit(t.group(s, p, uint8(bits.TrailingZeros32(days)))*n + k)
			}
		}
	}
}

// userKeys is user where aggregates take every pair and every user: an entry counts for its key when it has a day in the window.
func (t *tally) userKeys(s *source, pairs []uint16, masks []uint32) {
	n := len(t.x.aggregates)
	for _, k := range s.counted {
		window := s.masks[k]
		for e, p := range pairs {
			if masks[e]&window != 0 {
				t.hit(s.keys[p]*n + k)
			}
		}
	}
}

// userDays counts a user in the account's one group: the days of all entries together, against each window.
func (t *tally) userDays(s *source, pairs []uint16, masks []uint32, account string, hash xxh3.Uint128) {
	for c, class := range t.x.classes {
		var days uint32
		if ok := s.classOK[c]; ok == nil {
			for _, m := range masks {
				days |= m
			}
		} else {
			for e, p := range pairs {
				if ok[p] {
					days |= masks[e]
				}
			}
		}
		for _, k := range class {
			if days&s.masks[k] == 0 || t.hits[k] == t.serial {
				continue
			}
			if among := t.x.aggregates[k].among; among == nil || among.has(account, hash) {
				t.hit(k)
			}
		}
	}
}

func (t *tally) hit(at int) {
	if t.hits[at] != t.serial {
		t.hits[at] = t.serial
		t.counts[at]++
	}
}

// emit writes the rows of an account's groups.
func (t *tally) emit(account string) {
	n := len(t.x.aggregates)
	for i := range t.seen {
		g := i
		if t.order != nil {
			g = t.order[i]
		}
		if !t.seen[g] {
			continue
		}
		if t.x.daily {
			t.out.Cells = append(t.out.Cells, metric.IntCell(t.first+int64(g)))
		}
		t.out.Cells = append(t.out.Cells, metric.TextCell(account))
		if t.x.by != "" {
			c := metric.Cell{}
			if k := t.x.keys[g]; k != nil {
				c = metric.TextCell(*k)
			}
			t.out.Cells = append(t.out.Cells, c)
		}
		for k, a := range t.x.aggregates {
			c := metric.IntCell(t.counts[g*n+k])
			if a.op == metric.Sum && !t.some[g*n+k] {
				c = metric.Cell{}
			}
			t.out.Cells = append(t.out.Cells, c)
		}
	}
}

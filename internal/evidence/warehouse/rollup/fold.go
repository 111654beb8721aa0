package rollup

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/zeebo/xxh3"
)

// columns are a month's while they are built: an element an account for names, users and volumes, an
// element a user for hashes and entries.
type columns struct {
	names    []string
	users    []uint32
	hashes   []xxh3.Uint128
	entries  []uint32
	pairs    []uint16
	masks    []uint32
	volumes  []uint32
	volPairs []uint16
	volDays  []uint8
	counts   []uint32
	sums     []int64
}

// fold makes the file of one month: each bucket's accounts by themselves, then all in order of name.
func fold(collectors []*collector, pairs []pair, segment string, zone *time.Location, first int64, workers int) *writer {
	width := collectors[0].width
	parts := make([]*columns, width)
	var next atomic.Int64
	var odd atomic.Bool
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			f := &folder{}
			for b := int(next.Add(1) - 1); b < width; b = int(next.Add(1) - 1) {
				parts[b] = f.bucket(collectors, first, b)
			}
			if f.odd {
				odd.Store(true)
			}
		})
	}
	wg.Wait()
	w := &writer{header: header{Segment: segment, Zone: zone.String(), Pairs: pairs}}
	w.month(first, parts, odd.Load())
	return w
}

// folder folds buckets, one after the other.
type folder struct {
	odd       bool
	users     slots // hash → user
	hashes    []xxh3.Uint128
	entries   slots // user and pair → mask
	keys      []uint64
	masks     []uint32
	volumes   slots // pair and day → count
	volKeys   []uint32
	volCounts []uint32
	volSums   []int64
	order     []uint32 // scratch
	starts    []uint32
	pairs     []uint16
	ordered   []uint32
	sorted    rows
}

// bucket folds the rows of one bucket, account by account.
func (f *folder) bucket(collectors []*collector, first int64, b int) *columns {
	out := &columns{}
	slot := map[string]uint32{}
	var names []string
	var counts []uint32
	numbers := make([][]uint32, len(collectors)) // by collector and its account: slot + 1
	for k, c := range collectors {
		numbers[k] = make([]uint32, len(c.names))
		for _, a := range c.months[first][b].account {
			s := numbers[k][a]
			if s == 0 {
				at, ok := slot[c.names[a]]
				if !ok {
					at = uint32(len(names))
					slot[c.names[a]] = at
					names, counts = append(names, c.names[a]), append(counts, 0)
				}
				s = at + 1
				numbers[k][a] = s
			}
			counts[s-1]++
		}
	}
	ends := f.deal(collectors, first, b, numbers, counts)
	from := uint32(0)
	for s, name := range names {
		f.account(out, name, from, ends[s])
		from = ends[s]
	}
	for _, c := range collectors {
		c.months[first][b] = rows{} // its memory is not needed twice
	}
	return out
}

// deal sorts a bucket's rows by slot and returns where each slot ends.
func (f *folder) deal(collectors []*collector, first int64, b int, numbers [][]uint32, counts []uint32) []uint32 {
	total := uint32(0)
	at := make([]uint32, len(counts))
	for s, n := range counts {
		at[s] = total
		total += n
	}
	r := &f.sorted
	r.user = slices.Grow(r.user[:0], int(total))[:total]
	r.meta = slices.Grow(r.meta[:0], int(total))[:total]
	r.quantities = slices.Grow(r.quantities[:0], int(total))[:total]
	for k, c := range collectors {
		src := c.months[first][b]
		for i, a := range src.account {
			s := numbers[k][a] - 1
			to := at[s]
			at[s]++
			r.user[to], r.meta[to], r.quantities[to] = src.user[i], src.meta[i], unit
			if src.quantities != nil {
				r.quantities[to] = src.quantities[i]
			}
		}
	}
	return at
}

// account folds one account's rows [from, to).
func (f *folder) account(out *columns, name string, from, to uint32) {
	out.names = append(out.names, name)
	out.users = append(out.users, uint32(len(out.hashes)))
	out.volumes = append(out.volumes, uint32(len(out.volPairs)))
	for i := from; i < to; i++ {
		meta := f.sorted.meta[i]
		f.volume(meta&^noUser, f.sorted.quantities[i])
		if meta&noUser == 0 {
			f.entry(f.sorted.user[i], meta>>5, meta&31)
		}
	}
	f.flushUsers(out)
	for i, key := range f.volKeys {
		out.volPairs = append(out.volPairs, uint16(key>>5))
		out.volDays = append(out.volDays, uint8(key&31))
		out.counts = append(out.counts, f.volCounts[i])
		out.sums = append(out.sums, f.volSums[i])
	}
	f.users.clear()
	f.entries.clear()
	f.volumes.clear()
	f.hashes, f.keys, f.masks = f.hashes[:0], f.keys[:0], f.masks[:0]
	f.volKeys, f.volCounts, f.volSums = f.volKeys[:0], f.volCounts[:0], f.volSums[:0]
}

func (f *folder) volume(key uint32, quantity int64) {
	v := f.volumes.find(mix(uint64(key)), func(k int) bool { return f.volKeys[k] == key })
	if v < 0 {
		v = len(f.volKeys)
		f.volKeys, f.volCounts, f.volSums = append(f.volKeys, key), append(f.volCounts, 0), append(f.volSums, 0)
		f.volumes.add(mix(uint64(key)), v)
	}
	f.volCounts[v]++
	f.volSums[v] += quantity
	f.odd = f.odd || quantity != unit
}

// entry marks the day for a user and a pair.
func (f *folder) entry(h xxh3.Uint128, p, dom uint32) {
	u := f.users.find(h.Lo, func(k int) bool { return f.hashes[k] == h })
	if u < 0 {
		u = len(f.hashes)
		f.hashes = append(f.hashes, h)
		f.users.add(h.Lo, u)
	}
	key := uint64(u)<<16 | uint64(p)
	e := f.entries.find(mix(key), func(k int) bool { return f.keys[k] == key })
	if e < 0 {
		e = len(f.keys)
		f.keys, f.masks = append(f.keys, key), append(f.masks, 0)
		f.entries.add(mix(key), e)
	}
	f.masks[e] |= 1 << dom
}

// flushUsers orders entries by user with a counting sort, users by hash.
func (f *folder) flushUsers(out *columns) {
	n := len(f.hashes)
	f.starts = append(f.starts[:0], make([]uint32, n+1)...)
	for _, k := range f.keys {
		f.starts[k>>16+1]++
	}
	for u := range n {
		f.starts[u+1] += f.starts[u]
	}
	total := len(f.keys)
	f.pairs = slices.Grow(f.pairs[:0], total)[:total]
	f.ordered = slices.Grow(f.ordered[:0], total)[:total]
	f.order = append(f.order[:0], f.starts[:n]...)
	for i, k := range f.keys {
		at := f.order[k>>16]
		f.order[k>>16]++
		f.pairs[at], f.ordered[at] = uint16(k), f.masks[i]
	}
	f.order = f.order[:0]
	for u := range n {
		f.order = append(f.order, uint32(u))
	}
	slices.SortFunc(f.order, func(x, y uint32) int { return compare(f.hashes[x], f.hashes[y]) })
	for _, u := range f.order {
		out.hashes = append(out.hashes, f.hashes[u])
		out.entries = append(out.entries, uint32(len(out.pairs)))
		out.pairs = append(out.pairs, f.pairs[f.starts[u]:f.starts[u+1]]...)
		out.masks = append(out.masks, f.ordered[f.starts[u]:f.starts[u+1]]...)
	}
}

func compare(a, b xxh3.Uint128) int {
	switch {
	case less(a, b):
		return -1
	case a == b:
		return 0
	}
	return 1
}

// month puts the accounts of all parts into the file, in order of name.
func (w *writer) month(first int64, parts []*columns, odd bool) {
	type place struct {
		part, at int
	}
	var places []place
	for k, p := range parts {
		p.users, p.volumes, p.entries = append(p.users, uint32(len(p.hashes))), append(p.volumes, uint32(len(p.volPairs))), append(p.entries, uint32(len(p.pairs)))
		for i := range p.names {
			places = append(places, place{k, i})
		}
	}
	slices.SortFunc(places, func(a, b place) int { return strings.Compare(parts[a.part].names[a.at], parts[b.part].names[b.at]) })
	all := &columns{}
	var offsets []uint32
	var text []byte
	for _, at := range places {
		p := parts[at.part]
		offsets, text = append(offsets, uint32(len(text))), append(text, p.names[at.at]...)
		all.users = append(all.users, uint32(len(all.hashes)))
		all.volumes = append(all.volumes, uint32(len(all.volPairs)))
		u0, u1 := p.users[at.at], p.users[at.at+1]
		e0, e1 := p.entries[u0], p.entries[u1]
		shift := uint32(len(all.pairs)) - e0
		for _, e := range p.entries[u0:u1] {
			all.entries = append(all.entries, e+shift)
		}
		all.hashes = append(all.hashes, p.hashes[u0:u1]...)
		all.pairs, all.masks = append(all.pairs, p.pairs[e0:e1]...), append(all.masks, p.masks[e0:e1]...)
		v0, v1 := p.volumes[at.at], p.volumes[at.at+1]
		all.volPairs, all.volDays = append(all.volPairs, p.volPairs[v0:v1]...), append(all.volDays, p.volDays[v0:v1]...)
		all.counts = append(all.counts, p.counts[v0:v1]...)
		if odd {
			all.sums = append(all.sums, p.sums[v0:v1]...)
		}
	}
	w.header.Months = append(w.header.Months, block{
		First: first, Accounts: len(places),
		Names: put(w, append(offsets, uint32(len(text)))), Bytes: put(w, text),
		Users: put(w, append(all.users, uint32(len(all.hashes)))), Hashes: put(w, all.hashes),
		Entries: put(w, append(all.entries, uint32(len(all.pairs)))), Pairs: put(w, all.pairs), Masks: put(w, all.masks),
		Volumes: put(w, append(all.volumes, uint32(len(all.volPairs)))), VolPairs: put(w, all.volPairs), VolDays: put(w, all.volDays),
		Counts: put(w, all.counts), Sums: put(w, all.sums),
	})
}

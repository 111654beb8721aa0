package rollup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/duckdb"
)

// errTooWide says that a segment has too many different events and features for a rollup.
var errTooWide = errors.New("too many different events")

const maxPairs = 1 << 16

// build reads a segment once and writes its rollup. Segments are sorted by account and time; one that is
// not is sorted on the way.
func build(ctx context.Context, db *duckdb.DB, path string, s warehouse.Segment, zone *time.Location, to string) error {
	b := newBuilder(zone)
	err := b.read(ctx, db, path, "")
	if errors.Is(err, errUnsorted) {
		b = newBuilder(zone)
		err = b.read(ctx, db, path, ` ORDER BY "account", "time"`)
	}
	if err != nil {
		return fmt.Errorf("roll up %s: %w", s.Path, err)
	}
	return b.finish(s.Digest).write(to)
}

var errUnsorted = errors.New("segment is not sorted")

func (b *builder) read(ctx context.Context, db *duckdb.DB, path, order string) error {
	query := `SELECT "account", "user", epoch_us("time"), "event", "feature", CASE WHEN "quantity" IS NULL THEN 10000 ELSE ("quantity" * 10000)::BIGINT END FROM ` +
		warehouse.Files([]string{path}) + order
	if err := db.Each(ctx, query, b.chunk); err != nil {
		return err
	}
	b.flush()
	return nil
}

// builder turns rows in order of account and time into columns.
type builder struct {
	zone          *time.Location
	from, until   int64 // the instants between which offset holds, in microseconds
	offset        int64
	account       string
	at            int64 // of the row before
	day           int64 // of the row before
	first, end    int64 // days of the month of the rows that are collected, [first, end)
	months        map[int64]*columns
	pairs         []pair
	pairSlots     slots
	users         slots // of the collected rows: hash → user
	hashes        []xxh3.Uint128
	entries       slots // user and pair → mask
	entryKeys     []uint64
	entryMasks    []uint32
	volumes       slots // pair and day → count
	volKeys       []uint32
	volCounts     []uint32
	volSums       []int64
	order, starts []uint32
	sortedPairs   []uint16
	sortedMasks   []uint32
	started       bool
	oddQuantities bool
	lastE, lastF  string
	lastNull      [2]bool
	lastPair      int
}

// columns are a month's while it is built.
type columns struct {
	names    []uint32
	bytes    []byte
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

func newBuilder(zone *time.Location) *builder {
	return &builder{zone: zone, months: map[int64]*columns{}, lastPair: -1, until: -1 << 62, from: 1 << 62}
}

func (b *builder) chunk(c duckdb.Chunk) error {
	times, quantities := c.Ints(2), c.Ints(5)
	for i := range c.Len {
		account, at := c.Text(0, i), times[i]
		if c.Null(0, i) {
			continue // a segment has no such row
		}
		if account != b.account || !b.started {
			if b.started && account < b.account {
				return errUnsorted
			}
			b.flush()
			b.account, b.started = strings.Clone(account), true
			b.at, b.end = -1<<62, -1<<62
		}
		if at < b.at {
			return errUnsorted
		}
		b.at = at
		day := b.localDay(at)
		if day >= b.end {
			b.flush()
			b.first, b.end = monthOf(day)
		}
		p, err := b.pair(c, i)
		if err != nil {
			return err
		}
		b.row(c, i, p, uint32(day-b.first), quantities[i])
	}
	return nil
}

// localDay returns the local day of an instant; the zone's offset is looked up when it may change.
func (b *builder) localDay(at int64) int64 {
	if at < b.from || at >= b.until {
		t := time.UnixMicro(at).In(b.zone)
		_, offset := t.Zone()
		b.offset = int64(offset) * 1_000_000
		b.from, b.until = at, at+1
		if start, end := t.ZoneBounds(); end.After(t) {
			b.until = end.UnixMicro()
			if !start.IsZero() {
				b.from = start.UnixMicro()
			}
		} else if end.IsZero() {
			b.until = 1 << 62
		}
	}
	const aDay = 86_400_000_000
	n := at + b.offset
	if n < 0 {
		return (n - aDay + 1) / aDay
	}
	return n / aDay
}

// monthOf returns the first day of a day's month and that of the next.
func monthOf(day int64) (first, next int64) {
	t := time.Unix(day*86400, 0).UTC()
	a := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	return a.Unix() / 86400, a.AddDate(0, 1, 0).Unix() / 86400
}

// pair numbers a row's event and feature.
func (b *builder) pair(c duckdb.Chunk, i int) (int, error) {
	var e, f string
	noE, noF := c.Null(3, i), c.Null(4, i)
	if !noE {
		e = c.Text(3, i)
	}
	if !noF {
		f = c.Text(4, i)
	}
	if b.lastPair >= 0 && e == b.lastE && f == b.lastF && noE == b.lastNull[0] && noF == b.lastNull[1] {
		return b.lastPair, nil
	}
	h := xxh3.HashString(e)*31 + xxh3.HashString(f)
	if noE {
		h += 0x9E3779B97F4A7C15
	}
	if noF {
		h += 0xC2B2AE3D27D4EB4F
	}
	k := b.pairSlots.find(h, func(k int) bool { return b.pairs[k].is(e, f, noE, noF) })
	if k < 0 {
		if len(b.pairs) == maxPairs {
			return 0, errTooWide
		}
		k = len(b.pairs)
		p := pair{}
		if !noE {
			e = strings.Clone(e)
			p.Event = &e
		}
		if !noF {
			f = strings.Clone(f)
			p.Feature = &f
		}
		b.pairs = append(b.pairs, p)
		b.pairSlots.add(h, k)
	}
	b.lastE, b.lastF = deref(b.pairs[k].Event), deref(b.pairs[k].Feature)
	b.lastNull, b.lastPair = [2]bool{noE, noF}, k
	return k, nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func (p pair) is(e, f string, noE, noF bool) bool {
	return (p.Event == nil) == noE && (p.Feature == nil) == noF && deref(p.Event) == e && deref(p.Feature) == f
}

// row counts one event of the account and month that are being collected.
func (b *builder) row(c duckdb.Chunk, i, p int, dom uint32, quantity int64) {
	key := uint32(p)<<5 | dom
	v := b.volumes.find(mix(uint64(key)), func(k int) bool { return b.volKeys[k] == key })
	if v < 0 {
		v = len(b.volKeys)
		b.volKeys, b.volCounts, b.volSums = append(b.volKeys, key), append(b.volCounts, 0), append(b.volSums, 0)
		b.volumes.add(mix(uint64(key)), v)
	}
	b.volCounts[v]++
	b.volSums[v] += quantity
	b.oddQuantities = b.oddQuantities || quantity != 10_000
	if c.Null(1, i) {
		return
	}
	h := xxh3.HashString128(c.Text(1, i))
	u := b.users.find(h.Lo, func(k int) bool { return b.hashes[k] == h })
	if u < 0 {
		u = len(b.hashes)
		b.hashes = append(b.hashes, h)
		b.users.add(h.Lo, u)
	}
	entry := uint64(u)<<16 | uint64(p)
	e := b.entries.find(mix(entry), func(k int) bool { return b.entryKeys[k] == entry })
	if e < 0 {
		e = len(b.entryKeys)
		b.entryKeys, b.entryMasks = append(b.entryKeys, entry), append(b.entryMasks, 0)
		b.entries.add(mix(entry), e)
	}
	b.entryMasks[e] |= 1 << dom
}

// flush moves the collected rows of one account and month into its columns, users sorted by their hash.
func (b *builder) flush() {
	if len(b.volKeys) == 0 {
		return
	}
	m := b.months[b.first]
	if m == nil {
		m = &columns{}
		b.months[b.first] = m
	}
	m.names, m.bytes = append(m.names, uint32(len(m.bytes))), append(m.bytes, b.account...)
	m.users = append(m.users, uint32(len(m.hashes)))
	m.volumes = append(m.volumes, uint32(len(m.volPairs)))
	b.flushUsers(m)
	for i, key := range b.volKeys {
		m.volPairs = append(m.volPairs, uint16(key>>5))
		m.volDays = append(m.volDays, uint8(key&31))
		m.counts = append(m.counts, b.volCounts[i])
		m.sums = append(m.sums, b.volSums[i])
	}
	b.users.clear()
	b.entries.clear()
	b.volumes.clear()
	b.hashes, b.entryKeys, b.entryMasks = b.hashes[:0], b.entryKeys[:0], b.entryMasks[:0]
	b.volKeys, b.volCounts, b.volSums = b.volKeys[:0], b.volCounts[:0], b.volSums[:0]
}

// flushUsers orders entries by user with a counting sort, users by hash.
func (b *builder) flushUsers(m *columns) {
	n := len(b.hashes)
	b.starts = append(b.starts[:0], make([]uint32, n+1)...)
	for _, k := range b.entryKeys {
		b.starts[k>>16+1]++
	}
	for u := range n {
		b.starts[u+1] += b.starts[u]
	}
	total := len(b.entryKeys)
	b.sortedPairs = slices.Grow(b.sortedPairs[:0], total)[:total]
	b.sortedMasks = slices.Grow(b.sortedMasks[:0], total)[:total]
	b.order = append(b.order[:0], b.starts[:n]...)
	for i, k := range b.entryKeys {
		at := b.order[k>>16]
		b.order[k>>16]++
		b.sortedPairs[at], b.sortedMasks[at] = uint16(k), b.entryMasks[i]
	}
	b.order = b.order[:0]
	for u := range n {
		b.order = append(b.order, uint32(u))
	}
	slices.SortFunc(b.order, func(x, y uint32) int { return compare(b.hashes[x], b.hashes[y]) })
	for _, u := range b.order {
		m.hashes = append(m.hashes, b.hashes[u])
		m.entries = append(m.entries, uint32(len(m.pairs)))
		m.pairs = append(m.pairs, b.sortedPairs[b.starts[u]:b.starts[u+1]]...)
		m.masks = append(m.masks, b.sortedMasks[b.starts[u]:b.starts[u+1]]...)
	}
}

func compare(a, b xxh3.Uint128) int {
	switch {
	case a.Hi != b.Hi && a.Hi < b.Hi, a.Hi == b.Hi && a.Lo < b.Lo:
		return -1
	case a == b:
		return 0
	}
	return 1
}

// finish closes every column with its end and puts them into a file.
func (b *builder) finish(segment string) *writer {
	w := &writer{header: header{Segment: segment, Zone: b.zone.String(), Pairs: b.pairs}}
	var firsts []int64
	for first := range b.months {
		firsts = append(firsts, first)
	}
	slices.Sort(firsts)
	for _, first := range firsts {
		m := b.months[first]
		x := block{First: first, Accounts: len(m.names)}
		x.Names = put(w, append(m.names, uint32(len(m.bytes))))
		x.Bytes = put(w, m.bytes)
		x.Users = put(w, append(m.users, uint32(len(m.hashes))))
		x.Hashes = put(w, m.hashes)
		x.Entries = put(w, append(m.entries, uint32(len(m.pairs))))
		x.Pairs = put(w, m.pairs)
		x.Masks = put(w, m.masks)
		x.Volumes = put(w, append(m.volumes, uint32(len(m.volPairs))))
		x.VolPairs = put(w, m.volPairs)
		x.VolDays = put(w, m.volDays)
		x.Counts = put(w, m.counts)
		if b.oddQuantities {
			x.Sums = put(w, m.sums)
		}
		w.header.Months = append(w.header.Months, x)
		delete(b.months, first) // its memory is not needed twice
	}
	return w
}

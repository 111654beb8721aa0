package rollup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/zeebo/xxh3"
	"golang.org/x/sync/errgroup"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// errTooWide says that a segment has too many different events and features for a rollup.
var errTooWide = errors.New("too many different events")

const maxPairs = 1 << 16

// build reads a segment's row groups that overlap some local months, once, and writes a rollup for each
// of the months. Workers read row groups side by side; rows may stand in any order.
func build(ctx context.Context, path string, s warehouse.Segment, zone *time.Location, months []int64, to func(month int64) string, workers int) error {
	width := buckets(s.Rows)
	collectors := make([]*collector, workers)
	for i := range collectors {
		collectors[i] = newCollector(zone, months, width)
	}
	if err := collect(ctx, path, collectors); err != nil {
		return fmt.Errorf("roll up %s: %w", s.Path, err)
	}
	pairs, err := unite(collectors)
	if err != nil {
		return fmt.Errorf("roll up %s: %w", s.Path, err)
	}
	for _, first := range months {
		if err := fold(collectors, pairs, s.Digest, zone, first, workers).write(to(first)); err != nil {
			return fmt.Errorf("roll up %s: %w", s.Path, err)
		}
	}
	return nil
}

// buckets is into how many parts rows are dealt by account, so that each part fits a processor's cache.
func buckets(rows int64) int {
	n := 1
	for n < 512 && int64(n)*16_384 < rows {
		n *= 2
	}
	return n
}

// collect deals the segment's row groups to the collectors.
func collect(ctx context.Context, path string, collectors []*collector) error {
	return withFile(path, func(f *parquet.File, places map[string]int) error {
		var next atomic.Int64
		g, ctx := errgroup.WithContext(ctx)
		for _, c := range collectors {
			g.Go(func() error {
				for i := int(next.Add(1) - 1); i < len(f.RowGroups()); i = int(next.Add(1) - 1) {
					if err := ctx.Err(); err != nil {
						return err
					}
					if low, high, ok := timeRange(f, i, places); ok && !c.wants(low, high) {
						continue
					}
					if err := c.group(f.RowGroups()[i], places); err != nil {
						return err
					}
				}
				return nil
			})
		}
		return g.Wait()
	})
}

// rows are collected events of one month and one bucket of accounts.
type rows struct {
	account    []uint32 // number in the collector
	user       []xxh3.Uint128
	meta       []uint32 // pair, day of the month in 5 bits; noUser where there is none
	quantities []int64  // once one of them is not unit
}

const noUser = 1 << 31

// unit is the quantity of an event that does not name one, in ten-thousandths.
const unit = 10_000

// collector takes row groups in. It belongs to one goroutine.
type collector struct {
	days
	months   map[int64][]rows // by first day, by bucket
	width    int
	names    []string // accounts
	buckets  []int    // of each account
	index    map[string]uint32
	pairs    []pair
	pairNums map[pairKey]int
	columns  struct {
		account, user, event, feature texts
		time, quantity                []int64
	}
	accountNums []int32 // by code, −1 not asked yet
	wide        int
	pairCodes   []int32 // by event's and feature's codes: number + 1
}

func newCollector(zone *time.Location, months []int64, width int) *collector {
	c := &collector{days: newDays(zone), months: map[int64][]rows{}, width: width, index: map[string]uint32{}, pairNums: map[pairKey]int{}}
	for _, m := range months {
		c.months[m] = make([]rows, width)
	}
	return c
}

// wants reports whether instants from low to high, in microseconds, touch one of the months.
func (c *collector) wants(low, high int64) bool {
	from, _ := monthOf(c.local(low))
	to, _ := monthOf(c.local(high))
	for m := range c.months {
		if from <= m && m <= to {
			return true
		}
	}
	return false
}

// group takes a row group's rows in.
func (c *collector) group(group parquet.RowGroup, places map[string]int) error {
	g := &c.columns
	for name, t := range map[string]*texts{"account": &g.account, "user": &g.user, "event": &g.event, "feature": &g.feature} {
		if err := readTexts(group, places, name, t); err != nil {
			return err
		}
	}
	var err error
	if g.time, err = readInts(group, places, "time", 0, g.time); err != nil {
		return err
	}
	if g.quantity, err = readInts(group, places, "quantity", unit, g.quantity); err != nil {
		return err
	}
	if n := len(g.time); len(g.account.codes) != n || len(g.user.codes) != n || len(g.event.codes) != n || len(g.feature.codes) != n || len(g.quantity) != n {
		return errLayout
	}
	c.accountNums = append(c.accountNums[:0], make([]int32, len(g.account.ends))...)
	c.wide = len(g.feature.ends) + 1
	c.pairCodes = append(c.pairCodes[:0], make([]int32, min((len(g.event.ends)+1)*c.wide, maxPairs))...)
	return c.take()
}

func (c *collector) take() error {
	g := &c.columns
	var month []rows
	first, end := int64(0), int64(0)
	for i, at := range g.time {
		day := c.local(at)
		if day < first || day >= end {
			first, end = monthOf(day)
			month = c.months[first]
		}
		if month == nil {
			continue
		}
		code := g.account.codes[i]
		if code < 0 {
			continue // belongs to nobody
		}
		num := c.accountNums[code] - 1
		if num < 0 {
			num = c.account(g.account.text(code))
			c.accountNums[code] = num + 1
		}
		p, err := c.pair(g.event.codes[i], g.feature.codes[i])
		if err != nil {
			return err
		}
		meta := uint32(p)<<5 | uint32(day-first)
		var user xxh3.Uint128
		if u := g.user.codes[i]; u >= 0 {
			user = xxh3.Hash128(g.user.text(u))
		} else {
			meta |= noUser
		}
		month[c.buckets[num]].add(uint32(num), user, meta, g.quantity[i])
	}
	return nil
}

func (r *rows) add(account uint32, user xxh3.Uint128, meta uint32, quantity int64) {
	if quantity != unit && r.quantities == nil {
		r.quantities = make([]int64, len(r.account))
		for i := range r.quantities {
			r.quantities[i] = unit
		}
	}
	if r.quantities != nil {
		r.quantities = append(r.quantities, quantity)
	}
	r.account, r.user, r.meta = append(r.account, account), append(r.user, user), append(r.meta, meta)
}

// account numbers an account by its name.
func (c *collector) account(name []byte) int32 {
	if n, ok := c.index[string(name)]; ok {
		return int32(n)
	}
	n := len(c.names)
	c.names = append(c.names, string(name))
	c.buckets = append(c.buckets, int(xxh3.Hash(name)%uint64(c.width)))
	c.index[c.names[n]] = uint32(n)
	return int32(n)
}

// pair numbers a row's event and feature, given by their codes.
func (c *collector) pair(event, feature int32) (int, error) {
	at := int(event+1)*c.wide + int(feature+1)
	if at < len(c.pairCodes) && c.pairCodes[at] > 0 {
		return int(c.pairCodes[at] - 1), nil
	}
	var p pair
	if event >= 0 {
		s := string(c.columns.event.text(event))
		p.Event = &s
	}
	if feature >= 0 {
		s := string(c.columns.feature.text(feature))
		p.Feature = &s
	}
	k, ok := c.pairNums[p.key()]
	if !ok {
		if len(c.pairs) == maxPairs {
			return 0, errTooWide
		}
		k = len(c.pairs)
		c.pairs = append(c.pairs, p)
		c.pairNums[p.key()] = k
	}
	if at < len(c.pairCodes) {
		c.pairCodes[at] = int32(k + 1)
	}
	return k, nil
}

type pairKey struct {
	event, feature     string
	noEvent, noFeature bool
}

func (p pair) key() pairKey {
	return pairKey{deref(p.Event), deref(p.Feature), p.Event == nil, p.Feature == nil}
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// unite numbers pairs over all collectors, in alphabetical order, and renumbers what was collected.
func unite(collectors []*collector) ([]pair, error) {
	var all []pair
	seen := map[pairKey]bool{}
	for _, c := range collectors {
		for _, p := range c.pairs {
			if !seen[p.key()] {
				seen[p.key()] = true
				all = append(all, p)
			}
		}
	}
	if len(all) > maxPairs {
		return nil, errTooWide
	}
	slices.SortFunc(all, func(a, b pair) int {
		x, y := a.key(), b.key()
		if c := strings.Compare(x.event, y.event); c != 0 {
			return c
		}
		if c := strings.Compare(x.feature, y.feature); c != 0 {
			return c
		}
		return strings.Compare(fmt.Sprint(x.noEvent, x.noFeature), fmt.Sprint(y.noEvent, y.noFeature))
	})
	numbers := map[pairKey]uint32{}
	for i, p := range all {
		numbers[p.key()] = uint32(i)
	}
	var wg sync.WaitGroup
	for _, c := range collectors {
		wg.Go(func() { c.renumber(numbers) })
	}
	wg.Wait()
	return all, nil
}

func (c *collector) renumber(numbers map[pairKey]uint32) {
	to := make([]uint32, len(c.pairs))
	for i, p := range c.pairs {
		to[i] = numbers[p.key()]
	}
	for _, month := range c.months {
		for _, r := range month {
			for i, m := range r.meta {
				r.meta[i] = m&(noUser|31) | to[m&^noUser>>5]<<5
			}
		}
	}
}

package bench

import (
	"context"
	"fmt"
	"math/bits"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/duckdb"
)

// encoded are September's and October's events as bare numbers: no file, no name, no null is left. It is what the kernel reads.
type encoded struct {
	seconds []uint32 // since 1970
	account []uint16
	user    []uint32
	event   []uint8
}

// encode reads the two months out of the segments. Its time is counted nowhere.
func (p *portfolio) encode(ctx context.Context) (*encoded, error) {
	e := &encoded{}
	db := &duckdb.DB{}
	defer db.Close()
	query := p.place(p.whole, `SELECT epoch_us(time) // 1000000, substr(account, 5)::BIGINT, substr("user", 6)::BIGINT, list_position(`+portfolioNames+`, event)::BIGINT - 1
		FROM @EVENTS@ WHERE time >= TIMESTAMP '2026-09-01' AND time < TIMESTAMP '2026-11-01'`)
	err := db.Each(ctx, query, func(c duckdb.Chunk) error {
		at, account, user, event := c.Ints(0), c.Ints(1), c.Ints(2), c.Ints(3)
		for i := range c.Len {
			e.seconds, e.account = append(e.seconds, uint32(at[i])), append(e.account, uint16(account[i]))
			e.user, e.event = append(e.user, uint32(user[i])), append(e.event, uint8(event[i]))
		}
		return nil
	})
	return e, err
}

// tallies are one worker's counts: by user, for the month and the one before, a bit an event and whether it was in the month's last week; by account, volumes.
type tallies struct {
	owner  []uint16
	events [2][]uint64
	week   [2][]bool
	volume [2][]int64
}

const (
	kernelUsers    = 500_000
	kernelAccounts = 10_000
	kernelEvents   = 40
)

func newTallies() *tallies {
	t := &tallies{owner: make([]uint16, kernelUsers)}
	for m := range 2 {
		t.events[m], t.week[m], t.volume[m] = make([]uint64, kernelUsers), make([]bool, kernelUsers), make([]int64, kernelAccounts)
	}
	return t
}

// add counts the rows [from, to).
func (t *tallies) add(e *encoded, from, to int) {
	october := uint32(time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC).Unix())
	weeks := [2]uint32{october + 24*86400, october - 7*86400} // the last seven days of October and of September
	for i := from; i < to; i++ {
		m := 0
		if e.seconds[i] < october {
			m = 1
		}
		u := e.user[i]
		t.owner[u] = e.account[i]
		t.events[m][u] |= 1 << e.event[i]
		if e.seconds[i] >= weeks[m] {
			t.week[m][u] = true
		}
		t.volume[m][e.account[i]]++
	}
}

// kernelSums are the totals over accounts of the set: month and prior month of active users, active users of the last week, volume, users by event.
type kernelSums [4][2]int64

// count answers the portfolio set over encoded columns by hand, two workers over half of the rows each. It is right for users who belong to one
// account, as here.
func (e *encoded) count() (kernelSums, error) {
	var halves [2]*tallies
	var group errgroup.Group
	for w := range halves {
		group.Go(func() error {
			halves[w] = newTallies()
			halves[w].add(e, w*len(e.seconds)/2, (w+1)*len(e.seconds)/2)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return kernelSums{}, err
	}
	return unite(halves[0], halves[1]), nil
}

func unite(a, b *tallies) kernelSums {
	var sums kernelSums
	active, weekly, features := make([]int32, kernelAccounts), make([]int32, kernelAccounts), make([]int32, kernelAccounts*kernelEvents)
	for m := range 2 {
		clear(active)
		clear(weekly)
		clear(features)
		for u := range kernelUsers {
			set := a.events[m][u] | b.events[m][u]
			if set == 0 {
				continue
			}
			owner := int(max(a.owner[u], b.owner[u]))
			active[owner]++
			if a.week[m][u] || b.week[m][u] {
				weekly[owner]++
			}
			for ; set != 0; set &= set - 1 {
				features[owner*kernelEvents+bits.TrailingZeros64(set)]++
			}
		}
		for i := range kernelAccounts {
			sums[0][m] += int64(active[i])
			sums[1][m] += int64(weekly[i])
			sums[2][m] += a.volume[m][i] + b.volume[m][i]
		}
		for _, n := range features {
			sums[3][m] += int64(n)
		}
	}
	return sums
}

// kernel measures the set by hand over columns already encoded: the least that any program must do once it has read the rows.
func (p *portfolio) kernel(ctx context.Context, repeat int) error {
	e, err := p.encode(ctx)
	if err != nil {
		return fmt.Errorf("kernel: %w", err)
	}
	c, err := median(max(3, repeat), func() error {
		p.byHand, err = e.count()
		return err
	})
	p.out.cost("portfolio", "kernel", c)
	return err
}

// agrees compares the kernel's totals with those of the metrics: five answers of three sums each, adoption the fourth.
func (p *portfolio) agrees() error {
	for at, k := range map[int]int{0: 0, 1: 1, 2: 2, 4: 3} {
		for m := range 2 {
			if got, want := p.sums[at*3+1+m], p.byHand[k][m]*1000; got != want {
				return fmt.Errorf("answer %d is %d thousandths, by hand %d", at+1, got, want)
			}
		}
	}
	return nil
}

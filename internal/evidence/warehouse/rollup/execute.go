package rollup

import (
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/zeebo/xxh3"

	"github.com/touchstone-cs/touchstone/internal/metric"
)

// source is one month of one segment as a plan sees it: which days and pairs count for what.
type source struct {
	*month
	scan     uint32   // days of the scan
	pairOK   []bool   // pairs that pass the scan's filter
	masks    []uint32 // by aggregate: its days
	aggOK    [][]bool // by aggregate: pairs that pass its filter too
	classOK  [][]bool // by class of aggregates with one filter: pairs that pass; nil where all do
	counted  []int    // aggregates that count users and have days here
	plain    bool     // all of those take every pair and every user
	summed   []int    // aggregates that count or sum rows and have days here
	total    bool     // those take all rows of the month, for the account as a whole
	keys     []int    // by pair: number of its event or feature, −1 for null
	columns  [][]int  // by aggregate: number of the pair's value of the column that is counted, −1 for null
	accounts []int32  // by account of the whole: its number here, −1 where it has none
}

// execution answers a plan over months.
type execution struct {
	*plan
	sources []*source
	names   []string // accounts, sorted
	keys    []*string
	values  map[string]int // of counted columns
	classes [][]int        // aggregates that count users, by their filter
}

// run answers the plan over files, the accounts spread over the cores.
func (p *plan) run(files []*file) metric.Result {
	x := &execution{plan: p, values: map[string]int{}, classes: p.classes()}
	for _, f := range files {
		for _, m := range f.months {
			if scan := maskOf(m.first, p.from, p.to); scan != 0 {
				x.sources = append(x.sources, x.source(m, scan))
			}
		}
	}
	x.align()
	workers := max(1, min(runtime.GOMAXPROCS(0), len(x.names)/64))
	parts := make([]metric.Result, workers)
	var wg sync.WaitGroup
	for w := range workers {
		from, to := w*len(x.names)/workers, (w+1)*len(x.names)/workers
		wg.Go(func() { parts[w] = x.part(from, to) })
	}
	wg.Wait()
	out := parts[0]
	for _, part := range parts[1:] {
		out.Cells = append(out.Cells, part.Cells...)
	}
	return out
}

// maskOf returns the bits of the days [from, to) in the month that begins with first.
func maskOf(first, from, to int64) uint32 {
	_, next := monthOf(first)
	a, b := max(from, first)-first, min(to, next)-first
	if a >= b {
		return 0
	}
	return uint32(uint64(1)<<b - uint64(1)<<a)
}

func (x *execution) source(m *month, scan uint32) *source {
	s := &source{month: m, scan: scan, plain: true, total: !x.daily && x.by == "" && scan == maskOf(m.first, firstDay, lastDay)}
	for _, pr := range m.file.header.Pairs {
		s.pairOK = append(s.pairOK, matchAll(x.pairs, pr))
	}
	s.keys = x.keyNumbers(m.file.header.Pairs)
	for k, a := range x.aggregates {
		s.masks = append(s.masks, maskOf(m.first, a.from, a.to)&scan)
		ok := make([]bool, len(s.pairOK))
		for i, pr := range m.file.header.Pairs {
			ok[i] = s.pairOK[i] && metric.Match(a.filter, pr.get)
		}
		s.aggOK = append(s.aggOK, ok)
		switch {
		case s.masks[k] == 0:
		case a.op == metric.Count || a.op == metric.Sum:
			s.summed = append(s.summed, k)
			s.total = s.total && s.masks[k] == scan && !slices.Contains(ok, false)
		case a.op == metric.Distinct && a.column == "user":
			s.counted = append(s.counted, k)
			s.plain = s.plain && a.among == nil && !slices.Contains(ok, false)
		}
		s.columns = append(s.columns, x.columnNumbers(a, m.file.header.Pairs))
	}
	s.total = s.total && !slices.Contains(s.pairOK, false)
	for _, class := range x.classes {
		ok := s.aggOK[class[0]]
		if !slices.Contains(ok, false) {
			ok = nil
		}
		s.classOK = append(s.classOK, ok)
	}
	return s
}

// classes groups the aggregates that count users by their filter: one look at a user's entries serves
// all windows.
func (p *plan) classes() [][]int {
	var out [][]int
	byFilter := map[string]int{}
	for k, a := range p.aggregates {
		if a.op != metric.Distinct || a.column != "user" {
			continue
		}
		text := ""
		if a.filter != nil {
			text = a.filter.String()
		}
		c, ok := byFilter[text]
		if !ok {
			c = len(out)
			byFilter[text] = c
			out = append(out, nil)
		}
		out[c] = append(out[c], k)
	}
	return out
}

func matchAll(list []metric.Expr, p pair) bool {
	for _, e := range list {
		if !metric.Match(e, p.get) {
			return false
		}
	}
	return true
}

func (p pair) get(column string) metric.Cell {
	v := p.Event
	if column == "feature" {
		v = p.Feature
	}
	if v == nil {
		return metric.Cell{}
	}
	return metric.TextCell(*v)
}

// keyNumbers numbers the values of the key column over all files; null is a value of its own.
func (x *execution) keyNumbers(pairs []pair) []int {
	if x.by == "" {
		return nil
	}
	out := make([]int, len(pairs))
	for i, p := range pairs {
		v := p.Event
		if x.by == "feature" {
			v = p.Feature
		}
		k := slices.IndexFunc(x.keys, func(s *string) bool { return (s == nil) == (v == nil) && deref(s) == deref(v) })
		if k < 0 {
			k = len(x.keys)
			x.keys = append(x.keys, v)
		}
		out[i] = k
	}
	return out
}

// columnNumbers numbers the values of a counted column over all files.
func (x *execution) columnNumbers(a aggregate, pairs []pair) []int {
	if a.op != metric.Distinct || a.column == "user" {
		return nil
	}
	out := make([]int, len(pairs))
	for i, p := range pairs {
		c := p.get(a.column)
		if !c.Known() {
			out[i] = -1
			continue
		}
		n, ok := x.values[c.Text]
		if !ok {
			n = len(x.values)
			x.values[c.Text] = n
		}
		out[i] = n
	}
	return out
}

// align lists all accounts that pass the filter and finds each in each source.
func (x *execution) align() {
	cursors := make([]int, len(x.sources))
	for {
		name, ok := "", false
		for k, s := range x.sources {
			if cursors[k] < s.month.accounts {
				if a := s.account(cursors[k]); !ok || a < name {
					name, ok = a, true
				}
			}
		}
		if !ok {
			return
		}
		keep := x.accountOK(name)
		if keep {
			x.names = append(x.names, strings.Clone(name))
		}
		for k, s := range x.sources {
			at := int32(-1)
			if cursors[k] < s.month.accounts && s.account(cursors[k]) == name {
				at = int32(cursors[k])
				cursors[k]++
			}
			if keep {
				s.accounts = append(s.accounts, at)
			}
		}
	}
}

func (x *execution) accountOK(name string) bool {
	for _, e := range x.plan.accounts {
		if !metric.Match(e, func(string) metric.Cell { return metric.TextCell(name) }) {
			return false
		}
	}
	return true
}

// part answers for the accounts [from, to).
func (x *execution) part(from, to int) metric.Result {
	t := newTally(x)
	rows := (to - from) * min(t.groups, 64)
	if from == 0 {
		rows = len(x.names) * min(t.groups, 64) // the other parts are appended to the first
	}
	t.out.Cells = make([]metric.Cell, 0, rows*t.out.Width)
	for i := from; i < to; i++ {
		t.account(i)
	}
	return t.out
}

// less orders users by their hashes.
func less(a, b xxh3.Uint128) bool { return a.Hi < b.Hi || a.Hi == b.Hi && a.Lo < b.Lo }

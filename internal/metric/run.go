package metric

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// run collects the scans that a batch of queries needs, each once, and reads their results.
type run struct {
	env         Env
	scans       []Scan
	index       map[string]int
	results     []Result
	roster      []string // every account, sorted
	rosterScan  rowset
	ticketCache map[string][]*ticket
	groupings   map[int]*grouping
}

type groupKey struct{ account, by string }

func newRun(env Env) *run {
	r := &run{env: env, index: map[string]int{}, ticketCache: map[string][]*ticket{}, groupings: map[int]*grouping{}}
	r.rosterScan = r.rows("accounts", nil, nil, "account")
	return r
}

// aggregated is one figure of a scan by account, and by a second key where the query has one.
type aggregated struct {
	r         *run
	scan, agg int
}

// aggregate asks for an aggregate by account. Aggregates over the same fact, accounts and keys share a
// scan, whose interval grows to hold them all.
func (r *run) aggregate(fact string, q *Query, by string, a Aggregate) aggregated {
	keys := []string{"account"}
	if by != "" {
		keys = append(keys, by)
	}
	filter := accountFilter(q)
	id := fmt.Sprintf("%s|%s|%s|%s", fact, strings.Join(keys, ","), exprText(filter), sort(a))
	i, ok := r.index[id]
	if !ok {
		i = len(r.scans)
		r.index[id] = i
		r.scans = append(r.scans, Scan{Fact: fact, Time: Facts[fact].Time, Keys: keys, Filter: filter, From: a.From, To: a.To})
	}
	s := &r.scans[i]
	if a.From.IsZero() || !s.From.IsZero() && a.From.Before(s.From) {
		s.From = a.From
	}
	if a.To.IsZero() || !s.To.IsZero() && a.To.After(s.To) {
		s.To = a.To
	}
	j := slices.IndexFunc(s.Aggregates, func(b Aggregate) bool { return a.String() == b.String() })
	if j < 0 {
		j = len(s.Aggregates)
		s.Aggregates = append(s.Aggregates, a)
	}
	return aggregated{r, i, j}
}

// sort keeps apart what engines answer at different cost: aggregates over all time, extremes, and those
// whose filter reads more than a rollup holds.
func sort(a Aggregate) string {
	s := fmt.Sprint(a.From.IsZero(), a.Op == Min || a.Op == Max)
	if a.Filter != nil {
		for _, c := range a.Filter.Columns() {
			if c != "event" && c != "feature" {
				return s + "+" + c
			}
		}
	}
	return s
}

// get returns the figure of a group, false when it has none or it is null.
func (a aggregated) get(k groupKey) (int64, bool) {
	ix := a.r.grouped(a.scan)
	row := ix.find(k)
	if row < 0 {
		return 0, false
	}
	c := a.r.results[a.scan].Row(row)[ix.keys+a.agg]
	return c.Int, c.Known()
}

// each visits the groups that have a figure, in order.
func (a aggregated) each(visit func(groupKey, int64)) {
	ix := a.r.grouped(a.scan)
	for i := range ix.rows {
		if c := a.r.results[a.scan].Row(int(ix.rows[i]))[ix.keys+a.agg]; c.Known() {
			visit(ix.key(i), c.Int)
		}
	}
}

// grouping is a result's rows in the order of their groups.
type grouping struct {
	result Result
	keys   int
	rows   []int32
	last   int // where find last found; questions mostly come in order
}

func (r *run) grouped(scan int) *grouping {
	if ix := r.groupings[scan]; ix != nil {
		return ix
	}
	ix := &grouping{result: r.results[scan], keys: len(r.scans[scan].Keys)}
	inOrder := true
	for i := range ix.result.Len() {
		if !ix.result.Row(i)[0].Known() {
			continue
		}
		ix.rows = append(ix.rows, int32(i))
		if n := len(ix.rows); n > 1 && ix.key(n-2).compare(ix.key(n-1)) > 0 {
			inOrder = false
		}
	}
	if !inOrder {
		slices.SortFunc(ix.rows, func(a, b int32) int { return ix.keyOf(int(a)).compare(ix.keyOf(int(b))) })
	}
	r.groupings[scan] = ix
	return ix
}

func (g *grouping) key(i int) groupKey { return g.keyOf(int(g.rows[i])) }

func (g *grouping) keyOf(row int) groupKey {
	cells := g.result.Row(row)
	k := groupKey{account: cells[0].Text}
	if g.keys > 1 {
		k.by = cells[1].Text
	}
	return k
}

// find returns the row of a group, −1 when there is none.
func (g *grouping) find(k groupKey) int {
	for i := g.last; i < min(g.last+2, len(g.rows)); i++ {
		if g.key(i) == k {
			g.last = i
			return int(g.rows[i])
		}
	}
	i, ok := slices.BinarySearchFunc(g.rows, k, func(row int32, k groupKey) int { return g.keyOf(int(row)).compare(k) })
	if !ok {
		return -1
	}
	g.last = i
	return int(g.rows[i])
}

func (k groupKey) compare(o groupKey) int {
	if c := strings.Compare(k.account, o.account); c != 0 {
		return c
	}
	return strings.Compare(k.by, o.by)
}

// rowset is a scan whose keys are whole rows.
type rowset struct {
	r    *run
	scan int
}

// rows asks for the different rows of a fact in some columns, each with how often it occurs as last cell.
func (r *run) rows(fact string, where Expr, q *Query, columns ...string) rowset {
	filter := where
	if slices.Contains(columns, "account") {
		filter = Both(where, accountFilter(q))
	}
	return r.ask(Scan{Fact: fact, Keys: columns, Filter: filter, Aggregates: []Aggregate{{Op: Count}}})
}

func (r *run) ask(s Scan) rowset {
	id := s.String()
	i, ok := r.index[id]
	if !ok {
		i = len(r.scans)
		r.index[id] = i
		r.scans = append(r.scans, s)
	}
	return rowset{r, i}
}

func (s rowset) key() string { return s.r.scans[s.scan].String() }

func (s rowset) each(visit func([]Cell)) {
	res := s.r.results[s.scan]
	for i := range res.Len() {
		visit(res.Row(i))
	}
}

// features counts the different features that anybody used before the end of p.
func (r *run) features(p Period) func() int64 {
	s := r.ask(Scan{Fact: "events", Time: "time", Aggregates: []Aggregate{{Op: Distinct, Column: "feature", To: p.To}}, To: p.To})
	return func() (n int64) {
		s.each(func(c []Cell) { n = c[0].Int })
		return n
	}
}

// accounts lists the accounts that a query answers for: those that it names, else every one that the
// accounts fact knows.
func (r *run) accounts(q *Query) []string {
	if q.Accounts != nil {
		return q.Accounts
	}
	if r.roster == nil {
		seen := map[string]bool{}
		r.rosterScan.each(func(c []Cell) {
			if c[0].Known() {
				seen[c[0].Text] = true
			}
		})
		r.roster = slices.Sorted(maps.Keys(seen))
	}
	return r.roster
}

// maxListed is the number of accounts above which a scan reads all of them rather than a list.
const maxListed = 500

func accountFilter(q *Query) Expr {
	if q == nil || q.Accounts == nil || len(q.Accounts) > maxListed {
		return nil
	}
	return OneOf("account", q.Accounts...)
}

func exprText(e Expr) string {
	if e == nil {
		return ""
	}
	return e.String()
}

// Env is what a workspace gives to the arithmetic beside the rows.
type Env struct {
	// AsOf is the snapshot's time: the state of a period that is under way is taken then.
	AsOf time.Time
	// Business returns the business time between two instants; nil where no business hours are declared.
	Business func(from, to time.Time) time.Duration
	// PlanFeatures lists the features of each plan, where the workspace declares them.
	PlanFeatures map[string][]string
}

// Accounts lists the accounts of an engine's accounts fact, sorted.
func Accounts(ctx context.Context, engine Engine) ([]string, error) {
	r := newRun(Env{})
	if err := r.fetch(ctx, engine); err != nil {
		return nil, err
	}
	return r.accounts(&Query{}), nil
}

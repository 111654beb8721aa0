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
	readings    map[string]map[groupKey]Cell
}

type groupKey struct{ account, by string }

func newRun(env Env) *run {
	r := &run{env: env, index: map[string]int{}, ticketCache: map[string][]*ticket{}, readings: map[string]map[groupKey]Cell{}}
	r.rosterScan = r.rows("accounts", nil, nil, "account")
	return r
}

// aggregated is one figure of a scan by account, and by a second key where the query has one.
type aggregated struct {
	r         *run
	scan, agg int
	by        bool
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
	return aggregated{r, i, j, by != ""}
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

// cells returns the known figures by group.
func (a aggregated) cells() map[groupKey]Cell {
	res := a.r.results[a.scan]
	keys := len(a.r.scans[a.scan].Keys)
	out := make(map[groupKey]Cell, res.Len())
	for i := range res.Len() {
		row := res.Row(i)
		if c := row[keys+a.agg]; row[0].Known() && c.Known() {
			k := groupKey{account: row[0].Text}
			if a.by {
				k.by = row[1].Text
			}
			out[k] = c
		}
	}
	return out
}

func (a aggregated) ints() map[groupKey]int64 {
	cells := a.cells()
	out := make(map[groupKey]int64, len(cells))
	for k, c := range cells {
		out[k] = c.Int
	}
	return out
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

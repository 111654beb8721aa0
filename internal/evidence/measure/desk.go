// Package measure answers metrics over snapshots: it knows the workspace's definitions and calendar,
// asks an engine, remembers answers on disk, and resolves metric references.
package measure

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// Desk answers metrics. Its fields are set once, before the first question; then it is safe for
// concurrent use.
type Desk struct {
	Metrics *metric.Set
	Zone    *time.Location
	Hours   calendar.Hours
	// PlanFeatures lists the features of each plan, where the workspace declares them.
	PlanFeatures map[string][]string
	Store        *warehouse.Store
	// Engine gives an engine over a snapshot. It is called when an answer is not remembered.
	Engine func(*warehouse.Snapshot) (metric.Engine, error)
	// Segment names an account's segment for its targets; nil takes the target of everybody.
	Segment func(account string) string
	// Prover answers what no definition gives: computed metrics, the interval of a change. May be nil.
	Prover Prover
	// Cache is the folder in which answers are remembered; empty remembers nothing.
	Cache string

	mu        sync.Mutex
	snapshots map[string]*warehouse.Snapshot
	missing   map[string]error
}

// Prover recomputes figures of a reference that a definition does not give by itself.
type Prover interface {
	// Prove answers each ask with the figures that it can recompute, as a reference writes them. Asks come
	// batched by snapshot.
	Prove(ctx context.Context, snapshot *warehouse.Snapshot, asks []Ask) ([][]evidence.Param, error)
}

// Ask is what a Prover is asked: figures by their keys of one metric, account and period.
type Ask struct {
	Definition    *metric.Definition
	Account       string
	Period, Prior metric.Period
	Where         metric.Expr
	Keys          []string
}

// Snapshot finds a snapshot by its name, the latest for an empty one.
func (d *Desk) Snapshot(id string) (*warehouse.Snapshot, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s, ok := d.snapshots[id]; ok {
		return s, d.missing[id]
	}
	var s *warehouse.Snapshot
	var err error
	if id == "" {
		s, err = d.Store.Latest()
	} else {
		s, err = d.Store.ByID(id)
	}
	if d.snapshots == nil {
		d.snapshots, d.missing = map[string]*warehouse.Snapshot{}, map[string]error{}
	}
	d.snapshots[id], d.missing[id] = s, err
	return s, err
}

// Values answers queries over a snapshot, each in the order of its accounts (alphabetical where it
// names none). Answers come from the cache where it has them; the others are computed together.
func (d *Desk) Values(ctx context.Context, snapshot *warehouse.Snapshot, queries []metric.Query) ([][]metric.Value, error) {
	out := make([][]metric.Value, len(queries))
	keys := make([]string, len(queries))
	var ask []metric.Query
	var places []int
	for i, q := range queries {
		if q.Def.Kind == metric.Computed {
			values, err := d.computed(ctx, snapshot, q)
			if err != nil {
				return nil, err
			}
			out[i] = values
			continue
		}
		keys[i] = d.key(snapshot, q)
		if values, ok := d.recall(keys[i], q); ok {
			out[i] = values
			continue
		}
		if len(q.Accounts) > fewAccounts && q.By == "" {
			q.Accounts = nil // all of them, to be remembered
		}
		ask, places = append(ask, q), append(places, i)
	}
	if len(ask) == 0 {
		return out, nil
	}
	engine, err := d.Engine(snapshot)
	if err != nil {
		return nil, err
	}
	answers, err := metric.Evaluate(ctx, engine, d.Env(snapshot), ask)
	if err != nil {
		return nil, err
	}
	for k, i := range places {
		d.remember(keys[i], ask[k], answers[k])
		out[i] = pick(answers[k], queries[i].Accounts)
	}
	return out, nil
}

// fewAccounts is the number up to which answers are computed for the named accounts only.
const fewAccounts = 8

// pick gives the values of the named accounts in their order; all where none are named.
func pick(values []metric.Value, accounts []string) []metric.Value {
	if accounts == nil || len(values) == len(accounts) && slices.EqualFunc(values, accounts, func(v metric.Value, a string) bool { return v.Account == a }) {
		return values
	}
	by := make(map[string][]metric.Value, len(values))
	for _, v := range values {
		by[v.Account] = append(by[v.Account], v)
	}
	out := make([]metric.Value, 0, len(accounts))
	for _, a := range accounts {
		if len(by[a]) == 0 {
			out = append(out, metric.Value{Account: a})
			continue
		}
		out = append(out, by[a]...)
	}
	return out
}

// Env is what the arithmetic takes from the workspace.
func (d *Desk) Env(snapshot *warehouse.Snapshot) metric.Env {
	env := metric.Env{AsOf: snapshot.Created, PlanFeatures: d.PlanFeatures}
	if d.Hours.Zone != nil {
		env.Business = d.Hours.Between
	}
	return env
}

// key identifies an answer: the snapshot's bytes, what the definition means, and what was asked.
func (d *Desk) key(snapshot *warehouse.Snapshot, q metric.Query) string {
	prior := q.Prior
	if prior.Name == "" {
		prior = q.Period.Prior()
	}
	where := ""
	if q.Where != nil {
		where = q.Where.String()
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{"v2", snapshot.Digest, q.Def.Meaning(), q.Period.Name, prior.Name, d.Zone.String(), where, fmt.Sprint(q.Window), string(q.Hours), q.By,
		fmt.Sprint(d.PlanFeatures), fmt.Sprint(d.Hours.Week), d.fingerprint(q)}, "\n")))
	return hex.EncodeToString(sum[:16])
}

// fingerprint is that of the working calendar around the query's periods.
func (d *Desk) fingerprint(q metric.Query) string {
	if d.Hours.Closed == nil || q.Hours != metric.Business && (q.Hours != "" || q.Def.Hours != metric.Business) {
		return ""
	}
	var b strings.Builder
	for day := q.Period.From.AddDate(-1, 0, 0); day.Before(q.Period.To); day = day.AddDate(0, 0, 1) {
		if d.Hours.Closed(day.Date()) {
			fmt.Fprintf(&b, "%d ", day.Unix())
		}
	}
	return b.String()
}

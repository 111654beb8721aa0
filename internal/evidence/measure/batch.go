package measure

import (
	"context"
	"fmt"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// batch groups references into queries over many accounts, by snapshot.
type batch struct {
	desk   *Desk
	groups map[question]*group
	order  []*group
	asks   map[string]*proofs // by snapshot
	digest map[*metric.Definition]string
	proven map[proofKey][]evidence.Param
}

type group struct {
	snapshot *warehouse.Snapshot
	query    metric.Query
	accounts map[string]bool
	values   map[string]metric.Value
}

// question is what a group asks of all its accounts.
type question struct {
	snapshot, metric, period, prior, where string
	window                                 int
	hours                                  metric.Hours
}

type proofs struct {
	snapshot *warehouse.Snapshot
	asks     []Ask
	items    []*item
}

type proofKey struct {
	item     *item
	snapshot string
}

func newBatch(d *Desk) *batch {
	return &batch{desk: d, groups: map[question]*group{}, asks: map[string]*proofs{}, digest: map[*metric.Definition]string{}, proven: map[proofKey][]evidence.Param{}}
}

// companions are the keys that give another metric's value beside the one cited.
var companions = map[string]string{"seats": "seats", "active": "active_users", "open": "tickets_open"}

// add asks for everything that a reference needs over one snapshot.
func (b *batch) add(it *item, snapshot *warehouse.Snapshot) {
	if it.def.Kind != metric.Computed {
		b.ask(snapshot, it.account, it.query())
	}
	for key, id := range companions {
		if _, asked := it.ref.Get(key); asked && id != it.def.ID {
			if q, ok := b.companion(it, id); ok {
				b.ask(snapshot, it.account, q)
			}
		}
	}
	if _, asked := it.ref.Get("users"); asked {
		if q, ok := b.users(it); ok {
			b.ask(snapshot, it.account, q)
		}
	}
	if len(it.prove) > 0 {
		p := b.asks[snapshot.ID()]
		if p == nil {
			p = &proofs{snapshot: snapshot}
			b.asks[snapshot.ID()] = p
		}
		p.asks = append(p.asks, Ask{Definition: it.def, Account: it.account, Period: it.period, Prior: it.prior, Where: it.where, Keys: it.prove})
		p.items = append(p.items, it)
	}
}

func (it *item) query() metric.Query {
	return metric.Query{Def: it.def, Period: it.period, Prior: it.prior, Where: it.where, Window: it.window, Hours: it.hours}
}

func (b *batch) companion(it *item, id string) (metric.Query, bool) {
	d, err := b.desk.Metrics.Get(id)
	return metric.Query{Def: d, Period: it.period, Prior: it.prior}, err == nil
}

// users is the number of different people behind what a reference counts.
func (b *batch) users(it *item) (metric.Query, bool) {
	people, ok := it.def.People()
	q := it.query()
	q.Def = people
	return q, ok
}

func (b *batch) ask(snapshot *warehouse.Snapshot, account string, q metric.Query) {
	asked := asQuestion(snapshot, q)
	g := b.groups[asked]
	if g == nil {
		g = &group{snapshot: snapshot, query: q, accounts: map[string]bool{}}
		b.groups[asked] = g
		b.order = append(b.order, g)
	}
	g.accounts[account] = true
}

func asQuestion(snapshot *warehouse.Snapshot, q metric.Query) question {
	where := ""
	if q.Where != nil {
		where = q.Where.String()
	}
	return question{snapshot: snapshot.Digest, metric: q.Def.ID, period: q.Period.Name, prior: q.Prior.Name, where: where, window: q.Window, hours: q.Hours}
}

// run asks the desk once a snapshot, then the prover.
func (b *batch) run(ctx context.Context) error {
	bySnapshot := map[string][]*group{}
	var snapshots []string
	for _, g := range b.order {
		if bySnapshot[g.snapshot.ID()] == nil {
			snapshots = append(snapshots, g.snapshot.ID())
		}
		for a := range g.accounts {
			g.query.Accounts = append(g.query.Accounts, a)
		}
		slices.Sort(g.query.Accounts)
		bySnapshot[g.snapshot.ID()] = append(bySnapshot[g.snapshot.ID()], g)
	}
	for _, id := range snapshots {
		if err := b.values(ctx, bySnapshot[id]); err != nil {
			return fmt.Errorf("snapshot %s: %w", id, err)
		}
	}
	return b.proveAll(ctx)
}

func (b *batch) values(ctx context.Context, groups []*group) error {
	queries := make([]metric.Query, len(groups))
	for i, g := range groups {
		queries[i] = g.query
	}
	answers, err := b.desk.Values(ctx, groups[0].snapshot, queries)
	if err != nil {
		return err
	}
	for i, g := range groups {
		g.values = make(map[string]metric.Value, len(answers[i]))
		for _, v := range answers[i] {
			g.values[v.Account] = v
		}
	}
	return nil
}

func (b *batch) proveAll(ctx context.Context) error {
	if b.desk.Prover == nil {
		return nil
	}
	for id, p := range b.asks {
		answers, err := b.desk.Prover.Prove(ctx, p.snapshot, p.asks)
		if err != nil {
			return fmt.Errorf("snapshot %s: %w", id, err)
		}
		if len(answers) != len(p.asks) {
			return fmt.Errorf("snapshot %s: %d answers to %d questions", id, len(answers), len(p.asks))
		}
		for i, it := range p.items {
			b.proven[proofKey{it, id}] = answers[i]
		}
	}
	return nil
}

// record writes what was found for a reference, and what differs today.
func (b *batch) record(it *item, latest *warehouse.Snapshot) evidence.Record {
	r := evidence.Record{
		Values: b.figures(it, it.snapshot),
		Time:   it.snapshot.Created,
		Origin: fmt.Sprintf("%s, definition %s, snapshot %s", it.def.Label, b.definition(it.def), it.snapshot.ID()),
		Digest: it.snapshot.Digest,
	}
	if it.def.Kind == metric.Computed && len(r.Values) == 0 {
		return evidence.Missing("%s is computed by a part of touchstone that is not here", it.def.ID)
	}
	if it.snapshot.ID() != latest.ID() {
		r.Today = evidence.Restated(it.ref, r.Values, b.figures(it, latest))
	}
	return r
}

// definition is the digest of a definition, taken once a batch.
func (b *batch) definition(d *metric.Definition) string {
	digest, ok := b.digest[d]
	if !ok {
		digest = d.Digest()
		b.digest[d] = digest
	}
	return digest
}

package measure

import (
	"context"
	"errors"
	"fmt"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// ErrNotComputed says that no part of touchstone computes a metric.
var ErrNotComputed = errors.New("nothing here computes this metric")

// computed asks the prover for a computed metric's values.
func (d *Desk) computed(ctx context.Context, snapshot *warehouse.Snapshot, q metric.Query) ([]metric.Value, error) {
	if d.Prover == nil {
		return nil, fmt.Errorf("metric %s: %w", q.Def.ID, ErrNotComputed)
	}
	accounts := q.Accounts
	if accounts == nil {
		var err error
		if accounts, err = d.Accounts(ctx, snapshot); err != nil {
			return nil, err
		}
	}
	prior := q.Prior
	if prior.Name == "" {
		prior = q.Period.Prior()
	}
	asks := make([]Ask, len(accounts))
	for i, a := range accounts {
		asks[i] = Ask{Definition: q.Def, Account: a, Period: q.Period, Prior: prior, Where: q.Where, Keys: []string{"value", "n", "prior", "low", "high"}}
	}
	answers, err := d.Prover.Prove(ctx, snapshot, asks)
	if err != nil {
		return nil, err
	}
	out := make([]metric.Value, len(accounts))
	for i, params := range answers {
		v := metric.Value{Account: accounts[i], Period: q.Period.Name}
		for _, p := range params {
			figure, ok := metric.ParseQuantity(p.Value)
			if !ok {
				continue
			}
			switch p.Key {
			case "value":
				v.Value = figure.Number
			case "prior":
				v.Prior = figure.Number
			case "low":
				v.Low = figure.Number
			case "high":
				v.High = figure.Number
			case "n":
				v.N, _ = figure.Number.Whole()
			}
		}
		v.Change = q.Def.Change(v.Value, v.Prior)
		out[i] = v
	}
	return out, nil
}

// Accounts lists the accounts that a snapshot knows, sorted.
func (d *Desk) Accounts(ctx context.Context, snapshot *warehouse.Snapshot) ([]string, error) {
	engine, err := d.Engine(snapshot)
	if err != nil {
		return nil, err
	}
	return metric.Accounts(ctx, engine)
}

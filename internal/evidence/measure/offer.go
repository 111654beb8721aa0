package measure

import (
	"context"
	"errors"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// Offer implements evidence.Offerer: a reference to every metric that has a value for the account in one of the periods.
func (s *Source) Offer(ctx context.Context, about evidence.About) ([]evidence.Ref, error) {
	desk, err := s.opened()
	if err != nil {
		return nil, err
	}
	snapshot, err := desk.Snapshot(about.Snapshot)
	if err != nil {
		return nil, err
	}
	var queries, computed []metric.Query
	for _, name := range about.Periods {
		period, err := metric.ParsePeriod(name, desk.Zone)
		if err != nil {
			continue // a cycle with a name, or a slip of the pen: no metric is asked for it
		}
		for _, def := range desk.Metrics.All() {
			q := metric.Query{Def: def, Accounts: []string{about.Account}, Period: period}
			if def.Kind == metric.Computed {
				computed = append(computed, q)
			} else {
				queries = append(queries, q)
			}
		}
	}
	answers, err := desk.Values(ctx, snapshot, queries)
	if err != nil {
		return nil, err
	}
	for _, q := range computed {
		answer, err := desk.Values(ctx, snapshot, []metric.Query{q})
		if errors.Is(err, ErrNotComputed) {
			continue
		}
		if err != nil {
			return nil, err
		}
		queries, answers = append(queries, q), append(answers, answer...)
	}
	var refs []evidence.Ref
	for i, q := range queries {
		for _, v := range answers[i] {
			if v.Value.Known() {
				refs = append(refs, offer(about.Account, q, v, snapshot.ID()))
			}
		}
	}
	return refs, nil
}

func offer(account string, q metric.Query, v metric.Value, snapshot string) evidence.Ref {
	ref := evidence.Ref{Scheme: "metric", ID: q.Def.ID, Params: []evidence.Param{{Key: "account", Value: account}, {Key: "period", Value: q.Period.Name}}}
	ref.Params = append(ref.Params, Params(q.Def, v)...)
	return ref.With("snapshot", snapshot)
}

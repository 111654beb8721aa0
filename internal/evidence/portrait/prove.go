package portrait

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/signal"
)

// Prover recomputes what a metric's definition does not give: the health score with its bounds, the interval of a change of use and the day on
// which it began. It implements measure.Prover.
type Prover struct {
	Desk    *measure.Desk
	Signals *signal.Set
	// Closed gives an account's own holidays, as for Gather.
	Closed func(account string) func(day int64) bool
}

// Prove implements measure.Prover. Asks about one period are answered together.
func (p *Prover) Prove(ctx context.Context, snapshot *warehouse.Snapshot, asks []measure.Ask) ([][]evidence.Param, error) {
	out := make([][]evidence.Param, len(asks))
	byPeriod := map[string][]int{}
	for i, a := range asks {
		byPeriod[a.Period.Name] = append(byPeriod[a.Period.Name], i)
	}
	for name, places := range byPeriod {
		portfolio, err := p.gather(ctx, snapshot, asks, places)
		if err != nil {
			return nil, fmt.Errorf("prove %s: %w", name, err)
		}
		at := map[string]int{}
		for i, a := range portfolio.Accounts {
			at[a] = i
		}
		for _, i := range places {
			k, ok := at[asks[i].Account]
			if !ok {
				continue
			}
			portrait := portfolio.Portraits[k]
			if asks[i].Definition.Kind == metric.Computed {
				out[i] = ScoreParams(p.Signals.Score.Of(portrait.Figures))
				continue
			}
			out[i] = ChangeParams(portfolio, portrait, asks[i].Definition.ID, asks[i].Keys)
		}
	}
	return out, nil
}

// gather asks for no more than the references need.
func (p *Prover) gather(ctx context.Context, snapshot *warehouse.Snapshot, asks []measure.Ask, places []int) (*Portfolio, error) {
	q := Question{Period: asks[places[0]].Period, Closed: p.Closed}
	for _, i := range places {
		q.Only = append(q.Only, asks[i].Account)
		if asks[i].Definition.Kind != metric.Computed {
			q.Daily = true
			continue
		}
		for _, part := range p.Signals.Score.Parts {
			q.Metrics = append(q.Metrics, part.Metric)
		}
	}
	slices.Sort(q.Only)
	q.Only = slices.Compact(q.Only)
	q.Accounts = q.Only
	return Gather(ctx, p.Desk, snapshot, q)
}

// ScoreParams writes a score as a reference does. Nothing is written of one that is unknown.
func ScoreParams(s signal.Score) []evidence.Param {
	if !s.Known {
		return []evidence.Param{{Key: "value", Value: measure.UnknownText}}
	}
	return []evidence.Param{{Key: "value", Value: whole(s.Value)}, {Key: "of", Value: "100"}, {Key: "low", Value: whole(s.Low)}, {Key: "high", Value: whole(s.High)},
		{Key: "coverage", Value: whole(100*s.Coverage) + "%"}}
}

func whole(v float64) string { return fmt.Sprintf("%.0f", math.Round(v)) }

// ChangeParams writes the interval of a change of use, and since when it lasts, as a reference does.
func ChangeParams(p *Portfolio, portrait signal.Portrait, id string, keys []string) []evidence.Param {
	series, ok := portrait.Daily[id]
	if !ok {
		return nil
	}
	days := p.Days
	if portrait.Closed != nil {
		days.Closed = portrait.Closed
	}
	c := signal.Compare(series, days)
	var out []evidence.Param
	for _, key := range []string{"low", "high", "since"} {
		if !slices.Contains(keys, key) {
			continue
		}
		value := map[string]func() string{"low": func() string { return SignedPercent(c.Low) }, "high": func() string { return SignedPercent(c.High) },
			"since": func() string {
				if at := signal.Since(series, days); at >= 0 {
					return p.Day(at)
				}
				return measure.UnknownText
			}}[key]()
		out = append(out, evidence.Param{Key: key, Value: value})
	}
	return out
}

// SignedPercent writes -44% and +12%.
func SignedPercent(v float64) string { return fmt.Sprintf("%+.0f%%", math.Round(100*v)) }

package measure

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// Source resolves metric references at a desk, which is opened when it is first asked.
type Source struct {
	Open func() (*Desk, error)

	once sync.Once
	desk *Desk
	err  error
}

// Schemes implements evidence.Source.
func (s *Source) Schemes() []string { return []string{"metric"} }

// Resolve recomputes every reference at its own snapshot and at the latest. References that ask the same
// of different accounts are one question.
func (s *Source) Resolve(ctx context.Context, requests []evidence.Request) ([]evidence.Record, error) {
	if _, err := s.opened(); err != nil {
		return nil, err
	}
	latest, err := s.desk.Snapshot("")
	if err != nil {
		return nil, err
	}
	records := make([]evidence.Record, len(requests))
	b := newBatch(s.desk)
	items := make([]*item, len(requests))
	for i, request := range requests {
		it, record := s.read(request)
		if it == nil {
			records[i] = record
			continue
		}
		items[i] = it
		b.add(it, it.snapshot)
		if it.snapshot.ID() != latest.ID() {
			b.add(it, latest)
		}
	}
	if err := b.run(ctx); err != nil {
		return nil, err
	}
	for i, it := range items {
		if it != nil {
			records[i] = b.record(it, latest)
		}
	}
	return records, nil
}

// opened is the desk, opened when it is first needed.
func (s *Source) opened() (*Desk, error) {
	s.once.Do(func() { s.desk, s.err = s.Open() })
	return s.desk, s.err
}

// item is one reference, understood.
type item struct {
	ref           evidence.Ref
	def           *metric.Definition
	account       string
	snapshot      *warehouse.Snapshot
	period, prior metric.Period
	where         metric.Expr
	window        int
	hours         metric.Hours
	per           string // what the figures are divided by: night, day, week, working-day; empty for nothing
	// prove lists the keys that a Prover has to answer.
	prove []string
}

// figureKeys are the keys of a reference that give a figure; any other narrows the question or is a
// parameter.
var figureKeys = map[string]bool{"value": true, "prior": true, "change": true, "n": true, "prior_n": true, "numerator": true, "denominator": true, "of": true, "low": true, "high": true,
	"p90": true, "prior_p90": true, "target": true, "users": true, "seats": true, "active": true, "open": true, "days": true, "since": true, "coverage": true}

// plainKeys are parameters that need no work here.
var plainKeys = map[string]bool{"account": true, "period": true, "prior_period": true, "snapshot": true, "level": true, "window": true, "hours": true, "metrics": true, "definition": true, "unit": true, "of": true}

// read understands a reference; where it cannot, the record says why.
func (s *Source) read(request evidence.Request) (*item, evidence.Record) {
	ref := request.Ref
	it := &item{ref: ref, account: request.Account}
	var err error
	if it.def, err = s.desk.Metrics.Get(ref.ID); err != nil {
		return nil, evidence.Missing("%s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	if a, ok := ref.Get("account"); ok {
		it.account = a
	}
	if it.account == "" {
		return nil, evidence.Missing("the reference names no account")
	}
	id, ok := ref.Get("snapshot")
	if !ok {
		return nil, evidence.Missing("the reference names no snapshot (snapshot=41-7c1e0b), so there is nothing to recompute it over")
	}
	if it.snapshot, err = s.desk.Snapshot(id); err != nil {
		if erased, ok := errors.AsType[*warehouse.ErasedError](err); ok {
			return nil, evidence.Missing("erased on %s", erased.At.Format("2006-01-02"))
		}
		return nil, evidence.Missing("%v", err)
	}
	if err := it.readPeriods(s.desk); err != nil {
		return nil, evidence.Missing("%v", err)
	}
	if err := it.readParams(); err != nil {
		return nil, evidence.Missing("%v", err)
	}
	return it, evidence.Record{}
}

func (it *item) readPeriods(d *Desk) error {
	name, ok := it.ref.Get("period")
	if !ok {
		return errors.New("the reference names no period")
	}
	var err error
	if it.period, err = metric.ParsePeriod(name, d.Zone); err != nil {
		return err
	}
	it.prior = it.period.Prior()
	if name, ok := it.ref.Get("prior_period"); ok {
		it.prior, err = metric.ParsePeriod(name, d.Zone)
	}
	return err
}

func (it *item) readParams() error {
	var err error
	for _, p := range it.ref.Params {
		switch {
		case p.Key == "window":
			if it.window, err = metric.ParseWindow(p.Value); err != nil {
				return err
			}
		case p.Key == "hours":
			if it.hours = metric.Hours(p.Value); it.hours != metric.Business && it.hours != metric.Calendar {
				return fmt.Errorf("hours=%s: want business or calendar", p.Value)
			}
		case p.Key == "per":
			if err := it.readRate(p.Value); err != nil {
				return err
			}
		case p.Key == "filter":
			if err := it.narrow(p.Value); err != nil {
				return err
			}
		case figureKeys[p.Key]:
			if _, ok := it.def.People(); p.Key == "users" && !ok {
				return fmt.Errorf("users= is the number of people behind events, tickets or answers, and %s counts none of them", it.def.ID)
			}
			if it.needsProof(p) {
				it.prove = append(it.prove, p.Key)
			}
		case plainKeys[p.Key]:
		default:
			if err := it.narrow(p.Key + "=" + p.Value); err != nil {
				return fmt.Errorf("%s=%s is no figure of a metric and no filter: %w", p.Key, p.Value, err)
			}
		}
	}
	return nil
}

func (it *item) narrow(filter string) error {
	if it.def.Kind == metric.Computed {
		return errors.New("a computed metric takes no filter")
	}
	e, err := metric.ParseFilter(it.def.BaseFact(), filter)
	it.where = metric.Both(it.where, e)
	return err
}

// needsProof: what a definition's own arithmetic does not give. An interval in percent beside a count is
// that of the change.
func (it *item) needsProof(p evidence.Param) bool {
	if it.def.Kind == metric.Computed || p.Key == "since" || p.Key == "coverage" {
		return true
	}
	return (p.Key == "low" || p.Key == "high") && it.def.Unit.Relative() && strings.HasSuffix(p.Value, "%")
}

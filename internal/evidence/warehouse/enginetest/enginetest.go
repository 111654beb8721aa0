// Package enginetest is the suite that every engine passes: random rows and random scans, answered
// exactly as the engine in memory answers them, and the samples of every built-in metric.
package enginetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/metric"
)

// Make puts rows into a fresh warehouse and returns an engine over it. It may use b's cleanup.
type Make func(b testing.TB, rows metric.Memory) metric.Engine

// Run runs the suite.
func Run(t *testing.T, make Make) {
	t.Run("scans", func(t *testing.T) { scans(t, make) })
	t.Run("empty", func(t *testing.T) { empty(t, make) })
	t.Run("samples", func(t *testing.T) { samples(t, make) })
	t.Run("portfolio", func(t *testing.T) { portfolio(t, make) })
}

// Again runs the suite's comparisons over random rows once more, for an engine that depends on a zone.
func Again(t *testing.T, make Make) {
	t.Run("scans", func(t *testing.T) { scans(t, make) })
	t.Run("portfolio", func(t *testing.T) { portfolio(t, make) })
}

var zones = []string{"UTC", "Europe/Stockholm", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"}

// scans compares random scans over a few random warehouses.
func scans(t *testing.T, make Make) {
	for seed := range 2 {
		rows := Rows(seed, 300)
		engine := make(t, rows)
		rapid.Check(t, func(rt *rapid.T) {
			s := drawScan(rt)
			want, err := rows.Run(context.Background(), []metric.Scan{s})
			if err != nil {
				rt.Fatal(err)
			}
			got, err := engine.Run(context.Background(), []metric.Scan{s})
			if err != nil {
				rt.Fatalf("%s: %v", s, err)
			}
			if d := cmp.Diff(Lines(want[0]), Lines(got[0])); d != "" {
				rt.Fatalf("%s: (-memory +engine)\n%s", s, d)
			}
		})
	}
}

// empty: an engine over nothing answers with nothing.
func empty(t *testing.T, make Make) {
	engine := make(t, metric.Memory{})
	got, err := engine.Run(context.Background(), []metric.Scan{
		{Fact: "events", Time: "time", Keys: []string{"account"}, Aggregates: []metric.Aggregate{{Op: metric.Count}}},
		{Fact: "users", Aggregates: []metric.Aggregate{{Op: metric.Count}, {Op: metric.Distinct, Column: "user"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got[0].Len() != 0 {
		t.Errorf("no rows: %v", Lines(got[0]))
	}
	if l := Lines(got[1]); len(l) != 1 || l[0] != "0|0" {
		t.Errorf("an ungrouped aggregate over nothing: %v", l)
	}
}

// samples runs the built-in definitions' own tests on the engine.
func samples(t *testing.T, make Make) {
	for _, d := range metric.Default().All() {
		if d.Sample == nil {
			continue
		}
		zone, err := time.LoadLocation(d.Sample.Zone)
		if err != nil {
			t.Fatal(err)
		}
		period, err := metric.ParsePeriod(d.Sample.Period, zone)
		if err != nil {
			t.Fatal(err)
		}
		q := []metric.Query{{Def: d, Period: period, Accounts: []string{d.Sample.Account}}}
		want, err := metric.Evaluate(context.Background(), metric.Memory(d.Sample.Rows), metric.Env{}, q)
		if err != nil {
			t.Fatal(err)
		}
		got, err := metric.Evaluate(context.Background(), make(t, metric.Memory(d.Sample.Rows)), metric.Env{}, q)
		if err != nil {
			t.Errorf("%s: %v", d.ID, err)
			continue
		}
		if d2 := cmp.Diff(text(want), text(got)); d2 != "" {
			t.Errorf("%s: (-memory +engine)\n%s", d.ID, d2)
		}
	}
}

// portfolio asks every built-in metric for all accounts at once, over months, weeks and odd spans.
func portfolio(t *testing.T, make Make) {
	rows := Rows(7, 600)
	engine := make(t, rows)
	for _, zone := range zones {
		z, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		var queries []metric.Query
		for _, name := range []string{"2026-10", "2026-W41", "2026-10-03..2026-10-19", "2026-Q3"} {
			p, err := metric.ParsePeriod(name, z)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range metric.Default().All() {
				if d.Kind != metric.Computed {
					queries = append(queries, metric.Query{Def: d, Period: p})
				}
			}
		}
		want, err := metric.Evaluate(context.Background(), rows, metric.Env{}, queries)
		if err != nil {
			t.Fatal(err)
		}
		got, err := metric.Evaluate(context.Background(), engine, metric.Env{}, queries)
		if err != nil {
			t.Fatal(err)
		}
		for i := range queries {
			if d := cmp.Diff(text(want[i:i+1]), text(got[i:i+1])); d != "" {
				t.Errorf("%s %s in %s: (-memory +engine)\n%s", queries[i].Def.ID, queries[i].Period, zone, d)
			}
		}
	}
}

func text(values [][]metric.Value) []string {
	var out []string
	for _, list := range values {
		for _, v := range list {
			out = append(out, fmt.Sprintf("%s %s %s=%s n=%d %s/%s p90=%s prior=%s change=%s low=%s high=%s", v.Account, v.Period, v.By, v.Value, v.N, v.Numerator, v.Denominator, v.P90, v.Prior, v.Change, v.Low, v.High))
		}
	}
	return out
}

// Lines writes a result's rows as sorted text.
func Lines(r metric.Result) []string {
	var out []string
	for i := range r.Len() {
		cells := make([]string, 0, r.Width)
		for _, c := range r.Row(i) {
			cells = append(cells, c.String())
		}
		out = append(out, strings.Join(cells, "|"))
	}
	slices.Sort(out)
	return out
}

package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/metric"
)

func (a *app) metricDiff() *cobra.Command {
	var f metricFlags
	var from, to string
	c := &cobra.Command{
		Use:   "diff ID",
		Short: "Show what a period's figure was at one snapshot and is at another: the restatement",
		Long:  "Late data changes old figures. Only accounts whose figure differs are printed.\n\nExit status: 0 done, 2 could not do it.",
		Example: `  touchstone metric diff api_calls --period 2026-09 --from 40-5b77d0
  touchstone metric diff csat --period 2026-Q3 --from 38-5b77d0 --to 41-a90c2f --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.diffMetric(c.Context(), args[0], from, to, f) },
	}
	c.Flags().StringVar(&f.period, "period", "", "the period (default: the last whole month)")
	c.Flags().StringVar(&from, "from", "", "the earlier snapshot (default: the one before the other)")
	c.Flags().StringVar(&to, "to", "", "the later snapshot (default: the latest)")
	c.Flags().StringSliceVar(&f.accounts, "account", nil, "only this account (may be repeated)")
	c.Flags().StringArrayVar(&f.filters, "filter", nil, "only rows where COLUMN=VALUE")
	jsonFlag(c, &f.asJSON)
	f.count = 1
	return c
}

// restated is one changed figure as `metric diff --json` prints it.
type restated struct {
	Account string        `json:"account"`
	Period  string        `json:"period"`
	From    metric.Number `json:"from"`
	To      metric.Number `json:"to"`
	Change  metric.Number `json:"change"`
}

func (a *app) diffMetric(ctx context.Context, id, from, to string, f metricFlags) error {
	w, err := a.open()
	if err != nil {
		return err
	}
	desk, queries, err := a.metricQueries(w, id, f)
	if err != nil {
		return err
	}
	later, err := desk.Snapshot(to)
	if err != nil {
		return err
	}
	if from == "" {
		from = later.Parent
	}
	if from == "" {
		return fmt.Errorf("snapshot %s has none before it\nhint: name one with --from", snapshotName(later.ID()))
	}
	earlier, err := desk.Snapshot(from)
	if err != nil {
		return err
	}
	before, err := desk.Values(ctx, earlier, queries)
	if err != nil {
		return err
	}
	after, err := desk.Values(ctx, later, queries)
	if err != nil {
		return err
	}
	rows := restatements(queries[0].Def, before[0], after[0])
	if f.asJSON {
		return a.printJSON(rows)
	}
	def := queries[0].Def
	if len(rows) == 0 {
		fmt.Fprintf(a.stdout, "%s of %s: the same at %s and %s\n", def.Label, queries[0].Period, earlier.ID(), later.ID())
		return nil
	}
	t := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "ACCOUNT\t%s\t%s\tDIFFERENCE\n", earlier.ID(), later.ID())
	for _, r := range rows {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", r.Account, def.Unit.Text(r.From), def.Unit.Text(r.To), def.ChangeText(r.Change))
	}
	return t.Flush()
}

// restatements lists the accounts whose value differs, in alphabetical order.
func restatements(def *metric.Definition, before, after []metric.Value) []restated {
	rows := []restated{}
	old := map[string]metric.Number{}
	for _, v := range before {
		old[v.Account] = v.Value
	}
	seen := map[string]bool{}
	for _, v := range after {
		seen[v.Account] = true
		if was := old[v.Account]; was != v.Value {
			rows = append(rows, restated{v.Account, v.Period, was, v.Value, def.Change(v.Value, was)})
		}
	}
	for _, v := range before {
		if !seen[v.Account] && v.Value.Known() {
			rows = append(rows, restated{v.Account, v.Period, v.Value, metric.Unknown, metric.Unknown})
		}
	}
	return rows
}

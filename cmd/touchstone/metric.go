package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func (a *app) metricCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "metric",
		Short: "Figures over accounts and periods: definitions, values, restatements",
		Long:  "Metrics are defined once for all accounts, in metrics.yaml.",
		Example: `  touchstone metric list
  touchstone metric show adoption_rate
  touchstone metric query active_users --period 2026-10
  touchstone metric query csat --period 2026-10 --account acme --json
  touchstone metric diff api_calls --period 2026-09 --from 40-5b77d0 --to 41-a90c2f`,
	}
	c.AddCommand(a.metricList(), a.metricShow(), a.metricQuery(), a.metricDiff())
	return c
}

func (a *app) metricList() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the workspace's metrics and run their samples",
		Long:    "Exit status: 0 done, 2 metrics.yaml is wrong or a sample does not hold.",
		Example: "  touchstone metric list --json",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return a.listMetrics(asJSON) },
	}
	jsonFlag(c, &asJSON)
	return c
}

// definitions are the workspace's, the built-in ones outside a workspace.
func (a *app) definitions() (*metric.Set, error) {
	w, err := a.open()
	if errors.Is(err, workspace.ErrNone) && a.workspaceDir == "" {
		return metric.Default(), nil
	}
	if err != nil {
		return nil, err
	}
	return measure.Definitions(w)
}

// listed is a definition as list --json prints it.
type listed struct {
	ID       string `json:"id"`
	Label    string `json:"label"`
	Unit     string `json:"unit"`
	Polarity string `json:"polarity"`
	Formula  string `json:"formula"`
	Digest   string `json:"digest"`
}

func listedOf(d *metric.Definition) listed {
	return listed{d.ID, d.Label, string(d.Unit), string(d.Polarity), d.Formula(), d.Digest()}
}

func (a *app) listMetrics(asJSON bool) error {
	set, err := a.definitions()
	if err != nil {
		return err
	}
	var rows []listed
	var errs []error
	for _, d := range set.All() {
		rows = append(rows, listedOf(d))
		errs = append(errs, d.Test())
	}
	if asJSON {
		err = a.printJSON(rows)
	} else {
		t := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		for _, r := range rows {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Label, r.Unit, strings.ReplaceAll(r.Polarity, "_", " "), r.Digest)
		}
		err = t.Flush()
		fmt.Fprintf(a.stdout, "\n%d metrics, definitions %s\n", len(rows), set.Digest())
	}
	return errors.Join(append(errs, err)...)
}

func (a *app) metricShow() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "show ID",
		Short:   "Show one definition: formula, digest, target, and its sample",
		Long:    "Exit status: 0 done, 2 there is no such metric or its sample does not hold.",
		Example: "  touchstone metric show full_resolution",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			set, err := a.definitions()
			if err != nil {
				return err
			}
			d, err := set.Get(args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return errors.Join(a.printJSON(defined(d)), d.Test())
			}
			fmt.Fprint(a.stdout, describe(d))
			return d.Test()
		},
	}
	jsonFlag(c, &asJSON)
	return c
}

// definition is a metric's definition as metric show prints it for machines. Targets are by segment; "" is everybody.
type definition struct {
	listed
	Description string            `json:"description"`
	Facts       []string          `json:"facts"`
	Hours       string            `json:"hours,omitempty"`
	Interval    string            `json:"interval,omitempty"`
	Minimum     int               `json:"minimum,omitempty"`
	Target      map[string]string `json:"target,omitempty"`
}

func defined(d *metric.Definition) definition {
	out := definition{listed: listedOf(d), Description: d.Description, Facts: d.Facts(), Hours: string(d.Hours), Interval: string(d.Interval), Minimum: int(d.Minimum), Target: map[string]string{}}
	for segment, target := range d.Target {
		out.Target[segment] = d.Unit.Text(target)
	}
	return out
}

// describe writes a definition for people.
func describe(d *metric.Definition) string {
	var b strings.Builder
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%-12s %s\n", name, text)
		}
	}
	fmt.Fprintf(&b, "%s: %s\n%s\n\n", d.ID, d.Label, d.Description)
	line("unit", string(d.Unit))
	line("polarity", strings.ReplaceAll(string(d.Polarity), "_", " "))
	line("formula", d.Formula())
	line("facts", strings.Join(d.Facts(), ", "))
	line("hours", string(d.Hours))
	line("interval", string(d.Interval))
	if d.Minimum > 0 {
		line("minimum", fmt.Sprintf("%d observations", d.Minimum))
	}
	for _, segment := range slices.Sorted(keysOf(d.Target)) {
		name := segment
		if name == "" {
			name = "everybody"
		}
		line("target", d.Unit.Text(d.Target[segment])+" ("+name+")")
	}
	line("digest", d.Digest())
	if d.Line > 0 {
		line("defined", fmt.Sprintf("%s:%d", measure.DefinitionsFile, d.Line))
	}
	switch {
	case d.Sample == nil:
		line("sample", "none")
	case d.Test() == nil:
		line("sample", fmt.Sprintf("%d figures as expected over %s", len(d.Sample.Expect), d.Sample.Period))
	default:
		line("sample", "does not hold")
	}
	return b.String()
}

type metricFlags struct {
	period, periods, fromPeriod, snapshot, by, window, hours string
	accounts, filters                                        []string
	count                                                    int
	asJSON, asCSV                                            bool
}

func (a *app) metricQuery() *cobra.Command {
	var f metricFlags
	c := &cobra.Command{
		Use:   "query ID",
		Short: "Compute a metric for accounts and periods",
		Long: `Query prints a metric for every account, or those named, with n, the prior period, the change and
the 95% interval. Changes of counts are fractions of the prior value, changes of shares, hours and
scores are differences. A figure that nobody measured is null (Unknown), never 0.

Exit status: 0 done, 2 could not do it.`,
		Example: `  touchstone metric query active_users --period 2026-10
  touchstone metric query api_calls --period 2026-10 --periods 6 --account acme
  touchstone metric query feature_users --period 2026-10 --by feature --csv
  touchstone metric query events --period 2026-Q3 --filter event=route_exported --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.queryMetric(c.Context(), args[0], f) },
	}
	c.Flags().StringVar(&f.period, "period", "", "the period: 2026-10, 2026-Q3, 2026-W41, 2026, 2026-10-12, 2026-10-01..2026-10-15 (default: the last whole month)")
	c.Flags().IntVar(&f.count, "periods", 1, "so many periods, ending with --period")
	c.Flags().StringVar(&f.fromPeriod, "from", "", "all periods from this one to --period")
	c.Flags().StringSliceVar(&f.accounts, "account", nil, "only this account (may be repeated)")
	c.Flags().StringArrayVar(&f.filters, "filter", nil, "only rows where COLUMN=VALUE, !=VALUE, =>5 (may be repeated)")
	c.Flags().StringVar(&f.by, "by", "", "split by a column of the fact, such as feature")
	c.Flags().StringVar(&f.window, "window", "", "days that end with the period instead of the period, such as 180d")
	c.Flags().StringVar(&f.hours, "hours", "", "business or calendar, for durations")
	c.Flags().StringVar(&f.snapshot, "snapshot", "", "the snapshot to ask (default: the latest)")
	jsonFlag(c, &f.asJSON)
	c.Flags().BoolVar(&f.asCSV, "csv", false, "print CSV")
	c.MarkFlagsMutuallyExclusive("json", "csv")
	return c
}

func (a *app) queryMetric(ctx context.Context, id string, f metricFlags) error {
	w, err := a.open()
	if err != nil {
		return err
	}
	desk, queries, err := a.metricQueries(w, id, f)
	if err != nil {
		return err
	}
	snapshot, err := desk.Snapshot(f.snapshot)
	if err != nil {
		return err
	}
	if err := mustExist(ctx, w, desk, snapshot, queries[0].Accounts); err != nil {
		return err
	}
	answers, err := desk.Values(ctx, snapshot, queries)
	if err != nil {
		return err
	}
	a.noteUnderWay(queries)
	out := answer{def: queries[0].Def, queries: queries, values: answers, snapshot: snapshot.ID(), by: f.by}
	switch {
	case f.asJSON:
		return a.printJSON(out.rows())
	case f.asCSV:
		return out.csv(csv.NewWriter(a.stdout))
	}
	return out.table(a.stdout)
}

// noteUnderWay says that a period's figures are not its last ones, beside them and not among them.
func (a *app) noteUnderWay(queries []metric.Query) {
	for _, q := range queries {
		if !q.Period.Reached(a.now()) {
			fmt.Fprintf(a.stderr, "touchstone: %s is under way until %s: its changes compare a part with a whole\n", q.Period, q.Period.To.AddDate(0, 0, -1).Format(time.DateOnly))
		}
	}
}

// metricQueries turns flags into one query a period.
func (a *app) metricQueries(w *workspace.Workspace, id string, f metricFlags) (*measure.Desk, []metric.Query, error) {
	desk, err := a.desk(w)
	if err != nil {
		return nil, nil, err
	}
	def, err := desk.Metrics.Get(id)
	if err != nil {
		return nil, nil, err
	}
	periods, err := a.periods(desk, f)
	if err != nil {
		return nil, nil, err
	}
	q := metric.Query{Def: def, Hours: metric.Hours(f.hours), By: f.by}
	if f.hours != "" && q.Hours != metric.Business && q.Hours != metric.Calendar {
		return nil, nil, fmt.Errorf("--hours %q: want business or calendar", f.hours)
	}
	if f.window != "" {
		if q.Window, err = metric.ParseWindow(f.window); err != nil {
			return nil, nil, fmt.Errorf("--window: %w", err)
		}
	}
	for _, text := range f.filters {
		e, err := metric.ParseFilter(def.BaseFact(), text)
		if err != nil {
			return nil, nil, fmt.Errorf("--filter: %w", err)
		}
		q.Where = metric.Both(q.Where, e)
	}
	if err := def.CanSplit(f.by); err != nil {
		return nil, nil, err
	}
	if q.Accounts, err = named(w, f.accounts); err != nil {
		return nil, nil, err
	}
	queries := make([]metric.Query, len(periods))
	for i, p := range periods {
		queries[i] = q
		queries[i].Period = p
	}
	return desk, queries, nil
}

// named turns what accounts are called (an ID, an alias, a former name) into IDs. What the workspace does not know is
// asked as it is written: it may be in the warehouse.
func named(w *workspace.Workspace, names []string) ([]string, error) {
	if len(names) == 0 {
		return nil, nil
	}
	all, err := w.Accounts()
	if err != nil {
		return nil, err
	}
	var out []string
	for _, name := range names {
		i := slices.IndexFunc(all, func(a *workspace.Account) bool {
			return a.ID == name || slices.Contains(a.Aliases, name) || slices.Contains(a.Formerly, name)
		})
		if i >= 0 {
			name = all[i].ID
		}
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out, nil
}

// mustExist refuses accounts that neither the workspace nor the snapshot knows. Before the first import any may come yet.
func mustExist(ctx context.Context, w *workspace.Workspace, desk *measure.Desk, snapshot *warehouse.Snapshot, accounts []string) error {
	if snapshot.ID() == "" {
		return nil
	}
	for _, id := range accounts {
		_, err := w.Account(id)
		if err == nil {
			continue
		}
		measured, listErr := desk.Accounts(ctx, snapshot)
		if listErr != nil {
			return listErr
		}
		if !slices.Contains(measured, id) {
			return noAccount(w, id, err)
		}
	}
	return nil
}

// periods are those that the flags name, the oldest first.
func (a *app) periods(desk *measure.Desk, f metricFlags) ([]metric.Period, error) {
	now := a.now()
	last := metric.Month(now.In(desk.Zone)).Prior()
	if f.period != "" {
		var err error
		if last, err = metric.ParsePast(f.period, desk.Zone, now); err != nil {
			return nil, fmt.Errorf("--period: %w", err)
		}
	}
	if f.fromPeriod == "" {
		if f.count < 1 || f.count > 1000 {
			return nil, fmt.Errorf("--periods %d: want 1 to 1000", f.count)
		}
		var out []metric.Period
		for i := f.count - 1; i >= 0; i-- {
			out = append(out, last.Shift(-i))
		}
		return out, nil
	}
	first, err := metric.ParsePeriod(f.fromPeriod, desk.Zone)
	if err != nil {
		return nil, fmt.Errorf("--from: %w", err)
	}
	out := []metric.Period{last}
	for out[0].Name != first.Name {
		if out[0].From.Before(first.From) || len(out) > 1000 {
			return nil, fmt.Errorf("--from %s does not lead to --period %s in whole periods", first, last)
		}
		out = slices.Insert(out, 0, out[0].Prior())
	}
	return out, nil
}

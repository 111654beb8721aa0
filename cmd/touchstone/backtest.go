package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/evidence/portrait"
	"github.com/touchstone-cs/touchstone/internal/signal/backtest"
	"github.com/touchstone-cs/touchstone/internal/signal/outlook"
)

type backtestFlags struct {
	events, labels string
	draws          int
	asJSON         bool
}

func (a *app) backtestCommand() *cobra.Command {
	var flags backtestFlags
	c := &cobra.Command{
		Use:   "backtest",
		Short: "How well leaving and halving would have been foretold, beside a plain rule",
		Long: `Backtest goes back to the end of each quarter, foretells with what was known then which accounts have no
event in the next 180 days (leaving) and which at most half as many as in the last 180 (halving), and
compares with what came. A past outcome teaches only once its 180 days were over. The plain rule, days
since the last activity, is scored on the same rows; intervals come of resampling accounts.

It reads the workspace's warehouse, or a file of events (timestamp, account, user) with labels
(snapshot, account, churned, dropped50).

Exit status: 0 done, 2 could not do it.`,
		Example: `  touchstone backtest
  touchstone backtest --json
  touchstone backtest --events events.csv --labels account_labels.csv`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.backtest(c, flags) },
	}
	c.Flags().StringVar(&flags.events, "events", "", "CSV of events, in place of the warehouse")
	c.Flags().StringVar(&flags.labels, "labels", "", "CSV of labelled snapshots; without it every quarter is labelled from the events")
	c.Flags().IntVar(&flags.draws, "draws", 1000, "resamples behind the intervals")
	jsonFlag(c, &flags.asJSON)
	return c
}

func (a *app) backtest(c *cobra.Command, flags backtestFlags) error {
	streams, labels, err := a.history(c, flags)
	if err != nil {
		return err
	}
	if labels == nil {
		labels = backtest.Quarterly(streams)
	}
	if len(labels) == 0 {
		return fmt.Errorf("backtest: no snapshot of an account has %d events before it and %d days after it\nhint: a year of events is the least", outlook.MinVolume, outlook.Horizon)
	}
	report, err := backtest.Nova(streams, labels, backtest.Settings{Draws: flags.draws, Seed: 1})
	if err != nil {
		return fmt.Errorf("backtest: %w", err)
	}
	if flags.asJSON {
		return a.printJSON(backtestFacts(report))
	}
	return printBacktest(a.stdout, report)
}

// history reads events, and labels where there are some.
func (a *app) history(c *cobra.Command, flags backtestFlags) ([]outlook.Stream, []backtest.Label, error) {
	if flags.events == "" {
		if flags.labels != "" {
			return nil, nil, errors.New("backtest: --labels needs --events")
		}
		w, err := a.open()
		if err != nil {
			return nil, nil, err
		}
		desk, err := a.desk(w)
		if err != nil {
			return nil, nil, err
		}
		snapshot, err := desk.Snapshot("")
		if err != nil {
			return nil, nil, err
		}
		streams, err := portrait.Streams(c.Context(), desk, snapshot)
		return streams, nil, err
	}
	streams, err := readFile(flags.events, backtest.ReadEvents)
	if err != nil || flags.labels == "" {
		return streams, nil, err
	}
	labels, err := readFile(flags.labels, backtest.ReadLabels)
	return streams, labels, err
}

func readFile[T any](name string, read func(io.Reader) ([]T, error)) (_ []T, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("backtest: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	rows, err := read(f)
	if err != nil {
		return nil, fmt.Errorf("backtest: %s: %w", name, err)
	}
	return rows, nil
}

func printBacktest(w io.Writer, r backtest.Report) error {
	fmt.Fprintf(w, "%d accounts, %s to %s\n", r.Accounts, backtestDay(r.First), backtestDay(r.Last))
	for _, q := range []backtest.Question{r.Leaving, r.Halving} {
		fmt.Fprintf(w, "\n%s: %d of %d snapshots. %s.\n\n", q.Name, q.Hits, q.Rows, q.Verdict())
		if q.Hits == 0 || q.Hits == q.Rows {
			continue
		}
		fmt.Fprintf(w, "                    model                 days since last activity   gain, 95%% interval\n")
		fmt.Fprintf(w, "AUC                 %.3f (%.3f–%.3f)   %.3f (%.3f–%.3f)        %+.3f to %+.3f\n", q.Model.AUC, q.Model.AUCRange.Low, q.Model.AUCRange.High, q.Plain.AUC, q.Plain.AUCRange.Low, q.Plain.AUCRange.High, q.AUCGain.Low, q.AUCGain.High)
		if !math.IsNaN(q.Chance.Range.Low) {
			fmt.Fprintf(w, "AUC within a day    %.3f (%.3f–%.3f)   by chance: p = %.2g\n", q.Chance.AUC, q.Chance.Range.Low, q.Chance.Range.High, q.Chance.P)
		}
		fmt.Fprintf(w, "average precision   %.3f (%.3f–%.3f)   %.3f (%.3f–%.3f)        %+.3f to %+.3f\n", q.Model.AP, q.Model.APRange.Low, q.Model.APRange.High, q.Plain.AP, q.Plain.APRange.Low, q.Plain.APRange.High, q.APGain.Low, q.APGain.High)
		word := "calibrated"
		if !q.Calibrated() {
			word = "not calibrated: do not take the probabilities at their word"
		}
		fmt.Fprintf(w, "calibration error   %.3f; a perfectly calibrated model stays below %.3f: %s\n\n", q.ECE, q.ECELimit, word)
		fmt.Fprintf(w, "foretold         came true     of\n")
		for _, b := range q.Reliability {
			fmt.Fprintf(w, "%5.1f%% (mean)    %5.1f%%    %5d\n", 100*b.Predicted, 100*b.Observed, b.N)
		}
	}
	_, err := fmt.Fprintf(w, "\nThe intervals resample accounts. Nothing that happened after a snapshot was known to the model on that day.\n")
	return err
}

func backtestDay(d outlook.Day) string {
	return time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly)
}

func backtestFacts(r backtest.Report) any {
	type interval [2]float64
	type figures struct {
		AUC         float64  `json:"auc"`
		AUCInterval interval `json:"auc_interval"`
		AP          float64  `json:"ap"`
		APInterval  interval `json:"ap_interval"`
	}
	type bin struct {
		Predicted float64 `json:"predicted"`
		Observed  float64 `json:"observed"`
		N         int     `json:"n"`
	}
	type question struct {
		Rows        int      `json:"rows"`
		Hits        int      `json:"hits"`
		Model       figures  `json:"model"`
		Plain       figures  `json:"plain_rule"`
		WithinDay   float64  `json:"auc_within_day"`
		Chance      float64  `json:"p_chance"`
		AUCGain     interval `json:"auc_gain_interval"`
		APGain      interval `json:"ap_gain_interval"`
		ECE         float64  `json:"ece"`
		ECELimit    float64  `json:"ece_limit"`
		Calibrated  bool     `json:"calibrated"`
		Verdict     string   `json:"verdict"`
		Reliability []bin    `json:"reliability"`
	}
	convert := func(q backtest.Question) question {
		of := func(f backtest.Figures) figures {
			return figures{finite(f.AUC), interval{finite(f.AUCRange.Low), finite(f.AUCRange.High)}, finite(f.AP), interval{finite(f.APRange.Low), finite(f.APRange.High)}}
		}
		out := question{q.Rows, q.Hits, of(q.Model), of(q.Plain), finite(q.Chance.AUC), q.Chance.P, interval{finite(q.AUCGain.Low), finite(q.AUCGain.High)}, interval{finite(q.APGain.Low), finite(q.APGain.High)}, finite(q.ECE), finite(q.ECELimit), q.Calibrated(), q.Verdict(), []bin{}}
		for _, b := range q.Reliability {
			out.Reliability = append(out.Reliability, bin{b.Predicted, b.Observed, b.N})
		}
		return out
	}
	return struct {
		Accounts int      `json:"accounts"`
		First    string   `json:"first_snapshot"`
		Last     string   `json:"last_snapshot"`
		Leaving  question `json:"leaving"`
		Halving  question `json:"halving"`
	}{r.Accounts, backtestDay(r.First), backtestDay(r.Last), convert(r.Leaving), convert(r.Halving)}
}

// finite writes what could not be computed (no hit, no miss) as 0, for JSON has no such number; the verdict says so.
func finite(v float64) float64 {
	if v != v {
		return 0
	}
	return v
}

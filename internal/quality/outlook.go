package quality

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/touchstone-cs/touchstone/internal/signal/backtest"
)

// draws and seed of the bootstrap: the same data gives the same figures.
var bootstrap = backtest.Settings{Draws: 1000, Seed: 1}

// Leaving measures how well "no event in the next 180 days" is foretold from events, beside the plain rule "days since the last
// activity" on the same rows.
func Leaving() Measure {
	return Measure{Name: "leaving", Folder: "nova-events", Run: foretold(func(r backtest.Report) backtest.Question { return r.Leaving })}
}

// Halving measures how well "at most half as many events in the next 180 days" is foretold.
func Halving() Measure {
	return Measure{Name: "halving", Folder: "nova-events", Run: foretold(func(r backtest.Report) backtest.Question { return r.Halving })}
}

// Control is the negative control: in RavenStack churn was drawn without regard to use, so a signal would be a fault. The
// figure no_signal is 1 where chance explains the ranking (backtest.Level).
func Control() Measure {
	return Measure{Name: "leaving_control", Folder: "ravenstack", Run: func(folder string) (Figures, error) {
		streams, labels, err := backtest.ReadRavenStack(os.DirFS(folder))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, ErrNoRows
		}
		if err != nil {
			return nil, err
		}
		r, err := backtest.Labelled(streams, labels, bootstrap)
		if err != nil {
			return nil, err
		}
		figures := figuresOf(r.Leaving)
		// The question is whether anything is known of an account. What follows the calendar is told apart: in RavenStack churn grows from quarter to quarter.
		figures["auc_pooled"] = figures["auc"]
		figures["auc"], figures["auc_low"], figures["auc_high"] = r.Leaving.Chance.AUC, r.Leaving.Chance.Range.Low, r.Leaving.Chance.Range.High
		figures["no_signal"] = 0
		if !r.Leaving.Chance.Signal() {
			figures["no_signal"] = 1
		}
		return figures, nil
	}}
}

func foretold(question func(backtest.Report) backtest.Question) func(string) (Figures, error) {
	return func(folder string) (Figures, error) {
		report, err := backtestOf(folder)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, ErrNoRows
		}
		if err != nil {
			return nil, err
		}
		return figuresOf(question(report)), nil
	}
}

func backtestOf(folder string) (backtest.Report, error) {
	events, err := os.Open(filepath.Join(folder, "events.csv"))
	if err != nil {
		return backtest.Report{}, err
	}
	defer events.Close()
	streams, err := backtest.ReadEvents(events)
	if err != nil {
		return backtest.Report{}, fmt.Errorf("events.csv: %w", err)
	}
	file, err := os.Open(filepath.Join(folder, "account_labels.csv"))
	if err != nil {
		return backtest.Report{}, err
	}
	defer file.Close()
	labels, err := backtest.ReadLabels(file)
	if err != nil {
		return backtest.Report{}, fmt.Errorf("account_labels.csv: %w", err)
	}
	return backtest.Nova(streams, labels, bootstrap)
}

func figuresOf(q backtest.Question) Figures {
	return Figures{
		"n": float64(q.Rows), "hits": float64(q.Hits),
		"auc": q.Model.AUC, "auc_low": q.Model.AUCRange.Low, "auc_high": q.Model.AUCRange.High,
		"ap": q.Model.AP, "ap_low": q.Model.APRange.Low, "ap_high": q.Model.APRange.High,
		"ece": q.ECE, "ece_limit": q.ECELimit,
		"auc_within_day": q.Chance.AUC, "p_chance": q.Chance.P,
		"plain_auc": q.Plain.AUC, "plain_ap": q.Plain.AP,
		"auc_gain_low": q.AUCGain.Low, "auc_gain_high": q.AUCGain.High,
		"ap_gain_low": q.APGain.Low, "ap_gain_high": q.APGain.High,
	}
}

package backtest

import (
	"fmt"
	"math"

	"github.com/touchstone-cs/touchstone/internal/signal/outlook"
)

// Case is one snapshot whose outcome is known: what the model may see of it, and the plain rule's answer (days since the
// last activity).
type Case struct {
	outlook.Snapshot
	Recency float64
}

// Figures is how one rule did.
type Figures struct {
	AUC, AP           float64
	AUCRange, APRange Interval
}

// Question is the result for one of the two questions.
type Question struct {
	Name            string
	Rows, Hits      int
	Model, Plain    Figures
	AUCGain, APGain Interval // model − plain, on the same resamples
	Chance          Chance
	ECE, ECELimit   float64
	Reliability     []Bin
}

// Verdict puts the result in words that do not say more than the intervals do.
func (q Question) Verdict() string {
	switch {
	case q.Hits == 0 || q.Hits == q.Rows:
		return "nothing to tell apart: every account had the same outcome"
	case math.IsNaN(q.Chance.Range.Low):
		return fmt.Sprintf("no signal: fewer than %d accounts had one of the outcomes, too few to tell a ranking from luck", fewest)
	case !q.Chance.Signal():
		return fmt.Sprintf("no signal: of two accounts on one day it puts the right one first in %.0f%% of the cases, which chance does as well (p = %.2g; %.4f is asked for)", 100*q.Chance.AUC, q.Chance.P, Level/questions/2)
	case q.AUCGain.Low > 0:
		return "better than the plain rule"
	case q.AUCGain.High < 0:
		return "worse than the plain rule: use days since the last activity"
	}
	return "a signal; not told apart from the plain rule"
}

// Calibrated says whether the probabilities can be taken at their word: a calibration error of at most .05, or within what
// a perfectly calibrated model shows on as many rows.
func (q Question) Calibrated() bool { return q.ECE <= .05 || q.ECE <= q.ECELimit }

// Report is a whole backtest.
type Report struct {
	Leaving, Halving Question
	First, Last      outlook.Day // snapshots
	Accounts         int
}

// Settings are the draws of the bootstrap and the seed of its generator.
type Settings struct {
	Draws int
	Seed  uint64
}

const bins = 10

// Run predicts each case with a model that has learned only from those of past whose outcome was known on the case's day
// (an expanding window), and scores it beside the plain rule on the same rows.
func Run(cases []Case, past []outlook.Snapshot, s Settings) Report {
	var leave, halve []Pair
	models := map[outlook.Day]outlook.Model{}
	r := Report{First: math.MaxInt32, Last: math.MinInt32}
	accounts := map[string]bool{}
	for _, c := range cases {
		m, ok := models[c.At]
		if !ok {
			m = outlook.Fit(past, c.At)
			models[c.At] = m
		}
		p := m.Predict(c.Seen)
		leave = append(leave, Pair{c.Account, c.At, p.Leave, c.Recency, c.Outcome.Left})
		halve = append(halve, Pair{c.Account, c.At, p.Halve, c.Recency, c.Outcome.Halved})
		r.First, r.Last, accounts[c.Account] = min(r.First, c.At), max(r.Last, c.At), true
	}
	r.Accounts = len(accounts)
	r.Leaving, r.Halving = judge("leaving", leave, s), judge("halving", halve, s)
	return r
}

func judge(name string, pairs []Pair, s Settings) Question {
	q := Question{Name: name, Rows: len(pairs), Chance: AgainstChance(pairs)}
	var model, plain []Row
	for _, p := range pairs {
		model, plain = append(model, Row{p.Model, p.Hit}), append(plain, Row{p.Plain, p.Hit})
		if p.Hit {
			q.Hits++
		}
	}
	auc, ap := Bootstrap(pairs, AUC, s.Draws, s.Seed), Bootstrap(pairs, AveragePrecision, s.Draws, s.Seed)
	q.Model = Figures{AUC(model), AveragePrecision(model), auc.Model, ap.Model}
	q.Plain = Figures{AUC(plain), AveragePrecision(plain), auc.Plain, ap.Plain}
	q.AUCGain, q.APGain = auc.Difference, ap.Difference
	q.Reliability = Reliability(model, bins)
	q.ECE, q.ECELimit = ECE(q.Reliability), CalibratedECE(model, bins, s.Draws, s.Seed)
	return q
}

package signal

import (
	"cmp"
	"math"
	"slices"
)

// candidate is what a detector says of one account and metric: a finding, or why it is none.
type candidate struct {
	finding Finding
	// p is the one-sided probability of so strong a signal by chance; NaN for what is no estimate.
	p      float64
	reason Reason // empty: reported if the portfolio's false discovery rate allows it
	// shown says that a reader of the figures would wonder: a dismissal is worth a sentence.
	shown bool
	part  Split
}

// detector is one way to look for signals. It returns no candidate where nothing was measured.
type detector struct {
	polarity Polarity
	metrics  bool // it needs metrics
	look     func(*Definition, *view) []candidate
}

// view is an account as the detectors see it: what several of them ask is worked out once.
type view struct {
	*Portrait
	days    Days // with the account's own holidays
	changes map[string]comparison
}

func viewOf(p *Portrait, days Days) *view {
	return &view{Portrait: p, days: days.of(p), changes: map[string]comparison{}}
}

// series are a metric's days; false where it was not measured on all of them.
func (v *view) series(metric string) ([]float64, bool) {
	series, ok := v.Daily[metric]
	return series, ok && len(series) == v.days.Count
}

// change compares a metric that has a series.
func (v *view) change(metric string) comparison {
	c, ok := v.changes[metric]
	if !ok {
		c = compare(v.Daily[metric], v.days)
		v.changes[metric] = c
	}
	return c
}

// detectors is the list of kinds.
func detectors() map[Kind]detector {
	return map[Kind]detector{
		Drop:          {Risk, true, lookDrop},
		Decline:       {Risk, true, lookDecline},
		Silence:       {Risk, false, lookSilence},
		ChampionGone:  {Risk, false, lookChampion},
		Surge:         {Risk, true, lookSurge},
		Slower:        {Risk, true, lookSlower},
		Dissatisfied:  {Risk, true, lookDissatisfied},
		RenewalAtRisk: {Risk, false, nil},
		SeatsFull:     {Opening, false, lookSeats},
		FeaturePull:   {Opening, false, lookFeatures},
	}
}

// Detect reports on a whole portfolio. It needs all of it even when one account is asked about: how surprising a change is
// depends on how many were looked at.
func Detect(set *Set, days Days, portfolio []Portrait) []Report {
	reports := make([]Report, len(portfolio))
	kinds := detectors()
	var all []placed
	for i := range portfolio {
		p := &portfolio[i]
		reports[i].Account = p.Account
		reports[i].Score = set.Score.Of(p.Figures)
		v := viewOf(p, days)
		for _, d := range set.Signals {
			look := kinds[d.Kind].look
			if d.Off || look == nil { // renewals needs what the other signals found
				continue
			}
			for _, c := range look(d, v) {
				c.finding.Definition, c.finding.Severity = d, d.Severity
				all = append(all, placed{c, i})
			}
		}
	}
	together(all)
	discoveries(all)
	for _, c := range all {
		reports[c.account].add(c.candidate, float64(set.Rate))
	}
	for i := range reports {
		reports[i].renewals(set, &portfolio[i])
		reports[i].tidy()
	}
	return reports
}

// renewals adds what stands on the score and on the other signals.
func (r *Report) renewals(set *Set, p *Portrait) {
	for _, d := range set.Signals {
		if d.Kind != RenewalAtRisk || d.Off {
			continue
		}
		f, ok := p.Figures["days_to_renewal"]
		if ok && f.Value <= d.Within && (r.Score.Band != "" && r.Score.Band != set.Score.best() || r.fading()) {
			r.Risks = append(r.Risks, Finding{Definition: d, Severity: d.Severity, Metric: "days_to_renewal", Days: f.Value, Since: -1})
		}
	}
}

// fading reports whether use falls, is over, or has lost the person who carried it.
func (r *Report) fading() bool {
	return slices.ContainsFunc(r.Risks, func(f Finding) bool {
		return slices.Contains([]Kind{Drop, Decline, Silence, ChampionGone}, f.Definition.Kind)
	})
}

type placed struct {
	candidate
	account int
}

// discard is the p above which a test says nothing for a signal and is left out; the others' p are divided by it (Zhao, Small and Su 2019). Most of what is
// looked at moved the other way or not at all: an account that was active yesterday is no test of silence.
const discard = .5

// discoveries gives every tested candidate its q-value: the least false discovery rate over the whole portfolio, all accounts, metrics and
// kinds of signal in one list, at which it is still reported (Benjamini and Hochberg 1995). What is dismissed for another reason was tested
// and found nothing: it stays in the list, with p = 1.
//
// Each kind has an equal part in the rate, however many tests it makes (weights as by Genovese, Roeder and Wasserman 2006: they follow from the numbers of
// tests, not from what came out). A hundred features that were looked at do not hide a fall of use.
func discoveries(all []placed) {
	tests := map[Kind]float64{}
	var tested []*placed
	for i := range all {
		if all[i].p > discard {
			all[i].finding.Q = 1
		} else if !math.IsNaN(all[i].p) {
			tests[all[i].finding.Definition.Kind]++
			tested = append(tested, &all[i])
		}
	}
	corrected := func(c *placed) float64 {
		if c.reason != "" {
			return math.Inf(1)
		}
		return c.p / discard * float64(len(tests)) * tests[c.finding.Definition.Kind]
	}
	slices.SortStableFunc(tested, func(a, b *placed) int { return cmp.Compare(corrected(a), corrected(b)) })
	least := 1.0
	for i := len(tested) - 1; i >= 0; i-- {
		least = math.Min(least, corrected(tested[i])/float64(i+1))
		tested[i].finding.Q = least
	}
}

// crowd is the number of accounts from which on "everybody" means something.
const crowd = 10

// together dismisses drops of accounts that fell no more than everybody did: a holiday season, an outage, a change of what is
// counted.
func together(all []placed) {
	falls := map[*Definition]map[string][]float64{}
	for _, c := range all {
		if c.finding.Definition.Kind == Drop && !math.IsNaN(c.p) {
			d := c.finding.Definition
			if falls[d] == nil {
				falls[d] = map[string][]float64{}
			}
			falls[d][c.finding.Metric] = append(falls[d][c.finding.Metric], c.finding.Change.Ratio)
		}
	}
	for i := range all {
		c := &all[i]
		v := falls[c.finding.Definition][c.finding.Metric]
		if c.finding.Definition.Kind != Drop || len(v) < crowd || c.reason != "" {
			continue
		}
		m := median(v)
		if m <= -.1 && c.finding.Change.High >= m {
			c.reason, c.shown = AllChanged, true
		}
	}
}

func median(v []float64) float64 {
	s := slices.Clone(v)
	slices.Sort(s)
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

func (r *Report) add(c candidate, rate float64) {
	if c.reason == "" && !math.IsNaN(c.p) && c.finding.Q > rate {
		c.reason, c.shown = Portfolio, true
	}
	f := c.finding
	switch {
	case c.reason == "" && f.Definition.Polarity == Risk:
		r.Risks = append(r.Risks, f)
	case c.reason == "":
		r.Openings = append(r.Openings, f)
	case c.shown:
		r.Dismissed = append(r.Dismissed, Dismissal{f.Definition, f.Metric, f.Change, c.reason, c.part, f.Q})
	}
}

var rank = map[string]int{"high": 0, "medium": 1, "low": 2}

// tidy puts the gravest first, and says each thing once: a decline that is already a drop, a second metric's dismissal.
func (r *Report) tidy() {
	dropped := map[string]bool{}
	for _, f := range r.Risks {
		if f.Definition.Kind == Drop {
			dropped[f.Metric] = true
		}
	}
	first := map[*Definition]bool{}
	r.Risks = slices.DeleteFunc(r.Risks, func(f Finding) bool {
		switch again := first[f.Definition]; f.Definition.Kind {
		case Decline:
			return dropped[f.Metric]
		case Drop: // the calls that fell are among the events that fell
			first[f.Definition] = true
			return again
		}
		return false
	})
	reported := map[string]bool{}
	for _, f := range r.Risks {
		reported[f.Metric] = true
		for _, same := range f.Definition.Metrics {
			reported[same] = reported[same] || f.Definition.Kind == Drop
		}
	}
	told := map[string]bool{}
	r.Dismissed = slices.DeleteFunc(r.Dismissed, func(d Dismissal) bool {
		if reported[d.Metric] || told[d.Metric] {
			return true
		}
		told[d.Metric] = true
		return false
	})
	bySeverity := func(a, b Finding) int { return rank[a.Severity] - rank[b.Severity] }
	slices.SortStableFunc(r.Risks, bySeverity)
	slices.SortStableFunc(r.Openings, bySeverity)
}

// Package signal finds, in what a portfolio's accounts did, the risks and openings that the data shows, and scores
// their health. It does no I/O: portraits of the accounts go in, findings with their figures come out.
package signal

import "math"

// Portrait is what is known of one account in a period. Figures that are not known are NaN or absent, never 0.
type Portrait struct {
	Account string
	// Daily holds, by metric, one count for each local day; all series of a portfolio cover the same days and end with the period.
	Daily map[string][]float64
	// Figures holds the period's figures by metric.
	Figures map[string]Figure
	// People are the account's most active users.
	People []Person
	// Events split the use of the period and of the one before by event name; Features split the use of the period and of the
	// one FeatureReach before it by feature.
	Events, Features []Split
	// Closed are the account's own holidays; nil where those of the portfolio hold.
	Closed func(day int64) bool
}

// Figure is a metric of one account in the period and the one before. What is unknown is NaN.
type Figure struct {
	Value, Prior  float64
	N, PriorN     float64 // observations behind them
	Low, High     float64 // 95% interval of Value
	P90, PriorP90 float64 // of a median
	Target        float64
	Minimum       float64 // N below which the value says nothing
	// Earlier are the values of the periods before Prior, oldest first.
	Earlier []float64
}

// Unknown is a figure of which nothing is known.
func Unknown() Figure {
	n := math.NaN()
	return Figure{Value: n, Prior: n, Low: n, High: n, P90: n, PriorP90: n, Target: n}
}

// Known reports whether the value is known and rests on enough observations.
func (f Figure) Known() bool { return !math.IsNaN(f.Value) && (f.Minimum == 0 || f.N >= f.Minimum) }

// Person is a user whose use can be told from others'.
type Person struct {
	ID, Name, Role string
	// Share is the person's part of the account's events before the silence began, Events how many those were,
	// ActiveDays on how many days.
	Share      float64
	Events     float64
	ActiveDays float64
	Silent     float64 // days since the last event, at the period's end
}

// Split is a part of the account's use.
type Split struct {
	Name       string
	Now, Prior float64
	Users      float64 // people behind Now, where they were counted
}

// FeatureReach is how many periods back a feature's use is compared with: what draws people draws them for months.
const FeatureReach = 3

// Days places a portfolio's daily series: Day(i) is the i-th day since 1970-01-01; the period is [Start, len), the one before it
// [Before, Start).
type Days struct {
	First         int64
	Count         int
	Before, Start int
	// Closed says which days nobody is expected to work: holidays. Weekends are found from the data. It may be nil.
	Closed func(day int64) bool
	shut   []bool // what Closed says of each of the days, where it was asked: many look at the same days
}

// weekday of the i-th day, 0 is Sunday.
func (d Days) weekday(i int) int { return int(((d.First+int64(i)+4)%7 + 7) % 7) }

func (d Days) closed(i int) bool {
	if d.shut != nil {
		return d.shut[i]
	}
	return d.Closed != nil && d.Closed(d.First+int64(i))
}

// of are the days as one account sees them, with its own holidays where it has any.
func (d Days) of(p *Portrait) Days {
	if p.Closed != nil {
		d.Closed, d.shut = p.Closed, nil
	}
	if d.Closed != nil && d.shut == nil {
		shut := make([]bool, d.Count)
		for i := range shut {
			shut[i] = d.closed(i)
		}
		d.shut = shut
	}
	return d
}

// Polarity tells a risk from an opening.
type Polarity string

// The polarities.
const (
	Risk    Polarity = "risk"
	Opening Polarity = "opening"
)

// Finding is a signal that an account shows, with the figures of its evidence sentence.
type Finding struct {
	Definition *Definition
	Metric     string // that the evidence cites; empty where it is a person or the score
	Severity   string // high, medium, low
	Change     Change
	Days       float64 // of silence, to the renewal
	Person     Person
	Part       Split // the feature or event that it is about
	// Since is the index of the day on which the change began, -1 where that is not known.
	Since int
	// Q is the least false discovery rate at which it is still reported; 0 for what is no estimate.
	Q float64
}

// Dismissal is a change that a reader would see in the figures and that is not reported as a risk, with the reason.
type Dismissal struct {
	Definition *Definition
	Metric     string
	Change     Change
	Reason     Reason
	Part       Split // the event that took over, for a migration
	Q          float64
}

// Reason says why a change is not reported.
type Reason string

// The reasons.
const (
	TooLittle  Reason = "too little volume"
	Usual      Reason = "within the account's usual variation"
	Portfolio  Reason = "not distinguishable from chance over the whole portfolio"
	Recovered  Reason = "it did not last"
	Migration  Reason = "other use rose as it fell"
	Calendar   Reason = "fewer working days"
	TooSmall   Reason = "smaller than what is reported"
	AllChanged Reason = "the whole portfolio changed alike"
)

// Report is what one account shows.
type Report struct {
	Account   string
	Risks     []Finding
	Openings  []Finding
	Dismissed []Dismissal
	Score     Score
}

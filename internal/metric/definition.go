package metric

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Polarity tells which direction is good.
type Polarity string

// The polarities.
const (
	HigherIsBetter Polarity = "higher_is_better"
	LowerIsBetter  Polarity = "lower_is_better"
	Neutral        Polarity = "neutral"
)

// Kind is how a value comes from its measures.
type Kind string

// The kinds of metric.
const (
	Amount    Kind = "amount"      // the numerator's aggregate
	Share     Kind = "ratio"       // numerator ÷ denominator
	OutOf     Kind = "of"          // the numerator, shown with the denominator: 7 of 12
	Quantile  Kind = "quantile"    // median, with the 90th percentile and n beside it
	Mean      Kind = "mean"        // arithmetic mean
	NPS       Kind = "nps"         // 100 (promoters − detractors) ÷ n
	TimeOfDay Kind = "time_of_day" // mean time of the last event of a day
	Computed  Kind = "computed"    // registered by another room
)

// Measure is one ingredient of a metric: an aggregate over the rows of a fact, or of one of the views
// that are computed from facts (View).
type Measure struct {
	Fact   string
	Op     MeasureOp
	Column string
	Where  Expr
	// Window is a number of days that end with the period; 0 is the period itself.
	Window int
	// Eligible keeps only users that are entitled to use the product.
	Eligible bool
	// DayStart moves the begin of a day, By is a time of day after it; both only with Last and Days.
	DayStart, By time.Duration
}

// MeasureOp is what a Measure computes.
type MeasureOp string

// The operations of a measure.
const (
	OpCount    MeasureOp = "count"
	OpDistinct MeasureOp = "distinct"
	OpSum      MeasureOp = "sum"
	OpMedian   MeasureOp = "median"
	OpMean     MeasureOp = "mean"
	OpLast     MeasureOp = "last" // time of day of a day's last row; with By: days whose last row is not later
	OpDays     MeasureOp = "days" // days that have a row
)

// Definition is one metric.
type Definition struct {
	ID          string
	Label       string
	Description string
	Unit        Unit
	Polarity    Polarity
	Kind        Kind
	Numerator   Measure
	Denominator *Measure
	// Hours is calendar or business, for durations.
	Hours Hours
	// Interval says how Low and High come about.
	Interval Interval
	// Minimum is the n below which a value says nothing.
	Minimum int64
	// Target is what a segment should reach; the key "" is everybody else.
	Target map[string]Number
	// Sample is a test that travels with the definition; nil only for a computed metric.
	Sample *Sample
	Line   int // in metrics.yaml
}

// Hours tells which clock a duration is measured with.
type Hours string

// The clocks.
const (
	Calendar Hours = "calendar"
	Business Hours = "business"
)

// Interval names a 95% interval.
type Interval string

// The intervals: none; exact enough for a Poisson count (Byar); Wilson's for a share; the normal one
// of NPS; Student's for a mean; by order statistics for a median.
const (
	NoInterval      Interval = "none"
	PoissonInterval Interval = "poisson"
	WilsonInterval  Interval = "wilson"
	NPSInterval     Interval = "nps"
	MeanInterval    Interval = "mean"
	OrderInterval   Interval = "order"
)

// Sample is a definition's own test: rows of facts, the question, and what must come out.
type Sample struct {
	Rows    map[string][]Row
	Account string
	Period  string
	Zone    string
	Expect  map[string]Number // value, n, numerator, denominator, p90, prior, …; Unknown where it must be missing
}

// Row is one row of a fact in memory, null columns absent.
type Row map[string]Cell

// Formula writes how the value is computed, for people.
func (d *Definition) Formula() string {
	switch d.Kind {
	case Computed:
		return "computed, see its documentation"
	case Share:
		return d.Numerator.legible() + " ÷ " + d.Denominator.legible()
	case OutOf:
		return d.Numerator.legible() + " of " + d.Denominator.legible()
	case NPS:
		return "100 × (answers of 9–10 − answers of 0–6) ÷ answers, " + d.Numerator.legible()
	}
	return d.Numerator.legible()
}

// legible writes the measure for people: numbers as they stand in metrics.yaml, not in a column's units.
func (m Measure) legible() string {
	m.Where = legible(m.Fact, m.Where)
	return m.String()
}

// String writes the measure with numbers in its columns' units, as its digest is taken.
func (m Measure) String() string {
	var b strings.Builder
	switch m.Op {
	case OpCount:
		b.WriteString(m.Fact)
	case OpDistinct:
		b.WriteString("different " + m.Column + " of " + m.Fact)
	case OpLast:
		b.WriteString("last " + m.Fact + " of a day")
		if m.By > 0 {
			b.WriteString(" by " + clock(m.By))
		}
	case OpDays:
		b.WriteString("days with " + m.Fact)
	default:
		b.WriteString(string(m.Op) + " of " + m.Fact)
		if m.Column != "" {
			b.WriteString("." + m.Column)
		}
	}
	if m.Eligible {
		b.WriteString(", eligible users only")
	}
	if m.Where != nil {
		b.WriteString(" where " + m.Where.String())
	}
	if m.Window > 0 {
		fmt.Fprintf(&b, ", last %d days", m.Window)
	}
	if m.DayStart > 0 {
		b.WriteString(", days from " + clock(m.DayStart))
	}
	return b.String()
}

// canonical is what the digest is taken of: what decides the value, not how it is shown. Labels,
// descriptions, targets and samples may change without making two reports incomparable.
func (d *Definition) canonical() string {
	s := fmt.Sprintf("%s|%s|%s|%s|%s|%d|", d.ID, d.Unit, d.Kind, d.Hours, d.Interval, d.Minimum)
	s += d.Numerator.String()
	if d.Denominator != nil {
		s += "|" + d.Denominator.String()
	}
	return s
}

// Meaning is the canonical form that the digest is taken of.
func (d *Definition) Meaning() string { return d.canonical() }

// BaseFact is the fact that the definition's numerator, and a filter on it, is about.
func (d *Definition) BaseFact() string { return d.Numerator.baseFact() }

// People is the definition of how many different people are behind the rows that the numerator counts; false where those rows name
// nobody (seats, renewals) or do not belong to a period.
func (d *Definition) People() (*Definition, bool) {
	fact := Facts[d.Numerator.Fact]
	if _, ok := fact.Columns["user"]; !ok || fact.Time == "" || d.Kind == Computed {
		return nil, false
	}
	people := *d
	people.ID += ".users"
	people.Kind, people.Denominator, people.Interval = Amount, nil, NoInterval
	people.Numerator = Measure{Fact: d.Numerator.Fact, Op: OpDistinct, Column: "user", Where: d.Numerator.Where, Window: d.Numerator.Window}
	return &people, true
}

// Facts lists the warehouse's facts that the definition reads first, in alphabetical order.
func (d *Definition) Facts() []string {
	if d.Kind == Computed {
		return nil
	}
	out := []string{d.Numerator.baseFact()}
	if d.Denominator != nil {
		out = append(out, d.Denominator.baseFact())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// CanSplit says why the metric cannot be split by a column; nil where it can, and for no column.
func (d *Definition) CanSplit(by string) error {
	if by == "" {
		return nil
	}
	if _, isView := viewOf(d.Numerator.Fact); isView || d.Kind == Computed || d.Numerator.Op == OpLast || d.Numerator.Op == OpDays {
		return fmt.Errorf("metric %s cannot be split", d.ID)
	}
	if t, ok := Facts.Type(d.Numerator.Fact, by); !ok || t != TextColumn {
		return fmt.Errorf("metric %s: cannot split by %q: %s has no such text column", d.ID, by, d.Numerator.Fact)
	}
	return nil
}

// Digest identifies what the definition means: six hex digits of SHA-256.
func (d *Definition) Digest() string { return digest(d.canonical()) }

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])[:6]
}

// Set is a workspace's definitions.
type Set struct {
	byID map[string]*Definition
	ids  []string // sorted

	digestOnce sync.Once
	digest     string
}

// NewSet makes a set; a repeated ID is an error.
func NewSet(defs ...*Definition) (*Set, error) {
	s := &Set{byID: map[string]*Definition{}}
	for _, d := range defs {
		if s.byID[d.ID] != nil {
			return nil, fmt.Errorf("metric %s is defined twice", d.ID)
		}
		s.byID[d.ID] = d
		s.ids = append(s.ids, d.ID)
	}
	slices.Sort(s.ids)
	return s, nil
}

// IDs lists the metrics in alphabetical order.
func (s *Set) IDs() []string { return slices.Clone(s.ids) }

// All lists the definitions in alphabetical order of their IDs.
func (s *Set) All() []*Definition {
	out := make([]*Definition, len(s.ids))
	for i, id := range s.ids {
		out[i] = s.byID[id]
	}
	return out
}

// Get finds a definition. The error of an unknown ID names those that are spelled nearly so.
func (s *Set) Get(id string) (*Definition, error) {
	if d := s.byID[id]; d != nil {
		return d, nil
	}
	return nil, &UnknownError{ID: id, Near: near(id, s.ids)}
}

// Digest identifies the whole set: what a health report's front matter carries as metrics.
func (s *Set) Digest() string {
	s.digestOnce.Do(func() {
		var b strings.Builder
		for _, d := range s.All() {
			b.WriteString(d.canonical())
			b.WriteByte('\n')
		}
		s.digest = digest(b.String())
	})
	return s.digest
}

// UnknownError says that there is no such metric.
type UnknownError struct {
	ID   string
	Near []string
}

func (e *UnknownError) Error() string {
	s := fmt.Sprintf("unknown metric %q", e.ID)
	if len(e.Near) > 0 {
		s += "\nhint: did you mean " + strings.Join(e.Near, ", ") + "?"
	}
	return s
}

// near returns up to three IDs within a third of their length in edits, or that contain the text.
func near(id string, ids []string) []string {
	type hit struct {
		id   string
		away int
	}
	var hits []hit
	for _, x := range ids {
		away := edits(id, x)
		if len(id) >= 3 && (strings.Contains(x, id) || strings.Contains(id, x)) {
			away = min(away, 2)
		}
		if away <= max(2, len(x)/3) {
			hits = append(hits, hit{x, away})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.away - b.away })
	var out []string
	for _, h := range hits[:min(3, len(hits))] {
		out = append(out, h.id)
	}
	return out
}

func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diag := row[0]
		row[0] = i + 1
		for j := range len(b) {
			up := row[j+1]
			cost := diag
			if a[i] != b[j] {
				cost++
			}
			row[j+1] = min(cost, up+1, row[j]+1)
			diag = up
		}
	}
	return row[len(b)]
}

func clock(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(d.Hours())%24, int(d.Minutes())%60)
}

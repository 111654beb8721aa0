package metric

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Op is what an Aggregate computes.
type Op string

// The aggregates that every engine can do exactly. Percentiles are taken in Go, over a scan keyed by
// the column itself.
const (
	Count    Op = "count"    // rows
	Distinct Op = "distinct" // different values that are not null
	Sum      Op = "sum"      // of an integer or decimal column; a null counts as Aggregate.Null
	Min      Op = "min"
	Max      Op = "max"
)

// Aggregate is one figure of a scan.
type Aggregate struct {
	Op     Op
	Column string
	// Null is what a null counts as in a sum, in units of the column.
	Null int64
	// Filter restricts the rows further; nil takes all of the scan's.
	Filter Expr
	// From and To restrict the rows to a half-open part of the scan's interval; zero means the scan's end.
	From, To time.Time
	// Among keeps the rows whose columns stand in another fact; nil keeps all.
	Among *Lookup
}

// Lookup is the set of a fact's rows that pass a filter, compared by the columns named.
type Lookup struct {
	Fact    string
	Columns []string
	Filter  Expr
}

// Scan is the one portable question: aggregates over the rows of a fact in [From, To), grouped by
// keys. Ratios, the filling of empty groups, rounding and comparisons are done in Go on its result.
type Scan struct {
	Fact string
	// Time is the column that From, To and Daily are about.
	Time     string
	From, To time.Time // zero means unbounded
	// Daily groups by local day of Zone as well; the day is the first key of the result, as days since
	// 1970-01-01. DayStart moves the begin of a day: with 12h a night is one day, named by its evening.
	Daily    bool
	DayStart time.Duration
	Zone     *time.Location
	Keys     []string
	Filter   Expr
	// Aggregates may be empty: then the result is the different keys.
	Aggregates []Aggregate
}

// String writes the scan in a canonical form: equal text, equal question.
func (s Scan) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s [%s,%s)", s.Fact, s.Time, stamp(s.From), stamp(s.To))
	if s.Daily {
		fmt.Fprintf(&b, " daily %s %s", s.Zone, s.DayStart)
	}
	fmt.Fprintf(&b, " by %s", strings.Join(s.Keys, ","))
	if s.Filter != nil {
		fmt.Fprintf(&b, " where %s", s.Filter)
	}
	for _, a := range s.Aggregates {
		fmt.Fprintf(&b, "; %s", a)
	}
	return b.String()
}

// String writes the aggregate in a canonical form.
func (a Aggregate) String() string {
	s := string(a.Op) + "(" + a.Column + ")"
	if a.Null != 0 {
		s += fmt.Sprintf(" null=%d", a.Null)
	}
	if a.Filter != nil {
		s += " where " + a.Filter.String()
	}
	if !a.From.IsZero() || !a.To.IsZero() {
		s += " [" + stamp(a.From) + "," + stamp(a.To) + ")"
	}
	if a.Among != nil {
		s += " among " + a.Among.String()
	}
	return s
}

// String writes the lookup in a canonical form.
func (l Lookup) String() string {
	s := l.Fact + "(" + strings.Join(l.Columns, ",") + ")"
	if l.Filter != nil {
		s += " where " + l.Filter.String()
	}
	return s
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000Z")
}

// Cell is one value of a scan's result: null, text, or an integer. Times are microseconds since 1970
// in UTC, flags 0 or 1, decimals whole numbers of their last digit (DECIMAL(18,4): ten-thousandths).
type Cell struct {
	Text string
	Int  int64
	Kind CellKind
}

// CellKind tells which field of a Cell holds.
type CellKind uint8

// The kinds of cell. The zero Cell is null.
const (
	IsNull CellKind = iota
	IsInt
	IsText
)

// TextCell and IntCell make cells.
func TextCell(s string) Cell { return Cell{Text: s, Kind: IsText} }

// IntCell makes a cell of an integer.
func IntCell(n int64) Cell { return Cell{Int: n, Kind: IsInt} }

// Known reports whether the cell is not null.
func (c Cell) Known() bool { return c.Kind != IsNull }

// Time returns a time cell's instant.
func (c Cell) Time() time.Time { return time.UnixMicro(c.Int).UTC() }

func (c Cell) String() string {
	switch c.Kind {
	case IsInt:
		return fmt.Sprint(c.Int)
	case IsText:
		return c.Text
	}
	return "null"
}

// Result is a scan's answer: rows of equal width in no particular order, keys first (the day before
// them for a daily scan), then the aggregates. Groups without rows are absent; a count over no rows
// of a group that is present is 0, a sum, min or max is null.
type Result struct {
	Width int
	Cells []Cell
}

// Len returns the number of rows.
func (r Result) Len() int {
	if r.Width == 0 {
		return 0
	}
	return len(r.Cells) / r.Width
}

// Row returns row i, which shares the result's memory.
func (r Result) Row(i int) []Cell { return r.Cells[i*r.Width : (i+1)*r.Width] }

// Engine answers scans over one snapshot. Answers come in the scans' order. An engine refuses a scan
// that it cannot answer exactly.
type Engine interface {
	Run(ctx context.Context, scans []Scan) ([]Result, error)
}

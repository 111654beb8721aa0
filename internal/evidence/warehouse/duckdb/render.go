package duckdb

import (
	"fmt"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// render writes a scan as SQL over a snapshot. Every column of the result is BIGINT or VARCHAR: exact
// sums, no floating point, and no function whose answer differs between engines.
func render(snapshot *warehouse.Snapshot, s metric.Scan) (string, error) {
	from, err := relation(snapshot, s.Fact, s.Time, s.From, s.To)
	if err != nil {
		return "", err
	}
	w := writer{snapshot: snapshot, fact: s.Fact}
	var columns, groups []string
	if s.Daily {
		columns = append(columns, day(snapshot, s))
	}
	for _, k := range s.Keys {
		c, err := w.key(k)
		if err != nil {
			return "", err
		}
		columns = append(columns, c)
	}
	for i := range columns {
		groups = append(groups, fmt.Sprint(i+1))
	}
	for _, a := range s.Aggregates {
		c, err := w.aggregate(s, a)
		if err != nil {
			return "", err
		}
		columns = append(columns, c)
	}
	where, err := w.where(s)
	if err != nil {
		return "", err
	}
	query := "SELECT " + strings.Join(columns, ", ") + " FROM " + from + " AS f" + strings.Join(w.joins, "") + where
	if len(groups) > 0 {
		query += " GROUP BY " + strings.Join(groups, ", ")
	}
	return query, nil
}

// relation names what a scan reads: only the segments that may hold rows of its interval.
func relation(snapshot *warehouse.Snapshot, name, timeColumn string, from, to time.Time) (string, error) {
	fact, ok := warehouse.FactByName(name)
	if !ok {
		return "", fmt.Errorf("unknown fact %q", name)
	}
	if fact.Merged || fact.Time == "" || fact.Time != timeColumn {
		return snapshot.Relation(fact), nil
	}
	var paths []string
	for _, segment := range snapshot.Segments[name] {
		if segment.Overlaps(from, to) {
			paths = append(paths, snapshot.Path(segment))
		}
	}
	return warehouse.Relation(fact, paths), nil
}

type writer struct {
	snapshot *warehouse.Snapshot
	fact     string
	joins    []string
}

func (w *writer) where(s metric.Scan) (string, error) {
	var parts []string
	if p := interval(s.Time, s.From, s.To); p != "" {
		parts = append(parts, p)
	}
	if s.Filter != nil {
		p, err := w.expr(s.Filter)
		if err != nil {
			return "", err
		}
		parts = append(parts, p)
	}
	if s.Daily {
		parts = append(parts, column(s.Time)+" IS NOT NULL")
	}
	if len(parts) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(parts, " AND "), nil
}

func interval(name string, from, to time.Time) string {
	var parts []string
	if !from.IsZero() {
		parts = append(parts, column(name)+" >= "+stamp(from))
	}
	if !to.IsZero() {
		parts = append(parts, column(name)+" < "+stamp(to))
	}
	return strings.Join(parts, " AND ")
}

func stamp(t time.Time) string {
	return "TIMESTAMP '" + t.UTC().Format("2006-01-02 15:04:05.000000") + "'"
}

func stampMicros(n int64) string { return stamp(time.UnixMicro(n)) }

// column writes a column of the fact, or a field of its properties.
func column(name string) string {
	if field, ok := metric.Property(name); ok {
		return "json_extract_string(f.properties, " + warehouse.Literal(`$."`+strings.ReplaceAll(field, `"`, `\"`)+`"`) + ")"
	}
	return "f." + warehouse.Quote(name)
}

// key writes a column as a cell: text as it is, anything else as an integer.
func (w *writer) key(name string) (string, error) {
	t, ok := metric.Facts.Type(w.fact, name)
	if !ok {
		return "", fmt.Errorf("unknown column %q of %s", name, w.fact)
	}
	return integer(column(name), t), nil
}

func integer(c string, t metric.ColumnType) string {
	switch t {
	case metric.TimeColumn:
		return "epoch_us(" + c + ")"
	case metric.FlagColumn, metric.IntColumn:
		return c + "::BIGINT"
	case metric.Decimal2, metric.Decimal4:
		return fmt.Sprintf("(%s * %d)::BIGINT", c, t.Scale())
	}
	return c
}

func (w *writer) aggregate(s metric.Scan, a metric.Aggregate) (string, error) {
	f, err := w.function(a)
	if err != nil {
		return "", err
	}
	var filters []string
	if p := interval(s.Time, a.From, a.To); p != "" && (a.From != s.From || a.To != s.To) {
		filters = append(filters, p)
	}
	if a.Filter != nil {
		p, err := w.expr(a.Filter)
		if err != nil {
			return "", err
		}
		filters = append(filters, p)
	}
	if a.Among != nil {
		p, err := w.among(a.Among)
		if err != nil {
			return "", err
		}
		filters = append(filters, p)
	}
	if len(filters) > 0 {
		f += " FILTER (WHERE " + strings.Join(filters, " AND ") + ")"
	}
	return f + "::BIGINT", nil
}

func (w *writer) function(a metric.Aggregate) (string, error) {
	if a.Op == metric.Count {
		return "count(*)", nil
	}
	t, ok := metric.Facts.Type(w.fact, a.Column)
	if !ok {
		return "", fmt.Errorf("unknown column %q of %s", a.Column, w.fact)
	}
	c := integer(column(a.Column), t)
	switch a.Op {
	case metric.Distinct:
		return "count(DISTINCT " + c + ")", nil
	case metric.Sum:
		if a.Null != 0 {
			c = fmt.Sprintf("coalesce(%s, %d)", c, a.Null)
		}
		return "sum(" + c + ")", nil
	case metric.Min:
		return "min(" + c + ")", nil
	case metric.Max:
		return "max(" + c + ")", nil
	}
	return "", fmt.Errorf("unknown aggregate %q", a.Op)
}

// among joins the different keys of a lookup and returns the condition that a row has a partner.
func (w *writer) among(l *metric.Lookup) (string, error) {
	from, err := relation(w.snapshot, l.Fact, "", time.Time{}, time.Time{})
	if err != nil {
		return "", err
	}
	inner := writer{snapshot: w.snapshot, fact: l.Fact}
	where, err := inner.where(metric.Scan{Filter: l.Filter})
	if err != nil {
		return "", err
	}
	alias := fmt.Sprintf("l%d", len(w.joins))
	var keys, on []string
	for _, c := range l.Columns {
		keys = append(keys, column(c)+" AS "+warehouse.Quote(c))
		on = append(on, fmt.Sprintf("f.%s = %s.%s", warehouse.Quote(c), alias, warehouse.Quote(c)))
	}
	w.joins = append(w.joins, fmt.Sprintf(" LEFT JOIN (SELECT DISTINCT %s, true AS hit FROM %s AS f%s) AS %s ON %s", strings.Join(keys, ", "), from, where, alias, strings.Join(on, " AND ")))
	return alias + ".hit", nil
}

// expr writes a filter with two values: what is null is false under a negation too.
func (w *writer) expr(e metric.Expr) (string, error) {
	switch e := e.(type) {
	case metric.All:
		return w.list(e, " AND ", "true")
	case metric.Any:
		return w.list(e, " OR ", "false")
	case metric.Not:
		p, err := w.expr(e.Expr)
		return "NOT coalesce(" + p + ", false)", err
	case metric.Null:
		return column(e.Column) + " IS NULL", nil
	case metric.In:
		if len(e.Values) == 0 {
			return "false", nil
		}
		q := make([]string, len(e.Values))
		for i, v := range e.Values {
			q[i] = warehouse.Literal(v)
		}
		return column(e.Column) + " IN (" + strings.Join(q, ", ") + ")", nil
	case metric.Compare:
		return w.compare(e)
	}
	return "", fmt.Errorf("unknown filter %T", e)
}

func (w *writer) list(parts []metric.Expr, by, empty string) (string, error) {
	if len(parts) == 0 {
		return empty, nil
	}
	out := make([]string, len(parts))
	for i, p := range parts {
		s, err := w.expr(p)
		if err != nil {
			return "", err
		}
		out[i] = s
	}
	return "(" + strings.Join(out, by) + ")", nil
}

func (w *writer) compare(e metric.Compare) (string, error) {
	t, ok := metric.Facts.Type(w.fact, e.Column)
	if !ok {
		return "", fmt.Errorf("unknown column %q of %s", e.Column, w.fact)
	}
	c, v := column(e.Column), fmt.Sprint(e.Value.Int)
	switch {
	case e.Value.Kind == metric.IsText:
		v = warehouse.Literal(e.Value.Text)
	case t == metric.TextColumn: // a number in properties
		c = "CASE WHEN regexp_full_match(" + c + `, '[-+]?[0-9][0-9,]*([.][0-9]*)?') THEN try_cast(replace(` + c + ", ',', '') AS DECIMAL(28,9)) END"
		v = decimal(e.Value.Int, 4)
	case t == metric.TimeColumn:
		v = stampMicros(e.Value.Int)
	case t == metric.FlagColumn:
		v = fmt.Sprint(e.Value.Int != 0)
	case t == metric.Decimal2:
		v = decimal(e.Value.Int, 2)
	case t == metric.Decimal4:
		v = decimal(e.Value.Int, 4)
	}
	return c + " " + string(e.Op) + " " + v, nil
}

// decimal writes n units of the given number of decimals as an exact literal.
func decimal(n int64, places int) string {
	scale := int64(1)
	for range places {
		scale *= 10
	}
	return metric.Ratio(n, scale).Decimal(places) + "::DECIMAL(28,9)"
}

// day writes the local day of a scan's rows. The zone's offsets come from Go's own table, as steps over
// the scan's interval, so that every engine cuts days where ParsePeriod does.
func day(snapshot *warehouse.Snapshot, s metric.Scan) string {
	t := "(epoch_us(" + column(s.Time) + ")"
	if s.DayStart > 0 {
		t += fmt.Sprintf(" - %d", s.DayStart.Microseconds())
	}
	t += ")"
	first, last, _ := snapshot.Span(s.Fact)
	if s.From.After(first) {
		first = s.From
	}
	if !s.To.IsZero() && s.To.Before(last) {
		last = s.To
	}
	return fmt.Sprintf("floor((%s + %s) / 86400000000)::BIGINT", t, offsets(s.Zone, first.Add(-s.DayStart), last, t))
}

// offsets writes a zone's offset in microseconds at the instant t of [from, to].
func offsets(zone *time.Location, from, to time.Time, t string) string {
	if zone == nil {
		return "0"
	}
	var b strings.Builder
	for at := from.In(zone); ; {
		_, end := at.ZoneBounds()
		if !end.IsZero() && !end.After(at) { // at the turn of some far years
			end = at.Add(time.Hour)
		}
		_, offset := at.Zone()
		micros := int64(offset) * 1_000_000
		if end.IsZero() || end.After(to) {
			if b.Len() == 0 {
				return fmt.Sprint(micros)
			}
			return fmt.Sprintf("CASE%s ELSE %d END", b.String(), micros)
		}
		fmt.Fprintf(&b, " WHEN %s < %d THEN %d", t, end.UnixMicro(), micros)
		at = end
	}
}

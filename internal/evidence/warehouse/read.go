package warehouse

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Question asks for single rows of a fact: tickets of an account, interactions of a month. It is not for measuring; a
// metric's scan is.
type Question struct {
	Fact    string
	Columns []string            // in the order wanted
	Where   map[string][]string // a text column → the values it may have; all must hold
	// From and To bound the fact's time column, half-open; a zero time does not bound.
	From, To time.Time
	Order    []string // columns to sort by, a leading "-" for descending; rows that tie come in any order
	Limit    int      // 0: all
}

// Row is one answer. It is valid during its visit only; Text and Time copy.
type Row struct {
	values []string
	nulls  []bool
}

// NewRow makes a row for an engine: times are microseconds since 1970 as text.
func NewRow(values []string, nulls []bool) Row { return Row{values, nulls} }

// Text is the i-th column as text, empty where it is null.
func (r Row) Text(i int) string { return strings.Clone(r.values[i]) }

// Null reports whether the i-th column has no value.
func (r Row) Null(i int) bool { return r.nulls[i] }

// Time is the i-th column, a time, in UTC; the zero time where it is null.
func (r Row) Time(i int) time.Time {
	micros, err := strconv.ParseInt(r.values[i], 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// Reader answers questions over a snapshot.
type Reader interface {
	Read(ctx context.Context, snapshot *Snapshot, q Question, visit func(Row) error) error
}

// SQL writes the question over a snapshot as one SELECT whose columns are all VARCHAR.
func (q Question) SQL(snapshot *Snapshot) (string, error) {
	fact, ok := FactByName(q.Fact)
	if !ok {
		return "", fmt.Errorf("there is no fact %q", q.Fact)
	}
	columns := make([]string, len(q.Columns))
	for i, name := range q.Columns {
		column, ok := fact.Column(name)
		if !ok {
			return "", fmt.Errorf("%s has no column %q", q.Fact, name)
		}
		if column.Type == Time {
			columns[i] = "CAST(epoch_us(" + Quote(name) + ") AS VARCHAR)"
		} else {
			columns[i] = "CAST(" + Quote(name) + " AS VARCHAR)"
		}
	}
	where, err := q.where(fact)
	if err != nil {
		return "", err
	}
	order, err := q.order(fact)
	if err != nil {
		return "", err
	}
	query := "SELECT " + strings.Join(columns, ", ") + " FROM " + snapshot.Relation(fact) + where + order
	if q.Limit > 0 {
		query += fmt.Sprintf(" LIMIT %d", q.Limit)
	}
	return query, nil
}

func (q Question) where(fact Fact) (string, error) {
	var parts []string
	for _, column := range fact.Columns {
		values, asked := q.Where[column.Name]
		if !asked {
			continue
		}
		quoted := make([]string, len(values))
		for i, value := range values {
			quoted[i] = Literal(value)
		}
		if len(quoted) == 0 {
			quoted = []string{"NULL"}
		}
		parts = append(parts, "CAST("+Quote(column.Name)+" AS VARCHAR) IN ("+strings.Join(quoted, ", ")+")")
	}
	if len(parts) != len(q.Where) {
		return "", fmt.Errorf("%s lacks a column of %v", q.Fact, q.Where)
	}
	for _, bound := range []struct {
		at time.Time
		op string
	}{{q.From, ">="}, {q.To, "<"}} {
		if bound.at.IsZero() {
			continue
		}
		if fact.Time == "" {
			return "", fmt.Errorf("%s has no time", q.Fact)
		}
		parts = append(parts, fmt.Sprintf("%s %s make_timestamp(%d)", Quote(fact.Time), bound.op, bound.at.UnixMicro()))
	}
	if len(parts) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(parts, " AND "), nil
}

func (q Question) order(fact Fact) (string, error) {
	var parts []string
	for _, name := range q.Order {
		bare, descending := strings.CutPrefix(name, "-")
		if _, ok := fact.Column(bare); !ok {
			return "", fmt.Errorf("%s has no column %q", q.Fact, bare)
		}
		part := Quote(bare)
		if descending {
			part += " DESC"
		}
		parts = append(parts, part+" NULLS LAST")
	}
	if len(parts) == 0 {
		return "", nil
	}
	return " ORDER BY " + strings.Join(parts, ", "), nil
}

package metric

import (
	"slices"
	"strconv"
	"strings"
)

// Expr is a filter over the columns of one row. Filters have two values: a comparison with null is
// false, its negation true; that is how every engine must render it.
type Expr interface {
	// String is the canonical text.
	String() string
	// Columns lists the columns that the filter reads.
	Columns() []string
}

// Cmp is how a Compare compares.
type Cmp string

// The comparisons.
const (
	Equal   Cmp = "="
	Less    Cmp = "<"
	AtMost  Cmp = "<="
	More    Cmp = ">"
	AtLeast Cmp = ">="
)

// All holds when all of its parts do; the empty one holds.
type All []Expr

// Any holds when one of its parts does; the empty one does not.
type Any []Expr

// Not holds when its part does not.
type Not struct{ Expr Expr }

// Compare holds when the column is not null and compares so with the value. Numbers compare as
// numbers, also in a field of properties when Value is a number; text compares by bytes.
type Compare struct {
	Column string
	Op     Cmp
	Value  Cell
}

// In holds when the column equals one of the texts.
type In struct {
	Column string
	Values []string // sorted, each once
}

// Null holds when the column is null.
type Null struct{ Column string }

func (e All) String() string { return join(e, " and ", "true") }
func (e Any) String() string { return join(e, " or ", "false") }
func (e Not) String() string { return "not " + e.Expr.String() }
func (e Compare) String() string {
	return e.Column + string(e.Op) + cellText(e.Value)
}
func (e In) String() string {
	q := make([]string, len(e.Values))
	for i, v := range e.Values {
		q[i] = strconv.Quote(v)
	}
	return e.Column + " in (" + strings.Join(q, ",") + ")"
}
func (e Null) String() string { return e.Column + " is null" }

func (e All) Columns() []string     { return columns(e) }
func (e Any) Columns() []string     { return columns(e) }
func (e Not) Columns() []string     { return e.Expr.Columns() }
func (e Compare) Columns() []string { return []string{e.Column} }
func (e In) Columns() []string      { return []string{e.Column} }
func (e Null) Columns() []string    { return []string{e.Column} }

// written is a filter that is only to be read.
type written struct {
	Expr
	text string
}

func (w written) String() string { return w.text }

// legible gives the filter with each number divided by the scale of the column that it is compared with.
func legible(fact string, e Expr) Expr {
	all := func(list []Expr) []Expr {
		out := make([]Expr, len(list))
		for i, part := range list {
			out[i] = legible(fact, part)
		}
		return out
	}
	switch e := e.(type) {
	case All:
		return All(all(e))
	case Any:
		return Any(all(e))
	case Not:
		return Not{legible(fact, e.Expr)}
	case Compare:
		if scale := scaleOf(fact, e.Column); e.Value.Kind == IsInt && scale > 1 {
			return written{e, e.Column + string(e.Op) + strconv.FormatFloat(float64(e.Value.Int)/float64(scale), 'f', -1, 64)}
		}
	}
	return e
}

// scaleOf is how many units of a column make 1.
func scaleOf(fact, column string) int64 {
	if _, ok := Property(column); ok {
		return propertyScale
	}
	return Facts[fact].Columns[column].Scale()
}

func join(list []Expr, by, empty string) string {
	if len(list) == 0 {
		return empty
	}
	s := make([]string, len(list))
	for i, e := range list {
		s[i] = e.String()
	}
	return "(" + strings.Join(s, by) + ")"
}

func columns(list []Expr) []string {
	var out []string
	for _, e := range list {
		for _, c := range e.Columns() {
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	return out
}

func cellText(c Cell) string {
	if c.Kind == IsText {
		return strconv.Quote(c.Text)
	}
	return c.String()
}

// OneOf returns the filter that holds when a column equals one of the values.
func OneOf(column string, values ...string) Expr {
	v := slices.Clone(values)
	slices.Sort(v)
	return In{column, slices.Compact(v)}
}

// Both joins two filters, either of which may be nil.
func Both(a, b Expr) Expr {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	var out All
	for _, e := range []Expr{a, b} {
		if all, ok := e.(All); ok {
			out = append(out, all...)
		} else {
			out = append(out, e)
		}
	}
	return out
}

// Match evaluates a filter on one row. Get returns the cell of a column (null when absent).
func Match(e Expr, get func(column string) Cell) bool {
	switch e := e.(type) {
	case nil:
		return true
	case All:
		for _, x := range e {
			if !Match(x, get) {
				return false
			}
		}
		return true
	case Any:
		for _, x := range e {
			if Match(x, get) {
				return true
			}
		}
		return false
	case Not:
		return !Match(e.Expr, get)
	case Null:
		return !get(e.Column).Known()
	case In:
		c := get(e.Column)
		_, ok := slices.BinarySearch(e.Values, c.Text)
		return c.Kind == IsText && ok
	case Compare:
		return compare(get(e.Column), e)
	}
	return false
}

func compare(c Cell, e Compare) bool {
	if !c.Known() || !e.Value.Known() {
		return false
	}
	var n int
	switch {
	case c.Kind == IsText && e.Value.Kind == IsText:
		n = strings.Compare(c.Text, e.Value.Text)
	case c.Kind == IsInt && e.Value.Kind == IsInt:
		n = cmpInt(c.Int, e.Value.Int)
	case c.Kind == IsText: // a field of properties against a number
		v, ok := ParseNumber(c.Text)
		if !ok {
			return false
		}
		n = v.Cmp(Ratio(e.Value.Int, propertyScale))
	default:
		return false
	}
	switch e.Op {
	case Equal:
		return n == 0
	case Less:
		return n < 0
	case AtMost:
		return n <= 0
	case More:
		return n > 0
	case AtLeast:
		return n >= 0
	}
	return false
}

// propertyScale is the unit of a number that a field of properties is compared with.
const propertyScale = 10_000

func cmpInt(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// property splits properties.NAME.
func property(column string) (string, string, bool) {
	base, field, ok := strings.Cut(column, ".")
	return base, field, ok && base == "properties"
}

// Property returns the field of properties that a column names.
func Property(column string) (field string, ok bool) {
	_, field, ok = property(column)
	return field, ok
}

package metric

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// filter reads a structured filter: a mapping whose entries must all hold. {event: a}, {event: [a, b]},
// {quantity: {above: 5}}, {feature: null}, {not: {…}}, {any: [{…}, {…}]}, {all: […]}.
func filter(fact string, n *yaml.Node) (Expr, error) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.MappingNode {
		return nil, at(n, "a filter is a mapping such as {event: login}")
	}
	var out All
	for i := 0; i+1 < len(n.Content); i += 2 {
		e, err := term(fact, n.Content[i], n.Content[i+1])
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return canonical(out), nil
}

func term(fact string, k, v *yaml.Node) (Expr, error) {
	switch k.Value {
	case "not":
		e, err := filter(fact, v)
		return Not{e}, err
	case "all", "any":
		if v.Kind != yaml.SequenceNode {
			return nil, at(v, "%s wants a list of filters", k.Value)
		}
		var list []Expr
		for _, x := range v.Content {
			e, err := filter(fact, x)
			if err != nil {
				return nil, err
			}
			list = append(list, e)
		}
		if k.Value == "all" {
			return canonical(All(list)), nil
		}
		return canonical(Any(list)), nil
	}
	t, ok := Facts.Type(fact, k.Value)
	if !ok {
		return nil, at(k, "unknown column %q of %s", k.Value, fact)
	}
	return columnTerm(fact, k.Value, t, v)
}

func columnTerm(fact, column string, t ColumnType, v *yaml.Node) (Expr, error) {
	switch v.Kind {
	case yaml.SequenceNode:
		var any Any
		var texts []string
		for _, x := range v.Content {
			e, err := columnTerm(fact, column, t, x)
			if err != nil {
				return nil, err
			}
			if c, ok := e.(Compare); ok && c.Value.Kind == IsText {
				texts = append(texts, c.Value.Text)
			} else {
				any = append(any, e)
			}
		}
		if len(any) == 0 {
			return OneOf(column, texts...), nil
		}
		if len(texts) > 0 {
			any = append(any, OneOf(column, texts...))
		}
		return canonical(any), nil
	case yaml.MappingNode:
		var out All
		for i := 0; i+1 < len(v.Content); i += 2 {
			word, x := v.Content[i], v.Content[i+1]
			if word.Value == "not" {
				e, err := columnTerm(fact, column, t, x)
				if err != nil {
					return nil, err
				}
				out = append(out, Not{e})
				continue
			}
			op, ok := map[string]Cmp{"above": More, "below": Less, "at_least": AtLeast, "at_most": AtMost, "is": Equal}[word.Value]
			if !ok {
				return nil, at(word, "unknown comparison %q; there are is, not, above, at_least, below, at_most", word.Value)
			}
			c, err := constant(column, t, x.Value, op != Equal)
			if err != nil {
				return nil, at(x, "%w", err)
			}
			out = append(out, Compare{column, op, c})
		}
		return canonical(out), nil
	}
	if v.Tag == "!!null" {
		return Null{column}, nil
	}
	c, err := constant(column, t, v.Value, false)
	if err != nil {
		return nil, at(v, "%w", err)
	}
	return Compare{column, Equal, c}, nil
}

// constant reads a value to compare a column with, in the column's units. A field of properties is
// compared as a number where the comparison is one of order and the value is a number.
func constant(column string, t ColumnType, s string, order bool) (Cell, error) {
	switch t {
	case TextColumn:
		if _, ok := Property(column); ok && order {
			if n, ok := ParseNumber(s); ok {
				return scaled(n, propertyScale)
			}
		}
		return TextCell(s), nil
	case TimeColumn:
		for _, layout := range []string{time.RFC3339, time.DateOnly} {
			if v, err := time.Parse(layout, s); err == nil {
				return IntCell(v.UnixMicro()), nil
			}
		}
		return Cell{}, fmt.Errorf("column %q wants a day or a time, not %q", column, s)
	case FlagColumn:
		switch s {
		case "true":
			return IntCell(1), nil
		case "false":
			return IntCell(0), nil
		}
		return Cell{}, fmt.Errorf("column %q wants true or false, not %q", column, s)
	}
	n, ok := ParseNumber(s)
	if !ok {
		return Cell{}, fmt.Errorf("column %q wants a number, not %q", column, s)
	}
	return scaled(n, t.Scale())
}

func scaled(n Number, scale int64) (Cell, error) {
	whole, ok := n.Mul(Int(scale)).Whole()
	if !ok {
		return Cell{}, fmt.Errorf("%s has more decimals than the column", n)
	}
	return IntCell(whole), nil
}

// canonical puts the parts of a conjunction or disjunction in order, each once; one part stands alone.
func canonical(e Expr) Expr {
	order := func(list []Expr) []Expr {
		slices.SortFunc(list, func(a, b Expr) int { return strings.Compare(a.String(), b.String()) })
		return slices.CompactFunc(list, func(a, b Expr) bool { return a.String() == b.String() })
	}
	switch x := e.(type) {
	case All:
		if l := order(x); len(l) == 1 {
			return l[0]
		} else {
			return All(l)
		}
	case Any:
		if l := order(x); len(l) == 1 {
			return l[0]
		} else {
			return Any(l)
		}
	}
	return e
}

// ParseFilter reads the short form of a filter as citations and flags write it: COLUMN=VALUE,
// COLUMN!=VALUE, COLUMN=>5 (also =>=, =<, =<=). A column that the fact does not have is a field of
// its properties.
func ParseFilter(fact, s string) (Expr, error) {
	i := strings.IndexAny(s, "=!")
	if i < 1 {
		return nil, fmt.Errorf("filter %q: want COLUMN=VALUE", s)
	}
	column, rest := s[:i], s[i:]
	t, ok := Facts.Type(fact, column)
	if !ok {
		column = "properties." + column
		if t, ok = Facts.Type(fact, column); !ok {
			return nil, fmt.Errorf("filter %q: unknown column of %s", s, fact)
		}
	}
	not := strings.HasPrefix(rest, "!=")
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "!"), "=")
	op := Equal
	for _, o := range []Cmp{AtLeast, AtMost, More, Less} {
		if v, ok := strings.CutPrefix(rest, string(o)); ok {
			op, rest = o, v
			break
		}
	}
	c, err := constant(column, t, rest, op != Equal)
	if err != nil {
		return nil, fmt.Errorf("filter %q: %w", s, err)
	}
	var e Expr = Compare{column, op, c}
	if not {
		e = Not{e}
	}
	return e, nil
}

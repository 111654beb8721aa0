package intake

import (
	"fmt"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/mapping"
)

// A strict conversion ends the query at the first value that does not convert; a lenient one gives null for it.
type conversion bool

const (
	strict  conversion = false
	lenient conversion = true
)

func (c conversion) cast(expression string, kind warehouse.Type) string {
	if c == lenient {
		return fmt.Sprintf("TRY_CAST(%s AS %s)", expression, kind)
	}
	return fmt.Sprintf("CAST(%s AS %s)", expression, kind)
}

// convert writes a mapped column, which has DuckDB's type from, as the type that the fact's column has. The session's time
// zone is the mapping's: times without an offset are read in it.
func (c conversion) convert(expression, from string, to warehouse.Type) string {
	switch to {
	case warehouse.Text:
		switch {
		case from == "VARCHAR":
			return expression
		case strings.HasPrefix(from, "STRUCT") || strings.HasPrefix(from, "MAP") || strings.HasSuffix(from, "]") || from == "JSON":
			return "CAST(to_json(" + expression + ") AS VARCHAR)"
		}
		return "CAST(" + expression + " AS VARCHAR)"
	case warehouse.Time:
		return c.time(expression, from)
	}
	return c.cast(expression, to)
}

func (c conversion) time(expression, from string) string {
	switch from {
	case "VARCHAR", "JSON":
		// The zone of a time that ends in Z needs no calendar; a cast to TIMESTAMP alone would drop other offsets without a word.
		return fmt.Sprintf("CASE WHEN suffix(%[1]s, 'Z') THEN %[2]s ELSE timezone('UTC', %[3]s) END",
			expression, c.cast(expression, "TIMESTAMP"), c.cast(expression, "TIMESTAMPTZ"))
	case "TIMESTAMP WITH TIME ZONE":
		return "timezone('UTC', " + expression + ")"
	}
	return "timezone('UTC', " + c.cast(c.cast(expression, "TIMESTAMP"), "TIMESTAMPTZ") + ")"
}

// shape is how a fact's SELECT is wrapped: what it gives, and what is done with it.
type shape struct {
	fact     mapping.Fact
	types    map[string]string // of the SELECT's columns, by name
	members  bool              // accounts are looked up by person where they are missing
	renamed  bool              // accounts have other names
	streams  bool              // the SELECT takes the rows of one table as they come
	required []string
}

// newShape compares what a SELECT gives with the fact's columns.
func newShape(m *mapping.Mapping, fact mapping.Fact, names, types []string, members bool) (shape, error) {
	s := shape{fact: fact, types: map[string]string{}}
	for i, name := range names {
		name = strings.ToLower(name)
		column, ok := fact.Fact.Column(name)
		if !ok || name == "source_account" {
			return s, fmt.Errorf("%s:%d: select of %s gives %q, which is no column of it: %s: %w",
				m.File, fact.Line, fact.Fact.Name, names[i], strings.Join(fact.Fact.Names(), ", "), mapping.ErrInvalid)
		}
		if _, twice := s.types[name]; twice {
			return s, fmt.Errorf("%s:%d: select of %s gives %q twice: %w", m.File, fact.Line, fact.Fact.Name, name, mapping.ErrInvalid)
		}
		if column.Type == warehouse.Time && !isTime(types[i]) {
			return s, fmt.Errorf("%s:%d: select of %s gives %s as %s: turn a number into a time with to_timestamp(seconds): %w",
				m.File, fact.Line, fact.Fact.Name, name, types[i], mapping.ErrInvalid)
		}
		s.types[name] = types[i]
	}
	s.required = slices.Clone(fact.Fact.Required)
	if len(fact.Key) == 1 && !slices.Contains(s.required, fact.Key[0]) {
		s.required = append(s.required, fact.Key[0])
	}
	_, hasUser := s.types["user"]
	s.members = members && hasUser && hasAccount(fact.Fact) && fact.Fact.Name != "users"
	for _, name := range s.required {
		if _, ok := s.types[name]; !ok && !(name == "account" && s.members) {
			return s, fmt.Errorf("%s:%d: select of %s gives no %s, without which no row can be kept: %w", m.File, fact.Line, fact.Fact.Name, name, mapping.ErrInvalid)
		}
	}
	return s, nil
}

func isTime(kind string) bool {
	switch kind {
	case "VARCHAR", "JSON", "DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", `"NULL"`, "NULL":
		return true
	}
	return false
}

// columns writes the fact's columns over a SELECT that is called m.
func (s shape) columns(c conversion) []string {
	columns := make([]string, 0, len(s.fact.Fact.Columns))
	for _, column := range s.fact.Fact.Columns {
		columns = append(columns, s.value(c, column)+" AS "+warehouse.Quote(column.Name))
	}
	return columns
}

func (s shape) value(c conversion, column warehouse.Column) string {
	given := "NULL"
	if kind, ok := s.types[column.Name]; ok {
		given = c.convert("m."+warehouse.Quote(column.Name), kind, column.Type)
	}
	if !hasAccount(s.fact.Fact) {
		return typedNull(given, column.Type)
	}
	named := s.named(c)
	switch {
	case column.Name == "account" && !s.renamed:
		return named
	case column.Name == "source_account" && !s.renamed:
		return "NULL::VARCHAR"
	}
	switch column.Name {
	case "account":
		return "coalesce(i.account, " + named + ")"
	case "source_account":
		return "CASE WHEN i.account IS NOT NULL THEN " + named + " END"
	}
	return typedNull(given, column.Type)
}

func typedNull(expression string, kind warehouse.Type) string {
	if expression == "NULL" {
		return "NULL::" + string(kind)
	}
	return expression
}

// named is the account as the source names it, or as the person's one membership does.
func (s shape) named(c conversion) string {
	named := "NULL::VARCHAR"
	if kind, ok := s.types["account"]; ok {
		named = c.convert(`m."account"`, kind, warehouse.Text)
	}
	if !s.members {
		return named
	}
	at := ""
	if s.fact.Fact.Time != "" {
		time := lenient.convert("m."+warehouse.Quote(s.fact.Fact.Time), s.types[s.fact.Fact.Time], warehouse.Time)
		at = fmt.Sprintf(` AND (b.active_from IS NULL OR b.active_from <= %[1]s) AND (b.active_to IS NULL OR b.active_to > %[1]s)`, time)
	}
	user := c.convert(`m."user"`, s.types["user"], warehouse.Text)
	return fmt.Sprintf(`coalesce(%s, (SELECT CASE WHEN count(DISTINCT b.account) = 1 THEN min(b.account) END FROM %s b WHERE b."user" = %s%s))`,
		named, membersTable, user, at)
}

// from writes the FROM clause over a SELECT.
func (s shape) from(query string) string {
	if !s.renamed {
		return "(" + query + ") m"
	}
	return "(" + query + ") m LEFT JOIN " + identityTable + " i ON i.alias = " + s.named(lenient)
}

// order makes the rows of a query that joins or groups come in the same order every time, so that the same input gives the
// same segment. A SELECT over one table keeps the file's order by itself.
func (s shape) order() string {
	if s.streams && !s.renamed && !s.members {
		return ""
	}
	return " ORDER BY ALL"
}

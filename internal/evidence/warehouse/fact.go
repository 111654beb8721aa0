// Package warehouse keeps what machines measure: immutable Parquet segments under numbered manifests, one snapshot an import.
package warehouse

import "strings"

// Type is a column's type, written as DuckDB writes it. There is no floating-point type: a sum is the same on every run.
type Type string

// The types that facts use. Time is UTC, in microseconds, without a zone. Money and Quantity are exact.
const (
	Text     Type = "VARCHAR"
	Time     Type = "TIMESTAMP"
	Integer  Type = "BIGINT"
	Money    Type = "DECIMAL(18,2)"
	Quantity Type = "DECIMAL(18,4)"
	Flag     Type = "BOOLEAN"
)

// Column is one column of a fact. Every column but those of the fact's Required may be null.
type Column struct {
	Name string
	Type Type
	Doc  string
}

// Fact is one sort of row. Column names are stable and the same in every engine; user must be quoted in SQL.
type Fact struct {
	Name    string
	Doc     string
	Columns []Column
	// Time is the column by which segments are cut, "" for a fact that is kept in one piece.
	Time string
	// Key is a row's identity unless a mapping declares another; none: all columns and the place among equals.
	Key []string
	// Required names the columns without which a row is rejected.
	Required []string
	// Merged says that several sources may each know a part of the same row: readers see one row a key.
	Merged bool
}

// Column finds a column by its name.
func (f Fact) Column(name string) (Column, bool) {
	for _, column := range f.Columns {
		if column.Name == name {
			return column, true
		}
	}
	return Column{}, false
}

// Names lists the columns in order.
func (f Fact) Names() []string {
	names := make([]string, len(f.Columns))
	for i, column := range f.Columns {
		names[i] = column.Name
	}
	return names
}

// Quote writes an SQL identifier.
func Quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Literal writes an SQL string.
func Literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// FactByName finds a fact.
func FactByName(name string) (Fact, bool) {
	for _, fact := range facts {
		if fact.Name == name {
			return fact, true
		}
	}
	return Fact{}, false
}

// Facts lists every fact, in the order of the documentation.
func Facts() []Fact { return append([]Fact(nil), facts...) }

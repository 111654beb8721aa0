// Package mapping reads sources/*.yaml: how each export or table becomes the warehouse's facts, by one SELECT a fact.
package mapping

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"sort"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	lazy "github.com/touchstone-cs/touchstone/internal/pattern"
)

// Mapping is one source: the tables it gives and the facts that come of them.
type Mapping struct {
	Name  string
	About string
	// Zone is how times without an offset are read.
	Zone   *time.Location
	Tables []Table
	Facts  []Fact
	// File is where it was read from, for messages.
	File string
}

// Table is one input under the name by which SELECTs call it.
type Table struct {
	Name string
	// Files are patterns for base names; the first table with a pattern that matches takes a file.
	Files []string
	// Format is csv, jsonl, json or parquet; "" goes by the file's name.
	Format string
	// Delimiter of a CSV file, "" finds out.
	Delimiter string
	// Stream is the Singer stream that fills the table.
	Stream string
	// Query is a PostgreSQL table or SELECT that fills the table.
	Query string
	// Columns are columns that SELECTs may name although this file lacks them: they are null then.
	Columns []string
	// Optional tables may be absent: they have no rows then.
	Optional bool
	Line     int
}

// Fact is one SELECT. Its columns are the fact's, by name; those that it leaves out are null.
type Fact struct {
	Fact   warehouse.Fact
	Select string
	// Key is a row's identity; empty: all columns and the place among equals.
	Key []string
	// Version is the column whose greatest value wins among rows with equal keys; "": the later row.
	Version string
	Line    int
}

type document struct {
	Source string    `yaml:"source"`
	About  string    `yaml:"about"`
	Zone   string    `yaml:"zone"`
	Tables yaml.Node `yaml:"tables"`
	Facts  yaml.Node `yaml:"facts"`
}

type tableDocument struct {
	Files     []string `yaml:"files"`
	Format    string   `yaml:"format"`
	Delimiter string   `yaml:"delimiter"`
	Stream    string   `yaml:"stream"`
	Query     string   `yaml:"query"`
	Columns   []string `yaml:"columns"`
	Optional  bool     `yaml:"optional"`
}

type factDocument struct {
	Select  string   `yaml:"select"`
	Key     []string `yaml:"key"`
	Version string   `yaml:"version"`
}

var (
	sourceName = lazy.New(`^[a-z0-9][a-z0-9_-]*$`)
	tableName  = lazy.New(`^[a-z_][a-z0-9_]*$`)
	formats    = []string{"", "csv", "jsonl", "json", "parquet"}
)

// ErrInvalid marks a mapping that cannot be used; the message has the file and the line.
var ErrInvalid = errors.New("invalid mapping")

type invalidError struct{ message string }

func (e *invalidError) Error() string        { return e.message }
func (e *invalidError) Is(target error) bool { return target == ErrInvalid }

func invalid(file string, line int, format string, args ...any) error {
	return &invalidError{fmt.Sprintf("%s:%d: %s", file, max(line, 1), fmt.Sprintf(format, args...))}
}

// Parse reads a mapping. file is for messages only. The SELECTs are checked by Check.
func Parse(file string, data []byte) (*Mapping, error) {
	var doc document
	if err := strict(data, &doc); err != nil {
		return nil, yamlError(file, err)
	}
	m := &Mapping{Name: doc.Source, About: doc.About, File: file}
	if !sourceName.MatchString(m.Name) {
		return nil, invalid(file, 1, "source %q: a name has lower-case letters, digits, - and _", m.Name)
	}
	zone, err := time.LoadLocation(doc.Zone) // "" is UTC
	if err != nil || doc.Zone == "Local" {
		return nil, invalid(file, 1, "unknown time zone %q", doc.Zone)
	}
	m.Zone = zone
	if m.Tables, err = tables(file, &doc.Tables); err != nil {
		return nil, err
	}
	if m.Facts, err = factsOf(file, &doc.Facts); err != nil {
		return nil, err
	}
	return m, nil
}

func tables(file string, node *yaml.Node) ([]Table, error) {
	var list []Table
	for key, value := range pairs(node) {
		var doc tableDocument
		if err := decodeNode(value, &doc); err != nil {
			return nil, yamlError(file, err)
		}
		table := Table{Name: key.Value, Files: doc.Files, Format: doc.Format, Delimiter: doc.Delimiter, Stream: doc.Stream,
			Query: doc.Query, Columns: doc.Columns, Optional: doc.Optional, Line: key.Line}
		if err := table.validate(file); err != nil {
			return nil, err
		}
		list = append(list, table)
	}
	if len(list) == 0 {
		return nil, invalid(file, node.Line, "no tables: say which files the source gives")
	}
	return list, nil
}

func (t Table) validate(file string) error {
	if !tableName.MatchString(t.Name) {
		return invalid(file, t.Line, "table %q: a name has lower-case letters, digits and _", t.Name)
	}
	if !slices.Contains(formats, t.Format) {
		return invalid(file, t.Line, "table %s: unknown format %q: csv, jsonl, json or parquet", t.Name, t.Format)
	}
	if len(t.Delimiter) > 1 {
		return invalid(file, t.Line, "table %s: delimiter %q is more than one byte", t.Name, t.Delimiter)
	}
	for _, pattern := range t.Files {
		if _, err := path.Match(pattern, "x"); err != nil {
			return invalid(file, t.Line, "table %s: pattern %q: %v", t.Name, pattern, err)
		}
	}
	if len(t.Files) == 0 && t.Stream == "" && t.Query == "" {
		return invalid(file, t.Line, "table %s: needs files, stream or query", t.Name)
	}
	return nil
}

func factsOf(file string, node *yaml.Node) ([]Fact, error) {
	var list []Fact
	for key, value := range pairs(node) {
		var doc factDocument
		if err := decodeNode(value, &doc); err != nil {
			return nil, yamlError(file, err)
		}
		fact, ok := warehouse.FactByName(key.Value)
		if !ok {
			return nil, invalid(file, key.Line, "unknown fact %q: %s", key.Value, strings.Join(factNames(), ", "))
		}
		if strings.TrimSpace(doc.Select) == "" {
			return nil, invalid(file, key.Line, "fact %s: no select", fact.Name)
		}
		mapped := Fact{Fact: fact, Select: doc.Select, Key: doc.Key, Version: doc.Version, Line: selectLine(value, key.Line)}
		if doc.Key == nil {
			mapped.Key = fact.Key
		}
		for _, column := range append(slices.Clone(mapped.Key), filled(mapped.Version)...) {
			if _, ok := fact.Column(column); !ok {
				return nil, invalid(file, key.Line, "fact %s: key or version names %q, which is no column of it", fact.Name, column)
			}
		}
		list = append(list, mapped)
	}
	if len(list) == 0 {
		return nil, invalid(file, node.Line, "no facts: say what comes of the tables")
	}
	// Accounts and people come first: what follows may look them up.
	order := factNames()
	sort.SliceStable(list, func(i, j int) bool {
		return slices.Index(order, list[i].Fact.Name) < slices.Index(order, list[j].Fact.Name)
	})
	return list, nil
}

// selectLine is the line of a fact's SELECT in the file: a block scalar begins on the line after its key.
func selectLine(value *yaml.Node, fallback int) int {
	for key, node := range pairs(value) {
		if key.Value == "select" {
			if node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
				return node.Line + 1
			}
			return node.Line
		}
	}
	return fallback
}

// Table finds a table by its name.
func (m *Mapping) Table(name string) (Table, bool) {
	for _, table := range m.Tables {
		if table.Name == name {
			return table, true
		}
	}
	return Table{}, false
}

// TableFor finds the table that takes a file of this base name, compression suffixes left out of account.
func (m *Mapping) TableFor(base string) (Table, bool) {
	plain := strings.TrimSuffix(strings.TrimSuffix(base, ".gz"), ".zst")
	for _, table := range m.Tables {
		for _, pattern := range table.Files {
			for _, name := range []string{base, plain} {
				if ok, _ := path.Match(pattern, name); ok { // patterns were validated
					return table, true
				}
			}
		}
	}
	return Table{}, false
}

func factNames() []string {
	var names []string
	for _, fact := range warehouse.Facts() {
		names = append(names, fact.Name)
	}
	return names
}

func filled(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// pairs walks a YAML mapping in its order.
func pairs(node *yaml.Node) func(yield func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		for i := 0; i+1 < len(node.Content) && node.Kind == yaml.MappingNode; i += 2 {
			if !yield(node.Content[i], node.Content[i+1]) {
				return
			}
		}
	}
}

func strict(data []byte, into any) error {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	err := decoder.Decode(into)
	if errors.Is(err, io.EOF) {
		return errors.New("the file is empty")
	}
	return err
}

// decodeNode decodes with unknown keys refused, which yaml.Node.Decode cannot; lines are those of the file.
func decodeNode(node *yaml.Node, into any) error {
	known := map[string]bool{"files": true, "format": true, "delimiter": true, "stream": true, "query": true, "columns": true, "optional": true}
	if _, isFact := into.(*factDocument); isFact {
		known = map[string]bool{"select": true, "key": true, "version": true}
	}
	for key := range pairs(node) {
		if !known[key.Value] {
			return fmt.Errorf("line %d: unknown key %q", key.Line, key.Value)
		}
	}
	return node.Decode(into)
}

var yamlLine = lazy.New(`line (\d+): (.*)`)

func yamlError(file string, err error) error {
	if found := yamlLine.FindStringSubmatch(err.Error()); found != nil {
		return &invalidError{file + ":" + found[1] + ": " + found[2]}
	}
	return &invalidError{file + ":1: " + strings.TrimPrefix(err.Error(), "yaml: ")}
}

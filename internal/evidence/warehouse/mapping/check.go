package mapping

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Statement is what the parse of a SELECT says.
type Statement struct {
	// Tables are the staged tables that it reads, each once, sorted.
	Tables []string
	// Columns are the names of all columns that it mentions, sorted.
	Columns []string
	// Rowwise says that every row of Driver makes its rows by itself: no grouping, no window, no set operation, no limit.
	// Such a SELECT may be run file by file.
	Rowwise bool
	// Driver is the leftmost table of the outermost FROM, "" where that is no staged table.
	Driver string
}

// Check parses a fact's SELECT and refuses what is not one SELECT over the mapping's tables: other statements, several of
// them, table functions, files as tables, system tables, functions that are not on the list. db is any DuckDB connection:
// nothing of the text is executed.
func Check(ctx context.Context, db *sql.DB, m *Mapping, fact Fact) (Statement, error) {
	var text string
	if err := db.QueryRowContext(ctx, "SELECT json_serialize_sql(?::VARCHAR)::VARCHAR", fact.Select).Scan(&text); err != nil {
		return Statement{}, fmt.Errorf("parse select of %s: %w", fact.Fact.Name, err)
	}
	var parsed struct {
		Error      bool            `json:"error"`
		Message    string          `json:"error_message"`
		Position   json.RawMessage `json:"position"`
		Statements []struct {
			Node  map[string]any `json:"node"`
			Named []any          `json:"named_param_map"`
		} `json:"statements"`
	}
	if err := json.Unmarshal([]byte(text), &parsed); err != nil {
		return Statement{}, fmt.Errorf("parse select of %s: %w", fact.Fact.Name, err)
	}
	w := &walker{file: m.File, fact: fact, tables: map[string]bool{}, seen: map[string]bool{}, columns: map[string]bool{}}
	if parsed.Error {
		return Statement{}, w.refuse(position(parsed.Position), "%s", strings.ReplaceAll(parsed.Message, " to json!", ""))
	}
	if len(parsed.Statements) != 1 {
		return Statement{}, w.refuse(nil, "%d statements: write one SELECT", len(parsed.Statements))
	}
	for _, table := range m.Tables {
		w.tables[table.Name] = true
	}
	node := parsed.Statements[0].Node
	if err := w.query(node, nil); err != nil {
		return Statement{}, err
	}
	driver := leftmost(node)
	if !w.tables[driver] {
		driver = ""
	}
	return Statement{Tables: sorted(w.seen), Columns: sorted(w.columns), Rowwise: rowwise(node) && driver != "" && !w.subqueries, Driver: driver}, nil
}

func position(raw json.RawMessage) any {
	var number any
	if json.Unmarshal([]byte(strings.Trim(string(raw), `"`)), &number) != nil {
		return nil
	}
	return number
}

type walker struct {
	file       string
	fact       Fact
	tables     map[string]bool
	seen       map[string]bool
	columns    map[string]bool
	subqueries bool
}

// refuse words an error at a byte offset of the SELECT, which is turned into a line of the file.
func (w *walker) refuse(location any, format string, args ...any) error {
	line := w.fact.Line
	if offset, ok := location.(float64); ok && offset >= 0 && int(offset) <= len(w.fact.Select) && offset < 1e15 {
		line += strings.Count(w.fact.Select[:int(offset)], "\n")
	}
	return invalid(w.file, line, "select of %s: %s", w.fact.Fact.Name, fmt.Sprintf(format, args...))
}

// query walks a SELECT or a set operation. ctes are the names of common table expressions in scope.
func (w *walker) query(node map[string]any, ctes []string) error {
	kind, _ := node["type"].(string)
	switch kind {
	case "SELECT_NODE", "SET_OPERATION_NODE":
	case "RECURSIVE_CTE_NODE":
		return w.refuse(nil, "a recursive query is not allowed")
	default:
		return w.refuse(nil, "%s is not allowed: write one SELECT", kind)
	}
	if node["sample"] != nil {
		return w.refuse(nil, "a sample is not allowed: it is another one every time")
	}
	ctes, err := w.commonTables(node, ctes)
	if err != nil {
		return err
	}
	for _, key := range sortedKeys(node) {
		switch key {
		case "type", "cte_map":
		case "left", "right": // of a set operation
			if child, ok := node[key].(map[string]any); ok {
				if err := w.query(child, ctes); err != nil {
					return err
				}
			}
		default:
			if err := w.any(node[key], ctes); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *walker) commonTables(node map[string]any, ctes []string) ([]string, error) {
	outer, _ := node["cte_map"].(map[string]any)
	entries, _ := outer["map"].([]any)
	for _, entry := range entries {
		entry, _ := entry.(map[string]any)
		name, _ := entry["key"].(string)
		value, _ := entry["value"].(map[string]any)
		query, _ := value["query"].(map[string]any)
		inner, ok := query["node"].(map[string]any)
		if !ok {
			return nil, w.refuse(nil, "common table %s cannot be read", name)
		}
		w.subqueries = true
		if err := w.query(inner, ctes); err != nil {
			return nil, err
		}
		ctes = append(slices.Clone(ctes), strings.ToLower(name))
	}
	return ctes, nil
}

// any walks whatever hangs on a query: expressions, table references, modifiers, lists of them.
func (w *walker) any(value any, ctes []string) error {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			if err := w.any(item, ctes); err != nil {
				return err
			}
		}
	case map[string]any:
		if err := w.admit(value, ctes); err != nil {
			return err
		}
		if inner, ok := value["node"].(map[string]any); ok { // a nested statement
			w.subqueries = true
			return w.query(inner, ctes)
		}
		for _, key := range sortedKeys(value) {
			if key == "cast_type" || (key == "value" && value["class"] == "CONSTANT") {
				continue // a type, a literal
			}
			if err := w.any(value[key], ctes); err != nil {
				return err
			}
		}
	}
	return nil
}

// allowedNodes are the parser's node types that a mapping may use, by what DuckDB calls their class ("" has none:
// table references and modifiers).
var allowedNodes = map[string][]string{
	"": {"BASE_TABLE", "JOIN", "SUBQUERY", "EMPTY", "EXPRESSION_LIST", "TABLE_FUNCTION",
		"ORDER_MODIFIER", "LIMIT_MODIFIER", "DISTINCT_MODIFIER", "ASCENDING", "DESCENDING", "ORDER_DEFAULT"},
	"COLUMN_REF": nil, "CONSTANT": nil, "FUNCTION": nil, "CAST": nil, "COMPARISON": nil, "CONJUNCTION": nil, "OPERATOR": nil,
	"CASE": nil, "BETWEEN": nil, "SUBQUERY": nil, "STAR": nil, "COLLATE": nil, "LAMBDA": nil, "WINDOW": nil,
	"POSITIONAL_REFERENCE": nil,
}

func (w *walker) admit(node map[string]any, ctes []string) error {
	if node["sample"] != nil {
		return w.refuse(node["query_location"], "a sample is not allowed: it is another one every time")
	}
	kind, typed := node["type"].(string)
	class, classed := node["class"].(string)
	if !typed {
		return nil // a wrapper without a type of its own: an order, a case check
	}
	names, known := allowedNodes[class]
	if !known || (!classed && !slices.Contains(names, kind)) {
		return w.refuse(node["query_location"], "%s is not allowed", describe(class, kind))
	}
	switch {
	case kind == "BASE_TABLE":
		return w.table(node, ctes)
	case kind == "TABLE_FUNCTION":
		function, _ := node["function"].(map[string]any)
		if name, _ := function["function_name"].(string); name != "unnest" {
			return w.refuse(node["query_location"], "table function %s is not allowed: read the tables that the mapping declares", name)
		}
	case class == "FUNCTION" || class == "WINDOW":
		return w.function(node)
	case class == "COLUMN_REF":
		parts, _ := node["column_names"].([]any)
		if len(parts) > 0 {
			for _, part := range parts {
				if name, ok := part.(string); ok {
					w.columns[name] = true
				}
			}
		}
	}
	return nil
}

func describe(class, kind string) string {
	name := kind
	if class != "" && class != kind {
		name = class + " " + kind
	}
	return strings.ToLower(strings.ReplaceAll(name, "_", " "))
}

func (w *walker) table(node map[string]any, ctes []string) error {
	name, _ := node["table_name"].(string)
	schema, _ := node["schema_name"].(string)
	catalog, _ := node["catalog_name"].(string)
	location := node["query_location"]
	if schema != "" || catalog != "" {
		return w.refuse(location, "table %s.%s is not allowed: read the tables that the mapping declares", strings.Trim(catalog+"."+schema, "."), name)
	}
	if node["at_clause"] != nil {
		return w.refuse(location, "AT is not allowed")
	}
	if slices.Contains(ctes, strings.ToLower(name)) {
		return nil
	}
	if !w.tables[strings.ToLower(name)] {
		return w.refuse(location, "unknown table %q: the mapping declares %s", name, strings.Join(sorted(w.tables), ", "))
	}
	w.seen[strings.ToLower(name)] = true
	return nil
}

func (w *walker) function(node map[string]any) error {
	name, _ := node["function_name"].(string)
	schema, _ := node["schema"].(string)
	catalog, _ := node["catalog"].(string)
	if (schema != "" && schema != "main") || catalog != "" {
		return w.refuse(node["query_location"], "function %s.%s is not allowed", schema, name)
	}
	if operator, _ := node["is_operator"].(bool); operator || isSymbol(name) {
		return nil
	}
	if !allowedFunctions[strings.ToLower(name)] {
		return w.refuse(node["query_location"], "function %s is not allowed", name)
	}
	return nil
}

func isSymbol(name string) bool {
	return name != "" && !strings.ContainsAny(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz_")
}

// rowwise answers whether the outermost query treats each row by itself.
func rowwise(node map[string]any) bool {
	if node["type"] != "SELECT_NODE" || node["having"] != nil || node["qualify"] != nil || node["sample"] != nil {
		return false
	}
	if node["aggregate_handling"] != "STANDARD_HANDLING" || len(list(node["group_expressions"])) > 0 || len(list(node["modifiers"])) > 0 {
		return false
	}
	return !hasAggregate(node["select_list"])
}

func list(value any) []any {
	items, _ := value.([]any)
	return items
}

func hasAggregate(value any) bool {
	switch value := value.(type) {
	case []any:
		return slices.ContainsFunc(value, hasAggregate)
	case map[string]any:
		name, _ := value["function_name"].(string)
		if value["class"] == "WINDOW" || aggregates[strings.ToLower(name)] || name == "unnest" {
			return true
		}
		for _, child := range value {
			if hasAggregate(child) {
				return true
			}
		}
	}
	return false
}

// leftmost finds the table that a FROM clause begins with, if only inner and left joins follow.
func leftmost(node map[string]any) string {
	from, _ := node["from_table"].(map[string]any)
	for from != nil {
		switch from["type"] {
		case "BASE_TABLE":
			name, _ := from["table_name"].(string)
			return strings.ToLower(name)
		case "JOIN":
			if kind := from["join_type"]; kind != "INNER" && kind != "LEFT" {
				return ""
			}
			from, _ = from["left"].(map[string]any)
		default:
			return ""
		}
	}
	return ""
}

func sorted(set map[string]bool) []string {
	names := make([]string, 0, len(set))
	for name := range set {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func sortedKeys(node map[string]any) []string {
	keys := make([]string, 0, len(node))
	for key := range node {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// WithColumn writes the SELECT of a row-wise statement with one more column: the driving table's, by name.
func WithColumn(ctx context.Context, db *sql.DB, query, column string) (string, error) {
	var text string
	if err := db.QueryRowContext(ctx, "SELECT json_serialize_sql(?::VARCHAR)::VARCHAR", query).Scan(&text); err != nil {
		return "", fmt.Errorf("parse select: %w", err)
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber() // offsets are 64-bit
	var tree map[string]any
	if err := decoder.Decode(&tree); err != nil {
		return "", fmt.Errorf("parse select: %w", err)
	}
	statement, _ := list(tree["statements"])[0].(map[string]any)
	node, _ := statement["node"].(map[string]any)
	for _, item := range list(node["select_list"]) {
		if item, ok := item.(map[string]any); ok && item["class"] == "STAR" {
			return query, nil // the star gives it
		}
	}
	node["select_list"] = append(list(node["select_list"]), map[string]any{
		"class": "COLUMN_REF", "type": "COLUMN_REF", "alias": column, "query_location": 0, "column_names": []any{leftmostAlias(node), column},
	})
	changed, err := json.Marshal(tree)
	if err != nil {
		return "", fmt.Errorf("parse select: %w", err)
	}
	if err := db.QueryRowContext(ctx, "SELECT json_deserialize_sql(?::JSON)", string(changed)).Scan(&text); err != nil {
		return "", fmt.Errorf("parse select: %w", err)
	}
	return text, nil
}

func leftmostAlias(node map[string]any) string {
	from, _ := node["from_table"].(map[string]any)
	for from["type"] == "JOIN" {
		from, _ = from["left"].(map[string]any)
	}
	if alias, _ := from["alias"].(string); alias != "" {
		return alias
	}
	name, _ := from["table_name"].(string)
	return name
}

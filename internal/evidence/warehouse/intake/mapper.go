package intake

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/mapping"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/staging"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// mapper runs a mapping's SELECTs over staged files, on an engine of its own that is locked before the first one runs: external
// access off, no folder allowed, configuration locked, memory bounded, nothing spilled. The only files that it can open
// are copies that Touchstone staged and the outputs that it names beforehand; a SELECT cannot name a file at all (mapping.Check).
type mapper struct {
	*engine
	mapping    *mapping.Mapping
	dir        string
	statements []mapping.Statement // by the mapping's facts
	files      map[string][]staged // by table
	inMemory   map[string]bool     // tables whose rows were read before the lock
	outputs    int
	renamed    bool              // the identity map has names
	cleaned    map[string]staged // by the path of the file as it was
	rejected   []Rejected        // records that cannot be read
}

// staged is a staged file with its columns.
type staged struct {
	staging.File
	// lines is set on a cleaned copy: the original's line of each record.
	lines []int64
	// kinds says what each column holds: number, time, flag or text, "" for nothing.
	kinds []string
}

const membersTable = "_members"

// Tables that several SELECTs read are kept in memory where their files are no larger than this together.
const inMemoryBytes = 512 << 20

type mapperOptions struct {
	memory   string
	identity Identity
	members  string // a relation of user, account, active_from, active_to
}

func openMapper(ctx context.Context, m *mapping.Mapping, dir string, files map[string][]staged, o mapperOptions) (_ *mapper, err error) {
	e, err := openEngine(ctx, o.memory, "")
	if err != nil {
		return nil, err
	}
	p := &mapper{engine: e, mapping: m, dir: dir, files: files, renamed: o.identity.Digest() != "", inMemory: map[string]bool{}, cleaned: map[string]staged{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, e.close())
		}
	}()
	for _, fact := range m.Facts {
		statement, err := mapping.Check(ctx, e.db, m, fact)
		if err != nil {
			return nil, err
		}
		p.statements = append(p.statements, statement)
	}
	prepare := append(o.identity.table(), "CREATE TABLE "+membersTable+` AS SELECT "user", account, active_from, active_to FROM `+o.members)
	if err := p.exec(ctx, prepare...); err != nil {
		return nil, fmt.Errorf("prepare mapping: %w", err)
	}
	for _, table := range m.Tables {
		if err := p.describeFiles(ctx, table); err != nil {
			return nil, err
		}
		if err := p.define(ctx, table); err != nil {
			return nil, err
		}
	}
	return p, p.lock(ctx)
}

// maxOutputs is how many output files a mapper may write.
const maxOutputs = 20_000

func (p *mapper) lock(ctx context.Context) error {
	var allowed []string
	for _, files := range p.files {
		for _, file := range files {
			allowed = append(allowed, warehouse.Literal(file.Path), warehouse.Literal(file.CleanPath()))
		}
	}
	slices.Sort(allowed)
	for n := range min(maxOutputs, 2*len(p.mapping.Facts)*(1+len(allowed))) {
		allowed = append(allowed, warehouse.Literal(p.output(n)))
	}
	return p.exec(ctx,
		"SET TimeZone = "+warehouse.Literal(p.mapping.Zone.String()),
		"SET allowed_paths = ["+strings.Join(allowed, ", ")+"]",
		"SET enable_external_access = false",
		"SET lock_configuration = true",
	)
}

func (p *mapper) output(n int) string {
	return filepath.Join(p.dir, fmt.Sprintf("out-%05d.parquet", n))
}

func (p *mapper) nextOutput() string {
	p.outputs++
	return p.output(p.outputs - 1)
}

// describeFiles finds the columns of files whose header does not say them.
func (p *mapper) describeFiles(ctx context.Context, table mapping.Table) error {
	for i, file := range p.files[table.Name] {
		var query string
		switch file.Format {
		case staging.CSV:
			if err := p.guessKinds(ctx, &p.files[table.Name][i]); err != nil {
				return err
			}
			continue
		case staging.Parquet:
			query = "SELECT * FROM read_parquet(" + warehouse.Literal(file.Path) + ")"
			rows, err := p.number(ctx, "SELECT count(*) FROM read_parquet("+warehouse.Literal(file.Path)+")")
			if err != nil {
				return inputError(file.Name, err)
			}
			p.files[table.Name][i].Rows = rows
		default:
			query = "SELECT * FROM read_json(" + warehouse.Literal(file.Path) + jsonOptions(file.File) + ", maximum_depth = 1, sample_size = 100000, ignore_errors = " +
				fmt.Sprint(file.Format == staging.JSONLines) + ")"
		}
		names, _, err := p.describe(ctx, query)
		if err != nil {
			return inputError(file.Name, err)
		}
		p.files[table.Name][i].Columns = names
		if err := p.guessKinds(ctx, &p.files[table.Name][i]); err != nil {
			return err
		}
	}
	return nil
}

// kindSample is how many rows at a file's beginning say what its columns hold.
const kindSample = 1000

// guessKinds looks at a file's first rows; where they cannot be read it leaves the kinds out: the mapping will say why.
func (p *mapper) guessKinds(ctx context.Context, file *staged) error {
	if len(file.Columns) == 0 {
		return nil
	}
	tests := make([]string, len(file.Columns))
	for i, name := range file.Columns {
		column := "CAST(" + warehouse.Quote(name) + " AS VARCHAR)"
		tests[i] = fmt.Sprintf(`CASE WHEN count(%[1]s) = 0 THEN '' WHEN count(%[1]s) = count(TRY_CAST(%[1]s AS DOUBLE)) THEN 'number'
			WHEN count(%[1]s) = count(TRY_CAST(%[1]s AS BOOLEAN)) THEN 'flag' WHEN count(%[1]s) = count(TRY_CAST(%[1]s AS TIMESTAMPTZ)) THEN 'time' ELSE 'text' END`, column)
	}
	file.kinds = make([]string, len(tests))
	into := make([]any, len(tests))
	for i := range file.kinds {
		into[i] = &file.kinds[i]
	}
	err := p.db.QueryRowContext(ctx, fmt.Sprintf("SELECT %s FROM (FROM (%s) LIMIT %d)", strings.Join(tests, ", "), fileQuery(*file), kindSample)).Scan(into...)
	if err != nil {
		file.kinds = nil
		return ctx.Err()
	}
	return nil
}

// define makes a table of the mapping a view over all its files, or rows in memory where several SELECTs read it.
func (p *mapper) define(ctx context.Context, table mapping.Table) error {
	files := p.files[table.Name]
	uses, size := 0, int64(0)
	for _, statement := range p.statements {
		if slices.Contains(statement.Tables, table.Name) {
			uses++
		}
	}
	for _, file := range files {
		size += file.Bytes
	}
	if uses > 1 && size <= inMemoryBytes && len(files) > 0 {
		// Read now; a file with a bad record is read again, record by record, as a view.
		err := p.exec(ctx, "CREATE TABLE "+warehouse.Quote(table.Name)+" AS "+tableQuery(table, files))
		if err == nil {
			p.inMemory[table.Name] = true
			return nil
		}
		if !isBadRow(err) {
			return p.failure(err, files)
		}
	}
	return p.view(ctx, table, files)
}

// view makes a table of the mapping a view over some of its files.
func (p *mapper) view(ctx context.Context, table mapping.Table, files []staged) error {
	if p.inMemory[table.Name] {
		if err := p.exec(ctx, "DROP TABLE "+warehouse.Quote(table.Name)); err != nil {
			return fmt.Errorf("stage %s: %w", table.Name, err)
		}
		p.inMemory[table.Name] = false
	}
	err := p.exec(ctx, "CREATE OR REPLACE VIEW "+warehouse.Quote(table.Name)+" AS "+tableQuery(table, files))
	if err != nil {
		return p.failure(err, files)
	}
	return nil
}

func tableQuery(table mapping.Table, files []staged) string {
	var parts []string
	for _, file := range files {
		parts = append(parts, fileQuery(file))
	}
	missing := slices.Clone(table.Columns)
	for _, file := range files {
		missing = slices.DeleteFunc(missing, func(name string) bool {
			return slices.ContainsFunc(file.Columns, func(have string) bool { return strings.EqualFold(have, name) })
		})
	}
	if len(missing) > 0 || len(parts) == 0 {
		nulls := make([]string, 0, len(missing))
		for _, name := range missing {
			nulls = append(nulls, "NULL::VARCHAR AS "+warehouse.Quote(name))
		}
		if len(nulls) == 0 {
			nulls = []string{"NULL::VARCHAR AS _"}
		}
		parts = append(parts, "SELECT "+strings.Join(nulls, ", ")+" WHERE false")
	}
	return strings.Join(parts, " UNION ALL BY NAME ")
}

// ordinary is the longest line that DuckDB's CSV reader takes without being asked.
const ordinary = 1_900_000

func fileQuery(file staged) string {
	path := warehouse.Literal(file.Path)
	switch file.Format {
	case staging.Parquet:
		return "SELECT * FROM read_parquet(" + path + ")"
	case staging.CSV:
		columns := make([]string, len(file.Columns))
		for i, name := range file.Columns {
			columns[i] = warehouse.Literal(name) + ": 'VARCHAR'"
		}
		options := ", auto_detect = false, header = true, delim = " + warehouse.Literal(string(file.Delimiter)) + `, quote = '"', escape = '"', columns = {` + strings.Join(columns, ", ") + "}"
		if file.Longest > ordinary {
			options += fmt.Sprintf(", max_line_size = %d, parallel = false", file.Longest+1024)
		}
		return "SELECT * FROM read_csv(" + path + options + ")"
	}
	columns := make([]string, len(file.Columns))
	for i, name := range file.Columns {
		columns[i] = warehouse.Literal(name) + ": 'VARCHAR'"
	}
	return "SELECT * FROM read_json(" + path + jsonOptions(file.File) + ", columns = {" + strings.Join(columns, ", ") + "})"
}

func jsonOptions(file staging.File) string {
	format := "newline_delimited"
	if file.Format == staging.JSON {
		format = "auto"
	}
	options := ", format = '" + format + "'"
	const ordinaryObject = 16 << 20
	if file.Longest > ordinaryObject {
		options += fmt.Sprintf(", maximum_object_size = %d", file.Longest+1024)
	}
	return options
}

var (
	csvLine     = pattern.New(`CSV Error on Line: (\d+)`)
	jsonLine    = pattern.New(`in line (\d+)`)
	stagedName  = pattern.New(`[^"' ]*in-\d{4}(\.clean)?\.[a-z]+`)
	binderFirst = pattern.New(`(?s)\n\nLINE \d+:.*`)
)

// isBadRow says whether an error is about one row's content, so that reading record by record can help.
func isBadRow(err error) bool {
	text := err.Error()
	return strings.Contains(text, "CSV Error on Line") || strings.Contains(text, "Conversion Error") || strings.Contains(text, "Malformed JSON") ||
		strings.Contains(text, requiredMark) || strings.Contains(text, "Out of Range Error") || strings.Contains(text, "Error when sniffing") ||
		(strings.Contains(text, "Invalid Input Error") && !strings.Contains(text, "Parquet"))
}

// failure turns the engine's words about staged files into words about what the person gave.
func (p *mapper) failure(err error, files []staged) error {
	for _, file := range files {
		if strings.Contains(err.Error(), filepath.Base(file.Path)) || len(files) == 1 {
			return inputError(file.Name, err)
		}
	}
	return tidy(err)
}

func inputError(name string, err error) error {
	text := err.Error()
	bad := &staging.InputError{Name: name, Reason: tidy(err).Error()}
	for _, pattern := range []*pattern.Pattern{csvLine, jsonLine} {
		if found := pattern.FindStringSubmatch(text); found != nil {
			_, _ = fmt.Sscan(found[1], &bad.Line) // the pattern has only digits there
			return bad
		}
	}
	return bad
}

// tidy shortens an engine's message to its first sentence and leaves staged paths out of it.
func tidy(err error) error {
	if strings.Contains(err.Error(), "No magic bytes found") {
		return wordedError{err, "is no whole Parquet file: its end is cut off or missing"}
	}
	text := binderFirst.ReplaceAllString(err.Error(), "")
	text = stagedName.ReplaceAllString(text, "the file")
	for _, kind := range []string{"Invalid Input Error: ", "Binder Error: ", "Conversion Error: ", "IO Error: ", "Catalog Error: ", "Parser Error: "} {
		text = strings.TrimPrefix(text, kind)
	}
	text, _, _ = strings.Cut(text, "\n\n")
	text = strings.Join(strings.Fields(text), " ")
	return wordedError{err, text}
}

type wordedError struct {
	error
	text string
}

func (e wordedError) Error() string { return e.text }
func (e wordedError) Unwrap() error { return e.error }

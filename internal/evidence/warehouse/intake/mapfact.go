package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/mapping"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/staging"
)

// mapped is one file of a fact's rows. Rows of one input file stay together: a row's place among equals counts within it.
type mapped struct {
	path string
	rows int64
	// careful files have the columns _row and _reason too; rejected rows are still in them.
	careful bool
	driver  staged
}

// requiredMark is in the error that a strict query raises for a row without a required column.
const requiredMark = "touchstone: required column is null"

// fact maps one fact: file by file where the SELECT treats rows one by one, else in one piece.
func (p *mapper) fact(ctx context.Context, at int) ([]mapped, error) {
	fact, statement := p.mapping.Facts[at], p.statements[at]
	pieces := [][]staged{nil}
	driver, _ := p.mapping.Table(statement.Driver)
	if files := p.files[statement.Driver]; statement.Rowwise && len(files) > 1 {
		pieces = nil
		for _, file := range files {
			pieces = append(pieces, []staged{file})
		}
	}
	var out []mapped
	for _, piece := range pieces {
		if piece != nil {
			if err := p.view(ctx, driver, piece); err != nil {
				return nil, err
			}
		}
		done, err := p.piece(ctx, fact, statement, piece)
		if err != nil {
			return nil, err
		}
		out = append(out, done)
	}
	if len(pieces) > 1 {
		return out, p.view(ctx, driver, p.files[driver.Name])
	}
	return out, nil
}

// piece maps one fact over the tables as they are defined now: strictly, and where a row resists, again with care.
func (p *mapper) piece(ctx context.Context, fact mapping.Fact, statement mapping.Statement, files []staged) (mapped, error) {
	if files == nil && statement.Driver != "" {
		files = p.files[statement.Driver]
	}
	s, err := p.shape(ctx, fact, statement, fact.Select)
	if err != nil {
		return mapped{}, p.selectError(fact, files, err)
	}
	out := mapped{path: p.nextOutput()}
	if len(files) == 1 {
		out.driver = files[0]
	}
	err = p.copyTo(ctx, s.strictQuery(fact.Select), out.path)
	if err != nil && isBadRow(err) {
		return p.withCare(ctx, fact, statement, files)
	}
	if err != nil {
		return mapped{}, p.selectError(fact, files, err)
	}
	out.rows, err = p.number(ctx, "SELECT count(*) FROM "+warehouse.Files([]string{out.path}))
	return out, err
}

func (p *mapper) shape(ctx context.Context, fact mapping.Fact, statement mapping.Statement, query string) (shape, error) {
	names, types, err := p.describe(ctx, query)
	if err != nil {
		return shape{}, err
	}
	if at := slices.Index(names, rowColumn); at >= 0 {
		names, types = slices.Delete(names, at, at+1), slices.Delete(types, at, at+1)
	}
	members, err := p.number(ctx, "SELECT count(*) FROM "+membersTable)
	if err != nil {
		return shape{}, err
	}
	s, err := newShape(p.mapping, fact, names, types, members > 0)
	s.renamed = p.renamed && hasAccount(fact.Fact)
	s.streams = statement.Rowwise && len(statement.Tables) == 1
	return s, err
}

func (s shape) strictQuery(query string) string {
	var missing []string
	for _, name := range s.required {
		column, _ := s.fact.Fact.Column(name)
		missing = append(missing, s.given(strict, column)+" IS NULL")
	}
	return fmt.Sprintf("SELECT %s FROM %s WHERE CASE WHEN %s THEN error('%s') ELSE true END%s",
		strings.Join(s.columns(strict), ", "), s.from(query), strings.Join(missing, " OR "), requiredMark, s.order())
}

// given is the value of a column before accounts are resolved.
func (s shape) given(c conversion, column warehouse.Column) string {
	if column.Name == "account" && hasAccount(s.fact.Fact) {
		return s.named(c)
	}
	kind, ok := s.types[column.Name]
	if !ok {
		return "NULL::" + string(column.Type)
	}
	if kind == "VARCHAR" {
		return "m." + warehouse.Quote(column.Name) // whether it is there, not whether it converts
	}
	return c.convert("m."+warehouse.Quote(column.Name), kind, column.Type)
}

const (
	rowColumn    = "_row"
	reasonColumn = "_reason"
)

// withCare maps a fact again from copies of its files without the records that cannot be read; rows whose values do not convert
// or are missing stay in the output, with the reason and their number in the driving file.
func (p *mapper) withCare(ctx context.Context, fact mapping.Fact, statement mapping.Statement, files []staged) (mapped, error) {
	numbered := statement.Rowwise && len(files) == 1
	var driver staged
	for _, name := range statement.Tables {
		table, _ := p.mapping.Table(name)
		now := p.files[name]
		if name == statement.Driver {
			now = files
		}
		cleaned, err := p.clean(now)
		if err != nil {
			return mapped{}, err
		}
		if err := p.view(ctx, table, cleaned); err != nil {
			return mapped{}, err
		}
		if name == statement.Driver && numbered {
			driver = cleaned[0]
			if err := p.numberRows(ctx, table, cleaned); err != nil {
				return mapped{}, err
			}
		}
	}
	query := "SELECT *, row_number() OVER () AS " + rowColumn + " FROM (" + fact.Select + ")"
	if numbered {
		var err error
		if query, err = mapping.WithColumn(ctx, p.db, fact.Select, rowColumn); err != nil {
			return mapped{}, err
		}
	}
	s, err := p.shape(ctx, fact, statement, query)
	if err != nil {
		return mapped{}, p.selectError(fact, files, err)
	}
	out := mapped{path: p.nextOutput(), careful: true, driver: driver}
	if err := p.copyTo(ctx, s.lenientQuery(query), out.path); err != nil {
		return mapped{}, p.selectError(fact, files, err)
	}
	out.rows, err = p.number(ctx, "SELECT count(*) FROM "+warehouse.Files([]string{out.path}))
	return out, err
}

func (p *mapper) numberRows(ctx context.Context, table mapping.Table, files []staged) error {
	return p.exec(ctx, "CREATE OR REPLACE VIEW "+warehouse.Quote(table.Name)+" AS SELECT *, row_number() OVER () AS "+rowColumn+" FROM ("+tableQuery(table, files)+")")
}

// clean replaces text files by their cleaned copies. What was cleaned once is not cleaned again.
func (p *mapper) clean(files []staged) ([]staged, error) {
	out := slices.Clone(files)
	for i, file := range out {
		if file.Format != staging.CSV && file.Format != staging.JSONLines {
			continue
		}
		if done, ok := p.cleaned[file.Path]; ok {
			out[i] = done
			continue
		}
		cleaned, err := staging.Clean(file.File)
		if err != nil {
			return nil, err
		}
		for _, bad := range cleaned.Bad {
			p.rejected = append(p.rejected, Rejected{File: file.Name, Line: bad.Line, Reason: bad.Reason, Row: bad.Text})
		}
		out[i] = staged{File: cleaned.File, lines: cleaned.Lines}
		p.cleaned[file.Path] = out[i]
	}
	return out, nil
}

func (s shape) lenientQuery(query string) string {
	reasons := []string{"CASE"}
	for _, name := range s.required {
		column, _ := s.fact.Fact.Column(name)
		text := "no " + name
		if name == "account" && s.members {
			text = "no account, and the person is in none or in several"
		}
		reasons = append(reasons, "WHEN "+s.given(lenient, column)+" IS NULL THEN "+warehouse.Literal(text))
	}
	for _, column := range s.fact.Fact.Columns {
		kind, ok := s.types[column.Name]
		if !ok || column.Type == warehouse.Text {
			continue
		}
		value := "m." + warehouse.Quote(column.Name)
		reasons = append(reasons, fmt.Sprintf("WHEN %s IS NOT NULL AND (%s) IS NULL THEN %s || %s || %s", value, lenient.convert(value, kind, column.Type),
			warehouse.Literal(column.Name+": "), "left(CAST("+value+" AS VARCHAR), 80)", warehouse.Literal(" is no "+describeType(column.Type))))
	}
	return fmt.Sprintf("SELECT %s, m.%s, %s END AS %s FROM %s%s", strings.Join(s.columns(lenient), ", "), rowColumn, strings.Join(reasons, " "), reasonColumn, s.from(query), s.order())
}

func describeType(kind warehouse.Type) string {
	switch kind {
	case warehouse.Time:
		return "time"
	case warehouse.Flag:
		return "true or false"
	case warehouse.Integer:
		return "whole number"
	}
	return "number"
}

// joinMembers adds the people that an import brings to those whose accounts can be looked up.
func (p *mapper) joinMembers(ctx context.Context, file mapped) error {
	good := ""
	if file.careful {
		good = " AND " + reasonColumn + " IS NULL"
	}
	return p.exec(ctx, "INSERT INTO "+membersTable+` SELECT DISTINCT "user", coalesce(source_account, account), active_from, active_to FROM `+
		warehouse.Files([]string{file.path})+" WHERE account IS NOT NULL"+good)
}

// selectError words what went wrong in a SELECT: with its place in the mapping, and the columns that there are.
func (p *mapper) selectError(fact mapping.Fact, files []staged, err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s:%d: select of %s: took longer than allowed: %w", p.mapping.File, fact.Line, fact.Fact.Name, err)
	}
	if errors.Is(err, mapping.ErrInvalid) || errors.Is(err, context.Canceled) {
		return err
	}
	if strings.Contains(err.Error(), "Binder Error") || strings.Contains(err.Error(), "Catalog Error") {
		hint := ""
		if len(files) > 0 {
			hint = fmt.Sprintf("\nhint: %s has %s; a column that only some exports have goes under the table's columns", files[0].Name, strings.Join(files[0].Columns, ", "))
		}
		return fmt.Errorf("%s:%d: select of %s: %w%s", p.mapping.File, fact.Line, fact.Fact.Name, tidy(err), hint)
	}
	if strings.Contains(err.Error(), "Out of Memory") {
		return fmt.Errorf("%s:%d: select of %s: needs more memory than it may have: %w", p.mapping.File, fact.Line, fact.Fact.Name, tidy(err))
	}
	return p.failure(err, files)
}

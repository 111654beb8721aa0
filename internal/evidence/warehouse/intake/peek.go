package intake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/mapping"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/staging"
)

// peekRows is how many rows of a file of unknown layout are looked at.
const peekRows = 500

// Peek reads the columns and first values of a file of unknown layout.
func Peek(ctx context.Context, path string) (_ mapping.Layout, err error) {
	dir, err := os.MkdirTemp("", "touchstone-peek-")
	if err != nil {
		return mapping.Layout{}, fmt.Errorf("peek: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file, err := (&staging.Copier{Dir: dir}).File(ctx, path, "")
	if err != nil {
		return mapping.Layout{}, err
	}
	m := &mapping.Mapping{Tables: []mapping.Table{{Name: "peek"}}}
	e, err := openEngine(ctx, defaultMemory, "")
	if err != nil {
		return mapping.Layout{}, err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	look := func(file staging.File) (mapping.Layout, error) {
		p := &mapper{engine: e, mapping: m, dir: dir, files: map[string][]staged{"peek": {{File: file}}}}
		if err := p.describeFiles(ctx, m.Tables[0]); err != nil {
			return mapping.Layout{}, err
		}
		return p.layout(ctx, filepath.Base(path))
	}
	layout, err := look(file)
	if err == nil || file.Format != staging.CSV && file.Format != staging.JSONLines {
		return layout, err
	}
	cleaned, cleanErr := staging.Clean(file) // says the line, where quoting broke
	if cleanErr != nil {
		return layout, cleanErr
	}
	if len(cleaned.Lines) == 0 && len(cleaned.Bad) > 0 {
		return layout, &staging.InputError{Name: file.Name, Line: cleaned.Bad[0].Line, Reason: cleaned.Bad[0].Reason}
	}
	return look(cleaned.File)
}

func (p *mapper) layout(ctx context.Context, name string) (_ mapping.Layout, err error) {
	file := p.files["peek"][0]
	layout := mapping.Layout{Name: name, Columns: file.Columns, Values: make([][]string, len(file.Columns))}
	columns := make([]string, len(file.Columns))
	for i, column := range file.Columns {
		columns[i] = "CAST(" + warehouse.Quote(column) + " AS VARCHAR)"
	}
	rows, err := p.db.QueryContext(ctx, fmt.Sprintf("SELECT %s FROM (%s) LIMIT %d", strings.Join(columns, ", "), fileQuery(file), peekRows))
	if err != nil {
		return layout, inputError(file.Name, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	values := make([]sql.NullString, len(columns))
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return layout, err
		}
		for i, value := range values {
			if value.Valid && value.String != "" {
				layout.Values[i] = append(layout.Values[i], value.String)
			}
		}
	}
	return layout, rows.Err()
}

// CheckMapping checks every SELECT of a mapping without running any.
func CheckMapping(ctx context.Context, m *mapping.Mapping) (err error) {
	e, err := openEngine(ctx, defaultMemory, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	for _, fact := range m.Facts {
		if _, err := mapping.Check(ctx, e.db, m, fact); err != nil {
			return err
		}
	}
	return nil
}

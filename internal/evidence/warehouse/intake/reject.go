package intake

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// rejectLog writes rejected rows to a file as they come, and remembers the first.
type rejectLog struct {
	path  string
	file  *os.File
	out   *bufio.Writer
	first []Rejected
}

const firstRejects = 20

func newRejectLog(path string) (*rejectLog, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("write rejected rows: %w", err)
	}
	return &rejectLog{path: path, file: file, out: bufio.NewWriter(file)}, nil
}

func (l *rejectLog) add(row Rejected) error {
	if len(l.first) < firstRejects {
		l.first = append(l.first, row)
	}
	data, err := json.Marshal(row)
	if err == nil {
		_, err = l.out.Write(append(data, '\n'))
	}
	if err != nil {
		return fmt.Errorf("write rejected rows: %w", err)
	}
	return nil
}

func (l *rejectLog) flush() error { return l.out.Flush() }
func (l *rejectLog) close() error { return l.file.Close() }

// reject writes down the rows of a carefully mapped file that have a reason, and leaves the others in a file of their own.
func (r *run) reject(ctx context.Context, fact warehouse.Fact, file *mapped) (rejected int64, err error) {
	source := warehouse.Files([]string{file.path})
	rows, err := r.writer.db.QueryContext(ctx, fmt.Sprintf("SELECT %s, %s, CAST(to_json(struct_pack(%s)) AS VARCHAR) FROM %s WHERE %s IS NOT NULL ORDER BY %s",
		rowColumn, reasonColumn, quoted(fact.Names()), source, reasonColumn, rowColumn))
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		var at sql.NullInt64
		row := Rejected{Fact: fact.Name, File: file.driver.Name}
		if err := rows.Scan(&at, &row.Reason, &row.Row); err != nil {
			return 0, errors.Join(err, rows.Close())
		}
		if n := at.Int64 - 1; n >= 0 && n < int64(len(file.driver.lines)) {
			row.Line = file.driver.lines[n]
		}
		row.Row = withoutNulls(row.Row)
		rejected++
		if err := r.rejects.add(row); err != nil {
			return 0, errors.Join(err, rows.Close())
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return 0, err
	}
	good := r.scratch("good")
	query := "SELECT " + quoted(fact.Names()) + " FROM " + numberedFile(file.path) + " WHERE " + reasonColumn + " IS NULL ORDER BY file_row_number"
	file.path = good
	return rejected, r.writer.copyTo(ctx, query, good)
}

// withoutNulls leaves a row's empty columns out.
func withoutNulls(text string) string {
	var row map[string]any
	if json.Unmarshal([]byte(text), &row) != nil {
		return text
	}
	for name, value := range row {
		if value == nil {
			delete(row, name)
		}
	}
	short, err := json.Marshal(row)
	if err != nil {
		return text
	}
	return string(short)
}

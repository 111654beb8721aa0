package staging

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// IsPostgres says whether a path is a PostgreSQL address.
func IsPostgres(path string) bool {
	return strings.HasPrefix(path, "postgres://") || strings.HasPrefix(path, "postgresql://")
}

var plainTable = pattern.New(`^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$`)

// Postgres stages a PostgreSQL table or query by COPY, in a read-only transaction. What the address leaves out comes from the
// environment, as with psql: PGHOST, PGUSER, PGPASSWORD, PGPASSFILE, …
func (c *Copier) Postgres(ctx context.Context, address, query string) (_ File, err error) {
	name := publicName(address)
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return File{}, &InputError{Name: name, Reason: "is no PostgreSQL address"} // pgx's words may quote the password
	}
	config.RuntimeParams["default_transaction_read_only"] = "on"
	config.RuntimeParams["timezone"] = "UTC"
	config.RuntimeParams["application_name"] = "touchstone import"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return File{}, fmt.Errorf("connect to %s: %w", name, redacted(err, config.Password))
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	query = strings.TrimRight(strings.TrimSpace(query), ";")
	if plainTable.MatchString(query) {
		query = "SELECT * FROM " + query
	}
	// Prepared by itself it is one statement, whole: it cannot end the COPY around it and begin another.
	prepared, err := conn.Prepare(ctx, "touchstone", query)
	if err != nil {
		return File{}, fmt.Errorf("read %s: %w", name, redacted(err, config.Password))
	}
	if len(prepared.Fields) == 0 {
		return File{}, &InputError{Name: name, Reason: "the query gives no rows: write a table or a SELECT"}
	}
	in, out := io.Pipe()
	done := make(chan error, 1)
	go func() {
		_, err := conn.PgConn().CopyTo(ctx, out, "COPY ("+query+"\n) TO STDOUT WITH (FORMAT csv, HEADER, ENCODING 'UTF8')")
		done <- err
		_ = out.CloseWithError(err) // a pipe's closing never fails
	}()
	file, stageErr := c.Stream(ctx, in, name, CSV, 0)
	_ = in.Close()
	if copyErr := <-done; copyErr != nil && !errors.Is(copyErr, io.ErrClosedPipe) {
		return File{}, fmt.Errorf("read %s: %w", name, redacted(copyErr, config.Password))
	}
	return file, stageErr
}

// publicName is the address without its password and parameters.
func publicName(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return "postgres"
	}
	parsed.User, parsed.RawQuery = nil, ""
	return parsed.String()
}

type redactedError struct {
	error
	text string
}

func (e redactedError) Error() string { return e.text }
func (e redactedError) Unwrap() error { return e.error }

func redacted(err error, secret string) error {
	if secret == "" {
		return err
	}
	return redactedError{err, strings.ReplaceAll(err.Error(), secret, "…")}
}

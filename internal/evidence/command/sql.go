package command

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/target"
)

// sqlConn is a connection that the SQL steps of one session share, transactions included.
type sqlConn struct{ *pgconn.PgConn }

func (c *sqlConn) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	c.Close(ctx)
}

// runSQL runs a step's statements in PostgreSQL. Rows go to standard output, a line each with tabs between columns;
// notes on what was done go to standard error. A failed statement is exit status 1.
func (x *executor) runSQL(ctx context.Context, s *step.Step, a *attempt) {
	ctx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	a.Ending = target.Completed
	connection, err := x.database(ctx, s.Target)
	if err != nil {
		a.err, a.Exit = err, -1
		return
	}
	results, err := connection.Exec(ctx, s.Body).ReadAll()
	for _, result := range results {
		for _, row := range result.Rows {
			columns := make([]string, len(row))
			for i, column := range row {
				columns[i] = string(column)
				if column == nil {
					columns[i] = "NULL"
				}
			}
			fmt.Fprintln(&a.stdout, strings.Join(columns, "\t"))
		}
		if result.Err == nil {
			fmt.Fprintln(&a.stderr, result.CommandTag)
		}
	}
	if err != nil {
		fmt.Fprintln(&a.stderr, err)
		a.Exit, a.Ending = 1, endingOf(ctx)
	}
	if connection.IsClosed() {
		delete(x.sql, x.databaseName(s.Target))
	}
}

// databaseName is the step's target, or the environment's only database.
func (x *executor) databaseName(name string) string {
	if name == "" && len(x.job.Environment.Databases) == 1 {
		return slices.Collect(maps.Keys(x.job.Environment.Databases))[0]
	}
	return name
}

func (x *executor) database(ctx context.Context, name string) (*sqlConn, error) {
	name = x.databaseName(name)
	if open := x.sql[name]; open != nil {
		return open, nil
	}
	dsn, ok := x.job.Environment.Databases[name]
	if !ok {
		return nil, fmt.Errorf("no database %q is declared in the environment %q\nhint: environments.%s.databases",
			name, x.job.Environment.Name, x.job.Environment.Name)
	}
	values, err := x.valuesOf(ctx, namesIn(dsn))
	if err != nil {
		return nil, err
	}
	config, err := pgconn.ParseConfig(substitute(dsn, values))
	if err != nil {
		return nil, errors.New("database " + name + ": the connection string cannot be read") // the error would hold it
	}
	config.DialFunc = x.session.Dial
	if x.job.Environment.SSH != nil {
		config.LookupFunc = func(_ context.Context, host string) ([]string, error) { return []string{host}, nil }
	}
	connection, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", name, err)
	}
	if x.sql == nil {
		x.sql = make(map[string]*sqlConn)
	}
	x.sql[name] = &sqlConn{connection}
	return x.sql[name], nil
}

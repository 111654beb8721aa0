// Package duckdb answers portable scans with DuckDB over a snapshot's Parquet segments.
package duckdb

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"unsafe"

	mapping "github.com/duckdb/duckdb-go-bindings"
)

// DB is an in-memory DuckDB that starts when it is first asked: starting costs tens of milliseconds,
// and much of what is asked is answered from a cache. Safe for concurrent use.
type DB struct {
	// Memory is DuckDB's limit, such as "2GB"; empty leaves DuckDB's own. Threads 0 means all cores.
	Memory  string
	Threads int
	// Spill is the folder for what does not fit; empty forbids spilling.
	Spill string

	once sync.Once
	err  error
	db   mapping.Database
	mu   sync.Mutex
	idle []mapping.Connection
}

// ErrQuery is wrapped by an error of DuckDB's own.
var ErrQuery = errors.New("duckdb")

func (d *DB) open() error {
	d.once.Do(func() {
		var config mapping.Config
		if mapping.CreateConfig(&config) == mapping.StateError {
			d.err = fmt.Errorf("open engine: %w: no configuration", ErrQuery)
			return
		}
		defer mapping.DestroyConfig(&config)
		settings := [][2]string{{"autoinstall_known_extensions", "false"}, {"autoload_known_extensions", "false"}, {"temp_directory", d.Spill}}
		if d.Memory != "" {
			settings = append(settings, [2]string{"memory_limit", d.Memory})
		}
		if d.Threads > 0 {
			settings = append(settings, [2]string{"threads", fmt.Sprint(d.Threads)})
		}
		for _, s := range settings {
			if mapping.SetConfig(config, s[0], s[1]) == mapping.StateError {
				d.err = fmt.Errorf("open engine: %w: setting %s=%s", ErrQuery, s[0], s[1])
				return
			}
		}
		var message string
		if mapping.OpenExt("", &d.db, config, &message) == mapping.StateError {
			d.err = fmt.Errorf("open engine: %w: %s", ErrQuery, message)
		}
	})
	return d.err
}

// Close ends the engine, if it was started.
func (d *DB) Close() error {
	d.once.Do(func() { d.err = errors.New("engine is closed") })
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := range d.idle {
		mapping.Disconnect(&d.idle[i])
	}
	d.idle = nil
	if d.db.Ptr != nil {
		mapping.Close(&d.db)
		d.db.Ptr = nil
		d.err = errors.New("engine is closed")
	}
	return nil
}

func (d *DB) connect() (mapping.Connection, error) {
	if err := d.open(); err != nil {
		return mapping.Connection{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if n := len(d.idle); n > 0 {
		c := d.idle[n-1]
		d.idle = d.idle[:n-1]
		return c, nil
	}
	var c mapping.Connection
	if mapping.Connect(d.db, &c) == mapping.StateError {
		return c, fmt.Errorf("%w: no connection", ErrQuery)
	}
	return c, nil
}

func (d *DB) release(c mapping.Connection) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.idle = append(d.idle, c)
}

// Each runs a query and visits its result in chunks, as DuckDB makes them. The query's columns must be
// BIGINT, TIMESTAMP or VARCHAR. A chunk is valid during its visit only.
func (d *DB) Each(ctx context.Context, query string, visit func(Chunk) error) error {
	return d.Session(ctx, func(each func(string, func(Chunk) error) error) error { return each(query, visit) })
}

// Session runs queries on one connection, which may make temporary tables. They live as long as the
// connection: name them CREATE OR REPLACE.
func (d *DB) Session(ctx context.Context, use func(each func(query string, visit func(Chunk) error) error) error) error {
	conn, err := d.connect()
	if err != nil {
		return err
	}
	defer d.release(conn)
	return use(func(query string, visit func(Chunk) error) error { return d.each(ctx, conn, query, visit) })
}

func (d *DB) each(ctx context.Context, conn mapping.Connection, query string, visit func(Chunk) error) error {
	stop := context.AfterFunc(ctx, func() { mapping.Interrupt(conn) })
	defer stop()
	var stmt mapping.PreparedStatement
	if mapping.Prepare(conn, query, &stmt) == mapping.StateError {
		err := fmt.Errorf("%w: %s", ErrQuery, mapping.PrepareError(stmt))
		mapping.DestroyPrepare(&stmt)
		return err
	}
	defer mapping.DestroyPrepare(&stmt)
	var res mapping.Result
	if mapping.ExecutePreparedStreaming(stmt, &res) == mapping.StateError {
		err := d.failure(ctx, &res)
		mapping.DestroyResult(&res)
		return err
	}
	defer mapping.DestroyResult(&res)
	for {
		chunk := mapping.FetchChunk(res)
		if chunk.Ptr == nil {
			if mapping.ResultError(&res) != "" {
				return d.failure(ctx, &res)
			}
			return ctx.Err()
		}
		err := visit(newChunk(chunk))
		mapping.DestroyDataChunk(&chunk)
		if err != nil {
			return err
		}
	}
}

func (d *DB) failure(ctx context.Context, res *mapping.Result) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return fmt.Errorf("%w: %s", ErrQuery, mapping.ResultError(res))
}

// Chunk is up to 2,048 rows of a result, by column.
type Chunk struct {
	Len     int
	columns []vector
}

type vector struct {
	data  unsafe.Pointer
	valid unsafe.Pointer // nil when no row is null
}

func newChunk(c mapping.DataChunk) Chunk {
	out := Chunk{Len: int(mapping.DataChunkGetSize(c)), columns: make([]vector, int(mapping.DataChunkGetColumnCount(c)))}
	for i := range out.columns {
		v := mapping.DataChunkGetVector(c, mapping.IdxT(i))
		out.columns[i] = vector{mapping.VectorGetData(v), mapping.VectorGetValidity(v)}
	}
	return out
}

// Ints returns a column of 64-bit integers; the entry of a null row means nothing.
func (c Chunk) Ints(column int) []int64 {
	return unsafe.Slice((*int64)(c.columns[column].data), c.Len)
}

// Null reports whether a row of a column is null.
func (c Chunk) Null(column, row int) bool {
	v := c.columns[column].valid
	return v != nil && *(*uint64)(unsafe.Add(v, row/64*8))>>(row%64)&1 == 0
}

// Nulls reports whether any row of a column may be null.
func (c Chunk) Nulls(column int) bool { return c.columns[column].valid != nil }

// inlined is the length up to which DuckDB keeps a string's bytes in its 16-byte header.
const inlined = 12

// Text returns a row of a VARCHAR column. It shares the chunk's memory: copy what must outlive the visit.
func (c Chunk) Text(column, row int) string {
	p := unsafe.Add(c.columns[column].data, row*16)
	n := *(*uint32)(p)
	if n <= inlined {
		return unsafe.String((*byte)(unsafe.Add(p, 4)), n)
	}
	return unsafe.String(*(**byte)(unsafe.Add(p, 8)), n)
}

package intake_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/staging"
)

const eventHeader = "account,user,at_time,event,quantity\n"
const eventRow = "acme,u1,2026-01-01,login,1\n"

func TestBadInputIsAnErrorWithItsPlaceAndKeepsNothing(t *testing.T) {
	for _, c := range []struct {
		name, file, content string
		line                int64
		want                string
	}{
		{"a quote that never ends", "log.csv", eventHeader + strings.Repeat(eventRow, 3000) + "acme,\"u1,2026-01-01,login,1\n" + strings.Repeat(eventRow, 3000), 3002, "quoted field"},
		{"text after a closing quote", "log.csv", eventHeader + eventRow + "acme,\"u\"1,2026-01-01,login,1\n" + eventRow, 3, "quoting"},
		{"invalid UTF-8", "log.csv", eventHeader + eventRow + "acme,Jos\xe9,2026-01-01,login,1\n", 3, "not UTF-8: byte 0xE9"},
		{"UTF-16", "log.csv", "\xff\xfea\x00c\x00", 1, "UTF-16"},
		{"zero bytes", "log.csv", eventHeader + "acme\x00,u\n", 1, "zero bytes"},
		{"an empty file", "log.csv", "", 0, "empty"},
		{"a truncated Parquet file", "log.parquet", "PAR1" + strings.Repeat("x", 100), 0, "log.parquet"},
		{"a Parquet file of a few bytes", "log.parquet", "PAR1", 0, "log.parquet"},
		{"a gzip file cut short", "log.csv.gz", packed(t, eventHeader+strings.Repeat(eventRow, 1000))[:60], 0, "unpacked"},
		{"a zstd file cut short", "log.csv.zst", packedZstd(t, eventHeader+strings.Repeat(eventRow, 1000))[:40], 0, "unpacked"},
		{"JSON that ends early", "log.json", `[{"account": "acme", "user": "u"`, 0, "log.json"},
		{"only bad rows", "log.csv", eventHeader + "acme,u1,never,login,1\n", 2, "no row could be kept"},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := warehouse.Open(t.TempDir())
			path := write(t, c.file, c.content)
			_, err := intake.Import(t.Context(), store, intake.Options{Mapping: parsed(t, eventMapping), Paths: []string{path}, Now: noon})
			var input *staging.InputError
			if !errors.As(err, &input) {
				t.Fatalf("error = %v; want an InputError", err)
			}
			if input.Line != c.line || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), path) {
				t.Errorf("error = %q (line %d); want line %d and %q", err, input.Line, c.line, c.want)
			}
			if latest(t, store).Number != 0 {
				t.Error("something was kept")
			}
		})
	}
}

func packed(t *testing.T, text string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func packedZstd(t *testing.T, text string) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(w.EncodeAll([]byte(text), nil))
}

func TestEveryFormatGivesTheSameRows(t *testing.T) {
	lines := `{"account":"acme","user":"u1","at_time":"2026-01-01T00:00:00+01:00","event":"login","quantity":1}` + "\n"
	parquet := filepath.Join(t.TempDir(), "log.parquet")
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "COPY (SELECT 'acme' AS account, 'u1' AS \"user\", TIMESTAMP '2026-01-01' AS at_time, 'login' AS event, 1 AS quantity) TO '"+parquet+"'"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, path string }{
		{"CSV", write(t, "log.csv", eventHeader+eventRow)},
		{"CSV with a byte order mark and CRLF", write(t, "log.csv", "\ufeff"+strings.ReplaceAll(eventHeader+eventRow, "\n", "\r\n"))},
		{"CSV with semicolons", write(t, "log.csv", strings.ReplaceAll(eventHeader+eventRow, ",", ";"))},
		{"tab-separated", write(t, "log.csv", strings.ReplaceAll(eventHeader+eventRow, ",", "\t"))},
		{"CSV without a last line break", write(t, "log.csv", strings.TrimRight(eventHeader+eventRow, "\n"))},
		{"CSV, gzip", write(t, "log.csv.gz", packed(t, eventHeader+eventRow))},
		{"CSV, zstd", write(t, "log.csv.zst", packedZstd(t, eventHeader+eventRow))},
		{"JSON Lines", write(t, "log.jsonl", lines)},
		{"JSON Lines, zstd", write(t, "log.jsonl.zst", packedZstd(t, lines))},
		{"JSON", write(t, "log.json", "["+strings.TrimSpace(lines)+"]")},
		{"Parquet", parquet},
		{"a folder", filepath.Dir(write(t, "log.csv", eventHeader+eventRow))},
		{"a glob", filepath.Join(filepath.Dir(write(t, "log.csv", eventHeader+eventRow)), "*.csv")},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := warehouse.Open(t.TempDir())
			run(t, store, parsed(t, eventMapping), c.path)
			if n := count(t, latest(t, store), "events", `WHERE account = 'acme' AND "user" = 'u1' AND time = TIMESTAMP '2025-12-31 23:00:00' AND quantity = 1`); n != 1 {
				t.Errorf("%d rows; want 1", n)
			}
		})
	}
}

func TestAHugeFieldIsKept(t *testing.T) {
	store := warehouse.Open(t.TempDir())
	path := write(t, "log.csv", eventHeader+eventRow+"acme,u1,2026-01-02,"+strings.Repeat("x", 50<<20)+",1\n"+eventRow)
	run(t, store, parsed(t, eventMapping), path)
	if n := count(t, latest(t, store), "events", fmt.Sprintf("WHERE length(event) = %d", 50<<20)); n != 1 {
		t.Errorf("%d rows with the huge field; want 1", n)
	}
}

func TestAPackedFileThatExplodesIsRefused(t *testing.T) {
	var bomb bytes.Buffer
	w, err := gzip.NewWriterLevel(&bomb, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	zeros := bytes.Repeat([]byte("a"), 1<<20)
	for range 400 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	store := warehouse.Open(t.TempDir())
	_, err = intake.Import(t.Context(), store, intake.Options{Mapping: parsed(t, eventMapping), Paths: []string{write(t, "log.csv.gz", bomb.String())}, Now: noon})
	if err == nil || !strings.Contains(err.Error(), "times its size") {
		t.Errorf("error = %v; want it refused", err)
	}
}

func TestUnknownColumnsAreNamed(t *testing.T) {
	path := write(t, "log.csv", "account,user,when,event\nacme,u1,2026-01-01,login\n")
	_, err := intake.Import(t.Context(), warehouse.Open(t.TempDir()), intake.Options{Mapping: parsed(t, eventMapping), Paths: []string{path}, Now: noon})
	if err == nil || !strings.HasPrefix(err.Error(), "sources/test.yaml:7: select of events:") || !strings.Contains(err.Error(), "at_time") || !strings.Contains(err.Error(), "hint: "+path+" has account, user, when, event") {
		t.Errorf("error = %v", err)
	}
	wrong := strings.Replace(eventMapping, "AS time", "AS moment", 1)
	_, err = intake.Import(t.Context(), warehouse.Open(t.TempDir()), intake.Options{Mapping: parsed(t, wrong), Paths: []string{write(t, "log.csv", eventHeader+eventRow)}, Now: noon})
	if err == nil || !strings.Contains(err.Error(), `gives "moment", which is no column of it`) {
		t.Errorf("error = %v", err)
	}
}

func TestAMappingThatTakesTooMuchIsStopped(t *testing.T) {
	path := write(t, "log.csv", eventHeader+strings.Repeat(eventRow, 3000))
	greedy := strings.Replace(eventMapping, "FROM log", `FROM log JOIN (SELECT a.event AS e FROM log a, log b, log c) x ON x.e = log.event`, 1)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, err := intake.Import(ctx, warehouse.Open(t.TempDir()), intake.Options{Mapping: parsed(t, greedy), Paths: []string{path}, Now: noon, Limit: 2 * time.Second})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("an endless select: %v; want the limit", err)
	}
	hungry := strings.Replace(eventMapping, "SELECT account", `SELECT (SELECT string_agg(a.event || b.event || c.event, '') FROM log a, log b, log c) AS properties, account`, 1)
	_, err = intake.Import(ctx, warehouse.Open(t.TempDir()), intake.Options{Mapping: parsed(t, hungry), Paths: []string{path}, Now: noon, Memory: "200MB", Limit: 20 * time.Second})
	if err == nil {
		t.Error("a select over all memory: no error")
	}
}

func TestAReadOnlyFolderIsAnError(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may write anywhere")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	_, err := intake.Import(t.Context(), warehouse.Open(filepath.Join(dir, "warehouse")), intake.Options{Mapping: parsed(t, eventMapping), Paths: []string{write(t, "log.csv", eventHeader+eventRow)}, Now: noon})
	if !errors.Is(err, os.ErrPermission) {
		t.Errorf("error = %v; want a permission error", err)
	}
}

func TestAFileWhereTheWarehouseShouldBeIsAnError(t *testing.T) {
	path := write(t, "warehouse", "in the way")
	_, err := intake.Import(t.Context(), warehouse.Open(path), intake.Options{Mapping: parsed(t, eventMapping), Paths: []string{write(t, "log.csv", eventHeader+eventRow)}, Now: noon})
	if err == nil {
		t.Error("no error")
	}
}

func TestAFullDiskKeepsNothing(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=2m"); err != nil {
		t.Skipf("a small disk cannot be made here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, 0) })
	store := warehouse.Open(filepath.Join(dir, "warehouse"))
	m := parsed(t, eventMapping)
	run(t, store, m, write(t, "log.csv", eventHeader+eventRow))
	var big strings.Builder
	big.WriteString(eventHeader)
	for i := range 60_000 {
		fmt.Fprintf(&big, "acme,u%d,2026-02-01,event %x,1\n", i, i*2654435761)
	}
	_, err := intake.Import(t.Context(), store, intake.Options{Mapping: m, Paths: []string{write(t, "log.csv", big.String())}, Now: noon})
	if !errors.Is(err, syscall.ENOSPC) && (err == nil || !strings.Contains(err.Error(), "No space left")) {
		t.Errorf("error = %v; want the full disk", err)
	}
	if n := latest(t, store).Rows("events"); n != 1 {
		t.Errorf("events = %d; want the one from before", n)
	}
	run(t, store, m, write(t, "log.csv", eventHeader+"acme,u2,2026-03-01,login,1\n"))
	if n := latest(t, store).Rows("events"); n != 2 {
		t.Errorf("events after room was made = %d; want 2", n)
	}
}

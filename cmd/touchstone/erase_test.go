package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/duckdb"
)

// TestErasedIsErasedInTheWholeTree is law 10 over the demonstration: after an account and a person were erased, no file of
// the working tree holds their names, the warehouse's segments as DuckDB reads them included.
func TestErasedIsErasedInTheWholeTree(t *testing.T) {
	dir := demoWorkspace(t)
	touchstone(t, dir, "generate", "health-report", "castellan", "--period", "2026-10") // fills the caches again
	db := &duckdb.DB{}
	t.Cleanup(func() { _ = db.Close() })
	holds(t, db, dir, 3, "castellan", "tomasz zielinski", "ines tremblay", "ines@borealis.example")

	touchstone(t, dir, "erase", "--account", "castellan", "--yes")
	touchstone(t, dir, "erase", "--person", "Ines Tremblay <ines@borealis.example>", "--yes")

	holds(t, db, dir, 0, "castellan", "zielinski", "tremblay", "ines@borealis")
	touchstone(t, dir, "audit", "verify")
}

// holds looks for words in every file and file name under dir but git's, and in every value of a Parquet file, and wants
// at least so many places, or none.
func holds(t *testing.T, db *duckdb.DB, dir string, atLeast int, words ...string) {
	t.Helper()
	places, segments := 0, 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.Name() == ".git" {
			return fs.SkipDir
		}
		data := []byte(d.Name())
		if d.Type().IsRegular() {
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			data = append(append(data, '\n'), content...)
			if filepath.Ext(path) == ".parquet" {
				segments++
				data = append(data, decoded(t, db, path)...)
			}
		}
		for _, w := range words {
			if bytes.Contains(bytes.ToLower(data), []byte(w)) {
				if places++; atLeast == 0 {
					t.Errorf("%s still holds %q", path, w)
				}
			}
		}
		return nil
	})
	if err != nil || segments == 0 || places < atLeast {
		t.Fatalf("%d places in files and %d segments, error %v", places, segments, err)
	}
}

func decoded(t *testing.T, db *duckdb.DB, path string) []byte {
	t.Helper()
	var out []byte
	if err := db.Each(context.Background(), "SELECT t::VARCHAR FROM read_parquet('"+path+"') AS t", func(c duckdb.Chunk) error {
		for i := range c.Len {
			out = append(append(out, c.Text(0, i)...), '\n')
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// demoWorkspace makes the demonstration's workspace, without its words.
func demoWorkspace(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "demo")
	var out strings.Builder
	if code := run([]string{"demo", dir}, strings.NewReader(""), &out, &out); code != 0 {
		t.Fatalf("demo: exit %d\n%s", code, out.String())
	}
	return filepath.Join(dir, "wayfinder")
}

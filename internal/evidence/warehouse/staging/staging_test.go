package staging_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/staging"
)

func stage(t *testing.T, name, text string) (staging.File, error) {
	t.Helper()
	copier := &staging.Copier{Dir: t.TempDir()}
	return copier.Stream(t.Context(), strings.NewReader(text), name, staging.FormatOf(name), 0)
}

func TestHeadersAndRecordsAreCounted(t *testing.T) {
	for _, c := range []struct {
		text      string
		columns   []string
		delimiter byte
		rows      int64
	}{
		{"a,b\n1,2\n3,4\n", []string{"a", "b"}, ',', 2},
		{"a,b\n1,2\n3,4", []string{"a", "b"}, ',', 2},
		{"\ufeffa;b\r\n1;2\r\n", []string{"a", "b"}, ';', 1},
		{"a\tb,c\td\n1\t2,3\t4\n", []string{"a", "b,c", "d"}, '\t', 1},
		{"a,b\n1,\"x\ny\"\n\"p\"\"q\",2\n", []string{"a", "b"}, ',', 2},
		{"a,A,,b \n", []string{"a", "A_2", "column3", "b"}, ',', 0},
		{"one\n1\n2\n", []string{"one"}, ',', 2},
	} {
		file, err := stage(t, "t.csv", c.text)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if diff := cmp.Diff(c.columns, file.Columns); diff != "" || file.Delimiter != c.delimiter || file.Rows != c.rows {
			t.Errorf("%q: delimiter %q, %d rows, columns (-want +got):\n%s", c.text, file.Delimiter, file.Rows, diff)
		}
	}
}

func TestEncodingIsCheckedAcrossReads(t *testing.T) {
	// Runes of two to four bytes around the boundaries of the buffers.
	for _, shift := range []int{0, 1, 2, 3} {
		text := "a,b\n" + strings.Repeat("x", shift) + strings.Repeat("é€𝄞", 300_000) + ",2\n"
		if _, err := stage(t, "t.csv", text); err != nil {
			t.Errorf("shift %d: %v", shift, err)
		}
	}
	for _, c := range []struct {
		text string
		line int64
	}{
		{"a,b\n1,2\n\xff,3\n", 3},
		{"a,b\n1,\xc3", 2},
		{strings.Repeat("a,b\n", 400_000) + "\xe2\x28\xa1,b\n", 400_001},
	} {
		_, err := stage(t, "t.csv", c.text)
		var bad *staging.InputError
		if !errors.As(err, &bad) || bad.Line != c.line {
			t.Errorf("error = %v; want line %d", err, c.line)
		}
	}
}

func TestExpandGivesFilesOnceAndSorted(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.csv", "a.csv.gz", "c.parquet", "notes.docx", ".hidden.csv"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := staging.Expand([]string{dir, filepath.Join(dir, "*.csv"), filepath.Join(dir, "b.csv")})
	want := []string{filepath.Join(dir, "a.csv.gz"), filepath.Join(dir, "b.csv"), filepath.Join(dir, "c.parquet"), filepath.Join(dir, ".hidden.csv")}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for _, absent := range []string{filepath.Join(dir, "no.csv"), filepath.Join(dir, "*.nothing"), t.TempDir()} {
		if _, err := staging.Expand([]string{absent}); err == nil {
			t.Errorf("%s: no error", absent)
		}
	}
}

// FuzzClean: what is left of any CSV file has as many fields in each record as the header, for Go's own reader too; every record
// is either left or reported, and nothing panics.
func FuzzClean(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "a,b\n1\n\"x\ny\",2\n", "a;b\r\n\"\"\"\";2\r\n", "a,b\n1,\"2\n", "a\n\n\n1\n", "a,b\n\"1\"x,2\n", "\ufeffa,b\n1,2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return
		}
		file, err := stage(t, "t.csv", text)
		if err != nil || len(file.Columns) == 0 {
			return
		}
		cleaned, err := staging.Clean(file)
		var bad *staging.InputError
		if errors.As(err, &bad) {
			if bad.Line < 1 || bad.Line > int64(strings.Count(text, "\n"))+1 {
				t.Fatalf("line %d of %q", bad.Line, text)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(cleaned.Path)
		if err != nil {
			t.Fatal(err)
		}
		reader := csv.NewReader(bytes.NewReader(data))
		reader.Comma, reader.LazyQuotes, reader.FieldsPerRecord = rune(file.Delimiter), true, -1
		records := 0
		for {
			if _, err := reader.Read(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return // carriage returns within a line: Go's reader and ours differ on what ends a record
			}
			records++
		}
		if !strings.Contains(text, "\r") && len(file.Columns) > 1 && records != len(cleaned.Lines)+1 && !strings.Contains(text, `"`) {
			t.Fatalf("%q: %d records are left, %d lines", text, records, len(cleaned.Lines))
		}
	})
}

package atomicfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
)

func TestWriteReplacesAndKeepsPermissions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.md")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Write(path, []byte("new"), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != "new" {
		t.Fatalf("content = %q, %v; want new", got, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode = %v, %v; want 0600", info.Mode(), err)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("broken") }

func TestWriteKeepsTheOldFileWhenContentBreaks(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.md")
	if err := atomicfile.Write(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.WriteFrom(path, brokenReader{}, 0o644); err == nil {
		t.Fatal("WriteFrom with a broken reader: no error")
	}
	if got, _ := os.ReadFile(path); string(got) != "old" {
		t.Fatalf("content = %q; want old", got)
	}
	entries, _ := os.ReadDir(dir)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), atomicfile.TempPrefix) {
			t.Errorf("left %s behind", entry.Name())
		}
	}
}

func TestWriteIfChangedLeavesEqualFilesAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.md")
	for i, want := range []bool{true, false} {
		changed, err := atomicfile.WriteIfChanged(path, []byte("same"), 0o644)
		if err != nil || changed != want {
			t.Errorf("write %d: changed = %v, %v; want %v", i+1, changed, err, want)
		}
	}
}

func TestBatchIsAllOrNothingUntilCommit(t *testing.T) {
	dir := t.TempDir()
	var batch atomicfile.Batch
	for _, name := range []string{"a.md", "sub/b.md"} {
		if err := batch.Add(filepath.Join(dir, name), []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "a.md")); err == nil {
		t.Fatal("a.md is there before Commit")
	}
	if err := batch.Commit(); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "sub/b.md")); err != nil || string(got) != "sub/b.md" {
		t.Fatalf("sub/b.md = %q, %v", got, err)
	}
	if err := batch.Add(filepath.Join(dir, "c.md"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	batch.Discard()
	entries, _ := os.ReadDir(dir)
	if len(entries) != 2 {
		t.Errorf("entries = %v; want a.md and sub", entries)
	}
}

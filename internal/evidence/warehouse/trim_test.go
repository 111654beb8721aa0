package warehouse

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestTheCacheKeepsWhatWasUsedLast(t *testing.T) {
	store := Open(t.TempDir())
	if done, err := store.trimCache(0); err != nil || done.Files != 0 {
		t.Errorf("without a cache: %+v, %v", done, err)
	}
	folder := filepath.Join(store.dir, CacheFolder, "ab")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	begin := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	for i, name := range []string{"newest", "oldest", "read-late", "old"} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, make([]byte, 100), 0o600); err != nil {
			t.Fatal(err)
		}
		written := map[string]time.Time{"newest": begin.Add(9 * time.Hour), "oldest": begin, "read-late": begin, "old": begin.Add(time.Hour)}[name]
		read := written
		if name == "read-late" {
			read = begin.Add(5 * time.Hour)
		}
		if err := os.Chtimes(path, read, written); err != nil {
			t.Fatal(i, err)
		}
	}
	done, err := store.trimCache(200)
	if err != nil || done.Files != 2 || done.Bytes != 200 {
		t.Errorf("trimmed %+v, %v; want two files", done, err)
	}
	for name, want := range map[string]bool{"newest": true, "read-late": true, "old": false, "oldest": false} {
		if _, err := os.Stat(filepath.Join(folder, name)); (err == nil) != want {
			t.Errorf("%s: %v; kept should be %v", name, err, want)
		}
	}
}

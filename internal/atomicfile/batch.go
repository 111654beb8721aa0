package atomicfile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Batch writes many files with the promise of Write for each, at the cost of one flush for all of them: Add writes
// temporary files, Commit makes them durable at once and then renames them in the order added. A process that dies
// before Commit changes nothing; one that dies within it leaves some files new and the others old.
type Batch struct {
	pending []pending
}

type pending struct{ temp, path string }

// Add prepares the replacement of the file at path. Its folder is made where it is missing.
func (b *Batch) Add(path string, data []byte, perm fs.FileMode) (err error) {
	if info, statErr := os.Stat(path); statErr == nil {
		perm = info.Mode().Perm()
	}
	temp, err := tempIn(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	b.pending = append(b.pending, pending{temp.Name(), path})
	if _, err = bytes.NewReader(data).WriteTo(temp); err == nil {
		err = temp.Chmod(perm)
	}
	if err = errors.Join(err, temp.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// tempIn makes a temporary file in a folder, and the folder where it is missing.
func tempIn(dir string) (*os.File, error) {
	temp, err := os.CreateTemp(dir, TempPrefix+"*")
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(dir, 0o755); err == nil {
			temp, err = os.CreateTemp(dir, TempPrefix+"*")
		}
	}
	return temp, err
}

// Len is the number of files that wait for Commit.
func (b *Batch) Len() int { return len(b.pending) }

// Commit puts every file in its place. After an error the files not yet in place are as they were.
func (b *Batch) Commit() error {
	defer func() { b.pending = nil }()
	if len(b.pending) == 0 {
		return nil
	}
	if err := flush(b.pending); err != nil {
		n := len(b.pending)
		b.Discard()
		return fmt.Errorf("write %d files: %w", n, err)
	}
	for i, p := range b.pending {
		if err := os.Rename(p.temp, p.path); err != nil {
			b.pending = b.pending[i:]
			b.Discard()
			return fmt.Errorf("write %s: %w", p.path, err)
		}
	}
	return flush(b.pending)
}

// Discard removes what Add prepared.
func (b *Batch) Discard() {
	for _, p := range b.pending {
		_ = os.Remove(p.temp) // a temporary file that stays harms nobody, and the caller has a better error
	}
	b.pending = nil
}

// flush makes the file system of the first file durable: one call however many files. Should files lie on several file
// systems each of them is flushed.
func flush(files []pending) error {
	seen := map[any]bool{}
	for _, p := range files {
		dir := filepath.Dir(p.path)
		if seen[dir] {
			continue
		}
		seen[dir] = true
		var stat unix.Stat_t
		if err := unix.Stat(dir, &stat); err != nil {
			return err
		}
		if seen[stat.Dev] {
			continue
		}
		seen[stat.Dev] = true
		if err := syncFileSystem(dir); err != nil {
			return err
		}
	}
	return nil
}

func syncFileSystem(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(syncfs(d), d.Close())
}

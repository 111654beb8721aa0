// Package atomicfile writes files that are either the old one or the new one, whatever dies in between (law 5).
package atomicfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// TempPrefix begins the name of every file that a write in progress leaves behind when its process dies.
const TempPrefix = ".touchstone-tmp-"

// Write replaces the file at path with data: it writes a temporary file in the same folder, syncs it, renames it over
// path and syncs the folder. An existing file keeps its permissions; a new one gets perm. The folder must exist.
func Write(path string, data []byte, perm fs.FileMode) error {
	return WriteFrom(path, bytes.NewReader(data), perm)
}

// WriteFrom is Write for content that is streamed.
func WriteFrom(path string, content io.Reader, perm fs.FileMode) (err error) {
	if info, statErr := os.Stat(path); statErr == nil {
		perm = info.Mode().Perm()
	}
	dir := filepath.Dir(path)
	temp, err := os.CreateTemp(dir, TempPrefix+"*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("write %s: %w", path, err), ignoreMissing(os.Remove(temp.Name())))
		}
	}()
	if err := fill(temp, content, perm); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return err
	}
	return SyncDir(dir)
}

// WriteIfChanged is Write that leaves the file alone, its time stamp too, when it already holds data.
func WriteIfChanged(path string, data []byte, perm fs.FileMode) (changed bool, err error) {
	old, err := os.ReadFile(path)
	if err == nil && bytes.Equal(old, data) {
		return false, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("write %s: %w", path, err)
	}
	return true, Write(path, data, perm)
}

// SyncDir makes renames in dir durable.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func fill(temp *os.File, content io.Reader, perm fs.FileMode) error {
	_, err := io.Copy(temp, content)
	if err == nil {
		err = temp.Chmod(perm)
	}
	if err == nil {
		err = temp.Sync()
	}
	return errors.Join(err, temp.Close())
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

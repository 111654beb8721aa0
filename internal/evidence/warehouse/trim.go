package warehouse

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// cacheMost is how many bytes the cache may keep. Two months' rollups of a hundred million events need some hundred megabytes.
const cacheMost = 4 << 30

// trimCache removes what was not used for longest from the cache until it has at most so many bytes. Whoever still needs a file computes it again; whoever
// reads it now keeps it open. It needs the writer's lock, so that only one process trims.
func (s *Store) trimCache(most int64) (Collected, error) {
	var done Collected
	files, total, err := s.cached()
	if err != nil {
		return done, fmt.Errorf("trim cache: %w", err)
	}
	slices.SortFunc(files, func(a, b cachedFile) int { return a.used.Compare(b.used) })
	for _, f := range files {
		if total <= most {
			break
		}
		if err := os.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return done, fmt.Errorf("trim cache: %w", err)
		}
		total -= f.bytes
		done.Files++
		done.Bytes += f.bytes
	}
	return done, nil
}

type cachedFile struct {
	path  string
	bytes int64
	used  time.Time
}

func (s *Store) cached() (files []cachedFile, total int64, err error) {
	err = filepath.WalkDir(filepath.Join(s.dir, CacheFolder), func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // no cache, or another process removed this
		}
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		total += info.Size()
		files = append(files, cachedFile{path, info.Size(), lastUse(info)})
		return nil
	})
	return files, total, err
}

// lastUse is when a file was read or written last. The kernel writes reads down once a day at the least, unless the file system was mounted without; then
// what was written first goes first.
func lastUse(info fs.FileInfo) time.Time {
	used := info.ModTime()
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		if read := time.Unix(stat.Atim.Unix()); read.After(used) {
			used = read
		}
	}
	return used
}

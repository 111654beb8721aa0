package warehouse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
)

// Collected is what a collection removed.
type Collected struct {
	Files int   `json:"files"`
	Bytes int64 `json:"bytes"`
}

// Collect removes what no snapshot needs: segments of imports that died or were undone, work that nobody finishes.
func (s *Store) Collect(ctx context.Context) (Collected, error) {
	act, err := s.Begin(ctx)
	if err != nil {
		return Collected{}, err
	}
	return act.collected, act.Close()
}

// collect needs the writer's lock. The folder of the present act does not exist yet or is the caller's own.
func (s *Store) collect() (Collected, error) {
	var done Collected
	if err := s.dropOrphans(); err != nil {
		return done, err
	}
	used, err := s.usedSegments()
	if err != nil {
		return done, err
	}
	segments := filepath.Join(s.dir, segmentsFolder)
	err = filepath.WalkDir(segments, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || used[path] {
			return err
		}
		return done.remove(path, entry)
	})
	if err != nil {
		return done, fmt.Errorf("collect garbage: %w", err)
	}
	if err := s.collectWork(&done); err != nil {
		return done, err
	}
	trimmed, err := s.trimCache(cacheMost)
	done.Files, done.Bytes = done.Files+trimmed.Files, done.Bytes+trimmed.Bytes
	return done, err
}

// dropOrphans removes the snapshots of acts that died before they became current, or while they were undone: those with
// a number above the current one. Begin holds the lock, so nobody is about to make one of them current.
func (s *Store) dropOrphans() error {
	current, err := s.current()
	if err != nil {
		return err
	}
	snapshots, err := s.Snapshots()
	if err != nil {
		return err
	}
	for _, snapshot := range snapshots {
		if current == "" && snapshot.Parent != "" {
			return fmt.Errorf("%s is absent, yet snapshot %s stands: write the latest snapshot's name into it: %w",
				filepath.Join(s.dir, currentFile), snapshot.ID(), ErrDamaged)
		}
	}
	for _, snapshot := range snapshots {
		if snapshot.Number >= numberOf(current) && snapshot.ID() != current {
			if err := s.drop(snapshot.ID()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Store) collectWork(done *Collected) error {
	work := filepath.Join(s.dir, workFolder)
	entries, err := os.ReadDir(work)
	if err != nil {
		return fmt.Errorf("collect garbage: %w", err)
	}
	for _, entry := range entries {
		path := filepath.Join(work, entry.Name())
		err := filepath.WalkDir(path, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			return done.remove(path, entry)
		})
		if err := errors.Join(err, os.RemoveAll(path)); err != nil {
			return fmt.Errorf("collect garbage: %w", err)
		}
	}
	return s.collectTemporary()
}

func (s *Store) collectTemporary() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("collect garbage: %w", err)
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), atomicfile.TempPrefix) {
			if err := os.Remove(filepath.Join(s.dir, entry.Name())); err != nil {
				return fmt.Errorf("collect garbage: %w", err)
			}
		}
	}
	return nil
}

func (c *Collected) remove(path string, entry fs.DirEntry) error {
	info, err := entry.Info()
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil {
		return err
	}
	c.Files++
	c.Bytes += info.Size()
	return nil
}

func (s *Store) usedSegments() (map[string]bool, error) {
	snapshots, err := s.Snapshots()
	if err != nil {
		return nil, err
	}
	used := map[string]bool{}
	for _, snapshot := range snapshots {
		for fact := range snapshot.Segments {
			for _, path := range snapshot.Paths(fact) {
				used[path] = true
			}
		}
	}
	return used, nil
}

// ErrNothingToUndo is returned by Undo on an empty warehouse.
var ErrNothingToUndo = errors.New("nothing to undo: the warehouse is empty")

// Undo takes the latest snapshot back: its parent is the latest again, and citations of the undone one are unverified.
func (s *Store) Undo(ctx context.Context) (undone, now *Snapshot, err error) {
	act, err := s.Begin(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, act.Close()) }()
	undone = act.Base()
	if undone.Number == 0 {
		return nil, nil, ErrNothingToUndo
	}
	if undone.Parent != "" {
		if _, err := s.ByID(undone.Parent); err != nil {
			return nil, nil, fmt.Errorf("undo %s: %w", undone.ID(), err)
		}
	}
	if err := s.setCurrent(undone.Parent); err != nil {
		return nil, nil, err
	}
	if err := s.drop(undone.ID()); err != nil {
		return nil, nil, err
	}
	now, err = s.Latest()
	return undone, now, err
}

// drop removes a snapshot's folder. The manifest goes first: a folder without one is no snapshot.
func (s *Store) drop(id string) error {
	folder := filepath.Join(s.dir, snapshotsFolder, id)
	s.step("drop manifest")
	if err := os.Remove(filepath.Join(folder, manifestFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("drop snapshot %s: %w", id, err)
	}
	s.step("drop folder")
	return os.RemoveAll(folder)
}

// Erased makes the act's new snapshot the only one that is left of a history in which affected snapshots stood: it commits c,
// notes for every snapshot for which affected answers true that it was erased, and removes them with their segments.
func (a *Act) Erased(c Commit, affected func(*Snapshot) bool) (*Snapshot, error) {
	before, err := a.store.Snapshots()
	if err != nil {
		return nil, err
	}
	snapshot, err := a.Commit(c)
	if err != nil {
		return nil, err
	}
	marks, err := a.store.erasures()
	if err != nil {
		return nil, err
	}
	var gone []string
	for _, old := range before {
		if affected(old) {
			marks[old.ID()] = c.Created.UTC().Truncate(time.Second)
			gone = append(gone, old.ID())
		}
	}
	if err := a.store.markErased(marks); err != nil {
		return nil, err
	}
	for _, id := range gone {
		if err := a.store.drop(id); err != nil {
			return nil, err
		}
	}
	// What was remembered of erased rows is erased with them: everything in the cache can be computed again.
	if err := os.RemoveAll(filepath.Join(a.store.dir, CacheFolder)); err != nil {
		return nil, fmt.Errorf("erase cache: %w", err)
	}
	return snapshot, a.collectKeepingWork()
}

func (a *Act) collectKeepingWork() error {
	used, err := a.store.usedSegments()
	if err != nil {
		return err
	}
	var done Collected
	return filepath.WalkDir(filepath.Join(a.store.dir, segmentsFolder), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || used[path] {
			return err
		}
		return done.remove(path, entry)
	})
}

func (s *Store) erasures() (map[string]time.Time, error) {
	path := filepath.Join(s.dir, erasedFile)
	marks := map[string]time.Time{}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return marks, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read erasures: %w", err)
	}
	if err := json.Unmarshal(data, &marks); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", path, ErrDamaged, err)
	}
	return marks, nil
}

func (s *Store) markErased(marks map[string]time.Time) error {
	data, err := json.MarshalIndent(marks, "", " ")
	if err != nil {
		return err
	}
	s.step("erasures")
	return atomicfile.Write(filepath.Join(s.dir, erasedFile), append(data, '\n'), 0o644)
}

func (s *Store) erased(id string) (bool, time.Time) {
	marks, err := s.erasures()
	if err != nil {
		return false, time.Time{}
	}
	at, ok := marks[id]
	return ok, at
}

// Damage is a file of the warehouse that is not what its manifest says.
type Damage struct {
	Snapshot string `json:"snapshot"`
	Path     string `json:"path"`
	Problem  string `json:"problem"`
}

// Verify reads every segment of every snapshot again and compares it with its digest.
func (s *Store) Verify(ctx context.Context) ([]Damage, error) {
	snapshots, err := s.Snapshots()
	if err != nil {
		return nil, err
	}
	var found []Damage
	seen := map[string]bool{}
	for _, snapshot := range snapshots {
		for _, fact := range facts {
			for _, segment := range snapshot.Segments[fact.Name] {
				if seen[segment.Path] {
					continue
				}
				seen[segment.Path] = true
				if err := ctx.Err(); err != nil {
					return found, err
				}
				if problem := segmentProblem(snapshot.Path(segment), segment); problem != "" {
					found = append(found, Damage{Snapshot: snapshot.ID(), Path: segment.Path, Problem: problem})
				}
			}
		}
	}
	return found, nil
}

func segmentProblem(path string, segment Segment) string {
	digest, _, err := syncAndDigest(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "absent"
	case err != nil:
		return err.Error()
	case digest != segment.Digest:
		return "its bytes are not those that were written"
	}
	return ""
}

package warehouse

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"time"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
)

// Act is one change of the warehouse under the writer's lock: an import, an erasure. Nothing of it can be seen before
// Commit; Close without Commit leaves the warehouse as it was.
type Act struct {
	store *Store
	base  *Snapshot
	lock  *os.File
	work  string

	collected Collected // what Begin removed
}

// Begin takes the writer's lock, waiting for another writer until ctx ends (ErrLocked), and removes what dead writers left.
func (s *Store) Begin(ctx context.Context) (_ *Act, err error) {
	for _, folder := range []string{s.dir, filepath.Join(s.dir, snapshotsFolder), filepath.Join(s.dir, segmentsFolder), filepath.Join(s.dir, workFolder)} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, fmt.Errorf("make warehouse: %w", err)
		}
	}
	lock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	act := &Act{store: s, lock: lock}
	defer func() {
		if err != nil {
			err = errors.Join(err, act.Close())
		}
	}()
	if act.base, err = s.Latest(); err != nil {
		return nil, err
	}
	if act.collected, err = s.collect(); err != nil {
		return nil, err
	}
	if act.work, err = os.MkdirTemp(filepath.Join(s.dir, workFolder), "act-*"); err != nil {
		return nil, fmt.Errorf("make warehouse: %w", err)
	}
	return act, nil
}

// Base is the snapshot that the act starts from.
func (a *Act) Base() *Snapshot { return a.base }

// Dir is a folder for work in progress, on the warehouse's file system. Close removes it.
func (a *Act) Dir() string { return a.work }

// Path is where a segment's file lies.
func (a *Act) Path(segment Segment) string { return a.base.Path(segment) }

// Keep makes a finished Parquet file in Dir a segment: it is digested, made durable and renamed after its digest.
// Rows, Source, Min and Max are the caller's to say.
func (a *Act) Keep(fact, file string, segment Segment) (Segment, error) {
	digest, size, err := syncAndDigest(file)
	if err != nil {
		return Segment{}, fmt.Errorf("keep segment: %w", err)
	}
	segment.Digest, segment.Bytes = digest, size
	segment.Path = segmentsFolder + "/" + fact + "/" + digest[:32] + ".parquet"
	folder := filepath.Join(a.store.dir, segmentsFolder, fact)
	a.store.step("segment folder")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return Segment{}, fmt.Errorf("keep segment: %w", err)
	}
	a.store.step("segment rename")
	if err := os.Rename(file, a.Path(segment)); err != nil {
		return Segment{}, fmt.Errorf("keep segment: %w", err)
	}
	return segment, atomicfile.SyncDir(folder)
}

// Discard removes a segment that this act kept and that its commit does not name after all. A segment of the act's base stays.
func (a *Act) Discard(fact string, segment Segment) error {
	if slices.ContainsFunc(a.base.Segments[fact], func(s Segment) bool { return s.Path == segment.Path }) {
		return nil
	}
	a.store.step("discard")
	return os.Remove(a.Path(segment))
}

// Commit describes the snapshot that an act makes.
type Commit struct {
	Created  time.Time
	Act      string
	Source   string
	Identity string
	Inputs   []Input
	// Segments is the whole content of the new snapshot, not the difference.
	Segments map[string][]Segment
	// Attachments are files that lie beside the manifest.
	Attachments map[string][]byte
	// Moved are attachments that already lie in Dir, by the name that they get.
	Moved map[string]string
}

// Commit makes the snapshot in one atomic step and returns it. The act must be closed afterwards all the same.
func (a *Act) Commit(c Commit) (*Snapshot, error) {
	number, err := a.store.nextNumber()
	if err != nil {
		return nil, err
	}
	m := manifest{
		Version: 1, Number: number, Parent: a.base.ID(), Created: c.Created.UTC().Truncate(time.Second), Act: c.Act,
		Source: c.Source, Identity: c.Identity, Inputs: c.Inputs, Segments: withoutEmpty(c.Segments),
	}
	data, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write manifest: %w", err)
	}
	data = append(data, '\n')
	id := snapshotID(number, digestOf(data))
	if err := a.writeSnapshot(id, data, c); err != nil {
		return nil, fmt.Errorf("write snapshot %s: %w", id, err)
	}
	if err := a.store.setCurrent(id); err != nil {
		return nil, err
	}
	return a.store.ByID(id)
}

func (a *Act) writeSnapshot(id string, data []byte, c Commit) error {
	folder := filepath.Join(a.work, id)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	names := make([]string, 0, len(c.Attachments))
	for name := range c.Attachments {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		a.store.step("attachment " + name)
		if err := atomicfile.Write(filepath.Join(folder, name), c.Attachments[name], 0o644); err != nil {
			return err
		}
	}
	for name, path := range c.Moved {
		if _, _, err := syncAndDigest(path); err != nil {
			return err
		}
		if err := os.Rename(path, filepath.Join(folder, name)); err != nil {
			return err
		}
	}
	a.store.step("manifest")
	if err := atomicfile.Write(filepath.Join(folder, manifestFile), data, 0o644); err != nil {
		return err
	}
	snapshots := filepath.Join(a.store.dir, snapshotsFolder)
	a.store.step("snapshot rename")
	if err := os.Rename(folder, filepath.Join(snapshots, id)); err != nil {
		return err
	}
	return atomicfile.SyncDir(snapshots)
}

// Close removes the work in progress and frees the lock.
func (a *Act) Close() error {
	var err error
	if a.work != "" {
		err = os.RemoveAll(a.work)
	}
	return errors.Join(err, a.lock.Close())
}

func (s *Store) setCurrent(id string) error {
	path := filepath.Join(s.dir, currentFile)
	s.step("current")
	if id == "" {
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("write %s: %w", path, err)
		}
		return atomicfile.SyncDir(s.dir)
	}
	err := atomicfile.Write(path, []byte(id+"\n"), 0o644)
	s.step("committed")
	return err
}

// nextNumber is one more than the greatest number that was ever given and is still known.
func (s *Store) nextNumber() (int, error) {
	ids, err := s.ids()
	if err != nil {
		return 0, err
	}
	marks, err := s.erasures()
	if err != nil {
		return 0, err
	}
	for id := range marks {
		ids = append(ids, id)
	}
	greatest := 0
	for _, id := range ids {
		greatest = max(greatest, numberOf(id))
	}
	return greatest + 1, nil
}

func withoutEmpty(segments map[string][]Segment) map[string][]Segment {
	kept := map[string][]Segment{}
	for fact, list := range segments {
		if len(list) > 0 {
			kept[fact] = list
		}
	}
	return kept
}

func syncAndDigest(path string) (digest string, size int64, err error) {
	file, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	hash := sha256.New()
	if size, err = io.Copy(hash, file); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(hash.Sum(nil)), size, file.Sync()
}

// Snapshot finds an older snapshot while the act is under way.
func (a *Act) Snapshot(id string) (*Snapshot, error) { return a.store.ByID(id) }

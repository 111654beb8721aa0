package warehouse

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/pattern"
)

const (
	snapshotsFolder = "snapshots"
	segmentsFolder  = "segments"
	workFolder      = "work"
	currentFile     = "CURRENT"
	erasedFile      = "erased.json"
	lockFile        = "lock"
	manifestFile    = "manifest.json"
)

// CacheFolder holds what is computed from snapshots and remembered: safe to delete, and deleted by an erasure.
const CacheFolder = "cache"

// ErrNoSnapshot is returned where the snapshot that a citation names is not in this warehouse: the verdict is unverified.
var ErrNoSnapshot = errors.New("no such snapshot in this warehouse")

// ErrDamaged is returned where a manifest or a segment is not what its digest says.
var ErrDamaged = errors.New("warehouse damaged")

// ErasedError is returned for a snapshot that was erased. It is an ErrNoSnapshot.
type ErasedError struct {
	ID string
	At time.Time
}

func (e *ErasedError) Error() string {
	return fmt.Sprintf("snapshot %s: erased on %s", e.ID, e.At.Format(time.DateOnly))
}

// Is makes an erased snapshot an absent one.
func (e *ErasedError) Is(target error) bool { return target == ErrNoSnapshot }

// Store is a warehouse's folder. Many processes may read it while one writes. The zero value is of no use: call Open.
type Store struct {
	dir string
	// Step, where set, is called with a name before every step that reaches the disk. Tests kill the process in it.
	Step func(name string)
}

// Open gives the store in dir. It reads and makes nothing: an absent folder is an empty warehouse.
func Open(dir string) *Store { return &Store{dir: dir} }

// Dir is the warehouse's folder.
func (s *Store) Dir() string { return s.dir }

func (s *Store) step(name string) {
	if s.Step != nil {
		s.Step(name)
	}
}

// Latest is the snapshot after the last act; an empty one, with Number 0, before the first.
func (s *Store) Latest() (*Snapshot, error) {
	id, err := s.current()
	if err != nil || id == "" {
		return s.empty(), err
	}
	snapshot, err := s.ByID(id)
	if errors.Is(err, ErrNoSnapshot) {
		// Another process undid or erased it between the two reads.
		if again, againErr := s.current(); againErr == nil && again != id {
			return s.Latest()
		}
		return nil, fmt.Errorf("%s names snapshot %s, which is absent: %w", filepath.Join(s.dir, currentFile), id, ErrDamaged)
	}
	return snapshot, err
}

func (s *Store) empty() *Snapshot { return &Snapshot{Segments: map[string][]Segment{}, dir: s.dir} }

func (s *Store) current() (string, error) {
	data, err := os.ReadFile(filepath.Join(s.dir, currentFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read warehouse: %w", err)
	}
	return strings.TrimSpace(string(data)), nil
}

var idPattern = pattern.New(`^([1-9][0-9]*)-([0-9a-f]{6})$`)

// ByID finds a snapshot by its citation form, such as 41-7c1e0b. It returns ErrNoSnapshot where that manifest is absent,
// an *ErasedError where it was erased, ErrDamaged where its bytes are not those that the digest names.
func (s *Store) ByID(id string) (*Snapshot, error) {
	if !idPattern.MatchString(id) {
		return nil, fmt.Errorf("snapshot %q: %w", id, ErrNoSnapshot)
	}
	path := filepath.Join(s.dir, snapshotsFolder, id, manifestFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if erased, at := s.erased(id); erased {
			return nil, &ErasedError{ID: id, At: at}
		}
		return nil, fmt.Errorf("snapshot %s: %w", id, ErrNoSnapshot)
	}
	if err != nil {
		return nil, fmt.Errorf("snapshot %s: %w", id, err)
	}
	snapshot, err := decodeSnapshot(s.dir, data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", path, ErrDamaged, err)
	}
	if snapshot.ID() != id {
		return nil, fmt.Errorf("%s: digest is %s: %w", path, snapshot.ID(), ErrDamaged)
	}
	return snapshot, nil
}

// Snapshots lists every snapshot that can be asked, the oldest first.
func (s *Store) Snapshots() ([]*Snapshot, error) {
	ids, err := s.ids()
	if err != nil {
		return nil, err
	}
	snapshots := make([]*Snapshot, 0, len(ids))
	for _, id := range ids {
		snapshot, err := s.ByID(id)
		if errors.Is(err, ErrNoSnapshot) {
			continue
		}
		if err != nil {
			return nil, err
		}
		snapshots = append(snapshots, snapshot)
	}
	return snapshots, nil
}

// ids lists the snapshots' names, by number and then by digest.
func (s *Store) ids() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(s.dir, snapshotsFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list snapshots: %w", err)
	}
	var ids []string
	for _, entry := range entries {
		if idPattern.MatchString(entry.Name()) {
			ids = append(ids, entry.Name())
		}
	}
	sort.Slice(ids, func(i, j int) bool {
		a, b := numberOf(ids[i]), numberOf(ids[j])
		return a < b || a == b && ids[i] < ids[j]
	})
	return ids, nil
}

func numberOf(id string) int {
	number, _, _ := strings.Cut(id, "-")
	n, _ := strconv.Atoi(number) // the pattern has only digits there
	return n
}

// Package audit keeps the log of decisions, and of reads through Touchstone: append-only, each entry chained to the one
// before by a hash, people named only by a random ID whose mapping can be erased.
package audit

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
)

// Path is the log's place in a workspace.
const Path = "audit/log.jsonl"

// ErrClock says that the clock stands before the log's last entry: it was set back, or the log comes from the future.
var ErrClock = errors.New("the clock stands before the log's last entry")

// ErrBroken says that the log is not what was written: an entry changed, left out, put in or moved.
var ErrBroken = errors.New("the log is broken")

// Entry is one decision or read. Who is a person's random ID or a program's name; What is the thing (a document's path,
// an approval's ID) and must name nobody.
type Entry struct {
	Seq    int       `json:"seq"`
	Time   time.Time `json:"time"`
	Event  string    `json:"event"` // approval.answered, consent.revoked, publish, read, …
	Who    string    `json:"who,omitempty"`
	What   string    `json:"what,omitempty"`
	Digest string    `json:"digest,omitempty"` // sha256:… of the evidence that goes with it
	Note   string    `json:"note,omitempty"`
	Prev   string    `json:"prev"`
	Hash   string    `json:"hash"`
}

// seal gives the hash of an entry: over its JSON with an empty hash.
func (e Entry) seal() string {
	e.Hash = ""
	data, err := json.Marshal(e)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Parse reads a log and verifies the chain: every entry follows from the one before, and time never runs back. The error
// is ErrBroken and names the line.
func Parse(data []byte) ([]Entry, error) {
	var entries []Entry
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	prev := Entry{}
	for n := 1; lines.Scan(); n++ {
		var e Entry
		d := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		d.DisallowUnknownFields()
		if err := d.Decode(&e); err != nil {
			return entries, fmt.Errorf("%s:%d: %w: %w", Path, n, ErrBroken, err)
		}
		again, err := json.Marshal(e)
		switch {
		case err != nil || !bytes.Equal(again, lines.Bytes()):
			return entries, fmt.Errorf("%s:%d: %w: the entry is not written as the log writes", Path, n, ErrBroken)
		case e.Seq != n:
			return entries, fmt.Errorf("%s:%d: %w: entry %d stands in line %d", Path, n, ErrBroken, e.Seq, n)
		case e.Prev != prev.Hash:
			return entries, fmt.Errorf("%s:%d: %w: it does not follow from the entry before", Path, n, ErrBroken)
		case e.Hash != e.seal():
			return entries, fmt.Errorf("%s:%d: %w: the entry was changed", Path, n, ErrBroken)
		case e.Time.Before(prev.Time):
			return entries, fmt.Errorf("%s:%d: %w: it is older than the entry before", Path, n, ErrBroken)
		}
		entries = append(entries, e)
		prev = e
	}
	if err := lines.Err(); err != nil {
		return entries, fmt.Errorf("%s: %w: %w", Path, ErrBroken, err)
	}
	return entries, nil
}

// Append adds an entry to the log under root, in one write that is synced. A log that is broken takes no entry.
func Append(root string, e Entry, now time.Time) (Entry, error) {
	name := filepath.Join(root, filepath.FromSlash(Path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return Entry{}, fmt.Errorf("audit: %w", err)
	}
	f, err := os.OpenFile(name, os.O_RDWR|os.O_APPEND|os.O_CREATE|unix.O_NOFOLLOW, 0o644)
	if err != nil {
		return Entry{}, fmt.Errorf("audit: %w", err)
	}
	defer f.Close()
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		return Entry{}, fmt.Errorf("audit: lock: %w", err)
	}
	data, err := io.ReadAll(f)
	if err != nil {
		return Entry{}, fmt.Errorf("audit: %w", err)
	}
	data, err = mend(f, data)
	if err != nil {
		return Entry{}, err
	}
	entries, err := Parse(data)
	if err != nil {
		return Entry{}, err
	}
	e.Seq, e.Time, e.Prev = len(entries)+1, now.UTC().Truncate(time.Second), ""
	if n := len(entries); n > 0 {
		if e.Time.Before(entries[n-1].Time) {
			return Entry{}, fmt.Errorf("audit: %w (%s, now %s)\nhint: set the clock right; nothing was recorded", ErrClock, entries[n-1].Time.Format(time.RFC3339), e.Time.Format(time.RFC3339))
		}
		e.Prev = entries[n-1].Hash
	}
	e.Hash = e.seal()
	line, err := json.Marshal(e)
	if err != nil {
		return Entry{}, fmt.Errorf("audit: %w", err)
	}
	if _, err := f.Write(append(line, '\n')); err != nil {
		return Entry{}, fmt.Errorf("audit: %w", err)
	}
	return e, errors.Join(f.Sync(), atomicfile.SyncDir(filepath.Dir(name)))
}

// mend cuts off a last line that has no end: a write that died.
func mend(f *os.File, data []byte) ([]byte, error) {
	whole := bytes.LastIndexByte(data, '\n') + 1
	if whole == len(data) {
		return data, nil
	}
	if err := f.Truncate(int64(whole)); err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	return data[:whole], nil
}

// Read parses the log under root; a missing one is empty.
func Read(root fs.FS) ([]Entry, error) {
	data, err := fs.ReadFile(root, Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	return Parse(data)
}

// Extends reports whether now continues then, byte for byte: nothing that was once there has gone.
func Extends(now, then []byte) bool { return bytes.HasPrefix(now, then) }

// NewID makes a random ID for a person from random.
func NewID(random io.Reader) (string, error) {
	var b [10]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("audit: %w", err)
	}
	return "p-" + strings.ToLower(base32.StdEncoding.EncodeToString(b[:])), nil
}

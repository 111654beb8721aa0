package warehouse

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Segment is one immutable Parquet file of one fact. Its rows are in the order of their arrival, which for events is nearly
// always that of time: row groups that a period does not touch are skipped by their statistics.
type Segment struct {
	// Path is relative to the warehouse's folder, with forward slashes.
	Path string `json:"path"`
	// Digest is the SHA-256 of the file's bytes, in hex: caches are keyed by it.
	Digest string `json:"digest"`
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	// Source is the mapping whose rows these are; a row's identity holds within its source.
	Source string `json:"source"`
	// Min and Max are the least and the greatest of the fact's time column; nil for a fact without one.
	Min *time.Time `json:"min,omitempty"`
	Max *time.Time `json:"max,omitempty"`
}

// Overlaps says whether a row of the segment may lie in [from, to). A zero bound is open.
func (s Segment) Overlaps(from, to time.Time) bool {
	if s.Min == nil || s.Max == nil {
		return true
	}
	return (to.IsZero() || s.Min.Before(to)) && (from.IsZero() || !s.Max.Before(from))
}

// Input is one file or table that an import read.
type Input struct {
	Name    string   `json:"name"`
	Table   string   `json:"table"`
	Digest  string   `json:"digest,omitempty"`
	Rows    int64    `json:"rows"`
	Columns []string `json:"columns,omitempty"`
	// Kinds says what each column held: number, time, flag or text; "" where it held nothing.
	Kinds []string `json:"kinds,omitempty"`
}

// manifest is the stored form of a snapshot. Its bytes' digest names it.
type manifest struct {
	Version  int                  `json:"version"`
	Number   int                  `json:"number"`
	Parent   string               `json:"parent,omitempty"`
	Created  time.Time            `json:"created"`
	Act      string               `json:"act"`
	Source   string               `json:"source,omitempty"`
	Identity string               `json:"identity,omitempty"`
	Inputs   []Input              `json:"inputs,omitempty"`
	Segments map[string][]Segment `json:"segments"`
}

// Snapshot is the warehouse as it was after one act. It never changes and may be shared by goroutines.
type Snapshot struct {
	Number int
	// Digest is the SHA-256 of the manifest, in hex.
	Digest  string
	Parent  string
	Created time.Time
	// Act is what made it: import, identity, erase.
	Act    string
	Source string
	// Identity is the digest of the identity map by which its rows were resolved.
	Identity string
	Inputs   []Input
	Segments map[string][]Segment

	dir string
}

// ID is the snapshot as a citation writes it: 41-7c1e0b.
func (s *Snapshot) ID() string {
	if s == nil || s.Number == 0 {
		return ""
	}
	return snapshotID(s.Number, s.Digest)
}

func snapshotID(number int, digest string) string { return strconv.Itoa(number) + "-" + digest[:6] }

// Rows counts the rows of a fact.
func (s *Snapshot) Rows(fact string) int64 {
	var rows int64
	for _, segment := range s.Segments[fact] {
		rows += segment.Rows
	}
	return rows
}

// Span is the time from the first to the last row of a fact; ok is false where it has none.
func (s *Snapshot) Span(fact string) (from, to time.Time, ok bool) {
	for _, segment := range s.Segments[fact] {
		if segment.Min == nil || segment.Max == nil {
			continue
		}
		if !ok || segment.Min.Before(from) {
			from = *segment.Min
		}
		if !ok || segment.Max.After(to) {
			to = *segment.Max
		}
		ok = true
	}
	return from, to, ok
}

// Path is where a segment's file lies.
func (s *Snapshot) Path(segment Segment) string {
	return filepath.Join(s.dir, filepath.FromSlash(segment.Path))
}

// Paths lists the files of a fact, in the manifest's order.
func (s *Snapshot) Paths(fact string) []string {
	paths := make([]string, 0, len(s.Segments[fact]))
	for _, segment := range s.Segments[fact] {
		paths = append(paths, s.Path(segment))
	}
	return paths
}

// Attachment is where a file beside the manifest lies: rejected.jsonl, quality.json, summary.json.
func (s *Snapshot) Attachment(name string) string {
	return filepath.Join(s.dir, snapshotsFolder, s.ID(), name)
}

// Relation writes a fact as something that a DuckDB SELECT can read from: all its columns, in order, with their types; no
// rows where the snapshot has none. Of a merged fact it gives one row a key: each column from the latest import that knew it.
func (s *Snapshot) Relation(fact Fact) string {
	paths := s.Paths(fact.Name)
	if fact.Merged && len(paths) == 1 && s.Identity != "" {
		return mergedRelation(fact, paths) // two accounts of one file may be one by now
	}
	return Relation(fact, paths)
}

// Relation is Snapshot.Relation over the given files, the latest last.
func Relation(fact Fact, paths []string) string {
	if len(paths) == 0 {
		return "(SELECT " + emptyColumns(fact) + " WHERE false)"
	}
	if !fact.Merged || len(paths) == 1 {
		return "(SELECT " + quoteAll(fact.Names()) + " FROM " + Files(paths) + ")"
	}
	return mergedRelation(fact, paths)
}

// Files writes a Parquet scan over files.
func Files(paths []string) string {
	quoted := make([]string, len(paths))
	for i, path := range paths {
		quoted[i] = Literal(path)
	}
	return "read_parquet([" + strings.Join(quoted, ", ") + "], union_by_name = true)"
}

// mergedRelation prefers what was said of the account itself to what was said of one that is part of it now.
func mergedRelation(fact Fact, paths []string) string {
	columns := make([]string, 0, len(fact.Columns))
	for _, name := range fact.Names() {
		quoted := Quote(name)
		if slices.Contains(fact.Key, name) {
			columns = append(columns, quoted)
			continue
		}
		columns = append(columns, fmt.Sprintf(`first(%s ORDER BY "source_account" NULLS FIRST, "_file" DESC) FILTER (WHERE %s IS NOT NULL) AS %s`, quoted, quoted, quoted))
	}
	return "(SELECT " + strings.Join(columns, ", ") + ` FROM (SELECT *, file_index AS "_file" FROM ` + Files(paths) + ") GROUP BY " + quoteAll(fact.Key) + ")"
}

func emptyColumns(fact Fact) string {
	columns := make([]string, len(fact.Columns))
	for i, column := range fact.Columns {
		columns[i] = "NULL::" + string(column.Type) + " AS " + Quote(column.Name)
	}
	return strings.Join(columns, ", ")
}

func quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = Quote(name)
	}
	return strings.Join(quoted, ", ")
}

func decodeSnapshot(dir string, data []byte) (*Snapshot, error) {
	var m manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, err
	}
	if m.Version != 1 {
		return nil, fmt.Errorf("manifest version %d: this touchstone reads version 1", m.Version)
	}
	return &Snapshot{
		Number: m.Number, Digest: digestOf(data), Parent: m.Parent, Created: m.Created, Act: m.Act, Source: m.Source,
		Identity: m.Identity, Inputs: m.Inputs, Segments: m.Segments, dir: dir,
	}, nil
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

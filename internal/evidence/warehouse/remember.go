package warehouse

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
)

// maxRemembered is the size of an answer in bytes above which it is asked again rather than kept.
const maxRemembered = 64 << 10

// Remembering answers from a folder what was answered before: a snapshot never changes, so neither does an answer over
// it. It spares starting an engine for the few rows that one document cites. The folder is a cache: deleting it costs time only.
type Remembering struct {
	Reader
	Dir string
}

type remembered struct {
	Values []string `json:"v"`
	Nulls  []bool   `json:"n"`
}

// Read implements Reader.
func (r Remembering) Read(ctx context.Context, snapshot *Snapshot, q Question, visit func(Row) error) error {
	path, ok := r.path(snapshot, q)
	if !ok {
		return r.Reader.Read(ctx, snapshot, q, visit)
	}
	if rows, ok := load(path); ok {
		for _, row := range rows {
			if err := visit(NewRow(row.Values, row.Nulls)); err != nil {
				return err
			}
		}
		return nil
	}
	rows, size := []remembered{}, 0
	err := r.Reader.Read(ctx, snapshot, q, func(row Row) error {
		if size <= maxRemembered {
			kept := remembered{Values: make([]string, len(row.values)), Nulls: append([]bool(nil), row.nulls...)}
			for i := range row.values {
				kept.Values[i] = strings.Clone(row.values[i])
				size += len(row.values[i]) + 8
			}
			rows = append(rows, kept)
		}
		return visit(row)
	})
	if err == nil && size <= maxRemembered {
		store(path, rows)
	}
	return err
}

// path names an answer by everything that decides it; false where the snapshot has no digest (it is empty).
func (r Remembering) path(snapshot *Snapshot, q Question) (string, bool) {
	if r.Dir == "" || snapshot.Digest == "" {
		return "", false
	}
	question, err := json.Marshal(q)
	if err != nil {
		return "", false
	}
	sum := sha256.Sum256(append([]byte("rows 2 "+snapshot.Digest+" "), question...))
	name := hex.EncodeToString(sum[:16])
	return filepath.Join(r.Dir, "rows", name[:2], name[2:]+".json"), true
}

func load(path string) ([]remembered, bool) {
	data, err := os.ReadFile(path)
	if err != nil || len(data) < sumLength || string(data[:sumLength]) != sumOf(data[sumLength:]) {
		return nil, false
	}
	var rows []remembered
	return rows, json.Unmarshal(data[sumLength:], &rows) == nil
}

// An answer's file begins with the sum of the rest: a damaged one is as good as none.
const sumLength = 16

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:sumLength/2])
}

// store keeps an answer. A cache that cannot be written is no error: it is slower next time.
func store(path string, rows []remembered) {
	data, err := json.Marshal(rows)
	if err != nil || os.MkdirAll(filepath.Dir(path), 0o755) != nil {
		return
	}
	_ = atomicfile.Write(path, append([]byte(sumOf(data)), data...), 0o600)
}

// Package file resolves file references: an attachment in the account's folder by its digest, its words, one of its
// lines, or one cell of a CSV file.
package file

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// maxWords is how much of a file counts as its words.
const maxWords = 4 << 20

// Source resolves file references against a workspace.
type Source struct{ Workspace *workspace.Workspace }

// Schemes implements evidence.Source.
func (s *Source) Schemes() []string { return []string{"file"} }

// Resolve implements evidence.Source.
func (s *Source) Resolve(_ context.Context, requests []evidence.Request) ([]evidence.Record, error) {
	records := make([]evidence.Record, len(requests))
	for i, request := range requests {
		records[i] = s.resolve(request)
	}
	return records, nil
}

func (s *Source) resolve(request evidence.Request) evidence.Record {
	name, data, err := s.read(request)
	if err != nil {
		return evidence.Missing("%v", err)
	}
	sum := sha256.Sum256(data)
	digest := hex.EncodeToString(sum[:])
	record := evidence.Record{Origin: name, Digest: "sha256:" + digest, Values: []evidence.Param{{Key: "digest", Value: request.Ref.Value("digest")}}}
	written, given := request.Ref.Get("digest")
	if want := strings.TrimSuffix(strings.TrimPrefix(written, "sha256:"), "…"); given && (len(want) < 4 || !strings.HasPrefix(digest, want)) {
		return evidence.Contradicted("%s is no longer the file that was cited: its digest is sha256:%s…", name, digest[:12])
	}
	record.Text, err = words(data, request.Ref)
	if err != nil {
		return evidence.Missing("%s: %v", name, err)
	}
	if !given {
		record.Verdict, record.Reason = evidence.Unverified, fmt.Sprintf("the reference has no digest, so the file may have changed; add digest=sha256:%s", digest[:12])
	}
	return record
}

// read looks beside the document first, then in its account's folder, then from the workspace's root.
func (s *Source) read(request evidence.Request) (string, []byte, error) {
	id := request.Ref.ID
	if id == "" || path.IsAbs(id) {
		return "", nil, fmt.Errorf("file %q is no path relative to the document", id)
	}
	places := []string{path.Join(path.Dir(request.Path), id)}
	if account, err := s.Workspace.Account(request.Account); err == nil {
		places = append(places, path.Join(account.Dir, id))
	}
	places = append(places, path.Clean(id))
	for _, name := range places {
		data, err := s.Workspace.ReadFile(name)
		if err == nil {
			return name, data, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", nil, err
		}
	}
	return "", nil, fmt.Errorf("there is no file %s beside the document, in its account's folder or at the root", id)
}

// words are what a number of the claim may stand in: the whole file, the line of line=N, or the cell of cell=B7 (a
// column's letters and a row's number, the header being row 1).
func words(data []byte, ref evidence.Ref) (string, error) {
	if line, ok := ref.Get("line"); ok {
		n, err := strconv.Atoi(line)
		lines := strings.Split(string(data), "\n")
		if err != nil || n < 1 || n > len(lines) {
			return "", fmt.Errorf("it has no line %s", line)
		}
		return lines[n-1], nil
	}
	if cell, ok := ref.Get("cell"); ok {
		return cellOf(data, cell)
	}
	return string(data[:min(len(data), maxWords)]), nil
}

func cellOf(data []byte, cell string) (string, error) {
	letters := strings.TrimRight(cell, "0123456789")
	row, err := strconv.Atoi(cell[len(letters):])
	column := 0
	for _, r := range strings.ToUpper(letters) {
		if r < 'A' || r > 'Z' || column > 1<<20 {
			return "", fmt.Errorf("cell=%s is no cell such as B7", cell)
		}
		column = column*26 + int(r-'A') + 1
	}
	if err != nil || row < 1 || column < 1 {
		return "", fmt.Errorf("cell=%s is no cell such as B7", cell)
	}
	reader := csv.NewReader(bytes.NewReader(data))
	reader.FieldsPerRecord = -1
	for i := 1; ; i++ {
		record, err := reader.Read()
		if err != nil {
			return "", fmt.Errorf("it has no cell %s", cell)
		}
		if i == row && column <= len(record) {
			return record[column-1], nil
		}
	}
}

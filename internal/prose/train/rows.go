package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
)

// row is one labelled text.
type row struct {
	Text    string `json:"text"`
	Context string `json:"context"`
	Label   string `json:"label"`
	Source  struct {
		Dataset string `json:"dataset"`
		File    string `json:"file"`
		Line    int    `json:"line"`
	} `json:"source"`
}

// document names the source document, so that no document stands on both sides of a fold.
func (r row) document() string {
	if filepath.Ext(r.Source.File) == ".csv" {
		return fmt.Sprint(r.Source.Dataset, r.Source.File, r.Source.Line)
	}
	return r.Source.Dataset + r.Source.File
}

// readRows reads <set>.*.jsonl of dir in name order. A folder that is not there has no rows.
func readRows(dir, set string) ([]row, error) {
	files, err := filepath.Glob(filepath.Join(dir, set+".*jsonl"))
	if err != nil {
		return nil, err
	}
	sort.Strings(files)
	var rows []row
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		lines := bufio.NewScanner(f)
		for n := 1; lines.Scan(); n++ {
			var r row
			if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
				f.Close()
				return nil, fmt.Errorf("%s:%d: %w", file, n, err)
			}
			rows = append(rows, r)
		}
		err = lines.Err()
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return rows, nil
}

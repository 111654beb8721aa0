package review

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"sort"

	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// BaselineFile holds the findings that a workspace lived with when it began: `check --new` shows only others. It is tracked by git.
const BaselineFile = "touchstone-baseline.json"

type baseline struct {
	Version  int             `json:"version"`
	Findings []baselineEntry `json:"findings"`
}

type baselineEntry struct {
	Path        string `json:"path"`
	Rule        string `json:"rule"`
	Fingerprint string `json:"fingerprint"`
}

// Baseline is the file's content for what was found.
func Baseline(found *Report) ([]byte, error) {
	b := baseline{Version: 1, Findings: []baselineEntry{}}
	prints := rule.Fingerprints(found.Findings, found.Sources)
	for i, f := range found.Findings {
		b.Findings = append(b.Findings, baselineEntry{f.Path, f.Rule, prints[i]})
	}
	sort.Slice(b.Findings, func(i, j int) bool {
		x, y := b.Findings[i], b.Findings[j]
		return x.Path+x.Rule+x.Fingerprint < y.Path+y.Rule+y.Fingerprint
	})
	data, err := json.MarshalIndent(b, "", "  ")
	return append(data, '\n'), err
}

// OnlyNew is the report without the findings of the workspace's baseline.
func OnlyNew(found *Report, w *workspace.Workspace) (*Report, error) {
	data, err := w.ReadFile(BaselineFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no %s\nhint: `touchstone check --write-baseline` writes one", BaselineFile)
	}
	if err != nil {
		return nil, err
	}
	var b baseline
	if err := json.Unmarshal(data, &b); err != nil {
		return nil, fmt.Errorf("%s: %w", BaselineFile, err)
	}
	old := map[string]bool{}
	for _, e := range b.Findings {
		old[e.Fingerprint] = true
	}
	fresh := *found
	fresh.Findings = nil
	prints := rule.Fingerprints(found.Findings, found.Sources)
	for i, f := range found.Findings {
		if !old[prints[i]] {
			fresh.Findings = append(fresh.Findings, f)
		}
	}
	return &fresh, nil
}

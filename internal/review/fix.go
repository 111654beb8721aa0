package review

import (
	"fmt"
	"maps"
	"slices"
	"sort"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// Fixed is a document with its safe fixes applied.
type Fixed struct {
	Path  string
	Text  []byte
	Count int // findings mended
}

// Fixes applies the safe fixes of the findings, and touches no other byte. Of two fixes that overlap (insertions at one place do not) the first in the document counts;
// the other is offered again by the next check. Suppressed findings are left alone.
func Fixes(found *Report) ([]Fixed, error) {
	edits := map[string][]markdown.Edit{}
	counts := map[string]int{}
	for _, f := range found.Findings {
		if f.Suppressed != "" || len(f.Fix) == 0 || clashes(edits[f.Path], f.Fix) {
			continue
		}
		edits[f.Path] = append(edits[f.Path], f.Fix...)
		counts[f.Path]++
	}
	var fixed []Fixed
	for _, path := range slices.Sorted(maps.Keys(edits)) {
		text, err := markdown.Apply(found.Sources[path].Source, edits[path])
		if err != nil {
			return nil, fmt.Errorf("fix %s: %w", path, err)
		}
		fixed = append(fixed, Fixed{Path: path, Text: text, Count: counts[path]})
	}
	return fixed, nil
}

func clashes(taken, wanted []markdown.Edit) bool {
	for _, w := range wanted {
		for _, t := range taken {
			if w.Start < t.End && t.Start < w.End || w.Start == t.Start && (w.Len() > 0 || t.Len() > 0) {
				return true
			}
		}
	}
	return !sort.SliceIsSorted(wanted, func(i, j int) bool { return wanted[i].End <= wanted[j].Start })
}

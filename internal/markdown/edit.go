package markdown

import (
	"cmp"
	"fmt"
	"slices"
)

// Edit replaces the bytes of Span with New.
type Edit struct {
	Span
	New string
}

// Apply splices edits into source; every byte outside them stays. Edits may come in any order; two that overlap are an
// error, two insertions at one place stay in the order given.
func Apply(source []byte, edits []Edit) ([]byte, error) {
	sorted := append([]Edit(nil), edits...)
	slices.SortStableFunc(sorted, func(a, b Edit) int { // what is inserted at a place before what is replaced there
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	size := len(source)
	for i, e := range sorted {
		if e.Start < 0 || e.End < e.Start || e.End > len(source) {
			return nil, fmt.Errorf("edit of bytes %d to %d: outside the document of %d bytes", e.Start, e.End, len(source))
		}
		if i > 0 && e.Start < sorted[i-1].End {
			return nil, fmt.Errorf("edit of bytes %d to %d: overlaps that of %d to %d", e.Start, e.End, sorted[i-1].Start, sorted[i-1].End)
		}
		size += len(e.New) - e.Len()
	}
	out := make([]byte, 0, size)
	at := 0
	for _, e := range sorted {
		out = append(out, source[at:e.Start]...)
		out = append(out, e.New...)
		at = e.End
	}
	return append(out, source[at:]...), nil
}

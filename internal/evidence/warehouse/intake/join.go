package intake

import (
	"context"
	"fmt"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// Many small imports would leave many small segments, each of which every scan opens. An import therefore joins runs of neighbours of one source and of
// one size: below joinRows rows, below eight times as many, and so on up to joinMost. A row is written again once a size at the most, whatever was
// joined lies untouched for the snapshots that name it, and rows keep the order of their arrival.
const (
	joinLeast = 8
	joinRows  = 4 << 10
	joinMost  = 2 << 20
)

// runOfSmall finds neighbours to join, the smallest sizes first.
func runOfSmall(list []warehouse.Segment) (from, to int, ok bool) {
	for rows := int64(joinRows); rows <= joinMost; rows *= joinLeast {
		for from = 0; from < len(list); from = max(to, from+1) {
			for to = from; to < len(list) && list[to].Rows < rows && list[to].Source == list[from].Source; {
				to++
			}
			if to-from >= joinLeast {
				return from, to, true
			}
		}
	}
	return 0, 0, false
}

// joinSmall joins what there is to join and returns, by fact, the segments that were joined. Of facts whose sources each know a part of a row, the order of
// segments says who knows better: they stay as they are.
func (r *run) joinSmall(ctx context.Context) (map[string][]warehouse.Segment, error) {
	gone := map[string][]warehouse.Segment{}
	for _, fact := range warehouse.Facts() {
		if fact.Merged {
			continue
		}
		list := r.segments[fact.Name]
		for from, to, ok := runOfSmall(list); ok; from, to, ok = runOfSmall(list) {
			r.report("joining "+fact.Name, 0, 0)
			one, err := r.join(ctx, fact, list[from:to])
			if err != nil {
				return nil, fmt.Errorf("join segments of %s: %w", fact.Name, err)
			}
			gone[fact.Name] = append(gone[fact.Name], list[from:to]...)
			list = slices.Concat(list[:from], one, list[to:])
		}
		r.segments[fact.Name] = list
	}
	return gone, nil
}

func (r *run) join(ctx context.Context, fact warehouse.Fact, list []warehouse.Segment) ([]warehouse.Segment, error) {
	var paths []string
	for _, segment := range list {
		paths = append(paths, r.act.Path(segment))
	}
	path := r.scratch("joined")
	if err := r.writer.copyTo(ctx, "SELECT "+quoted(fact.Names())+" FROM "+warehouse.Files(paths), path); err != nil {
		return nil, err
	}
	return keepFile(ctx, r.writer, r.act, fact, list[0].Source, path)
}

// discard removes the joined segments that no snapshot names: those that this import itself wrote.
func (r *run) discard(joined map[string][]warehouse.Segment) error {
	for fact, list := range joined {
		for _, segment := range list {
			if slices.ContainsFunc(r.segments[fact], func(s warehouse.Segment) bool { return s.Path == segment.Path }) {
				continue
			}
			if err := r.act.Discard(fact, segment); err != nil {
				return fmt.Errorf("join segments of %s: %w", fact, err)
			}
		}
	}
	return nil
}

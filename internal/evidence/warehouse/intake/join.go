package intake

import (
	"context"
	"fmt"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// Many small imports would leave many small segments, each of which every scan opens. An import therefore joins runs of neighbours of one source and of
// one size: below joinRows rows, below eight times as many, and so on up to joinMost. None of them may hold more than half of all their rows: a row that
// is written again stands in a segment of twice the size at least, so it is written again a few times and not once an import. Whatever was joined lies
// untouched for the snapshots that name it, and rows keep the order of their arrival.
const (
	joinLeast = 8
	joinRows  = 4 << 10
	joinMost  = 2 << 20
)

// runOfSmall finds neighbours to join, the smallest sizes first.
func runOfSmall(list []warehouse.Segment) (from, to int, ok bool) {
	for rows := int64(joinRows); rows <= joinMost; rows *= joinLeast {
		for from = 0; from < len(list); from = max(to, from+1) {
			var all, largest int64
			for to = from; to < len(list) && list[to].Rows < rows && list[to].Source == list[from].Source; to++ {
				all, largest = all+list[to].Rows, max(largest, list[to].Rows)
			}
			if to-from >= joinLeast && 2*largest <= all {
				return from, to, true
			}
		}
	}
	return 0, 0, false
}

// joinSmall joins what there is to join and returns, by fact, the segments that were joined.
func (r *run) joinSmall(ctx context.Context) (map[string][]warehouse.Segment, error) {
	gone := map[string][]warehouse.Segment{}
	for _, fact := range warehouse.Facts() {
		list := r.segments[fact.Name]
		for from, to, ok := runOfSmall(list); ok; from, to, ok = runOfSmall(list) {
			if single, err := r.oneRowAKey(ctx, fact, list[from:to]); err != nil || !single {
				if err != nil {
					return nil, err
				}
				break
			}
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

// oneRowAKey reports whether the segments may be joined as far as their keys go. Of facts whose sources each know a part of a row, the order of segments
// says who knows better. Neighbours of one source keep their place among the others; among themselves they have nothing to say of one another only where
// each key stands once.
func (r *run) oneRowAKey(ctx context.Context, fact warehouse.Fact, list []warehouse.Segment) (bool, error) {
	if !fact.Merged {
		return true, nil
	}
	again, err := r.writer.number(ctx, "SELECT count(*) - count(DISTINCT hash("+quoted(fact.Key)+")) FROM "+warehouse.Files(r.paths(list)))
	return again == 0, err
}

func (r *run) paths(list []warehouse.Segment) []string {
	paths := make([]string, len(list))
	for i, segment := range list {
		paths[i] = r.act.Path(segment)
	}
	return paths
}

func (r *run) join(ctx context.Context, fact warehouse.Fact, list []warehouse.Segment) ([]warehouse.Segment, error) {
	path := r.scratch("joined")
	if err := r.writer.copyTo(ctx, "SELECT "+quoted(fact.Names())+" FROM "+warehouse.Files(r.paths(list)), path); err != nil {
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

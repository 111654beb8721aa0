package rollup

import (
	"context"
	"sort"

	"github.com/zeebo/xxh3"

	"github.com/touchstone-cs/touchstone/internal/metric"
)

// userSet is the set of (account, user) pairs that a lookup selects.
type userSet struct {
	byAccount map[string][]xxh3.Uint128 // sorted
}

func (s *userSet) has(account string, user xxh3.Uint128) bool {
	list := s.byAccount[account]
	i := sort.Search(len(list), func(i int) bool { return !less(list[i], user) })
	return i < len(list) && list[i] == user
}

// userSet asks Base for a lookup's rows, once an engine.
func (e *Engine) userSet(ctx context.Context, l metric.Lookup) (*userSet, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if s, ok := e.sets[l.String()]; ok {
		return s, nil
	}
	results, err := e.Base.Run(ctx, []metric.Scan{{Fact: l.Fact, Keys: l.Columns, Filter: l.Filter}})
	if err != nil {
		return nil, err
	}
	s := &userSet{byAccount: map[string][]xxh3.Uint128{}}
	for i := range results[0].Len() {
		row := results[0].Row(i)
		if row[0].Known() && row[1].Known() {
			s.byAccount[row[0].Text] = append(s.byAccount[row[0].Text], xxh3.HashString128(row[1].Text))
		}
	}
	for _, list := range s.byAccount {
		sort.Slice(list, func(i, j int) bool { return less(list[i], list[j]) })
	}
	if e.sets == nil {
		e.sets = map[string]*userSet{}
	}
	e.sets[l.String()] = s
	return s, nil
}

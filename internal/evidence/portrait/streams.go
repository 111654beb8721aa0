package portrait

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/signal/outlook"
)

// mostADay is how many events of one person on one day are told apart: beyond it a machine is counting.
const mostADay = 20

// Streams reads the whole history of use as the outlook sees it: who used the product on which day, and how often. The streams are in the
// order of the accounts.
func Streams(ctx context.Context, desk *measure.Desk, snapshot *warehouse.Snapshot) ([]outlook.Stream, error) {
	if snapshot.Number == 0 {
		return nil, nil
	}
	engine, err := desk.Engine(snapshot)
	if err != nil {
		return nil, err
	}
	scan := metric.Scan{Fact: "events", Time: "time", Daily: true, Zone: desk.Zone, Keys: []string{"account", "user"}, Aggregates: []metric.Aggregate{{Op: metric.Count}}}
	results, err := engine.Run(ctx, []metric.Scan{scan})
	if err != nil {
		return nil, fmt.Errorf("history of use: %w", err)
	}
	events, users := map[string][]outlook.Event{}, map[string]int32{}
	for i := range results[0].Len() {
		row := results[0].Row(i)
		name := row[1].Text + "\x00" + row[2].Text
		user, ok := users[name]
		if !ok {
			user = int32(len(users))
			users[name] = user
		}
		e := outlook.Event{Day: outlook.Day(row[0].Int), User: user}
		for range min(row[3].Int, mostADay) {
			events[row[1].Text] = append(events[row[1].Text], e)
		}
	}
	out := make([]outlook.Stream, 0, len(events))
	for _, account := range slices.Sorted(maps.Keys(events)) {
		out = append(out, outlook.NewStream(account, events[account]))
	}
	return out, nil
}

package intake

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// TestJoiningCostsLittle: however many rows the deliveries have, few segments are left, and what is joined is written again a few times, not once a
// delivery.
func TestJoiningCostsLittle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		least := rapid.SampledFrom([]int64{1, 700, 2_000, 5_000, 60_000, 250_000}).Draw(t, "least")
		most := least * rapid.SampledFrom([]int64{1, 2, 20}).Draw(t, "spread")
		deliveries := rapid.IntRange(50, 800).Draw(t, "deliveries")
		var list []warehouse.Segment
		var all, written int64
		widest := 0
		for range deliveries {
			rows := rapid.Int64Range(least, most).Draw(t, "rows")
			all += rows
			list = append(list, warehouse.Segment{Rows: rows, Source: "s"})
			for from, to, ok := runOfSmall(list); ok; from, to, ok = runOfSmall(list) {
				var joined int64
				for _, s := range list[from:to] {
					joined += s.Rows
				}
				written += joined
				list = slices.Concat(list[:from], []warehouse.Segment{{Rows: joined, Source: "s"}}, list[to:])
			}
			widest = max(widest, len(list)-int(all/joinMost)) // what is large enough is left alone
		}
		if written > 8*all {
			t.Errorf("%d rows were written %.1f times over", all, float64(written)/float64(all))
		}
		if widest > 64 {
			t.Errorf("%d segments beside the large ones", widest)
		}
	})
}

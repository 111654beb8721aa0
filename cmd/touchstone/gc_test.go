package main

import (
	"testing"

	"pgregory.net/rapid"
)

// TestHeapGrowth: what lives fills five times its room at most and twice at least, and comfortable where that lies between.
func TestHeapGrowth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		live := float64(rapid.Uint64Range(1<<10, 1<<36).Draw(t, "live"))
		next := live * (1 + float64(percent(uint64(live)))/100)
		within := max(2*live, min(5*live, comfortable))
		if next > within || next < .99*within {
			t.Fatalf("%.0f bytes live: the next collection at %.0f; want %.0f", live, next, within)
		}
	})
}

package tagger

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestTableHoldsWhatTheMapHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := map[uint64]*[classes]float32{}
		for _, key := range rapid.SliceOf(rapid.Uint32Range(0, 500)).Draw(t, "keys") {
			weights[uint64(key)] = &[classes]float32{float32(key)}
		}
		table := newTable(weights)
		for key := range uint64(501) {
			got, want := table.row(key), weights[key]
			if (got == nil) != (want == nil) || got != nil && *got != *want {
				t.Fatalf("%d: %v, want %v", key, got, want)
			}
		}
		if len(table.keys()) != len(weights) {
			t.Fatalf("%d keys, want %d", len(table.keys()), len(weights))
		}
	})
}

// The words that a phrase is not begun with are passed over: every phrase of the dictionaries must be found still.
func TestPhrasesAreFound(t *testing.T) {
	d := loaded()
	all := lines(placeList)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(all).Draw(t, "place")
		tokens := tokenize(name)
		want := ""
		for i, joined := 0, ""; i < len(tokens) && i < 9; i++ { // as it was read before any word was remembered
			if i > 0 {
				joined += strings.Repeat(" ", min(tokens[i].start-tokens[i-1].end, 1))
			}
			joined += tokens[i].lower
			if k := d.name(joined); k != "" {
				want = k
			}
			if i > 0 && !d.opens(joined) {
				break
			}
		}
		got := see(name, tokens, nil).all[0].phrase
		if utf8.ValidString(name) && strings.TrimSuffix(got, "b") != want {
			t.Fatalf("%q: %q, want %q", name, got, want)
		}
	})
}

package tagger

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestDictionaryIsItsList holds the index to the plain list.
func TestDictionaryIsItsList(t *testing.T) {
	d := loaded()
	words, beginnings := map[string]bool{}, map[string]bool{}
	for _, line := range lines(placeList) {
		words[line] = true
		for i := range line {
			if line[i] == ' ' || line[i] == '-' {
				beginnings[line[:i]] = true
			}
		}
	}
	all := lines(placeList)
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.SampledFrom(all), rapid.StringMatching(`[a-z -]{0,9}`)).Draw(t, "word")
		word = word[:rapid.IntRange(0, len(word)).Draw(t, "cut")] + rapid.SampledFrom([]string{"", "", "x", "\n"}).Draw(t, "end")
		if got := d.place.has(word); got != words[word] {
			t.Fatalf("has %q: %v", word, got)
		}
		if got := d.place.begins(word); got != beginnings[word] {
			t.Fatalf("begins %q: %v", word, got)
		}
	})
	if strings.Count(placeList, "\n") != len(words) {
		t.Error("the list names a place twice")
	}
}

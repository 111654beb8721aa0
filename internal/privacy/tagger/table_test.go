package tagger

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestTableHoldsWhatTheMapHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := map[uint64]*[classes]float32{}
		for _, key := range rapid.SliceOf(rapid.OneOf(rapid.Uint32Range(0, 500), rapid.Uint32(), rapid.Just(uint32(mask)))).Draw(t, "keys") {
			weights[uint64(key)] = &[classes]float32{float32(key%30) / scale, -1}
		}
		made := newTable(weights)
		read, err := readTable(made.data)
		if err != nil || read.count() != len(weights) {
			t.Fatalf("%d keys, want %d: %v", read.count(), len(weights), err)
		}
		for key := range uint64(501) {
			if weights[key] == nil && read.row(uint32(key)) != nil {
				t.Fatalf("%d: weights of nothing", key)
			}
		}
		for key, want := range weights {
			var got [classes]float32
			if row := read.row(uint32(key)); row != nil {
				for c := range classes {
					got[c] = float32(int8(row[c])) / scale
				}
			}
			if got != *want {
				t.Fatalf("%d: %v, want %v", key, got, *want)
			}
		}
	})
}

func TestATableOutOfOrderIsRefused(t *testing.T) {
	whole := newTable(map[uint64]*[classes]float32{7: {1}, 9: {2}}).data
	whole[bytesOfKey] = 9
	if _, err := readTable(whole); err == nil {
		t.Error("a table with a key twice was read")
	}
}

// The dictionaries are searched by halves: what is not in order is not found.
func TestDictionariesAreInOrder(t *testing.T) {
	for _, list := range []string{firstList, lastList, placeList, countryList, commonList} {
		all := lines(list)
		for i, line := range all {
			if line == "" || i > 0 && line <= all[i-1] {
				t.Errorf("line %d: %q", i+1, line)
			}
		}
		if !strings.HasSuffix(list, "\n") {
			t.Error("no end of the last line")
		}
	}
}

func TestDictionaryHoldsWhatItsLinesAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfDistinct(rapid.StringMatching(`[a-c]([a-c é'.-]{0,3}[a-cé])?`), rapid.ID[string]).Draw(t, "words")
		slices.Sort(words)
		var d dictionary
		for _, w := range words {
			d += dictionary(w + "\n")
		}
		asked := append([]string{"", "\n", "zz", rapid.StringMatching(`[a-c é.-]{0,3}`).Draw(t, "other")}, words...)
		for _, w := range asked {
			begins := slices.ContainsFunc(words, func(line string) bool { return strings.HasPrefix(line, w+" ") || strings.HasPrefix(line, w+"-") })
			if d.has(w) != slices.Contains(words, w) || d.begins(w) != begins {
				t.Fatalf("%q in %q: has %v, begins %v", w, words, d.has(w), d.begins(w))
			}
		}
	})
}

// The words that a phrase is not begun with are passed over: every phrase of the dictionaries must be found still.
func TestPhrasesAreFound(t *testing.T) {
	d := loaded()
	all := lines(placeList)
	m := newMemory(nil)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom(all).Draw(t, "place")
		tokens := m.tokenize(nil, text)
		want := noPhrase
		for i, joined := 0, ""; i < len(tokens) && i < 9; i++ { // as it was read before any word was remembered
			if i > 0 {
				joined += strings.Repeat(" ", min(tokens[i].start-tokens[i-1].end, 1))
			}
			joined += tokens[i].lower
			if k := d.name(joined); k != noPhrase {
				want = k
			}
			if i > 0 && !d.opens(joined) {
				break
			}
		}
		var s sight
		m.see(&s, text, nil)
		if got := s.inner()[0].phrase; utf8.ValidString(text) && got != want && got != want+(placeBegins-place) {
			t.Fatalf("%q: %q, want %q", text, got, want)
		}
	})
}

package tagger

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// plainly scores and marks a text without anything remembered: each feature of each token is looked up.
func (m *Model) plainly(text string, hints Hints) ([]scores, []Span) {
	fresh := newMemory(&m.weights)
	var s sight
	fresh.see(&s, text, hints)
	if s.count() == 0 {
		return nil, nil
	}
	all := make([]scores, s.count())
	for i, o := range s.observations() {
		for c := range classes {
			all[i][c] = -m.caution[c]
		}
		for _, feature := range slices.Concat(o.lexical, o.general) {
			if row := m.weights.row(uint32(feature)); row != nil {
				for c := range classes {
					all[i][c] += int32(int8(row[c]))
				}
			}
		}
	}
	return all, spansOf(s.inner(), fresh.decode(all, &m.transition))
}

// What is remembered of other texts changes nothing: the scores and the spans are those of every feature looked up. One memory reads all texts that
// are drawn.
func TestRememberedIsLookedUp(t *testing.T) {
	m, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	parts := []string{"Dana", "Ruiz", "DANA", "dana", "the", "The", "in", "New", "York", "new", "york", "Porto", "Baden", "-", "17", "2026", ".", ",", "^", "$", "@", "Harbour", "Street",
		"Ltd", "Mr", "O'Brien", "it's", "é", "氏名", "\n", "\n\n", "☎", "\xff", "\u00a0", "GmbH", "of", "United", "Kingdom", "Stratford", "upon", "Avon", "+46", "8", "called"}
	classesOf := []string{"", "", "", "PHONE", "phone", "DATE", "URL"}
	memory := newMemory(&m.weights)
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for _, part := range rapid.SliceOfN(rapid.SampledFrom(parts), 0, 30).Draw(t, "parts") {
			b.WriteString(part + rapid.SampledFrom([]string{" ", " ", " ", ""}).Draw(t, "gap"))
		}
		text := b.String()
		shift := rapid.IntRange(0, 1000).Draw(t, "hints")
		hints := func(start, end int) string { return classesOf[(start*7+end+shift)%len(classesOf)] }
		if shift%2 == 0 {
			hints = nil
		}
		want, spans := m.plainly(text, hints)
		if got := m.Tag(text, hints); !slices.Equal(got, spans) {
			t.Fatalf("%q: %v, want %v", text, got, spans)
		}
		memory.see(&memory.sight, text, hints)
		if memory.sight.count() > 0 && !slices.Equal(memory.score(&m.caution), want) {
			t.Fatalf("%q: scores %v, want %v", text, memory.scores, want)
		}
	})
}

// A memory that is full is left for a new one, and says the same.
func TestAFullMemoryForgets(t *testing.T) {
	m, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	full := newMemory(&m.weights)
	for i := range mostWords + 1 {
		full.word(strings.Repeat("x", i%97) + string(rune('a'+i%26)) + string(rune(0x4e00+i%20000)))
		full.sums[sumKey{a: uint32(i)}] = sum{}
	}
	if !full.full() {
		t.Fatal("it is not full")
	}
	m.memories.Put(full)
	const text = "Maria Lindqvist called from Gothenburg."
	_, want := m.plainly(text, nil)
	if got := m.Tag(text, nil); len(got) == 0 || !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

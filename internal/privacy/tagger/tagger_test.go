package tagger_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/privacy/tagger"
)

func none(int, int) string { return "" }

// examples are sentences of two sorts: a person who called, and a place where something lies.
func examples(n int) []tagger.Example {
	people, places := strings.Fields("Maria Joakim Amina Pieter Tomasz Ines"), strings.Fields("Malmö Porto Gdańsk Utrecht Leeds Turku")
	var out []tagger.Example
	for i := range n {
		person, place := people[i%len(people)], places[i*5%len(places)]
		text := fmt.Sprintf("%s called us about the depot in %s yesterday.", person, place)
		at := strings.Index(text, place)
		out = append(out, tagger.Example{Text: text, Hints: none, Spans: []tagger.Span{{Type: "PERSON", Start: 0, End: len(person)}, {Type: "LOCATION", Start: at, End: at + len(place)}}})
	}
	return out
}

// TestATrainedModelTagsWhatItHasNotSeen: the words around carry over to other names; the same seed gives the same bytes,
// and what was written reads back as the same model.
func TestATrainedModelTagsWhatItHasNotSeen(t *testing.T) {
	train := func() *tagger.Model { return tagger.Train(examples(60), 5, rand.New(rand.NewPCG(1, 2))) }
	var first, second bytes.Buffer
	model := train()
	if err := model.Write(&first); err != nil {
		t.Fatal(err)
	}
	if err := train().Write(&second); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same examples and seed gave two models")
	}
	read, err := tagger.Read(first.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	const text = "Birgit called us about the depot in Aarhus yesterday."
	for _, m := range []*tagger.Model{model, read} {
		got := m.Tag(text, none)
		if len(got) != 2 || got[0].Type != "PERSON" || text[got[0].Start:got[0].End] != "Birgit" || got[1].Type != "LOCATION" || text[got[1].Start:got[1].End] != "Aarhus" {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

func TestADamagedModelIsRefused(t *testing.T) {
	var whole bytes.Buffer
	if err := tagger.Train(examples(6), 1, rand.New(rand.NewPCG(1, 2))).Write(&whole); err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{0, 1, whole.Len() / 2, whole.Len() - 1} {
		if _, err := tagger.Read(whole.Bytes()[:cut]); err == nil {
			t.Errorf("a model cut off at %d of %d bytes was read", cut, whole.Len())
		}
	}
}

func FuzzTag(f *testing.F) {
	model, err := tagger.Default()
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", "Maria", "at 12 High Street,\nLeeds LS1", "\xff\x00", "氏名 山田太郎", strings.Repeat("A ", 300)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, s := range model.Tag(text, none) {
			if s.Start < end || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("%q: span %+v after %d", text, s, end)
			}
			end = s.End
		}
	})
}

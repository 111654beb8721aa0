package main

import (
	"testing"

	summary "github.com/touchstone-cs/touchstone/internal/deliverable/feedback"
	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

// TestSameWordsAreAskedOnce holds theme review to one question for the same words, the least sure first.
func TestSameWordsAreAskedOnce(t *testing.T) {
	item := func(id, body string) feedback.Item { return feedback.Item{ID: id, Body: body} }
	late, lost := []feedback.Item{item("a", "It rings late."), item("c", "it rings LATE")}, item("b", "Stops get lost.")
	placed := &summary.Placed{
		View:        &feedback.View{Themes: []feedback.ThemeView{{Doubtful: []feedback.Item{late[0], lost, late[1]}}}},
		Assignments: theme.Assignments{"a": {Confidence: .4}, "b": {Confidence: .3}, "c": {Confidence: .4}},
	}
	got := questions(placed)
	if len(got) != 2 || len(got[0].items) != 1 || got[0].items[0].ID != "b" || len(got[1].items) != 2 {
		t.Errorf("asked %v, want b alone, then a and c together", got)
	}
}

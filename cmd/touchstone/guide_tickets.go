package main

import (
	"context"
	"path"
	"path/filepath"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/deliverable/implementation"
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/evidence/ticket"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/names"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// ticketLessons reads what a workspace's tickets teach about its patterns.
func (a *app) ticketLessons(w *workspace.Workspace) *ticket.Lessons {
	lessons, _ := workspace.Memo(w, "ticket.lessons", func() (*ticket.Lessons, error) {
		store := a.warehouse(w)
		return &ticket.Lessons{
			Store: store, Reader: warehouse.Remembering{Reader: a.engine(), Dir: filepath.Join(store.Dir(), measure.CacheFolder)},
			Topic: func(pattern, except string) (ticket.Topic, error) { return topicOf(w, pattern, except) },
			Clean: func(text string) (string, bool) { return withoutPeople(w, text) },
		}, nil
	})
	return lessons
}

// lessonsOf are they, for a guide of an account.
func (a *app) lessonsOf(ctx context.Context, w *workspace.Workspace, pattern, except string) ([]ticket.Lesson, string, error) {
	return a.ticketLessons(w).Of(ctx, "", pattern, except)
}

// topicOf is what tickets about a pattern say: a phrase that its front matter lists under topics, else all words of its name,
// or an error that failed runs of it showed.
func topicOf(w *workspace.Workspace, pattern, except string) (ticket.Topic, error) {
	topic := ticket.Topic{Phrases: []string{pattern}}
	if text, err := w.ReadFile(path.Join(implementation.PatternFolder, pattern+".md")); err == nil { // a pattern without a file has its name alone
		topic.Text = string(text)
		if topics := markdown.Parse(text).Front.List("topics"); len(topics) > 0 {
			topic.Phrases = topics
		}
	}
	lessons, _, err := command.NewArchive(w).Lessons(pattern, except, command.Anonymiser(w))
	for _, lesson := range lessons {
		topic.Errors = append(topic.Errors, lesson.Symptom)
	}
	return topic, err
}

// withoutPeople takes out of a text what its customers are called, people and other personal data that nobody listed, and
// secrets. ok is false where a customer's name may still be in it.
func withoutPeople(w *workspace.Workspace, text string) (clean string, ok bool) {
	known, err := names.Finder(w)
	if err != nil {
		return "", false
	}
	detector, err := workspace.Memo(w, "privacy.detector", func() (*privacy.Detector, error) { return privacy.NewDetector(w.Config.Calendar.Country) })
	if err != nil {
		return "", false
	}
	var b strings.Builder
	at := 0
	for _, m := range known.Find(text) {
		if m.Start >= at {
			b.WriteString(text[at:m.Start] + "[customer]")
			at = m.End
		}
	}
	text = b.String() + text[at:]
	b.Reset()
	at = 0
	for _, e := range detector.Find(text) {
		if word := text[e.Start:e.End]; e.Start >= at && word != strings.ToLower(word) && !strings.Contains(word, "customer]") {
			b.WriteString(text[at:e.Start] + "[" + strings.ToLower(strings.ReplaceAll(string(e.Type), "_", " ")) + "]")
			at = e.End
		}
	}
	text = command.Anonymiser(w)(b.String() + text[at:])
	_, still := known.Names(text)
	return text, !still
}

package main

import (
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
)

// A template fulfils nothing: whatever `new` writes, no rule of its kind passes, and the front matter is whole.
func TestATemplatePassesNothing(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	w := ruletest.Workspace(t, nil)
	a := &app{}
	defer a.close()
	catalog, err := a.catalog(w)
	if err != nil {
		t.Fatal(err)
	}
	account, err := w.Account("acme")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range catalog.Kinds {
		o := review.NewOptions{Workspace: w, Account: account, Engagement: "Routing API", Period: "2026-10", Pattern: "route-upload", ID: "ESC-0001", Author: "Dana Ruiz", Now: now}
		if kind.Name == "feedback-summary" {
			o.Account, o.Period = nil, "2026-Q3"
		}
		path, err := review.New(kind, o)
		if err != nil {
			t.Errorf("%s: %v", kind.Name, err)
			continue
		}
		found, err := review.Check(t.Context(), catalog, review.CheckOptions{Workspace: w, Paths: []string{path}, Offline: true, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range kind.Rules {
			if found.Documents[0].Verdicts[r.ID] == evidence.Pass {
				t.Errorf("%s: the template passes %s (%s)", kind.Name, r.ID, r.Title)
			}
		}
		for _, f := range found.Findings {
			if f.Verdict == evidence.Violated && (f.Rule == "GL001" || f.Rule == "GL005" || f.Rule == "GL006" || f.Rule == "GL008" || f.Rule == "GL011") {
				t.Errorf("%s: %s %s", kind.Name, f.Rule, f.Message)
			}
		}
	}
}

package command

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// StaleStep is a step that no receipt proves, and why.
type StaleStep struct{ Step, Reason string }

// Stale returns the steps of a document that have to be run again in an environment, in the document's order.
func Stale(a *Archive, w *workspace.Workspace, path string, account *workspace.Account, e *Environment, steps []*step.Step, now time.Time) ([]StaleStep, error) {
	all, err := a.All(account.ID)
	if err != nil {
		return nil, err
	}
	doc, err := w.Document(path)
	if err != nil {
		return nil, err
	}
	present := Present{Steps: steps, Now: now, Product: doc.Front.Value("product")}
	if present.MaxAge, err = parseDays(e.MaxAge); err != nil {
		return nil, err
	}
	for i := range slices.Backward(all) {
		if all[i].Run.Environment.Name == e.Name {
			present.Latest = &all[i].Run
			break
		}
	}
	var stale []StaleStep
	for _, s := range steps {
		if !s.AppliesTo(e.Name) {
			continue
		}
		if reason := staleReason(all, path, e.Name, s, present); reason != "" {
			stale = append(stale, StaleStep{s.Name, reason})
		}
	}
	return stale, nil
}

// staleReason judges by the last run that holds the step.
func staleReason(all []Kept, path, environment string, s *step.Step, present Present) string {
	for i := range slices.Backward(all) {
		run := &all[i].Run
		if run.Document != path || run.Environment.Name != environment || run.Undo {
			continue
		}
		ran := run.Named(s.Name)
		if len(ran) == 0 || ran[len(ran)-1].Outcome == receipt.Skipped {
			continue
		}
		last := ran[len(ran)-1]
		if last.Outcome != receipt.Passed {
			return fmt.Sprintf("%s on %s: %s", last.Outcome, run.Started.Format(time.DateOnly), last.Reason)
		}
		return strings.Join(Lapses(run, s.Name, present), "; ")
	}
	return "never run"
}

// Cite is the reference to a whole run, or to one step of it.
func Cite(k Kept, name string) string {
	run := &k.Run
	digest := "receipt=sha256:" + k.Digest[:12]
	if run.Undo && name == "" && len(run.Steps) == 1 {
		name = run.Steps[0].Name
	}
	if rounds, matched := Rate(run); name == "" && rounds > 1 {
		return fmt.Sprintf("run:%s runs=%d matched=%d %s target=%s", k.ID(), rounds, matched, digest, run.Environment.Where)
	}
	if name == "" {
		return fmt.Sprintf("run:%s %s passed=%d failed=%d skipped=%d", k.ID(), digest, run.Count(receipt.Passed), run.Count(receipt.Failed), run.Count(receipt.Skipped))
	}
	steps := run.Named(name)
	if run.Undo && len(steps) > 0 {
		return fmt.Sprintf("run:%s/%s undo=true duration=%s %s", k.ID(), name, shortDuration(steps[len(steps)-1].Duration()), digest)
	}
	matched := 0
	for _, s := range steps {
		if s.Outcome == receipt.Passed {
			matched++
		}
	}
	return fmt.Sprintf("run:%s/%s runs=%d matched=%d %s target=%s", k.ID(), name, len(steps), matched, digest, run.Environment.Where)
}

package command

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// StaleStep is a step that no receipt proves, and why.
type StaleStep struct{ Step, Reason string }

// Stale returns the steps of a document that have to be run again in an environment, in the document's order, and of how
// many: those that run there. asked is what the environment says that it is now; nil: nobody asked.
func Stale(a *Archive, w *workspace.Workspace, path string, account *workspace.Account, e *Environment, steps []*step.Step, asked *receipt.Run, now time.Time) (stale []StaleStep, of int, err error) {
	all, err := a.All(account.ID)
	if err != nil {
		return nil, 0, err
	}
	doc, err := w.Document(path)
	if err != nil {
		return nil, 0, err
	}
	present := Present{Steps: steps, Now: now, Product: doc.Front.Value("product"), Asked: asked}
	if present.MaxAge, err = parseDays(e.MaxAge); err != nil {
		return nil, 0, err
	}
	if latest, err := a.Latest(account.ID, e.Name); err == nil && latest != nil {
		present.Latest = &latest.Run
	}
	for _, s := range steps {
		if !s.AppliesTo(e.Name) {
			continue
		}
		of++
		if reason := staleReason(all, path, e.Name, s, present); reason != "" {
			stale = append(stale, StaleStep{s.Name, reason})
		}
	}
	return stale, of, nil
}

// RanIn returns the names of the environments in which receipts say that a document ran, in order.
func RanIn(a *Archive, account, path string) ([]string, error) {
	all, err := a.All(account)
	names := make(map[string]bool)
	for _, k := range all {
		if k.Run.Document == path {
			names[k.Run.Environment.Name] = true
		}
	}
	return slices.Sorted(maps.Keys(names)), err
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

package main

import (
	"context"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/deliverable/onboarding"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// planEvidence answers what the rows of onboarding plans are bound to. Evidence
// that cannot be read leaves its rows unverified.
func (a *app) planEvidence(w *workspace.Workspace) onboarding.Evidence {
	archive, sources := command.NewArchive(w), a.sources(w)
	return onboarding.Evidence{
		Snapshot: a.latestSnapshot(w),
		Receipt: func(account string, step onboarding.Proof) (evidence.Ref, bool) {
			return lastRun(archive, account, step)
		},
		Approved: func(account, document string) ([]onboarding.Signed, error) { return a.approved(w, account, document) },
		Resolve: func(ctx context.Context, requests []evidence.Request) []evidence.Record {
			return evidence.Resolve(ctx, sources, requests)
		},
	}
}

// latestSnapshot is the warehouse's newest snapshot, "" where nothing was
// imported.
func (a *app) latestSnapshot(w *workspace.Workspace) string {
	desk, err := a.desk(w)
	if err != nil {
		return ""
	}
	snapshot, err := desk.Snapshot("")
	if err != nil || snapshot == nil {
		return ""
	}
	return snapshot.ID()
}

// lastRun is the reference to the last receipt in which a step ran.
func lastRun(archive *command.Archive, account string, step onboarding.Proof) (evidence.Ref, bool) {
	all, err := archive.All(account)
	if err != nil {
		return evidence.Ref{}, false
	}
	for _, kept := range slices.Backward(all) {
		for _, s := range kept.Run.Steps {
			if step.Ran(s.Name, s.Command) {
				return evidence.Ref{Scheme: "run", ID: kept.ID() + "/" + s.Name}, true
			}
		}
	}
	return evidence.Ref{}, false
}

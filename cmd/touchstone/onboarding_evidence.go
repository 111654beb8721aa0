package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/deliverable/onboarding"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
)

// bound asks the evidence that a plan's rows name, and measures its time to
// first value. Evidence that cannot be read leaves its rows unverified.
func (a *app) bound(ctx context.Context, o *onboardings, i int) ([]onboarding.Standing, string) {
	plan, at := o.portfolio.Plans[i].Plan, o.portfolio.Plans[i].Path
	asking := onboarding.Asking{Account: plan.Account, From: plan.Start.Date, To: o.on, Snapshot: a.latestSnapshot(o)}
	archive := command.NewArchive(o.workspace)
	asking.Receipt = func(step string) (evidence.Ref, bool) { return lastRun(archive, plan.Account, step) }
	var out []onboarding.Standing
	var requests []evidence.Request
	var refs []evidence.Ref
	bindings := plan.Bindings()
	asked := make([]int, len(bindings))
	for k, b := range bindings {
		ref, ok := b.Ref(asking)
		asked[k] = -1
		refs = append(refs, ref)
		if ok {
			asked[k] = len(requests)
			requests = append(requests, evidence.Request{Ref: ref, Path: at, Account: plan.Account})
		}
	}
	first, ok := onboarding.FirstValue(plan, asking)
	if ok {
		requests = append(requests, evidence.Request{Ref: first, Path: at, Account: plan.Account})
	}
	records := evidence.Resolve(ctx, a.sources(o.workspace), requests)
	for k, b := range bindings {
		var record *evidence.Record
		if asked[k] >= 0 {
			record = &records[asked[k]]
		}
		out = append(out, b.Judge(refs[k], record))
	}
	if !ok {
		return out, ""
	}
	value, _ := records[len(records)-1].Value("value")
	if days, err := strconv.ParseFloat(strings.TrimSuffix(value, "d"), 64); err == nil {
		return out, fmt.Sprintf("%g days after the subscription began", days)
	}
	return out, ""
}

// latestSnapshot is the warehouse's newest snapshot, "" where nothing was
// imported.
func (a *app) latestSnapshot(o *onboardings) string {
	desk, err := a.desk(o.workspace)
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
func lastRun(archive *command.Archive, account, step string) (evidence.Ref, bool) {
	all, err := archive.All(account)
	if err != nil {
		return evidence.Ref{}, false
	}
	for _, kept := range slices.Backward(all) {
		for _, s := range kept.Run.Steps {
			if s.Name == step {
				return evidence.Ref{Scheme: "run", ID: kept.ID() + "/" + step}, true
			}
		}
	}
	return evidence.Ref{}, false
}

package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/review"
)

// verifyRuns lists the steps of a document that no receipt proves any more, environment by environment.
func (a *app) verifyRuns(ctx context.Context, r *runnable, flags runFlags) error {
	if r.workspace == nil || r.account == nil {
		return errors.New("run --verify: the document belongs to no account of a workspace, so there are no receipts")
	}
	archive := command.NewArchive(r.workspace)
	environments, err := r.verified(archive, flags.environment)
	if err != nil {
		return err
	}
	again := 0
	for _, r.environment = range environments {
		var asked *receipt.Run
		if flags.environment != "" && !flags.offline {
			asked = a.askEnvironment(ctx, r, flags)
		}
		stale, of, err := command.Stale(archive, r.workspace, r.path, r.account, r.environment, r.steps, asked, a.now())
		if err != nil {
			return err
		}
		for _, one := range stale {
			fmt.Fprintf(a.stdout, "%-20s %s\n", one.Step, one.Reason)
		}
		fmt.Fprintf(a.stdout, "%d of %d steps have to be run again in %s\n", len(stale), of, r.environment.Name)
		again += len(stale)
	}
	if again > 0 {
		return review.ErrFindings
	}
	return nil
}

// verified are the environment asked for, or those that the document names or has run in, or else all that are declared.
func (r *runnable) verified(archive *command.Archive, name string) ([]*command.Environment, error) {
	names, err := command.RanIn(archive, r.account.ID, r.path)
	if err != nil {
		return nil, err
	}
	named := r.doc.Front.Value("environment")
	names = slices.DeleteFunc(names, func(ran string) bool { return ran == named || r.declared[ran] == nil })
	if named != "" {
		names = slices.Insert(names, 0, named)
	}
	if len(names) == 0 {
		names = slices.Sorted(maps.Keys(r.declared))
	}
	if name != "" || len(names) == 0 {
		names = []string{name}
	}
	var environments []*command.Environment
	for _, name := range names {
		e, err := r.findEnvironment(name)
		if err != nil {
			return nil, err
		}
		environments = append(environments, e)
	}
	return environments, nil
}

// askEnvironment asks the environment what it is now. One that cannot be asked leaves what the receipts say.
func (a *app) askEnvironment(ctx context.Context, r *runnable, flags runFlags) *receipt.Run {
	job, err := a.job(ctx, r, nil, flags)
	if err == nil {
		var asked *receipt.Run
		if asked, err = command.Ask(ctx, job); err == nil {
			return asked
		}
	}
	fmt.Fprintf(a.stderr, "touchstone: %s was not asked what it is now: %v\n", r.environment.Name, err)
	return nil
}

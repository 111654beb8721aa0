package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// fix writes the documents whose findings have safe fixes, and gives the options for checking again.
func (a *app) fix(c *cobra.Command, args []string, flags checkFlags, found *review.Report, options review.CheckOptions) (review.CheckOptions, *review.Catalog, error) {
	fixed, err := review.Fixes(found)
	if err != nil {
		return options, nil, err
	}
	var paths []string
	count := 0
	for _, f := range fixed {
		place := f.Path
		if options.Workspace != nil {
			place = options.Workspace.Path(f.Path)
		}
		info, err := os.Stat(place)
		if err != nil {
			return options, nil, fmt.Errorf("fix: %w", err)
		}
		if err := atomicfile.Write(place, f.Text, info.Mode().Perm()); err != nil {
			return options, nil, fmt.Errorf("fix %s: %w", f.Path, err)
		}
		paths = append(paths, f.Path)
		count += f.Count
	}
	fmt.Fprintf(a.stderr, "fixed %d findings in %d documents\n", count, len(paths))
	if options.Workspace != nil && len(paths) > 0 && !flags.noCommit {
		if err := a.commit(c.Context(), options.Workspace, fmt.Sprintf("check: fix %d findings", count), paths); err != nil {
			return options, nil, err
		}
	}
	return a.checkOptions(args, flags) // a snapshot of the workspace as it is now
}

// shown is the part of the report that was asked for: of a severity and above, and only what is not in the baseline.
func (a *app) shown(found *review.Report, flags checkFlags, w *workspace.Workspace) (*review.Report, error) {
	if (flags.onlyNew || flags.writeBaseline) && w == nil {
		return nil, fmt.Errorf("--new and --write-baseline: %w", workspace.ErrNone)
	}
	if flags.writeBaseline {
		data, err := review.Baseline(found)
		if err != nil {
			return nil, err
		}
		if err := atomicfile.Write(filepath.Join(w.Root, review.BaselineFile), data, 0o644); err != nil {
			return nil, fmt.Errorf("write baseline: %w", err)
		}
		fmt.Fprintf(a.stderr, "%s: %d findings are known from now on\n", review.BaselineFile, len(found.Findings))
	}
	if flags.onlyNew || flags.writeBaseline {
		fresh, err := review.OnlyNew(found, w)
		if err != nil {
			return nil, err
		}
		found = fresh
	}
	return above(found, flags.severity)
}

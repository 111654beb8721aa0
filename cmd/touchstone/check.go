package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/review/report"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

type checkFlags struct {
	format, severity, failOn string
	rules                    []string
	offline, strict          bool
	scorecard, fix, noCommit bool
	onlyNew, writeBaseline   bool
	watch                    bool
}

func (a *app) checkCommand() *cobra.Command {
	var flags checkFlags
	c := &cobra.Command{
		Use:   "check [PATH…]",
		Short: "Lint documents and verify every claim in them",
		Long: `Check reads documents, asks the evidence again and reports what does not hold.
Without a path it checks every deliverable of the workspace.

Exit status: 0 clean, 1 findings (violated, at --fail-on or above; unverified too with --strict),
2 could not do it.`,
		Example: `  touchstone check
  touchstone check customer-success/accounts/acme/health/2026-10.md
  touchstone check --format json --offline docs/
  touchstone check --rule HR012 --rule HR013
  touchstone check --fix
  touchstone check --write-baseline && touchstone check --new
  touchstone check --scorecard`,
		RunE: func(c *cobra.Command, args []string) error {
			if flags.watch {
				return a.watch(c, args, flags)
			}
			return a.check(c, args, flags)
		},
	}
	c.Flags().StringVar(&flags.format, "format", "text", "text, json, sarif, github or junit")
	c.Flags().StringSliceVar(&flags.rules, "rule", nil, "only this rule (may be repeated)")
	c.Flags().StringVar(&flags.severity, "severity", "info", "show findings of this severity and above")
	c.Flags().StringVar(&flags.failOn, "fail-on", "warning", "exit 1 for a violated finding of this severity or above: error, warning, info")
	c.Flags().BoolVar(&flags.offline, "offline", false, "do not resolve evidence; text is still compared with its footnotes")
	c.Flags().BoolVar(&flags.strict, "strict", false, "unverified findings fail too")
	c.Flags().BoolVar(&flags.scorecard, "scorecard", false, "show which bullets of the requirement are met, violated or unverified")
	c.Flags().BoolVar(&flags.fix, "fix", false, "apply safe fixes, then check what is left")
	c.Flags().BoolVar(&flags.noCommit, "no-commit", false, "with --fix: leave the files uncommitted")
	c.Flags().BoolVar(&flags.onlyNew, "new", false, "show only findings that are not in "+review.BaselineFile)
	c.Flags().BoolVar(&flags.writeBaseline, "write-baseline", false, "write "+review.BaselineFile+" from what is found now")
	c.Flags().BoolVar(&flags.watch, "watch", false, "check again whenever a file changes, until interrupted")
	return c
}

func (a *app) check(c *cobra.Command, args []string, flags checkFlags) error {
	failOn, err := rule.ParseSeverity(flags.failOn)
	if err != nil {
		return fmt.Errorf("--fail-on: %w", err)
	}
	options, catalog, err := a.checkOptions(args, flags)
	if err != nil {
		return err
	}
	write, err := a.reporter(flags, catalog)
	if err != nil {
		return err
	}
	found, err := review.Check(c.Context(), catalog, options)
	if err == nil && flags.fix {
		if options, catalog, err = a.fix(c, args, flags, found, options); err == nil {
			found, err = review.Check(c.Context(), catalog, options)
		}
	}
	if err != nil && len(found.Documents) == 0 {
		return err
	}
	shown, showErr := a.shown(found, flags, options.Workspace)
	if showErr != nil {
		return showErr
	}
	if writeErr := write(a.stdout, shown); writeErr != nil {
		return errors.Join(err, writeErr)
	}
	if err == nil && shown.Fails(failOn, flags.strict) {
		return review.ErrFindings
	}
	return err
}

func (a *app) checkOptions(args []string, flags checkFlags) (review.CheckOptions, *review.Catalog, error) {
	options := review.CheckOptions{Offline: flags.offline, Rules: flags.rules, Named: map[string]bool{}, Now: a.now(),
		Keep: flags.fix || flags.onlyNew || flags.writeBaseline || flags.format == "sarif"}
	w, err := a.open()
	if err != nil && (!errors.Is(err, workspace.ErrNone) || len(args) == 0 || a.workspaceDir != "") {
		return options, nil, err
	}
	if w != nil {
		options.Workspace = w
		err = inWorkspace(w, args, &options)
	} else {
		options.ReadFile = os.ReadFile
		err = outside(args, &options)
	}
	if err != nil {
		return options, nil, err
	}
	catalog, err := a.catalog(w)
	if err != nil {
		return options, nil, err
	}
	for _, id := range flags.rules {
		if r, _ := catalog.Rule(id); r == nil {
			return options, nil, fmt.Errorf("--rule %s: there is no such rule\nhint: `touchstone explain` lists them", id)
		}
	}
	return options, catalog, nil
}

// inWorkspace turns arguments into paths of the workspace. Files outside it are checked as files.
func inWorkspace(w *workspace.Workspace, args []string, options *review.CheckOptions) error {
	if len(args) == 0 {
		paths, err := w.Documents("")
		options.Paths, options.Whole = paths, true
		return err
	}
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return fmt.Errorf("check: %w", err)
		}
		rel, inside := w.Rel(arg)
		if !inside {
			options.Workspace, options.ReadFile, options.Paths = nil, os.ReadFile, nil
			return outside(args, options)
		}
		if !info.IsDir() {
			options.Paths = append(options.Paths, rel)
			options.Named[rel] = true
			continue
		}
		paths, err := w.Documents(rel)
		if err != nil {
			return err
		}
		options.Paths = append(options.Paths, paths...)
	}
	return nil
}

func outside(args []string, options *review.CheckOptions) error {
	for _, arg := range args {
		err := filepath.WalkDir(arg, func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() || (path != arg && !strings.HasSuffix(strings.ToLower(path), ".md")) {
				return err
			}
			options.Paths = append(options.Paths, path)
			options.Named[path] = path == arg
			return nil
		})
		if err != nil {
			return fmt.Errorf("check: %w", err)
		}
	}
	return nil
}

func (a *app) reporter(flags checkFlags, catalog *review.Catalog) (func(io.Writer, *review.Report) error, error) {
	if flags.scorecard {
		return func(w io.Writer, r *review.Report) error { return report.Scorecard(w, r, catalog.Rules()) }, nil
	}
	switch flags.format {
	case "text":
		return func(w io.Writer, r *review.Report) error {
			return report.Text(w, r, report.Style{Colour: colour(a.stdout)})
		}, nil
	case "json":
		return report.JSON, nil
	case "sarif":
		return func(w io.Writer, r *review.Report) error { return report.SARIF(w, r, catalog.Rules(), version()) }, nil
	case "github":
		return report.GitHub, nil
	case "junit":
		return report.JUnit, nil
	}
	return nil, fmt.Errorf("--format %q is none of text, json, sarif, github, junit", flags.format)
}

// above is the report with the findings of a severity and above.
func above(r *review.Report, name string) (*review.Report, error) {
	severity, err := rule.ParseSeverity(name)
	if err != nil {
		return nil, fmt.Errorf("--severity: %w", err)
	}
	shown := *r
	shown.Findings = nil
	for _, f := range r.Findings {
		if f.Severity >= severity {
			shown.Findings = append(shown.Findings, f)
		}
	}
	return &shown, nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/mapping"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/quality"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/staging"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

type importFlags struct {
	dryRun, json, undo, yes, noCommit bool
	name                              string
	memory                            string
	limit                             time.Duration
}

func (a *app) importCommand() *cobra.Command {
	var flags importFlags
	c := &cobra.Command{
		Use:   "import SOURCE PATH… | FILE…",
		Short: "Bring exports, tables and streams into the warehouse, as one snapshot",
		Long: `Import reads files (CSV, JSON Lines, JSON, Parquet; gzip and zstd of them), folders, globs, a
PostgreSQL address (postgres://…; the password from PGPASSWORD or a pgpass file) or standard
input (-) through the mapping sources/SOURCE.yaml. A file whose layout no mapping is named for
gets a proposal: ten mapped rows are shown, and nothing is kept without --yes.

Each row is added once, however often it is imported. A row with a key replaces its older self;
old snapshots answer as before. A killed import leaves the warehouse as it was.

Exit status: 0 imported, nothing was new, or nothing was to be kept (--dry-run); 1 a proposal was
shown and waits for --yes; 2 could not do it.`,
		Example: `  touchstone import zendesk exports/zendesk/
  touchstone import usage-2026-10.csv.gz            # unknown layout: shows a proposal
  touchstone import usage-2026-10.csv.gz --yes      # keeps it, writes sources/usage.yaml
  touchstone import crm postgres://reader@db.example/crm
  tap-zendesk | touchstone import zendesk -
  touchstone import --undo`,
		ValidArgsFunction: func(c *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveDefault
			}
			return mapping.Shipped(), cobra.ShellCompDirectiveDefault
		},
		RunE: func(c *cobra.Command, args []string) error { return a.importRun(c.Context(), args, flags) },
	}
	c.Flags().BoolVar(&flags.dryRun, "dry-run", false, "do everything but keeping, and show the first rows")
	jsonFlag(c, &flags.json)
	c.Flags().BoolVar(&flags.undo, "undo", false, "take the last import back")
	c.Flags().BoolVarP(&flags.yes, "yes", "y", false, "keep a proposed mapping and import by it")
	c.Flags().BoolVar(&flags.noCommit, "no-commit", false, "leave a proposed mapping uncommitted")
	c.Flags().StringVar(&flags.name, "name", "", "the name of a proposed mapping (default: the file's)")
	c.Flags().StringVar(&flags.memory, "memory", "2GB", "most memory that an engine may take")
	c.Flags().DurationVar(&flags.limit, "time-limit", time.Hour, "most time that the import may take")
	return c
}

func (a *app) importRun(ctx context.Context, args []string, flags importFlags) error {
	w, err := a.open()
	if err != nil {
		return err
	}
	if flags.undo {
		if len(args) > 0 {
			return errors.New("import --undo takes no files: it takes the last import back")
		}
		return a.importUndo(ctx, w, flags)
	}
	if len(args) == 0 {
		return errors.New("import: no files\nhint: touchstone import SOURCE PATH…, or touchstone import FILE… for a layout without a mapping")
	}
	m, err := sourceMapping(w, args[0])
	if err != nil {
		return err
	}
	if m == nil {
		return a.importUnknown(ctx, w, args, flags)
	}
	if len(args) == 1 {
		return fmt.Errorf("import %s: no paths\nhint: touchstone import %s exports/", args[0], args[0])
	}
	return a.importBy(ctx, w, m, args[1:], flags)
}

// sourceMapping finds sources/NAME.yaml in the workspace, else a shipped mapping; nil where name is none of them.
func sourceMapping(w *workspace.Workspace, name string) (*mapping.Mapping, error) {
	file := path.Join("sources", name+".yaml")
	if strings.ContainsAny(name, `/\`) || name == "-" || staging.IsPostgres(name) {
		return nil, nil
	}
	data, err := w.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		if data, err = mapping.ShippedText(name); err != nil {
			if _, statErr := os.Stat(name); statErr != nil && !strings.ContainsAny(name, "*?[.") {
				return nil, fmt.Errorf("import: %s is neither a mapping nor a file\nhint: mappings: %s", name, strings.Join(mapping.Shipped(), ", "))
			}
			return nil, nil
		}
	} else if err != nil {
		return nil, err
	}
	m, err := mapping.Parse(file, data)
	if err == nil && m.Name != name {
		return nil, fmt.Errorf("%s:1: source is %q: it must be the file's name, %q", file, m.Name, name)
	}
	return m, err
}

// identity is the workspace's map of other names for accounts.
func identity(w *workspace.Workspace) (intake.Identity, error) {
	accounts, err := w.Accounts()
	if err != nil {
		return intake.Identity{}, err
	}
	names := map[string]string{}
	for _, account := range accounts {
		for _, other := range append(append([]string(nil), account.Aliases...), account.Formerly...) {
			if holder, taken := names[other]; taken && holder != account.ID {
				return intake.Identity{}, fmt.Errorf("%s:%d: %q is another name of %s already", account.Path, account.Line("aliases"), other, holder)
			}
			if other != account.ID {
				names[other] = account.ID
			}
		}
		if account.MergedInto != "" {
			names[account.ID] = account.MergedInto
		}
	}
	return intake.NewIdentity(names)
}

func (a *app) importOptions(w *workspace.Workspace, m *mapping.Mapping, paths []string, flags importFlags) (intake.Options, error) {
	now := a.now()
	names, err := identity(w)
	return intake.Options{Mapping: m, Paths: paths, Stdin: a.stdin, Now: now, DryRun: flags.dryRun, Identity: names, Memory: flags.memory, Limit: flags.limit}, err
}

// imported is what import prints as JSON.
type imported struct {
	*intake.Summary
	Quality []quality.Finding `json:"quality"`
}

func (a *app) importBy(ctx context.Context, w *workspace.Workspace, m *mapping.Mapping, paths []string, flags importFlags) error {
	options, err := a.importOptions(w, m, paths, flags)
	if err != nil {
		return err
	}
	done := imported{Quality: []quality.Finding{}}
	options.Inspect = quality.Inspect(func(r quality.Report) { done.Quality = r.Findings })
	meter := a.importMeter(!flags.json)
	options.Progress = meter.report
	start := time.Now()
	done.Summary, err = intake.Import(ctx, a.warehouse(w), options)
	meter.end()
	if err != nil {
		return err
	}
	if flags.json {
		return a.printJSON(done)
	}
	printImport(a.stdout, done, time.Since(start), terminal(a.stdout))
	return nil
}

func (a *app) importUndo(ctx context.Context, w *workspace.Workspace, flags importFlags) error {
	undone, now, err := a.warehouse(w).Undo(ctx)
	if err != nil {
		return err
	}
	if flags.json {
		return a.printJSON(map[string]string{"undone": undone.ID(), "snapshot": now.ID()})
	}
	latest := now.ID()
	if latest == "" {
		latest = "none: the warehouse is empty"
	}
	fmt.Fprintf(a.stdout, "undone    %s (%s of %s)\nlatest    %s\n", undone.ID(), undone.Act, undone.Source, latest)
	return nil
}

// importUnknown proposes a mapping for files, shows what it would give, and keeps it only with --yes.
func (a *app) importUnknown(ctx context.Context, w *workspace.Workspace, paths []string, flags importFlags) error {
	files, err := staging.Expand(paths)
	if err != nil {
		return err
	}
	var layouts []mapping.Layout
	seen := map[string]bool{}
	for _, file := range files {
		layout, err := intake.Peek(ctx, file)
		if err != nil {
			return err
		}
		if columns := strings.Join(layout.Columns, "\x00"); !seen[columns] {
			seen[columns] = true
			layouts = append(layouts, layout)
		}
	}
	name := flags.name
	if name == "" {
		name = mapping.SourceName(filepath.Base(files[0]))
	}
	text, err := mapping.Propose(name, layouts)
	if known := mapping.Fitting(files); err != nil && known != "" {
		return fmt.Errorf("%w\nhint: these files look like what a mapping that ships reads: touchstone import %s %s", err, known, strings.Join(paths, " "))
	}
	if err != nil {
		return err
	}
	file := path.Join("sources", name+".yaml")
	m, err := mapping.Parse(file, []byte(text))
	if err != nil {
		return err
	}
	if _, err := w.Stat(file); err == nil {
		return fmt.Errorf("import: %s is there already\nhint: touchstone import %s %s, or another --name", file, name, strings.Join(paths, " "))
	}
	if !flags.yes {
		return a.showProposal(ctx, w, m, text, paths, flags)
	}
	if err := os.MkdirAll(w.Path("sources"), 0o755); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if err := a.importBy(ctx, w, m, paths, flags); err != nil || flags.dryRun {
		return err
	}
	if err := atomicfile.Write(w.Path(file), []byte(text), 0o644); err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "written: %s\n", file)
	if flags.noCommit {
		return nil
	}
	return a.commit(ctx, w, "sources: map "+name, []string{file})
}

func (a *app) showProposal(ctx context.Context, w *workspace.Workspace, m *mapping.Mapping, text string, paths []string, flags importFlags) error {
	waiting := review.ErrFindings
	if flags.dryRun {
		waiting = nil // to look was all that was asked for
	}
	flags.dryRun = true
	options, err := a.importOptions(w, m, paths, flags)
	if err != nil {
		return err
	}
	summary, err := intake.Import(ctx, a.warehouse(w), options)
	if err != nil {
		return fmt.Errorf("%w\nhint: the proposal does not fit this file; write sources/%s.yaml by hand", err, m.Name)
	}
	if flags.json {
		if err := a.printJSON(map[string]any{"proposal": text, "summary": summary}); err != nil {
			return err
		}
		return waiting
	}
	fmt.Fprintf(a.stdout, "proposed mapping, sources/%s.yaml:\n\n%s\n", m.Name, indent(text))
	printImport(a.stdout, imported{Summary: summary}, 0, terminal(a.stdout))
	fmt.Fprintf(a.stdout, "\nnothing is kept yet. Keep it:  touchstone import %s --yes\n", strings.Join(paths, " "))
	return waiting
}

// lastQuality reads the report that lies beside the latest import.
func lastQuality(snapshot *warehouse.Snapshot) (quality.Report, error) {
	data, err := os.ReadFile(snapshot.Attachment("quality.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return quality.Report{}, nil
	}
	if err != nil {
		return quality.Report{}, err
	}
	return quality.Decode(data)
}

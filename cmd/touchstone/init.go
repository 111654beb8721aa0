package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"text/template"
	"time"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/git"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

//go:embed touchstone.yaml.tmpl
var configTemplate string

type initFlags struct {
	name, zone, country string
	noCommit            bool
}

func (a *app) initCommand() *cobra.Command {
	var flags initFlags
	c := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Make a workspace: configuration, definitions, playbooks and templates, all commented",
		Long: `Init writes the files of a new workspace into DIR (default: here) and commits them. A file that
is already there is left as it is.

Exit status: 0 done, 2 could not do it.`,
		Example: `  touchstone init
  touchstone init ../customers --name "Vendor Ltd" --time-zone Europe/Stockholm --country SE`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			dir := "."
			if a.workspaceDir != "" {
				dir = a.workspaceDir
			}
			if len(args) > 0 {
				dir = args[0]
			}
			return a.init(c, dir, flags)
		},
	}
	c.Flags().StringVar(&flags.name, "name", "Your company", "the vendor's name")
	c.Flags().StringVar(&flags.zone, "time-zone", "UTC", "IANA time zone in which periods are cut")
	c.Flags().StringVar(&flags.country, "country", "", "ISO country of the vendor's holidays, such as SE")
	c.Flags().BoolVar(&flags.noCommit, "no-commit", false, "leave the files uncommitted")
	return c
}

func (a *app) init(c *cobra.Command, dir string, flags initFlags) error {
	if _, err := time.LoadLocation(flags.zone); err != nil || flags.zone == "Local" {
		return fmt.Errorf("--time-zone: unknown time zone %q\nhint: write an IANA name such as Europe/Stockholm", flags.zone)
	}
	written, err := a.writeWorkspace(dir, flags)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "workspace %s: %d files written\n", dir, len(written))
	if !flags.noCommit {
		if err := a.commitNew(c, dir, written); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.stdout, `
next:
  edit %s                      your team, calendar and product
  touchstone import FILE…                  usage, tickets, surveys: it proposes a mapping
  touchstone account sync                  accounts out of what was imported
  touchstone generate health-report --all --period %s
  touchstone check
`, path.Join(filepath.ToSlash(dir), workspace.ConfigFile), lastMonth(a))
	return nil
}

func lastMonth(a *app) string {
	now := a.now()
	return now.AddDate(0, 0, -now.Day()).Format("2006-01")
}

// writeWorkspace writes every scaffold file that is not there yet and returns their paths, relative to dir.
func (a *app) writeWorkspace(dir string, flags initFlags) ([]string, error) {
	files, err := a.scaffold(flags)
	if err != nil {
		return nil, err
	}
	var batch atomicfile.Batch
	defer batch.Discard()
	var written []string
	for _, file := range files {
		place := filepath.Join(dir, filepath.FromSlash(file.Path))
		if _, err := os.Lstat(place); err == nil {
			continue
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("init: %w", err)
		}
		if err := batch.Add(place, file.Data, 0o644); err != nil {
			return nil, err
		}
		written = append(written, file.Path)
	}
	return written, batch.Commit()
}

func (a *app) commitNew(c *cobra.Command, dir string, written []string) error {
	if _, err := git.Top(c.Context(), dir); errors.Is(err, git.ErrNoRepository) {
		if err := git.Init(c.Context(), dir); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	_, err := git.Commit(c.Context(), dir, "workspace: begin", written)
	if err != nil {
		return fmt.Errorf("%w\nhint: the files are written; `git config user.name` and user.email may be missing, or use --no-commit", err)
	}
	return nil
}

// scaffold lists the files of a new workspace.
func (a *app) scaffold(flags initFlags) ([]deliverable.File, error) {
	var config strings.Builder
	parsed, err := template.New("touchstone.yaml").Parse(configTemplate)
	if err != nil {
		return nil, err
	}
	if err := parsed.Execute(&config, map[string]string{"Name": flags.name, "Zone": flags.zone, "Country": flags.country}); err != nil {
		return nil, err
	}
	files := []deliverable.File{
		{Path: workspace.ConfigFile, Data: []byte(config.String())},
		{Path: ".gitignore", Data: []byte("/.touchstone/\n.touchstone-tmp-*\n")},
		{Path: "customer-success/README.md", Data: []byte(folderReadme)},
	}
	for _, kind := range a.kinds(nil) {
		if kind.TemplateFile != "" {
			files = append(files, deliverable.File{Path: "personas/customer-success/templates/" + kind.TemplateFile, Data: []byte(kind.Template)})
		}
	}
	more, err := shipped()
	files = append(files, more...)
	sort.Slice(files, func(i, j int) bool { return files[i].Path < files[j].Path })
	return files, err
}

const folderReadme = `# Customer success

The deliverables lie here: one folder an account under ` + "`accounts/`" + ` (restricted: one customer's details), and what
covers all accounts, anonymised, under ` + "`feedback/`" + `. ` + "`touchstone check`" + ` proves every claim in them.
`

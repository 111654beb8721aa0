package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/duckdb"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/rollup"
	"github.com/touchstone-cs/touchstone/internal/git"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// app is what every command shares: the streams, the flags that all of them know, and what has to be closed at the end.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer

	workspaceDir string
	moment       moment
	measures     *measure.Desk
	rollups      map[string]*rollup.Engine // by snapshot
	db           *duckdb.DB                // started when it is first asked
	closers      []func() error
}

func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "touchstone",
		Short: "Customer-success documents made of evidence, with every claim proven",
		Long: `Touchstone writes the six documents of a Customer Success / Solutions Engineer out of
evidence, as plain Markdown in a git repository, and proves every claim in them.`,
		Example: `  touchstone demo /tmp/demo                             a workspace to look at
  touchstone init                                       a workspace of your own, here
  touchstone generate health-report --all --period 2026-10
  touchstone check`,
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.PersistentFlags().StringVar(&a.workspaceDir, "workspace", "", "the workspace's folder (default: found upwards from here)")
	root.PersistentFlags().Var(&a.moment, "now", "the clock: a date or an RFC 3339 time (default: the system's)")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fmt.Errorf("%w\nhint: `%s --help` shows what it takes", err, c.CommandPath())
	})
	for _, add := range commands() {
		root.AddCommand(add(a))
	}
	refuseUnknown(root)
	return root
}

// refuseUnknown makes every command that only groups others show its help when it is called alone, and refuse a name that
// none of them has.
func refuseUnknown(c *cobra.Command) {
	for _, sub := range c.Commands() {
		refuseUnknown(sub)
	}
	if !c.HasSubCommands() || c.Runnable() {
		return
	}
	c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	c.Args = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		hint := "`" + c.CommandPath() + " --help` lists what there is"
		c.SuggestionsMinimumDistance = 2
		if near := c.SuggestionsFor(args[0]); len(near) > 0 {
			hint = "did you mean " + strings.Join(near, ", ") + "?"
		}
		return fmt.Errorf("there is no command `%s %s`\nhint: %s", c.CommandPath(), args[0], hint)
	}
}

// now is the clock of this run.
func (a *app) now() time.Time {
	if a.moment.IsZero() {
		return time.Now()
	}
	return a.moment.Time
}

// clock is now for what takes a while: with --now it begins there and goes on.
func (a *app) clock() func() time.Time {
	if a.moment.IsZero() {
		return time.Now
	}
	began := time.Now()
	return func() time.Time { return a.moment.Add(time.Since(began)) }
}

// moment is the value of --now; zero where the system's clock counts.
type moment struct{ time.Time }

// Set reads a date or a time.
func (m *moment) Set(text string) error {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			m.Time = t
			return nil
		}
	}
	return errors.New("want a date (2026-11-02) or a time (2026-11-02T09:00:00Z)")
}

func (m *moment) String() string {
	if m.IsZero() {
		return ""
	}
	return m.Format(time.RFC3339)
}

func (m *moment) Type() string { return "time" }

// open finds and opens the workspace; it is closed with the app.
func (a *app) open() (*workspace.Workspace, error) {
	dir := a.workspaceDir
	if dir == "" {
		found, err := workspace.Find(".")
		if err != nil {
			return nil, err
		}
		dir = found
	}
	w, err := workspace.Open(dir, nil)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("%s: %w\nhint: `touchstone init %s` makes one", dir, workspace.ErrNone, dir)
		}
		return nil, err
	}
	a.closers = append(a.closers, w.Close)
	return w, nil
}

func (a *app) close() error {
	var errs []error
	for i := len(a.closers) - 1; i >= 0; i-- {
		errs = append(errs, a.closers[i]())
	}
	a.closers = nil
	return errors.Join(errs...)
}

// commit records paths (relative to the workspace) in one commit, and says so. Without a repository the files stay, and
// that is said.
func (a *app) commit(ctx context.Context, w *workspace.Workspace, message string, paths []string) error {
	done, err := git.Commit(ctx, w.Root, message, paths)
	if errors.Is(err, git.ErrNoRepository) {
		fmt.Fprintf(a.stderr, "touchstone: files are written but not committed: %s is no git repository\nhint: git init, or --no-commit\n", w.Root)
		return nil
	}
	if err == nil && done {
		fmt.Fprintf(a.stderr, "committed: %s\n", message)
	}
	return err
}

// terminal reports whether a stream is a terminal that wants colour.
func terminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// sized reports whether a terminal has room to draw in; under some runners it has none.
func sized(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	width, height, err := term.GetSize(int(f.Fd()))
	return err == nil && width > 0 && height > 0
}

func colour(stream any) bool {
	return terminal(stream) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

package main

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	summary "github.com/touchstone-cs/touchstone/internal/deliverable/feedback"
	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/theme"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func (a *app) themeCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "theme",
		Short: "What customers speak of: list, rank, review, rename, merge, split, pin",
		Long: `Themes lie in themes.yaml; which item belongs to which lies in themes/PERIOD.tsv. People decide:
what they rename, merge, split or pin stays, and the next period's items are compared with it first.`,
	}
	c.AddCommand(a.themeList(), a.themeRank(), a.themeReview(), a.themeRename(), a.themeMerge(), a.themeSplit(), a.themePin())
	return c
}

func (a *app) themeList() *cobra.Command {
	var period string
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "Show a period's themes by accounts (internal: exact counts)",
		Long: `List places every item of the period and shows the themes. It writes nothing: generate does.

Exit status: 0 shown, 2 could not do it.`,
		Example: `  touchstone theme list --period 2026-Q3
  touchstone theme list --period 2026-Q3 --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, _, placed, err := a.placed(c, period)
			if err != nil {
				return err
			}
			if asJSON {
				return a.printThemes(placed.View)
			}
			return a.showThemes(placed.View)
		},
	}
	themePeriodFlag(c, &period)
	jsonFlag(c, &asJSON)
	return c
}

// placed opens the workspace and places a period's items.
func (a *app) placed(c *cobra.Command, name string) (*workspace.Workspace, *summary.Desk, *summary.Placed, error) {
	w, err := a.open()
	if err != nil {
		return nil, nil, nil, err
	}
	period, err := a.themePeriod(w, name)
	if err != nil {
		return nil, nil, nil, err
	}
	desk, err := a.feedbackDesk(w)
	if err != nil {
		return nil, nil, nil, err
	}
	placed, err := summary.Place(c.Context(), desk, w, period)
	return w, desk, placed, err
}

// themePeriod reads a period; without one it is the last whole quarter.
func (a *app) themePeriod(w *workspace.Workspace, name string) (metric.Period, error) {
	if name != "" {
		return summary.Period(w, name)
	}
	now := a.now().In(w.Zone)
	current, err := metric.ParsePeriod(fmt.Sprintf("%d-Q%d", now.Year(), (int(now.Month())+2)/3), w.Zone)
	return current.Prior(), err
}

func themePeriodFlag(c *cobra.Command, period *string) {
	c.Flags().StringVar(period, "period", "", "the period: 2026-Q3, or a cycle of touchstone.yaml (default: the last whole quarter)")
}

func (a *app) showThemes(v *feedback.View) error {
	t := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "THEME\tACCOUNTS\tPEOPLE\tITEMS\tSURE\tTITLE\n")
	doubtful := 0
	for _, tv := range v.Themes {
		fmt.Fprintf(t, "%s\t%d of %d\t%d\t%d\t%.0f%%\t%s\n", tv.ID, tv.Accounts, v.Accounts, tv.People, len(tv.Items), 100*tv.Confidence, tv.Title)
		doubtful += len(tv.Doubtful)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%d items: %d in %d themes, %d individual requests\n", len(v.Items), len(v.Items)-len(v.Individual), len(v.Themes), len(v.Individual))
	if doubtful > 0 {
		fmt.Fprintf(a.stderr, "hint: %d items are doubtful; touchstone theme review --period %s\n", doubtful, v.Period.Name)
	}
	return nil
}

func (a *app) printThemes(v *feedback.View) error {
	type line struct {
		ID         string   `json:"theme"`
		Title      string   `json:"title"`
		Words      []string `json:"words"`
		Accounts   int      `json:"accounts"`
		Of         int      `json:"of"`
		People     int      `json:"people"`
		Items      int      `json:"items"`
		Confidence float64  `json:"confidence"`
		Doubtful   int      `json:"doubtful"`
	}
	out := []line{}
	for _, tv := range v.Themes {
		out = append(out, line{tv.ID, tv.Title, append([]string{}, tv.Words...), tv.Accounts, v.Accounts, tv.People, len(tv.Items), tv.Confidence, len(tv.Doubtful)})
	}
	return a.printJSON(out)
}

// editThemes changes themes.yaml and commits it.
func (a *app) editThemes(c *cobra.Command, w *workspace.Workspace, message string, noCommit bool, more []deliverable.File, change func(*theme.Editor) error) error {
	taxonomy, err := feedback.Taxonomy(w)
	if err != nil {
		return err
	}
	data, err := taxonomy.Edit(change)
	if err != nil {
		if errors.Is(err, theme.ErrNoTheme) {
			return fmt.Errorf("%w\nhint: themes.yaml lists them; touchstone generate feedback-summary proposes new ones", err)
		}
		return err
	}
	var paths []string
	var batch atomicfile.Batch
	for _, f := range append(more, deliverable.File{Path: theme.TaxonomyFile, Data: data}) {
		if err := batch.Add(w.Path(f.Path), f.Data, 0o644); err != nil {
			batch.Discard()
			return err
		}
		paths = append(paths, f.Path)
	}
	if err := batch.Commit(); err != nil {
		return err
	}
	if noCommit {
		return nil
	}
	return a.commit(c.Context(), w, message, paths)
}

func (a *app) themeRename() *cobra.Command {
	var noCommit bool
	c := &cobra.Command{
		Use:     "rename THEME TITLE",
		Short:   "Give a theme another title; its ID and its history stay",
		Long:    "Exit status: 0 done, 2 could not do it.",
		Example: `  touchstone theme rename upload-stops "Uploads that fail half-way"`,
		Args:    cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			w, err := a.open()
			if err != nil {
				return err
			}
			return a.editThemes(c, w, "themes: rename "+args[0], noCommit, nil, func(e *theme.Editor) error { return e.Rename(args[0], args[1]) })
		},
	}
	c.Flags().BoolVar(&noCommit, "no-commit", false, "leave the file uncommitted")
	return c
}

func (a *app) themeMerge() *cobra.Command {
	var noCommit bool
	c := &cobra.Command{
		Use:     "merge FROM INTO",
		Short:   "Make one theme a part of another; citations of the first mean the second from now on",
		Long:    "Exit status: 0 done, 2 could not do it.",
		Example: `  touchstone theme merge upload-retry uploads`,
		Args:    cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			w, err := a.open()
			if err != nil {
				return err
			}
			return a.editThemes(c, w, "themes: merge "+args[0]+" into "+args[1], noCommit, nil, func(e *theme.Editor) error { return e.Merge(args[0], args[1]) })
		},
	}
	c.Flags().BoolVar(&noCommit, "no-commit", false, "leave the file uncommitted")
	return c
}

func (a *app) themePin() *cobra.Command {
	var noCommit bool
	c := &cobra.Command{
		Use:     "pin ITEM THEME",
		Short:   "Put an item into a theme, whatever the machine thinks",
		Long:    "Exit status: 0 done, 2 could not do it.",
		Example: `  touchstone theme pin f-90213 uploads`,
		Args:    cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			w, err := a.open()
			if err != nil {
				return err
			}
			return a.editThemes(c, w, "themes: pin "+args[0], noCommit, nil, func(e *theme.Editor) error { return e.Pin(args[0], args[1]) })
		},
	}
	c.Flags().BoolVar(&noCommit, "no-commit", false, "leave the file uncommitted")
	return c
}

func (a *app) themeSplit() *cobra.Command {
	var period string
	var noCommit bool
	c := &cobra.Command{
		Use:   "split THEME",
		Short: "Part a theme's items into the subjects they are about",
		Long: `Split groups the theme's items of the period on their own. The largest subject keeps the theme's
name and history; the others become themes.

Exit status: 0 done, 2 could not do it.`,
		Example: `  touchstone theme split uploads --period 2026-Q3`,
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			w, err := a.open()
			if err != nil {
				return err
			}
			p, err := a.themePeriod(w, period)
			if err != nil {
				return err
			}
			desk, err := a.feedbackDesk(w)
			if err != nil {
				return err
			}
			parts, assignments, err := summary.Split(c.Context(), desk, w, p, args[0])
			if err != nil {
				return err
			}
			file := deliverable.File{Path: feedback.AssignmentsPath(p.Name), Data: theme.EncodeAssignments(assignments)}
			for _, th := range parts {
				fmt.Fprintf(a.stdout, "new  %s  %s\n", th.ID, th.Title)
			}
			return a.editThemes(c, w, "themes: split "+args[0], noCommit, []deliverable.File{file}, func(e *theme.Editor) error {
				for _, th := range parts {
					if err := e.Take(th.Anchors, args[0]); err != nil {
						return err
					}
					if err := e.Add(th); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	themePeriodFlag(c, &period)
	c.Flags().BoolVar(&noCommit, "no-commit", false, "leave the files uncommitted")
	return c
}

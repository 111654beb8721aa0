package main

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/deliverable/onboarding"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func (a *app) onboardingCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "onboarding",
		Short: "Where onboarding plans stand, their odds, and who is needed when",
		Example: `  touchstone onboarding status
  touchstone onboarding forecast acme
  touchstone onboarding agree acme
  touchstone onboarding export acme --format ics --out acme.ics`,
	}
	c.AddCommand(a.onboardingStatus(), a.onboardingForecast(), a.onboardingLoad(), a.onboardingSupport(), a.onboardingPrerequisites(),
		a.onboardingCalibrate(), a.onboardingAgree(), a.onboardingExport())
	return c
}

// onboardings is the workspace with its plans as they stand now.
type onboardings struct {
	workspace *workspace.Workspace
	on        calendar.Date
	portfolio onboarding.Portfolio
}

// onboardings reads every plan; people are shared over all of them, whichever
// of them a command shows.
func (a *app) onboardings() (*onboardings, error) {
	now := a.now()
	w, err := a.open()
	if err != nil {
		return nil, err
	}
	plans, err := onboarding.Plans(w)
	if err != nil {
		return nil, err
	}
	on := calendar.DateOf(now.In(w.Zone))
	return &onboardings{w, on, onboarding.PortfolioOf(w, plans, on)}, nil
}

// index finds the one plan of an account, or the one at a path.
func (o *onboardings) index(name string) (int, error) {
	found := -1
	var paths []string
	for i, plan := range o.portfolio.Plans {
		if plan.Plan.Account == name || plan.Path == name {
			found = i
			paths = append(paths, plan.Path)
		}
	}
	switch len(paths) {
	case 0:
		return 0, fmt.Errorf("%s has no onboarding plan\nhint: touchstone generate onboarding-plan %s --playbook NAME --start DATE", name, name)
	case 1:
		return found, nil
	}
	return 0, fmt.Errorf("%s has %d onboarding plans\nhint: name one by its path: %s", name, len(paths), strings.Join(paths, ", "))
}

func (a *app) onboardingStatus() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "status [ACCOUNT…]",
		Short: "Next milestones, slip and whose it is, forecast against promise, evidence",
		Long: `Status forecasts all plans together, people's capacity respected over all of them, asks the evidence
that milestones, prerequisites and go-live criteria name, and says where each plan stands.

Exit status: 0 no plan escalates, 1 a plan is more than 25% over its schedule, 2 could not do it.`,
		Example: "  touchstone onboarding status\n  touchstone onboarding status acme --json",
		RunE: func(c *cobra.Command, args []string) error {
			return a.showStatus(c.Context(), args, asJSON)
		},
	}
	jsonFlag(c, &asJSON)
	return c
}

// statusDraws is how many draws a status takes of every plan.
const statusDraws = 10_000

func (a *app) showStatus(ctx context.Context, accounts []string, asJSON bool) error {
	o, err := a.onboardings()
	if err != nil {
		return err
	}
	for _, name := range accounts {
		if !slices.ContainsFunc(o.portfolio.Plans, func(f onboarding.Found) bool { return f.Plan.Account == name }) {
			_, err := o.index(name)
			return err
		}
	}
	shown := []onboarding.Status{}
	escalates := false
	shows := a.planEvidence(o.workspace)
	for _, s := range o.portfolio.Statuses(o.on, statusDraws) {
		if len(accounts) > 0 && !slices.Contains(accounts, s.Account) {
			continue
		}
		i, err := o.index(s.Path)
		if err != nil {
			return err
		}
		found := o.portfolio.Plans[i]
		s.Show(found.Plan, shows.Standings(ctx, found, o.portfolio.Settings[i].Joint(), o.on))
		s.FirstValue = shows.FirstValue(ctx, found, o.portfolio.Settings[i].Joint(), o.on)
		escalates = escalates || s.Escalate
		shown = append(shown, s)
	}
	if asJSON {
		err = a.printJSON(shown)
	} else {
		for _, s := range shown {
			fmt.Fprintln(a.stdout, s.Text())
		}
		fmt.Fprintf(a.stdout, "%s\n", plural(len(shown), "plan", "plans"))
	}
	if err == nil && escalates {
		return review.ErrFindings
	}
	return err
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (a *app) onboardingForecast() *cobra.Command {
	var asJSON, anomalies bool
	var draws int
	var promise string
	c := &cobra.Command{
		Use:   "forecast ACCOUNT",
		Short: "The odds of a go-live, what moves it, and what each risk does to it",
		Long: `Forecast draws a plan many times over and prints P50, P80 and P95 of its go-live, the probability of the
promised date (or of --by), what drives the spread, the contingency the date needs, and the timeline of
each risk. The same plan gives the same figures.

Exit status: 0 done, 2 could not do it.`,
		Example: "  touchstone onboarding forecast acme\n  touchstone onboarding forecast acme --by 2027-02-01 --json",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			o, err := a.onboardings()
			if err != nil {
				return err
			}
			i, err := o.index(args[0])
			if err != nil {
				return err
			}
			record := o.portfolio.Records[i]
			if promise != "" {
				if record.Promise, err = calendar.ParseDate(promise); err != nil {
					return fmt.Errorf("--by: %w", err)
				}
			}
			if draws < 1 || draws > 1_000_000 {
				return fmt.Errorf("--draws %d is not between 1 and 1000000", draws)
			}
			outlook := onboarding.OutlookOf(o.portfolio.Plans[i].Plan, record, draws, anomalies)
			if asJSON {
				return a.printJSON(outlook)
			}
			fmt.Fprint(a.stdout, outlook.Text())
			return nil
		},
	}
	jsonFlag(c, &asJSON)
	c.Flags().BoolVar(&anomalies, "anomalies", false, "also show where a longer task would make go-live earlier: list scheduling under limits")
	c.Flags().IntVar(&draws, "draws", 100_000, "how many draws")
	c.Flags().StringVar(&promise, "by", "", "the date to give the probability of (default: the plan's go_live)")
	return c
}

// onboardingTable is a view over all plans as a table or as JSON.
func (a *app) onboardingTable(use, short, example string, header []string, rows func(*onboardings) (any, [][]string)) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: use, Short: short, Example: example, Args: cobra.NoArgs,
		Long: short + ".\n\nExit status: 0 done, 2 could not do it.",
		RunE: func(*cobra.Command, []string) error {
			o, err := a.onboardings()
			if err != nil {
				return err
			}
			value, cells := rows(o)
			if asJSON {
				return a.printJSON(value)
			}
			t := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
			fmt.Fprintln(t, strings.Join(header, "\t"))
			for _, row := range cells {
				fmt.Fprintln(t, strings.Join(row, "\t"))
			}
			return t.Flush()
		},
	}
	jsonFlag(c, &asJSON)
	return c
}

func (a *app) onboardingLoad() *cobra.Command {
	return a.onboardingTable("load", "Each person's weeks over all plans, for the team lead", "  touchstone onboarding load",
		[]string{"PERSON", "WEEK OF", "DAYS", "MEAN", "PEAK"}, func(o *onboardings) (any, [][]string) {
			loads := o.portfolio.Loads()
			var rows [][]string
			for _, l := range loads {
				rows = append(rows, []string{l.Person, l.Week.String(), fmt.Sprint(l.Days), fmt.Sprintf("%d%%", l.Percent), fmt.Sprintf("%d%%", l.Peak)})
			}
			return notNil(loads), rows
		})
}

func (a *app) onboardingSupport() *cobra.Command {
	return a.onboardingTable("support", "When the vendor's engineers are needed, by plan, for the developers", "  touchstone onboarding support",
		[]string{"PERSON", "FROM", "TO", "ACCOUNT", "MILESTONE"}, func(o *onboardings) (any, [][]string) {
			supports := o.portfolio.Supports()
			var rows [][]string
			for _, s := range supports {
				rows = append(rows, []string{s.Person, s.From.String(), s.To.String(), s.Account, s.Milestone})
			}
			return notNil(supports), rows
		})
}

func (a *app) onboardingPrerequisites() *cobra.Command {
	return a.onboardingTable("prerequisites", "Technical prerequisites over all plans, open ones first, for the architects", "  touchstone onboarding prerequisites",
		[]string{"ACCOUNT", "ID", "STATE", "OWNER", "PREREQUISITE", "VALIDATION"}, func(o *onboardings) (any, [][]string) {
			requirements := o.portfolio.Requirements()
			var rows [][]string
			for _, r := range requirements {
				rows = append(rows, []string{r.Account, r.ID, r.State, r.Owner, r.Prerequisite, r.Validation})
			}
			return notNil(requirements), rows
		})
}

func notNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func (a *app) onboardingCalibrate() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "calibrate",
		Short: "What finished plans teach: durations against estimates, and how often forecasts held",
		Long: `Calibrate compares the durations of finished milestones with their estimates, and the forecasts of live
plans with the day they went live. With at least 10 finished milestones it says what to multiply
estimates by.

Exit status: 0 done, 2 could not do it.`,
		Example: "  touchstone onboarding calibrate",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			o, err := a.onboardings()
			if err != nil {
				return err
			}
			lesson := onboarding.LessonOf(o.workspace, o.portfolio)
			if asJSON {
				return a.printJSON(lesson)
			}
			fmt.Fprint(a.stdout, lesson.Text())
			return nil
		},
	}
	jsonFlag(c, &asJSON)
	return c
}

func (a *app) onboardingExport() *cobra.Command {
	var format, out string
	c := &cobra.Command{
		Use:   "export ACCOUNT",
		Short: "A plan as calendar, picture, diagram, or one page for the customer",
		Long: `Export writes milestones and meetings as iCalendar (ics; importing it again updates what is there), the
timeline with its odds and burn-up (svg), the diagram (mermaid), or a one-page status for the customer
without internal notes (status, Markdown).

Exit status: 0 written, 2 could not do it.`,
		Example: "  touchstone onboarding export acme --format ics --out acme.ics\n  touchstone onboarding export acme --format status",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			o, err := a.onboardings()
			if err != nil {
				return err
			}
			i, err := o.index(args[0])
			if err != nil {
				return err
			}
			data, err := o.exported(i, format)
			if err != nil {
				return err
			}
			return a.writeExport(out, data)
		},
	}
	c.Flags().StringVar(&format, "format", "status", "ics, svg, mermaid or status")
	c.Flags().StringVar(&out, "out", "", "the file to write (default: print it)")
	return c
}

func (o *onboardings) exported(i int, format string) ([]byte, error) {
	found, setting, record := o.portfolio.Plans[i], o.portfolio.Settings[i], o.portfolio.Records[i]
	switch format {
	case "ics":
		return onboarding.ICalendar(found.Plan, path.Base(path.Dir(found.Path)), o.workspace.Zone, setting.Joint(), o.on)
	case "svg":
		return onboarding.PictureOf(found.Plan, record), nil
	case "mermaid":
		return []byte(onboarding.GanttOf(found.Plan, record).Text()), nil
	case "status":
		title := found.Plan.Account
		if account, err := o.workspace.Account(title); err == nil {
			title = account.Title()
		}
		return []byte(onboarding.OnePage(found, setting, o.on, title)), nil
	}
	return nil, fmt.Errorf("--format %q is none of ics, svg, mermaid, status", format)
}

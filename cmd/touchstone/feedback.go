package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	summary "github.com/touchstone-cs/touchstone/internal/deliverable/feedback"
	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/git"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

func (a *app) feedbackCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "feedback",
		Short: "Close the loop: record what was decided about a theme, and list who is to be told",
	}
	c.AddCommand(a.feedbackAnswer(), a.feedbackWho())
	return c
}

type answerFlags struct {
	period, by, version string
	noCommit            bool
}

func (a *app) feedbackAnswer() *cobra.Command {
	var flags answerFlags
	c := &cobra.Command{
		Use:   "answer THEME TEXT",
		Short: "Record what was decided about a theme, and show who asked",
		Long: `Answer writes the decision into themes.yaml, where the next summary shows it. With --period it then
lists who asked in that period: names of customers, on your terminal only.

Exit status: 0 done, 2 could not do it.`,
		Example: `  touchstone feedback answer uploads "Uploads store whole or not at all, from release 4.8 on." --version 4.8.0 --period 2026-Q3`,
		Args:    cobra.ExactArgs(2),
		RunE:    func(c *cobra.Command, args []string) error { return a.answerTheme(c, args[0], args[1], flags) },
	}
	c.Flags().StringVar(&flags.period, "period", "", "list who asked in this period")
	c.Flags().StringVar(&flags.by, "by", "", "who decided (default: the git user)")
	c.Flags().StringVar(&flags.version, "version", "", "the product's version in which it is done")
	c.Flags().BoolVar(&flags.noCommit, "no-commit", false, "leave the file uncommitted")
	return c
}

func (a *app) answerTheme(c *cobra.Command, id, text string, flags answerFlags) error {
	if strings.TrimSpace(text) == "" {
		return errors.New("feedback answer: the text is empty")
	}
	w, err := a.open()
	if err != nil {
		return err
	}
	now := a.now()
	if flags.by == "" {
		flags.by = git.Author(c.Context(), w.Root)
	}
	answer := theme.Answer{Date: now.In(w.Zone).Format("2006-01-02"), By: flags.by, Text: text, Version: flags.version}
	if err := a.editThemes(c, w, "themes: answer "+id, flags.noCommit, nil, func(e *theme.Editor) error { return e.Answer(id, answer) }); err != nil {
		return err
	}
	if flags.period == "" {
		return nil
	}
	return a.whoAsked(c, id, flags.period, false)
}

func (a *app) feedbackWho() *cobra.Command {
	var period string
	var asJSON bool
	c := &cobra.Command{
		Use:   "who THEME",
		Short: "List who spoke of a theme: names of customers, on your terminal only",
		Long: `Who lists accounts and people with their items. What it prints is restricted: it is not written anywhere.

Exit status: 0 shown, 2 could not do it.`,
		Example: `  touchstone feedback who uploads --period 2026-Q3`,
		Args:    cobra.ExactArgs(1),
		RunE:    func(c *cobra.Command, args []string) error { return a.whoAsked(c, args[0], period, asJSON) },
	}
	themePeriodFlag(c, &period)
	jsonFlag(c, &asJSON)
	return c
}

// asker is somebody who spoke of a theme, with their items.
type asker struct {
	Account string   `json:"account"`
	Person  string   `json:"person"`
	Items   []string `json:"items"`
}

func (a *app) whoAsked(c *cobra.Command, id, period string, asJSON bool) error {
	_, _, placed, err := a.placed(c, period)
	if err != nil {
		return err
	}
	th, err := placed.Taxonomy.Theme(id)
	if err != nil {
		return err
	}
	askers := askersOf(placed, th.ID)
	if asJSON {
		return a.printJSON(askers)
	}
	t := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ACCOUNT\tPERSON\tITEMS")
	for _, who := range askers {
		fmt.Fprintf(t, "%s\t%s\t%s\n", who.Account, who.Person, strings.Join(who.Items, " "))
	}
	return t.Flush()
}

// askersOf lists who spoke of a theme in the period, by account and person.
func askersOf(placed *summary.Placed, id string) []asker {
	items := map[[2]string][]string{}
	for _, item := range feedback.During(placed.Corpus, placed.View.Period) {
		if placed.Assignments[item.ID].Theme == id {
			who := [2]string{item.Account, item.Person}
			items[who] = append(items[who], item.ID)
		}
	}
	out := make([]asker, 0, len(items))
	for who, said := range items {
		out = append(out, asker{who[0], who[1], said})
	}
	slices.SortFunc(out, func(x, y asker) int {
		return cmp.Or(cmp.Compare(x.Account, y.Account), cmp.Compare(x.Person, y.Person))
	})
	return out
}

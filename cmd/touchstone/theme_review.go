package main

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	summary "github.com/touchstone-cs/touchstone/internal/deliverable/feedback"
	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

func (a *app) themeReview() *cobra.Command {
	var period string
	var noCommit bool
	c := &cobra.Command{
		Use:   "review",
		Short: "Place doubtful items by hand, in the terminal",
		Long: `Review shows the items that the machine is least sure of, one by one. Answer with Enter (the
proposed theme is right), a theme's number, i (an individual request), s (skip) or q (stop). Every
answer is kept when you stop.

Exit status: 0 done, 2 could not do it.`,
		Example: `  touchstone theme review --period 2026-Q3`,
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return a.reviewThemes(c, period, noCommit) },
	}
	c.Flags().StringVar(&period, "period", "", "the period: 2026-Q3, or a cycle of touchstone.yaml")
	c.Flags().BoolVar(&noCommit, "no-commit", false, "leave the files uncommitted")
	return c
}

func (a *app) reviewThemes(c *cobra.Command, name string, noCommit bool) error {
	w, _, placed, err := a.placed(c, name)
	if err != nil {
		return err
	}
	items := doubtfulItems(placed)
	if len(items) == 0 {
		fmt.Fprintln(a.stdout, "nothing is doubtful")
		return nil
	}
	decided := a.askThemes(items, placed)
	if len(decided) == 0 {
		return nil
	}
	own := theme.Assignments{}
	for _, item := range feedback.During(placed.Corpus, placed.View.Period) {
		own[item.ID] = placed.Assignments[item.ID]
		if id, ok := decided[item.ID]; ok {
			own[item.ID] = theme.Assignment{Theme: id, Confidence: 1}
		}
	}
	files := []deliverable.File{{Path: feedback.AssignmentsPath(placed.View.Period.Name), Data: theme.EncodeAssignments(own)}}
	return a.editThemes(c, w, fmt.Sprintf("themes: review %d items of %s", len(decided), name), noCommit, files, func(e *theme.Editor) error {
		known, err := feedback.Taxonomy(w)
		if err != nil {
			return err
		}
		for _, th := range placed.Taxonomy.Themes { // those that were proposed just now
			if _, err := known.Theme(th.ID); err != nil {
				if err := e.Add(th); err != nil {
					return err
				}
			}
		}
		for _, item := range items {
			if id, ok := decided[item.ID]; ok && id != theme.Individual {
				if err := e.Pin(item.ID, id); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// askThemes asks about each item until the answers end.
func (a *app) askThemes(items []feedback.Item, placed *summary.Placed) map[string]string {
	decided := map[string]string{}
	in := bufio.NewScanner(a.stdin)
	for i, th := range placed.Taxonomy.Themes {
		fmt.Fprintf(a.stdout, "%3d  %s\n", i+1, th.Title)
	}
	for n, item := range items {
		guess := placed.Assignments[item.ID]
		title := guess.Theme
		if th, err := placed.Taxonomy.Theme(guess.Theme); err == nil {
			title = th.Title
		}
		fmt.Fprintf(a.stdout, "\n%d of %d  %s  %s\n  %s\n  %s? (%.0f%% sure) [Enter, number, i, s, q] ", n+1, len(items), item.Source, item.Time.Format("2006-01-02"), item.Body, title, 100*guess.Confidence)
		for {
			if !in.Scan() {
				fmt.Fprintln(a.stdout)
				return decided
			}
			answer := strings.TrimSpace(in.Text())
			if answer == "q" {
				return decided
			}
			if id, ok := decide(answer, guess.Theme, placed.Taxonomy.Themes); ok {
				if id != "" {
					decided[item.ID] = id
				}
				break
			}
			fmt.Fprintf(a.stdout, "  %q is no answer [Enter, 1–%d, i, s, q] ", answer, len(placed.Taxonomy.Themes))
		}
	}
	return decided
}

// decide reads an answer: a theme's ID, "" for skip.
func decide(answer, guess string, themes []theme.Theme) (id string, ok bool) {
	switch answer {
	case "":
		return guess, true
	case "i":
		return theme.Individual, true
	case "s":
		return "", true
	}
	n, err := strconv.Atoi(answer)
	if err != nil || n < 1 || n > len(themes) {
		return "", false
	}
	return themes[n-1].ID, true
}

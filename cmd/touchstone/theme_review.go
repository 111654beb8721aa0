package main

import (
	"bufio"
	"cmp"
	"fmt"
	"slices"
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
		Long: `Review shows what the machine is least sure of, first; the same words are asked about once, however
many said them. Answer with Enter (the proposed theme is right), a theme's number, n and a title (a
new theme), i (an individual request), s (skip), ? (the themes again) or q (stop). Every answer is
kept when you stop.

Exit status: 0 done, 2 could not do it.`,
		Example: `  touchstone theme review
  touchstone theme review --period 2026-Q3`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.reviewThemes(c, period, noCommit) },
	}
	themePeriodFlag(c, &period)
	c.Flags().BoolVar(&noCommit, "no-commit", false, "leave the files uncommitted")
	return c
}

func (a *app) reviewThemes(c *cobra.Command, name string, noCommit bool) error {
	w, _, placed, err := a.placed(c, name)
	if err != nil {
		return err
	}
	asked := questions(placed)
	if len(asked) == 0 {
		fmt.Fprintln(a.stdout, "nothing is doubtful")
		return nil
	}
	r := reviewing{app: a, placed: placed, in: bufio.NewScanner(a.stdin), decided: map[string]string{}}
	r.ask(asked)
	if len(r.decided) == 0 {
		return nil
	}
	period := placed.View.Period.Name
	files := []deliverable.File{{Path: feedback.AssignmentsPath(period), Data: theme.EncodeAssignments(r.assignments())}}
	known, err := feedback.Taxonomy(w)
	if err != nil {
		return err
	}
	return a.editThemes(c, w, fmt.Sprintf("themes: review %d items of %s", len(r.decided), period), noCommit, files, func(e *theme.Editor) error {
		return r.record(e, known)
	})
}

// question is what is asked about items that say the same.
type question struct {
	items []feedback.Item
	guess theme.Assignment
}

// questions gathers what a person should place, the least sure first.
func questions(placed *summary.Placed) []question {
	var out []question
	at := map[string]int{}
	for _, item := range doubtfulItems(placed) {
		words := theme.Fold(item.Body)
		if i, ok := at[words]; ok {
			out[i].items = append(out[i].items, item)
			continue
		}
		at[words] = len(out)
		out = append(out, question{[]feedback.Item{item}, placed.Assignments[item.ID]})
	}
	return out
}

// doubtfulItems lists the items of a period that the machine is not sure of, the least sure first.
func doubtfulItems(placed *summary.Placed) []feedback.Item {
	var out []feedback.Item
	for _, tv := range placed.View.Themes {
		out = append(out, tv.Doubtful...)
	}
	slices.SortStableFunc(out, func(x, y feedback.Item) int {
		return cmp.Compare(placed.Assignments[x.ID].Confidence, placed.Assignments[y.ID].Confidence)
	})
	return out
}

// reviewing is a conversation about doubtful items.
type reviewing struct {
	*app
	placed  *summary.Placed
	in      *bufio.Scanner
	added   []theme.Theme     // themes that the person named
	decided map[string]string // item to theme
}

// ask puts each question until the answers end.
func (r *reviewing) ask(list []question) {
	r.list()
	for n, q := range list {
		first := q.items[0]
		said := ""
		if len(q.items) > 1 {
			said = fmt.Sprintf("  said %d times", len(q.items))
		}
		fmt.Fprintf(r.stdout, "\n%d of %d  %s  %s%s\n  %s\n  %s? (%.0f%% sure) [Enter, number, n TITLE, i, s, ?, q] ",
			n+1, len(list), first.Source, first.Time.Format("2006-01-02"), said, first.Body, r.title(q.guess.Theme), 100*q.guess.Confidence)
		id, more := r.answer(q.guess.Theme)
		if !more {
			return
		}
		if id == "" {
			continue
		}
		for _, item := range q.items {
			r.decided[item.ID] = id
		}
	}
}

// answer reads one answer: a theme's ID, "" for skip; more is false when the person stops.
func (r *reviewing) answer(guess string) (id string, more bool) {
	for r.in.Scan() {
		switch answer := strings.TrimSpace(r.in.Text()); answer {
		case "q":
			return "", false
		case "s":
			return "", true
		case "":
			return guess, true
		case "i":
			return theme.Individual, true
		case "?":
			r.list()
			fmt.Fprint(r.stdout, "  ")
		default:
			id, err := r.named(answer)
			if err == nil {
				return id, true
			}
			fmt.Fprintf(r.stdout, "  %v [Enter, 1–%d, n TITLE, i, s, ?, q] ", err, len(r.themes()))
		}
	}
	fmt.Fprintln(r.stdout)
	return "", false
}

// named reads a theme's number, or the title of a new one.
func (r *reviewing) named(answer string) (string, error) {
	if title, ok := strings.CutPrefix(answer, "n "); ok {
		th, err := r.placed.Taxonomy.Propose(strings.TrimSpace(title), r.placed.View.Period.Name, r.added)
		if err != nil {
			return "", err
		}
		r.added = append(r.added, th)
		return th.ID, nil
	}
	themes := r.themes()
	n, err := strconv.Atoi(answer)
	if err != nil || n < 1 || n > len(themes) {
		return "", fmt.Errorf("%q is no answer", answer)
	}
	return themes[n-1].ID, nil
}

func (r *reviewing) themes() []theme.Theme {
	return slices.Concat(r.placed.Taxonomy.Themes, r.added)
}

func (r *reviewing) list() {
	for i, th := range r.themes() {
		fmt.Fprintf(r.stdout, "%3d  %s\n", i+1, th.Title)
	}
}

func (r *reviewing) title(id string) string {
	for _, th := range r.themes() {
		if th.ID == id {
			return th.Title
		}
	}
	return id
}

// assignments are the period's, with what was decided.
func (r *reviewing) assignments() theme.Assignments {
	out := theme.Assignments{}
	for _, item := range feedback.During(r.placed.Corpus, r.placed.View.Period) {
		out[item.ID] = r.placed.Assignments[item.ID]
		if id, ok := r.decided[item.ID]; ok {
			out[item.ID] = theme.Assignment{Theme: id, Confidence: 1}
		}
	}
	return out
}

// record writes the themes that are not known yet, proposed just now or named by the person, and pins what was decided.
func (r *reviewing) record(e *theme.Editor, known *theme.Taxonomy) error {
	for _, th := range r.themes() {
		if _, err := known.Theme(th.ID); err != nil {
			if err := e.Add(th); err != nil {
				return err
			}
		}
	}
	items := make([]string, 0, len(r.decided))
	for item, id := range r.decided {
		if id != theme.Individual {
			items = append(items, item)
		}
	}
	slices.Sort(items)
	for _, item := range items {
		if err := e.Pin(item, r.decided[item]); err != nil {
			return err
		}
	}
	return nil
}

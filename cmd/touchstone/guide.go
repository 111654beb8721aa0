package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
)

func (a *app) guideCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "guide",
		Short:   "What implementation guides can learn",
		Example: "  touchstone guide lessons route-upload",
	}
	var account string
	var asJSON bool
	lessons := &cobra.Command{
		Use:   "lessons PATTERN",
		Short: "Troubleshooting entries that failed runs and tickets of a pattern propose, without customers' names",
		Long: `Lessons gathers the failed steps of all accounts' receipts of one pattern, and what solved tickets about it
tell where three accounts or more tell it, the most frequent first, and proposes them as entries of a troubleshooting
table. Names of customers are taken out.

A ticket is about a pattern when it holds all words of the pattern's name, or of a phrase that the pattern's front
matter lists (topics: [address import, geocoding]), or shows an error that a run of it showed.

Exit status: 0 done, 2 could not do it.`,
		Example: "  touchstone guide lessons route-upload\n  touchstone guide lessons route-upload --for acme",
		Args:    cobra.ExactArgs(1),
		RunE:    func(c *cobra.Command, args []string) error { return a.lessons(c.Context(), args[0], account, asJSON) },
	}
	lessons.Flags().StringVar(&account, "for", "", "leave out the runs of this account, whose guide shows its own")
	jsonFlag(lessons, &asJSON)
	c.AddCommand(lessons)
	return c
}

func (a *app) lessons(ctx context.Context, pattern, account string, asJSON bool) error {
	w, err := a.open()
	if err != nil {
		return err
	}
	lessons, accounts, err := command.NewArchive(w).Lessons(pattern, account, command.Anonymiser(w))
	if err != nil {
		return err
	}
	told, _, err := a.lessonsOf(ctx, w, pattern, account)
	if err != nil {
		return err
	}
	if asJSON {
		all := make([]any, 0, len(lessons)+len(told))
		for _, lesson := range lessons {
			all = append(all, lesson)
		}
		for _, lesson := range told {
			all = append(all, lesson)
		}
		return a.printJSON(all)
	}
	fmt.Fprintf(a.stdout, "%s from %s of %s\n", plural(len(lessons), "lesson", "lessons"), plural(accounts, "implementation", "implementations"), pattern)
	for _, lesson := range lessons {
		a.printLesson(lesson)
	}
	if len(told) > 0 {
		fmt.Fprintf(a.stdout, "\n%s from tickets about %s\n", plural(len(told), "lesson", "lessons"), pattern)
	}
	for _, lesson := range told {
		fmt.Fprintf(a.stdout, "\n%s: %d accounts, %s, solved\n", lesson.Key, lesson.Accounts, plural(lesson.Tickets, "ticket", "tickets"))
		a.printEntry(lesson.Symptom, lesson.Cause, lesson.Resolution)
	}
	return nil
}

func (a *app) printLesson(lesson command.Lesson) {
	state := "open"
	if lesson.Resolved {
		state = "passed since"
	}
	fmt.Fprintf(a.stdout, "\n%s: step %s, %s, %s, %s\n", lesson.Key, lesson.Step, plural(lesson.Accounts, "account", "accounts"), plural(lesson.Runs, "run", "runs"), state)
	a.printEntry(lesson.Symptom, lesson.Cause, lesson.Resolution)
	for _, remedy := range lesson.Passed {
		fmt.Fprintf(a.stdout, "  then passed %s (%s)\n", remedy.Text, plural(remedy.Accounts, "account", "accounts"))
	}
}

// printEntry prints what of an entry of a troubleshooting table is known.
func (a *app) printEntry(symptom, cause, resolution string) {
	for _, part := range [][2]string{{"symptom", symptom}, {"cause", cause}, {"resolution", resolution}} {
		if part[1] != "" {
			fmt.Fprintf(a.stdout, "  %-11s %s\n", part[0], part[1])
		}
	}
}

package main

import (
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
		Short: "Troubleshooting entries that failed runs of a pattern propose, without customers' names",
		Long: `Lessons gathers the failed steps of all accounts' receipts of one pattern, the most frequent first, and
proposes them as entries of a troubleshooting table. Names of customers are taken out.

Exit status: 0 done, 2 could not do it.`,
		Example: "  touchstone guide lessons route-upload\n  touchstone guide lessons route-upload --for acme",
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return a.lessons(args[0], account, asJSON) },
	}
	lessons.Flags().StringVar(&account, "for", "", "leave out the runs of this account, whose guide shows its own")
	jsonFlag(lessons, &asJSON)
	c.AddCommand(lessons)
	return c
}

func (a *app) lessons(pattern, account string, asJSON bool) error {
	w, err := a.open()
	if err != nil {
		return err
	}
	lessons, accounts, err := command.NewArchive(w).Lessons(pattern, account, command.Anonymiser(w))
	if err != nil {
		return err
	}
	if asJSON {
		return a.printJSON(lessons)
	}
	fmt.Fprintf(a.stdout, "%s from %s of %s\n", plural(len(lessons), "lesson", "lessons"), plural(accounts, "implementation", "implementations"), pattern)
	for _, lesson := range lessons {
		a.printLesson(lesson)
	}
	return nil
}

func (a *app) printLesson(lesson command.Lesson) {
	state := "open"
	if lesson.Resolved {
		state = "passed since"
	}
	fmt.Fprintf(a.stdout, "\n%s: step %s, %s, %s, %s\n", lesson.Key, lesson.Step, plural(lesson.Accounts, "account", "accounts"), plural(lesson.Runs, "run", "runs"), state)
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(a.stdout, "  %-11s %s\n", name, text)
		}
	}
	line("symptom", lesson.Symptom)
	line("cause", lesson.Cause)
	line("resolution", lesson.Resolution)
	for _, remedy := range lesson.Passed {
		line("then passed", fmt.Sprintf("%s (%s)", remedy.Text, plural(remedy.Accounts, "account", "accounts")))
	}
}

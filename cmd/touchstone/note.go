package main

import (
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/evidence/note"
	"github.com/touchstone-cs/touchstone/internal/git"
)

type noteFlags struct {
	kind, date, text, author, permission string
	with                                 []string
	noCommit                             bool
}

func (a *app) noteCommand() *cobra.Command {
	var flags noteFlags
	c := &cobra.Command{
		Use:   "note ACCOUNT [TEXT]",
		Short: "Log a call, a mail or a meeting as a file in git; it is an interaction like an imported one",
		Long: `Note writes the note into the account's evidence folder and commits it. Without TEXT it reads
standard input. A document cites it as interaction:ID; the ID is printed. It is feedback too: each block quote in it
is something that the customer said, or all of it where there is none.

Exit status: 0 written, 2 could not do it.`,
		Example: `  touchstone note acme --kind call --with "M. Lindqvist" "Night batches are back on the old system."
  touchstone note acme --kind meeting --date 2026-10-07 <minutes.txt`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 2 {
				flags.text = args[1]
			}
			return a.note(c, args[0], flags)
		},
	}
	c.Flags().StringVar(&flags.kind, "kind", "call", "call, mail, meeting, review or interview")
	c.Flags().StringVar(&flags.date, "date", "", "when it was (default: now)")
	c.Flags().StringSliceVar(&flags.with, "with", nil, "who took part (may be repeated)")
	c.Flags().StringVar(&flags.permission, "permission", "", "how the customer lets the words be used in summaries: none (the default), anonymous, named")
	c.Flags().StringVar(&flags.author, "author", "", "who writes it down (default: the git user)")
	c.Flags().BoolVar(&flags.noCommit, "no-commit", false, "leave the file uncommitted")
	return c
}

func (a *app) note(c *cobra.Command, id string, flags noteFlags) error {
	w, err := a.open()
	if err != nil {
		return err
	}
	account, err := w.Account(id)
	if err != nil {
		return noAccount(w, id, err)
	}
	when := a.now()
	when = when.In(w.Zone)
	if flags.date != "" {
		if when, err = time.ParseInLocation("2006-01-02", flags.date, w.Zone); err != nil {
			return fmt.Errorf("--date %q is no date such as 2026-10-21", flags.date)
		}
	}
	if flags.text == "" {
		data, err := io.ReadAll(io.LimitReader(a.stdin, 1<<20))
		if err != nil {
			return fmt.Errorf("note: %w", err)
		}
		flags.text = string(data)
	}
	if strings.TrimSpace(flags.text) == "" {
		return errors.New("note: there is nothing to write down\nhint: give the text as an argument or on standard input")
	}
	if flags.author == "" {
		flags.author = git.Author(c.Context(), w.Root)
	}
	n := note.Note{Account: account.ID, Kind: flags.kind, Time: when, With: flags.with, Author: flags.author, Permission: flags.permission, Text: flags.text}
	if err := n.Validate(); err != nil {
		return err
	}
	taken := func(name string) bool { _, err := w.Stat(name); return err == nil }
	n.ID = n.FreeID(func(id string) bool { return taken(path.Join(account.Dir, "evidence", id+".md")) })
	name := path.Join(account.Dir, "evidence", n.ID+".md")
	var batch atomicfile.Batch
	if err := batch.Add(w.Path(name), n.Encode(), 0o644); err != nil {
		return err
	}
	if err := batch.Commit(); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%s\ncite it as interaction:%s\n", name, n.ID)
	if flags.noCommit {
		return nil
	}
	return a.commit(c.Context(), w, fmt.Sprintf("note: %s of %s with %s", n.Kind, n.Time.Format("2006-01-02"), account.ID), []string{name})
}

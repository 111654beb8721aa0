package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/audit"
	"github.com/touchstone-cs/touchstone/internal/erase"
	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/names"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func (a *app) eraseCommand() *cobra.Command {
	var account, person string
	var yes bool
	c := &cobra.Command{
		Use: "erase", Short: "Erase a customer or a person from everything that Touchstone keeps", Args: cobra.NoArgs,
		Long: `Erase rewrites the warehouse without them (every older snapshot is removed and marked as erased), removes the account's
folder or puts a random label in the place of the person's names in every text, empties caches, and erases the mapping of
their random IDs. Signed and chained records stay whole. It cannot be undone, so it asks for --yes; without, it says what it
would look for.

Exit status: 0 erased, 2 could not do it.`,
		Example: `  touchstone erase --account acme --yes
  touchstone erase --person "Maria Lindqvist <maria@acme.example>" --yes`,
		RunE: func(c *cobra.Command, _ []string) error {
			if (account == "") == (person == "") {
				return errors.New("erase: whom?\nhint: --account acme, or --person \"Maria Lindqvist <maria@acme.example>\"")
			}
			return a.erase(c.Context(), account, person, yes)
		},
	}
	c.Flags().StringVar(&account, "account", "", "an account's ID")
	c.Flags().StringVar(&person, "person", "", "a person: Name <mail address>")
	c.Flags().BoolVar(&yes, "yes", false, "do it")
	return c
}

func (a *app) erase(ctx context.Context, account, person string, yes bool) error {
	now, err := a.now()
	if err != nil {
		return err
	}
	w, err := a.open()
	if err != nil {
		return err
	}
	known, subject, err := eraseSubject(w, account, person)
	if err != nil {
		return err
	}
	if !yes {
		fmt.Fprintf(a.stdout, "would look for: %s\nnothing was erased: --yes does it, and cannot be undone\n", strings.Join(subject.Names, ", "))
		return nil
	}
	certificate := erase.Certificate{What: map[bool]string{true: "an account", false: "a person"}[account != ""], At: now}
	if certificate.ID, err = audit.NewID(rand.Reader); err != nil {
		return err
	}
	subject.Label = "erased-" + certificate.ID[2:10]
	if certificate.Rows, certificate.Snapshots, err = erase.Warehouse(ctx, a.warehouse(w), a.engine(), subject, now); err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(a.warehouse(w).Dir(), measure.CacheFolder)); err != nil {
		return err
	}
	return a.eraseFiles(ctx, w, known, subject, certificate, now)
}

// eraseSubject gathers what the subject is called.
func eraseSubject(w *workspace.Workspace, account, person string) (*privacy.Known, erase.Subject, error) {
	if person != "" {
		name, address, _ := strings.Cut(strings.TrimSuffix(person, ">"), "<")
		one := privacy.Account{ID: "erased-person", People: []string{strings.TrimSpace(name)}}
		s := erase.Subject{Names: []string{strings.TrimSpace(name)}}
		if address = strings.TrimSpace(address); address != "" {
			one.Mails, s.Names = []string{address}, append(s.Names, address)
		}
		if one.People[0] == "" || len(strings.Fields(one.People[0])) < 2 && address == "" {
			return nil, s, errors.New("erase: a first name alone would erase others too\nhint: --person \"Maria Lindqvist <maria@acme.example>\"")
		}
		known, err := privacy.NewKnown([]privacy.Account{one})
		return known, s, err
	}
	all, err := names.Of(w)
	if err != nil {
		return nil, erase.Subject{}, err
	}
	for _, one := range all {
		if one.ID != account {
			continue
		}
		s := erase.Subject{Account: account}
		s.Names = append(append(append(s.Names, one.Names...), one.Aliases...), one.Domains...)
		known, err := privacy.NewKnown([]privacy.Account{one})
		return known, s, err
	}
	return nil, erase.Subject{}, noAccount(w, account, workspace.ErrNoAccount)
}

func (a *app) eraseFiles(ctx context.Context, w *workspace.Workspace, known *privacy.Known, s erase.Subject, c erase.Certificate, now time.Time) error {
	people, err := audit.ReadPeople(os.DirFS(w.Root))
	if err != nil {
		return err
	}
	words := s.Names
	if s.Account != "" {
		account, err := w.Account(s.Account)
		if err != nil {
			return err
		}
		for _, contact := range account.Contacts {
			words = append(words, contact.Name, contact.Email)
		}
		words = append(words, "account "+s.Account)
		n, err := removeFolder(w, account.Dir)
		if err != nil {
			return err
		}
		c.Files += n
	}
	if err := eraseApprovals(w, known, now); err != nil {
		return err
	}
	changed, removed, unread, err := erase.Texts(w.Root, known, s.Label, func(name string) bool { return strings.HasPrefix(name, ".touchstone") || name == audit.PeoplePath })
	if err != nil {
		return err
	}
	c.Files, c.Texts, c.Unread = c.Files+len(removed), len(changed), len(unread)
	c.People = people.Erase(words...)
	if err := people.Write(w.Root); err != nil {
		return err
	}
	certificate := path.Join("audit", "erasures", now.UTC().Format(time.DateOnly)+"-"+c.ID+".md")
	if err := writeInside(w, certificate, []byte(c.Markdown())); err != nil {
		return err
	}
	if _, err := audit.Append(w.Root, audit.Entry{Event: "erase", What: c.ID}, now); err != nil {
		return err
	}
	fmt.Fprint(a.stdout, c.Markdown())
	fmt.Fprintf(a.stderr, "certificate: %s\nhint: commit (git add -A && git commit -m \"erase %s\"), then rewrite history with git filter-repo and push it; every other clone has to be made anew\n", certificate, c.ID)
	for _, name := range unread {
		fmt.Fprintf(a.stderr, "not looked into: %s\n", name)
	}
	return nil
}

// eraseApprovals logs the approvals whose words name the subject, before the words go.
func eraseApprovals(w *workspace.Workspace, known *privacy.Known, now time.Time) error {
	return eachRequest(w, func(dir string, r approval.Request) error {
		text, err := w.ReadFile(r.TextPath(dir))
		if err != nil {
			return nil // gone already
		}
		if _, found := known.Names(string(text)); !found {
			return nil
		}
		_, err = audit.Append(w.Root, audit.Entry{Event: approval.EventErased, What: r.LogID()}, now)
		return err
	})
}

// removeFolder removes an account's folder and counts its files.
func removeFolder(w *workspace.Workspace, dir string) (int, error) {
	if err := w.Inside(path.Join(dir, "x")); err != nil {
		return 0, err
	}
	files, err := w.Files(dir, func(string) bool { return true })
	if err != nil {
		return 0, err
	}
	return len(files), os.RemoveAll(w.Path(dir))
}

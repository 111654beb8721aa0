package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/audit"
	"github.com/touchstone-cs/touchstone/internal/erase"
	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/evidence/note"
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
	now := a.now()
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
	subject.Label = audit.Label(certificate.ID)
	cited, err := a.citedOf(ctx, w, account)
	if err != nil {
		return err
	}
	if certificate.Rows, certificate.Snapshots, err = erase.Warehouse(ctx, a.warehouse(w), a.engine(), subject, now); err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(a.warehouse(w).Dir(), measure.CacheFolder)); err != nil {
		return err
	}
	changed, err := erase.Citations(w.Root, cited, subject.Label, notErased)
	if err != nil {
		return err
	}
	certificate.Texts = len(changed)
	return a.eraseFiles(w, known, subject, certificate, now)
}

// notErased are the files that an erasure does not rewrite: caches, which go, and the mapping of random IDs, which has its own way.
func notErased(name string) bool {
	return strings.HasPrefix(name, ".touchstone") || name == audit.PeoplePath
}

// citedOf gives what citations may name of an account's rows and of what its people said.
func (a *app) citedOf(ctx context.Context, w *workspace.Workspace, account string) (erase.Cited, error) {
	if account == "" {
		return nil, nil
	}
	cited, err := erase.CitedRows(ctx, a.warehouse(w), a.engine(), account)
	if err != nil {
		return nil, err
	}
	at, err := w.Account(account)
	if err != nil {
		return nil, err
	}
	notes, err := note.List(w, at)
	if err != nil {
		return nil, err
	}
	for _, n := range notes {
		cited["interaction:"+n.ID] = true
	}
	secret, _ := names.ReadSecret(w) // without one, items go by their own IDs only
	store := a.feedbackStore(w, secret.Key)
	corpus, err := store.At(ctx, "")
	if err != nil {
		return nil, err
	}
	for _, item := range corpus.Items {
		if item.Account == account {
			cited["feedback:"+item.ID], cited["feedback:"+store.Token(item.ID)] = true, true
		}
	}
	return cited, nil
}

// eraseSubject gathers what the subject is called.
func eraseSubject(w *workspace.Workspace, account, person string) (*privacy.Known, erase.Subject, error) {
	if person != "" {
		name, address := nameAndMail(person)
		one := privacy.Account{ID: "erased-person", People: []string{name}, Mails: withText(nil, address)}
		s := erase.Subject{Names: withText([]string{name}, address)}
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
		folks, err := recordedPeople(w, account)
		if err != nil {
			return nil, erase.Subject{}, err
		}
		for _, who := range folks {
			name, address := nameAndMail(who)
			one.People, one.Mails = withText(one.People, name), withText(one.Mails, address)
		}
		one.People, one.Mails = slices.DeleteFunc(one.People, audit.Labelled), slices.DeleteFunc(one.Mails, audit.Labelled)
		s := erase.Subject{Account: account}
		s.Names = slices.Concat(one.Names, one.Aliases, one.Domains, fullNames(one.People), one.Mails, one.Phones)
		known, err := privacy.NewKnown([]privacy.Account{one})
		return known, s, err
	}
	return nil, erase.Subject{}, noAccount(w, account, workspace.ErrNoAccount)
}

// nameAndMail cuts "Maria Lindqvist <maria@acme.example>".
func nameAndMail(person string) (name, address string) {
	name, address, _ = strings.Cut(strings.TrimSuffix(strings.TrimSpace(person), ">"), "<")
	return strings.TrimSpace(name), strings.TrimSpace(address)
}

func withText(list []string, more string) []string {
	if more == "" || slices.Contains(list, more) {
		return list
	}
	return append(list, more)
}

// isSubject reports whether a person of the mapping of random IDs is the subject, or of the subject's domains.
func isSubject(s erase.Subject, person string) bool {
	name, address := nameAndMail(person)
	_, domain, _ := strings.Cut(address, "@")
	return s.Account != "" && person == "account "+s.Account || slices.ContainsFunc(s.Names, func(n string) bool {
		return n != "" && (strings.EqualFold(n, name) || strings.EqualFold(n, address) || strings.EqualFold(n, domain))
	})
}

// fullNames are the names of several words: a first name alone would take others out of free text too.
func fullNames(people []string) []string {
	return slices.DeleteFunc(slices.Clone(people), func(p string) bool { return len(strings.Fields(p)) < 2 })
}

// recordedPeople are the people of the account whom its approvals and consents name by their random IDs, whether or not
// the account lists them as contacts.
func recordedPeople(w *workspace.Workspace, account string) ([]string, error) {
	people, err := audit.ReadPeople(os.DirFS(w.Root))
	if err != nil {
		return nil, err
	}
	at, err := w.Account(account)
	if err != nil {
		return nil, err
	}
	var out []string
	if err := eachRequest(w, func(dir string, r approval.Request) error {
		if dir == at.Dir {
			out = withText(out, people[r.By])
		}
		return nil
	}); err != nil {
		return nil, err
	}
	register, err := approval.ReadRegister(w, at.Dir)
	for _, c := range register.Consents {
		out = withText(out, people[c.By])
	}
	return out, err
}

func (a *app) eraseFiles(w *workspace.Workspace, known *privacy.Known, s erase.Subject, c erase.Certificate, now time.Time) error {
	people, err := audit.ReadPeople(os.DirFS(w.Root))
	if err != nil {
		return err
	}
	if err := eraseApprovals(w, known, s.Account, now); err != nil { // before their words go
		return err
	}
	if s.Account != "" {
		account, err := w.Account(s.Account)
		if err != nil {
			return err
		}
		n, err := removeFolder(w, account.Dir)
		if err != nil {
			return err
		}
		c.Files += n
		if err := forgetPseudonym(w, s.Account); err != nil {
			return err
		}
	}
	changed, removed, unread, err := erase.Texts(w.Root, known, s.Label, notErased)
	if err != nil {
		return err
	}
	c.Files, c.Texts, c.Unread = c.Files+len(removed), c.Texts+len(changed), len(unread)
	c.People = people.Erase(func(person string) bool { return isSubject(s, person) })
	if err := people.Write(w.Root); err != nil {
		return err
	}
	certificate := path.Join("audit", "erasures", now.UTC().Format(time.DateOnly)+"-"+c.ID+".md")
	if err := writeInside(w, certificate, []byte(c.Markdown())); err != nil {
		return err
	}
	if _, err := audit.Append(w.Root, audit.Entry{Event: audit.EventErase, What: c.ID}, now); err != nil {
		return err
	}
	fmt.Fprint(a.stdout, c.Markdown())
	fmt.Fprintf(a.stderr, "certificate: %s\nhint: commit (git add -A && git commit -m \"erase %s\"), then rewrite history with git filter-repo and push it; every other clone has to be made anew\n", certificate, c.ID)
	for _, name := range unread {
		fmt.Fprintf(a.stderr, "not looked into: %s\n", name)
	}
	return nil
}

// forgetPseudonym takes an account out of the list of those that have a pseudonym.
func forgetPseudonym(w *workspace.Workspace, account string) error {
	secret, err := names.ReadSecret(w)
	if errors.Is(err, names.ErrNoKey) {
		return nil
	}
	if err != nil {
		return err
	}
	file, err := secret.Forget(account)
	if err != nil || file == nil {
		return err
	}
	return writeInside(w, names.PseudonymsPath(w), file)
}

// eraseApprovals logs the approvals that are the account's or whose words name the subject, before the words go.
func eraseApprovals(w *workspace.Workspace, known *privacy.Known, account string, now time.Time) error {
	return eachRequest(w, func(dir string, r approval.Request) error {
		at := w.AccountOf(dir + "/x")
		text, err := w.ReadFile(r.TextPath(dir))
		if err != nil {
			return nil // gone already
		}
		if _, found := known.Names(string(text)); !found && (account == "" || at == nil || at.ID != account) {
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

package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/ssh"

	"github.com/touchstone-cs/touchstone/internal/approvelink"
	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/audit"
	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/sshsig"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func (a *app) approveCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "approve",
		Short: "A customer's approval of exact words: ask, take the answer, verify",
		Long: `An approval binds the words of one document as a reader sees them. Runs of white space collapse,
nothing else does: any later edit voids the approval, and check says which words changed.`,
		Example: `  touchstone approve request case-study.md --by "Maria Lindqvist <maria@acme.example>" --scope quote,name,metrics --audience public
  touchstone approve record 2026-11-18-lindqvist --signature answer.txt.sig --text answer.txt
  touchstone approve serve
  touchstone approve list`,
	}
	c.AddCommand(a.approveRequest(), a.approveKey(), a.approveRecord(), a.approveServe(), a.approveList(), a.approveRemind())
	return c
}

type requestFlags struct {
	by, audience, answerBy, expires string
	scope, channel, after           []string
	link, noCommit                  bool
	address                         string
}

func (a *app) approveRequest() *cobra.Command {
	var f requestFlags
	c := &cobra.Command{
		Use:   "request DOC",
		Short: "Ask a customer to approve a document's words; writes the text to sign",
		Long: `Request writes the canonical words with their digest into the account's evidence folder, as a text to
sign (ssh-keygen -Y sign -n touchstone-approval -f KEY FILE) or to mail. With --link it prints a
one-time link for approve serve.

Exit status: 0 asked, 2 could not do it.`,
		Example: `  touchstone approve request customer-success/accounts/acme/routing/case-study.md --by "Maria <maria@acme.example>" --scope quote,name --audience public --link`,
		Args:    cobra.ExactArgs(1),
		RunE:    func(c *cobra.Command, args []string) error { return a.request(c.Context(), args[0], f) },
	}
	c.Flags().StringVar(&f.by, "by", "", "who is asked: Name <mail address>")
	c.Flags().StringSliceVar(&f.scope, "scope", nil, "what for: "+strings.Join(approval.Scopes, ", "))
	c.Flags().StringVar(&f.audience, "audience", "public", "who may read it: customer, shared, public")
	c.Flags().StringSliceVar(&f.channel, "channel", nil, "where it may stand (default: anywhere)")
	c.Flags().StringVar(&f.answerBy, "answer-by", "", "the last day to answer")
	c.Flags().StringVar(&f.expires, "expires", "", "the approval's last day")
	c.Flags().StringSliceVar(&f.after, "after", nil, "approvals that must come first, by ID")
	c.Flags().BoolVar(&f.link, "link", false, "make a one-time link and print it")
	c.Flags().StringVar(&f.address, "address", "http://127.0.0.1:8095", "where approve serve is reached, for the link")
	c.Flags().BoolVar(&f.noCommit, "no-commit", false, "leave the files uncommitted")
	return c
}

func (a *app) request(ctx context.Context, doc string, f requestFlags) error {
	now := a.now()
	w, err := a.open()
	if err != nil {
		return err
	}
	name, ok := w.Rel(doc)
	if !ok {
		return fmt.Errorf("%s lies outside the workspace", doc)
	}
	account := w.AccountOf(name)
	if account == nil {
		return fmt.Errorf("%s is in no account's folder: only a customer's own documents can be approved by it", name)
	}
	d, err := w.Document(name)
	if err != nil {
		return err
	}
	if f.by == "" {
		return errors.New("approve request: who is asked?\nhint: --by \"Maria Lindqvist <maria@acme.example>\"")
	}
	r, token, err := a.askApproval(w, account, name, d, f, now)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%s\n", r.ID)
	fmt.Fprintf(a.stderr, "to sign: ssh-keygen -Y sign -n %s -f KEY %s\n", sshsig.NamespaceApproval, w.Path(r.TextPath(account.Dir)))
	printLink(a.stdout, f.address, r, token)
	return a.commitUnless(ctx, f.noCommit, w, "approve: ask for "+r.ID, r.RecordPath(account.Dir), r.TextPath(account.Dir), audit.Path, audit.PeoplePath)
}

// askApproval records that somebody is asked to approve the words of d, which lies at name in the account's folder; token is the
// secret of the one-time link, "" where none is wanted.
func (a *app) askApproval(w *workspace.Workspace, account *workspace.Account, name string, d *markdown.Document, f requestFlags, now time.Time) (r approval.Request, token string, err error) {
	people, by, err := a.person(w, f.by)
	if err != nil {
		return r, "", err
	}
	words := approval.Words(d)
	r = approval.Request{ID: freeID(w, account.Dir, now.Format(time.DateOnly)+"-"+approval.Slug(nameOf(f.by))), Account: account.ID, Document: name, By: by, Scope: f.scope, Audience: f.audience,
		Channel: f.channel, Asked: now.UTC().Format(time.RFC3339), After: f.after, Digest: approval.Digest(words), Quotes: approval.Quotes(d)}
	if r.Nonce, err = nonce(rand.Reader); err != nil {
		return r, "", err
	}
	if r.AnswerBy, err = dateFlag("answer-by", f.answerBy); err != nil {
		return r, "", err
	}
	if r.Expires, err = dateFlag("expires", f.expires); err != nil {
		return r, "", err
	}
	if f.link {
		if token, r.Link, err = approvelink.NewToken(rand.Reader, r); err != nil {
			return r, "", err
		}
	}
	if err := a.keep(w, account.Dir, r, approval.Given{Text: r.Text(words, "approve")}); err != nil {
		return r, "", err
	}
	if err := people.Write(w.Root); err != nil {
		return r, "", err
	}
	_, err = audit.Append(w.Root, audit.Entry{Event: approval.EventAsked, Who: by, What: r.LogID(), Digest: r.Digest}, now)
	return r, token, err
}

// printLink prints a request's one-time link, where it has one.
func printLink(w io.Writer, address string, r approval.Request, token string) {
	if token != "" {
		fmt.Fprintf(w, "%s/approve/%s/%s\n", strings.TrimRight(address, "/"), r.ID, token)
	}
}

func nonce(random io.Reader) (string, error) {
	var b [12]byte
	_, err := io.ReadFull(random, b[:])
	return base64.RawURLEncoding.EncodeToString(b[:]), err
}

func dateFlag(flag, s string) (approval.Date, error) {
	if s == "" {
		return approval.Date{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return approval.Date{}, fmt.Errorf("--%s %q is no date such as 2026-11-30", flag, s)
	}
	return approval.Date{Time: t}, nil
}

func nameOf(person string) string {
	name, _, _ := strings.Cut(person, "<")
	if strings.TrimSpace(name) == "" {
		return strings.Trim(person, "<> ")
	}
	return strings.TrimSpace(name)
}

func freeID(w *workspace.Workspace, dir, base string) string {
	id := base
	for n := 2; ; n++ {
		if _, err := w.Stat(path.Join(dir, approval.Dir, id+".yaml")); err != nil {
			return id
		}
		id = fmt.Sprintf("%s-%d", base, n)
	}
}

// person gives the random ID of a person, and the mapping with it.
func (a *app) person(w *workspace.Workspace, who string) (audit.People, string, error) {
	people, err := audit.ReadPeople(os.DirFS(w.Root))
	if err != nil {
		return nil, "", err
	}
	id, err := people.ID(who, rand.Reader)
	return people, id, err
}

// keep writes a record and what belongs to it, each file atomically and inside the workspace.
func (a *app) keep(w *workspace.Workspace, dir string, r approval.Request, g approval.Given) error {
	record, err := r.Bytes()
	if err != nil {
		return err
	}
	files := []struct {
		name string
		data []byte
	}{{r.TextPath(dir), []byte(g.Text)}, {r.SignaturePath(dir), g.Signature}, {r.MailPath(dir), g.Mail}, {r.RecordPath(dir), record}}
	for _, f := range files {
		if len(f.data) == 0 {
			continue
		}
		if err := writeInside(w, f.name, f.data); err != nil {
			return err
		}
	}
	return nil
}

func writeInside(w *workspace.Workspace, name string, data []byte) error {
	if err := w.Inside(name); err != nil {
		return err
	}
	place := w.Path(name)
	if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
		return err
	}
	return atomicfile.Write(place, data, 0o644)
}

func (a *app) commitUnless(ctx context.Context, not bool, w *workspace.Workspace, message string, paths ...string) error {
	if not {
		return nil
	}
	var there []string
	for _, p := range paths {
		if _, err := os.Lstat(w.Path(p)); err == nil {
			there = append(there, p)
		}
	}
	return a.commit(ctx, w, message, there)
}

func (a *app) approveKey() *cobra.Command {
	var by, file string
	c := &cobra.Command{
		Use:     "key ACCOUNT",
		Short:   "List a customer's public key: from now on it may sign their approvals",
		Long:    "Exit status: 0 listed, 2 could not do it.",
		Example: `  touchstone approve key acme --by "Maria Lindqvist <maria@acme.example>" --key maria.pub`,
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			now := a.now()
			w, err := a.open()
			if err != nil {
				return err
			}
			account, err := w.Account(args[0])
			if err != nil {
				return noAccount(w, args[0], err)
			}
			data, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			key, _, _, _, err := ssh.ParseAuthorizedKey(data)
			if err != nil {
				return fmt.Errorf("%s: no public key: %w", file, err)
			}
			people, id, err := a.person(w, by)
			if err != nil {
				return err
			}
			name := path.Join(account.Dir, "evidence", approval.SignersFile)
			old, err := w.ReadFile(name)
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
			line := sshsig.FormatAllowedSigner(id, sshsig.NamespaceApproval, key)
			if bytes.Contains(old, []byte(line)) {
				return nil
			}
			if err := writeInside(w, name, append(old, line...)); err != nil {
				return err
			}
			if err := people.Write(w.Root); err != nil {
				return err
			}
			if _, err := audit.Append(w.Root, audit.Entry{Event: "approval.key", Who: id, Digest: ssh.FingerprintSHA256(key)}, now); err != nil {
				return err
			}
			return a.commitUnless(c.Context(), false, w, "approve: list a key of "+account.ID, name, audit.Path, audit.PeoplePath)
		},
	}
	c.Flags().StringVar(&by, "by", "", "whose key it is: Name <mail address>")
	c.Flags().StringVar(&file, "key", "", "the public key file")
	return c
}

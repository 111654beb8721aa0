package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
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
	c.AddCommand(a.approveRequest(), a.approveKey(), a.approveRecord(), a.approveServe(), a.approveList())
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
	now, err := a.now()
	if err != nil {
		return err
	}
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
	people, by, err := a.person(w, f.by)
	if err != nil {
		return err
	}
	words := approval.Words(d)
	r := approval.Request{ID: freeID(w, account.Dir, now.Format(time.DateOnly)+"-"+approval.Slug(nameOf(f.by))), Account: account.ID, Document: name, By: by, Scope: f.scope, Audience: f.audience,
		Channel: f.channel, Asked: now.UTC().Format(time.RFC3339), After: f.after, Digest: approval.Digest(words), Quotes: approval.Quotes(d)}
	if r.Nonce, err = nonce(rand.Reader); err != nil {
		return err
	}
	if r.AnswerBy, err = dateFlag("answer-by", f.answerBy); err != nil {
		return err
	}
	if r.Expires, err = dateFlag("expires", f.expires); err != nil {
		return err
	}
	token := ""
	if f.link {
		if token, r.Link, err = approvelink.NewToken(rand.Reader, r); err != nil {
			return err
		}
	}
	if err := a.keep(w, account.Dir, r, approval.Given{Text: r.Text(words, "approve")}); err != nil {
		return err
	}
	if err := people.Write(w.Root); err != nil {
		return err
	}
	if _, err := audit.Append(w.Root, audit.Entry{Event: approval.EventAsked, Who: by, What: r.LogID(), Digest: r.Digest}, now); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%s\n", r.ID)
	fmt.Fprintf(a.stderr, "to sign: ssh-keygen -Y sign -n %s -f KEY %s\n", sshsig.NamespaceApproval, w.Path(r.TextPath(account.Dir)))
	if f.link {
		fmt.Fprintf(a.stdout, "%s/approve/%s/%s\n", strings.TrimRight(f.address, "/"), r.ID, token)
	}
	return a.commitUnless(ctx, f.noCommit, w, "approve: ask for "+r.ID, r.RecordPath(account.Dir), r.TextPath(account.Dir), audit.Path, audit.PeoplePath)
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
			now, err := a.now()
			if err != nil {
				return err
			}
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

type recordFlags struct {
	account, text, signature, mail, decision string
	noCommit                                 bool
}

func (a *app) approveRecord() *cobra.Command {
	var f recordFlags
	c := &cobra.Command{
		Use:   "record ID",
		Short: "Take a customer's answer: a signature over the text, or a mail",
		Long: `Record verifies the answer and keeps it with its time in the audit log. A signature by the customer's key
gives the assurance signed; a mail that answers the request gives filed.

Exit status: 0 recorded, 2 refused, and why.`,
		Example: `  touchstone approve record 2026-11-18-lindqvist --signature answer.txt.sig
  touchstone approve record 2026-11-18-lindqvist --mail answer.eml --decision "refuse, the figures are confidential"`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.record(c.Context(), args[0], f) },
	}
	c.Flags().StringVar(&f.text, "text", "", "the text that was signed (default: as it was written by request)")
	c.Flags().StringVar(&f.signature, "signature", "", "the SSH signature")
	c.Flags().StringVar(&f.mail, "mail", "", "a mail (.eml) to file")
	c.Flags().StringVar(&f.decision, "decision", "approve", "what the mail says: approve, approve except 2, or refuse, REASON")
	c.Flags().BoolVar(&f.noCommit, "no-commit", false, "leave the files uncommitted")
	return c
}

func (a *app) record(ctx context.Context, id string, f recordFlags) error {
	now, err := a.now()
	if err != nil {
		return err
	}
	w, err := a.open()
	if err != nil {
		return err
	}
	r, dir, err := findRequest(w, id)
	if err != nil {
		return err
	}
	g := approval.Given{Decision: f.decision}
	assurance := approval.Signed
	switch {
	case f.signature != "":
		if f.text == "" {
			f.text = w.Path(r.TextPath(dir))
		}
		text, err := os.ReadFile(f.text)
		if err != nil {
			return err
		}
		g.Text = string(text)
		if g.Signature, err = os.ReadFile(f.signature); err != nil {
			return err
		}
	case f.mail != "":
		assurance = approval.Filed
		if g.Mail, err = os.ReadFile(f.mail); err != nil {
			return err
		}
	default:
		return errors.New("approve record: give --signature or --mail")
	}
	if err := a.answer(w, dir, r, g, assurance, now); err != nil {
		return err
	}
	return a.commitUnless(ctx, f.noCommit, w, "approve: record the answer to "+id, r.RecordPath(dir), r.TextPath(dir), r.SignaturePath(dir), r.MailPath(dir), audit.Path)
}

// answer verifies an answer, logs it and keeps it. The log comes first: an entry without an answer harms nobody, an answer
// without an entry would not count and could not be given again.
func (a *app) answer(w *workspace.Workspace, dir string, r approval.Request, g approval.Given, assurance string, now time.Time) error {
	d, err := w.Document(r.Document)
	if err != nil {
		return err
	}
	done, err := approval.Accept(w, dir, r, g, assurance, approval.Words(d), now)
	if err != nil {
		return err
	}
	if _, err := audit.Append(w.Root, audit.Entry{Event: approval.EventAnswered, Who: r.By, What: r.LogID(), Digest: done.Answer.Proof}, now); err != nil {
		return err
	}
	if err := a.keep(w, dir, done, g); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s: %s (%s)\n", r.ID, done.Answer.Decision, assurance)
	return err
}

// findRequest looks for a request by its ID over all accounts.
func findRequest(w *workspace.Workspace, id string) (approval.Request, string, error) {
	accounts, err := w.Accounts()
	if err != nil {
		return approval.Request{}, "", err
	}
	for _, account := range accounts {
		r, err := approval.ReadRequest(w, account.Dir, id)
		if err == nil {
			return r, account.Dir, nil
		}
		if !errors.Is(err, os.ErrNotExist) {
			return r, "", err
		}
	}
	return approval.Request{}, "", fmt.Errorf("there is no approval %s: %w\nhint: `touchstone approve list` shows them", id, os.ErrNotExist)
}

func (a *app) approveList() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "Every approval, how it stands, and who has to be reminded",
		Long:    "Exit status: 0.",
		Example: "  touchstone approve list",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			now, err := a.now()
			if err != nil {
				return err
			}
			w, err := a.open()
			if err != nil {
				return err
			}
			log, err := approval.ReadLog(w)
			if err != nil {
				return err
			}
			return eachRequest(w, func(dir string, r approval.Request) error {
				s, err := approval.Judge(w, log, dir, r, now)
				if err != nil {
					return err
				}
				state := "stands, " + s.Assurance
				if !s.Holds() {
					state = s.Pending + s.Void
				}
				_, err = fmt.Fprintf(a.stdout, "%-28s %-12s %s\n", r.ID, r.Account, state)
				return err
			})
		},
	}
}

func eachRequest(w *workspace.Workspace, visit func(dir string, r approval.Request) error) error {
	accounts, err := w.Accounts()
	if err != nil {
		return err
	}
	for _, account := range accounts {
		files, err := w.Files(path.Join(account.Dir, approval.Dir), func(name string) bool { return strings.HasSuffix(name, ".yaml") })
		if err != nil {
			return err
		}
		for _, name := range files {
			r, err := approval.ReadRequest(w, account.Dir, strings.TrimSuffix(path.Base(name), ".yaml"))
			if err != nil {
				return err
			}
			if err := visit(account.Dir, r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *app) approveServe() *cobra.Command {
	var listen, key string
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the one-time links: one page that shows the words and takes one answer",
		Long: `Serve answers the links that approve request --link printed. What was shown and answered is signed with
the workspace's key (assurance: witnessed); its public half is listed in allowed_signers at the root
under the name touchstone. Put it behind a proxy with TLS to reach customers.

Exit status: 0 when it is stopped, 2 could not do it.`,
		Example: "  touchstone approve serve --listen 127.0.0.1:8095 --key ~/.config/touchstone/approval",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			w, err := a.open()
			if err != nil {
				return err
			}
			signer, release, err := sshsig.KeySource{File: key, AgentSocket: os.Getenv("SSH_AUTH_SOCK"), Repository: w.Root}.Open()
			if err != nil {
				return err
			}
			a.closers = append(a.closers, release)
			handler, err := approvelink.New(&linkDesk{app: a, dir: w.Root, signer: signer}, vendorOf(w), func() time.Time { t, _ := a.now(); return t })
			if err != nil {
				return err
			}
			return a.listen(c.Context(), listen, handler)
		},
	}
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:8095", "address to listen on")
	c.Flags().StringVar(&key, "key", "", "the workspace's private key (default: the SSH agent's)")
	return c
}

func vendorOf(w *workspace.Workspace) string {
	if w.Config.Name == "" {
		return "We"
	}
	return w.Config.Name
}

// listen serves until the context ends.
func (a *app) listen(ctx context.Context, address string, handler http.Handler) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "listening on http://%s\n", l.Addr())
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // Serve returns, and says why
	defer stop()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// linkDesk opens the workspace anew for every question, so that edits since are seen.
type linkDesk struct {
	app    *app
	dir    string
	signer ssh.Signer
}

func (d *linkDesk) with(visit func(*workspace.Workspace) error) error {
	w, err := workspace.Open(d.dir, nil)
	if err != nil {
		return err
	}
	return errors.Join(visit(w), w.Close())
}

// Open implements approvelink.Desk.
func (d *linkDesk) Open(id string) (r approval.Request, words string, err error) {
	err = d.with(func(w *workspace.Workspace) error {
		var err error
		if r, _, err = findRequest(w, id); err != nil {
			return err
		}
		doc, err := w.Document(r.Document)
		if err != nil {
			return err
		}
		people, err := audit.ReadPeople(os.DirFS(w.Root))
		r.Name, words = nameOf(people[r.By]), approval.Words(doc)
		return err
	})
	return r, words, err
}

// Answer implements approvelink.Desk.
func (d *linkDesk) Answer(r approval.Request, words, answer string, now time.Time) error {
	given, err := approval.Witness(d.signer, r, words, answer)
	if err != nil {
		return err
	}
	return d.with(func(w *workspace.Workspace) error {
		_, dir, err := findRequest(w, r.ID)
		if err != nil {
			return err
		}
		return d.app.answer(w, dir, r, given, approval.Witnessed, now)
	})
}

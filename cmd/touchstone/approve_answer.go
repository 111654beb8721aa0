package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/audit"
	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

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
	now := a.now()
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
	var asJSON bool
	c := &cobra.Command{
		Use:     "list",
		Short:   "Every approval, how it stands, and who has to be reminded",
		Long:    "Exit status: 0.",
		Example: "  touchstone approve list",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			now := a.now()
			w, err := a.open()
			if err != nil {
				return err
			}
			log, err := approval.ReadLog(w)
			if err != nil {
				return err
			}
			lines := []approvalLine{}
			err = eachRequest(w, func(dir string, r approval.Request) error {
				s, err := approval.Judge(w, log, dir, r, now)
				if err != nil {
					return err
				}
				lines = append(lines, approvalLine{r.ID, r.Account, r.Document, s.Holds(), s.Assurance, s.Pending + s.Void})
				return nil
			})
			if err != nil {
				return err
			}
			if asJSON {
				return a.printJSON(lines)
			}
			for _, line := range lines {
				state := "stands, " + line.Assurance
				if !line.Stands {
					state = line.Why
				}
				fmt.Fprintf(a.stdout, "%-28s %-12s %s\n", line.ID, line.Account, state)
			}
			return nil
		},
	}
	jsonFlag(c, &asJSON)
	return c
}

// approvalLine is how an approval stands; Why says what is awaited or what voids it.
type approvalLine struct {
	ID        string `json:"approval"`
	Account   string `json:"account"`
	Document  string `json:"document"`
	Stands    bool   `json:"stands"`
	Assurance string `json:"assurance"`
	Why       string `json:"why,omitempty"`
}

func eachRequest(w *workspace.Workspace, visit func(dir string, r approval.Request) error) error {
	accounts, err := w.Accounts()
	if err != nil {
		return err
	}
	for _, account := range accounts {
		if err := requestsOf(w, account, func(r approval.Request) error { return visit(account.Dir, r) }); err != nil {
			return err
		}
	}
	return nil
}

// requestsOf visits an account's requests.
func requestsOf(w *workspace.Workspace, account *workspace.Account, visit func(approval.Request) error) error {
	files, err := w.Files(path.Join(account.Dir, approval.Dir), func(name string) bool { return strings.HasSuffix(name, ".yaml") })
	if err != nil {
		return err
	}
	for _, name := range files {
		r, err := approval.ReadRequest(w, account.Dir, strings.TrimSuffix(path.Base(name), ".yaml"))
		if err != nil {
			return err
		}
		if err := visit(r); err != nil {
			return err
		}
	}
	return nil
}

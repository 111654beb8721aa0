package main

import (
	"bytes"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/audit"
	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func (a *app) approveRemind() *cobra.Command {
	var to string
	c := &cobra.Command{
		Use: "remind", Short: "Write a mail for everybody whose answer is missing; you send it", Args: cobra.NoArgs,
		Long: `Remind writes one file ID.eml a request that waits for an answer, to be opened and sent with any mail program: Touchstone
sends nothing. Who may not answer yet because others come first, and whose time to answer is over, are listed and get none.

Exit status: 0 written or nobody to remind, 2 could not do it.`,
		Example: "  touchstone approve remind --to ~/outbox",
		RunE: func(c *cobra.Command, _ []string) error {
			now := a.now()
			w, err := a.open()
			if err != nil {
				return err
			}
			if err := a.remind(w, to, now); err != nil {
				return err
			}
			return a.commitUnless(c.Context(), false, w, "approve: remind", audit.Path)
		},
	}
	c.Flags().StringVar(&to, "to", ".", "the folder to write the mails into; they hold names, so keep it out of git")
	return c
}

func (a *app) remind(w *workspace.Workspace, to string, now time.Time) error {
	log, err := approval.ReadLog(w)
	if err != nil {
		return err
	}
	people, err := audit.ReadPeople(os.DirFS(w.Root))
	if err != nil {
		return err
	}
	return eachRequest(w, func(dir string, r approval.Request) error {
		s, err := approval.Judge(w, log, dir, r, now)
		if err != nil || r.Answer != nil || s.Pending == "" {
			return err
		}
		switch {
		case !r.AnswerBy.IsZero() && !now.Before(r.AnswerBy.AddDate(0, 0, 1)):
			_, err = fmt.Fprintf(a.stdout, "%-28s no reminder: the time to answer ended on %s; ask again\n", r.ID, r.AnswerBy)
			return err
		case a.waits(w, log, dir, r, now) != "":
			_, err = fmt.Fprintf(a.stdout, "%-28s no reminder: %s comes first\n", r.ID, a.waits(w, log, dir, r, now))
			return err
		}
		who, err := mail.ParseAddress(people[r.By])
		if err != nil {
			_, err = fmt.Fprintf(a.stdout, "%-28s no reminder: no mail address is known\n", r.ID)
			return err
		}
		text, err := w.ReadFile(r.TextPath(dir))
		if err != nil {
			return err
		}
		name := filepath.Join(to, r.ID+".eml")
		if err := os.MkdirAll(to, 0o700); err != nil {
			return err
		}
		if err := atomicfile.Write(name, reminder(w.Config.Name, who, r, string(text), now), 0o600); err != nil {
			return err
		}
		if _, err := audit.Append(w.Root, audit.Entry{Event: "approval.reminded", Who: r.By, What: r.LogID()}, now); err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.stdout, "%-28s %s\n", r.ID, name)
		return err
	})
}

// waits names the approval that must stand before r can be answered, "" where none is missing.
func (a *app) waits(w *workspace.Workspace, log []audit.Entry, dir string, r approval.Request, now time.Time) string {
	for _, id := range r.After {
		first, err := approval.ReadRequest(w, dir, id)
		if err != nil {
			return id
		}
		if s, err := approval.Judge(w, log, dir, first, now); err != nil || !s.Holds() {
			return id
		}
	}
	return ""
}

// reminder is a mail (RFC 5322) without a sender: whoever sends it is.
func reminder(vendor string, who *mail.Address, r approval.Request, text string, now time.Time) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "To: %s\r\nDate: %s\r\nSubject: %s\r\nX-Unsent: 1\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
		who, now.Format(time.RFC1123Z), mime.QEncoding.Encode("utf-8", "Reminder: may we publish these words? ("+r.ID+")"))
	asked, _, _ := strings.Cut(r.Asked, "T")
	until := ""
	if !r.AnswerBy.IsZero() {
		until = fmt.Sprintf(" Please answer by %s.", r.AnswerBy)
	}
	body := fmt.Sprintf("Dear %s,\n\non %s we asked for your approval (%s; for %s).%s\n\nTo approve, sign the text below with your key, or answer this mail with \"approve\"; \"refuse, and why\" is an answer too.\n\n%s\n\n%s\n",
		who.Name, asked, strings.Join(r.Scope, ", "), r.Audience, until, vendor, text)
	q := quotedprintable.NewWriter(&b)
	_, _ = q.Write([]byte(body)) // a buffer takes everything
	_ = q.Close()
	return b.Bytes()
}

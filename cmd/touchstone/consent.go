package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/audit"
	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/names"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func (a *app) consentCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "consent",
		Short: "What customers allow: who granted it, for what, whom and how long",
		Long: `Consents lie in the account's evidence/consents.yaml. A revocation reaches every document and publication
that stands on it: consent impact lists them, and check finds them violated until they are rewritten or withdrawn.`,
		Example: `  touchstone consent grant acme --by "Maria <maria@acme.example>" --scope name,logo --audience public --evidence "file:evidence/mail.eml"
  touchstone consent revoke acme name-2026-11-16 --reason "new owner"
  touchstone consent impact acme
  touchstone consent list`,
	}
	c.AddCommand(a.consentList(), a.consentGrant(), a.consentRevoke(), a.consentImpact())
	return c
}

func (a *app) consentList() *cobra.Command {
	return &cobra.Command{
		Use: "list [ACCOUNT]", Short: "Every consent and how it stands", Long: "Exit status: 0.", Example: "  touchstone consent list acme", Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			now := a.now()
			w, err := a.open()
			if err != nil {
				return err
			}
			accounts, err := w.Accounts()
			if err != nil {
				return err
			}
			for _, account := range accounts {
				if len(args) == 1 && args[0] != account.ID {
					continue
				}
				register, err := approval.ReadRegister(w, account.Dir)
				if err != nil {
					return err
				}
				for _, consent := range register.Consents {
					state := consent.State(now)
					if state == "" {
						state = "stands"
					}
					fmt.Fprintf(a.stdout, "%-12s %-20s %-24s %-9s %s\n", account.ID, consent.ID, strings.Join(consent.Scope, ","), consent.Audience, state)
				}
			}
			return nil
		},
	}
}

type grantFlags struct {
	by, audience, expires, evidence string
	scope, channel                  []string
}

func (a *app) consentGrant() *cobra.Command {
	var f grantFlags
	c := &cobra.Command{
		Use: "grant ACCOUNT", Short: "Write down a consent that a customer has given", Long: "Exit status: 0 written, 2 could not do it.",
		Example: `  touchstone consent grant acme --by "Maria <maria@acme.example>" --scope name,logo --audience public --expires 2028-11-18`, Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.grant(c.Context(), args[0], f) },
	}
	c.Flags().StringVar(&f.by, "by", "", "who granted it: Name <mail address>")
	c.Flags().StringSliceVar(&f.scope, "scope", nil, "what for: "+strings.Join(approval.Scopes, ", "))
	c.Flags().StringSliceVar(&f.channel, "channel", nil, "where (default: anywhere)")
	c.Flags().StringVar(&f.audience, "audience", "customer", "the widest audience: customer, shared, public")
	c.Flags().StringVar(&f.expires, "expires", "", "the last day (default: until revoked)")
	c.Flags().StringVar(&f.evidence, "evidence", "", "what shows it: file:…, interaction:…")
	return c
}

func (a *app) grant(ctx context.Context, id string, f grantFlags) error {
	return a.changeRegister(ctx, id, "consent.granted", func(w *workspace.Workspace, r *approval.Register, now time.Time) (string, error) {
		if f.by == "" {
			return "", errors.New("consent grant: who granted it?\nhint: --by \"Maria Lindqvist <maria@acme.example>\"")
		}
		people, by, err := a.person(w, f.by)
		if err != nil {
			return "", err
		}
		expires, err := dateFlag("expires", f.expires)
		if err != nil {
			return "", err
		}
		name := strings.Join(f.scope, "-") + "-" + now.Format(time.DateOnly)
		for n := 2; slices.ContainsFunc(r.Consents, func(c approval.Consent) bool { return c.ID == name }); n++ {
			name = fmt.Sprintf("%s-%s-%d", strings.Join(f.scope, "-"), now.Format(time.DateOnly), n)
		}
		day := approval.Date{Time: time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)}
		r.Consents = append(r.Consents, approval.Consent{ID: name, By: by, Scope: f.scope, Audience: f.audience, Channel: f.channel, Granted: day, Expires: expires, Evidence: f.evidence})
		return name, people.Write(w.Root)
	})
}

func (a *app) consentRevoke() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use: "revoke ACCOUNT CONSENT", Short: "Take a consent back, and list what it reaches", Long: "Exit status: 0 revoked, 2 could not do it.",
		Example: `  touchstone consent revoke acme name-2026-11-16 --reason "new owner"`, Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			err := a.changeRegister(c.Context(), args[0], "consent.revoked", func(_ *workspace.Workspace, r *approval.Register, now time.Time) (string, error) {
				for i := range r.Consents {
					if r.Consents[i].ID == args[1] && r.Consents[i].Revoked.IsZero() {
						r.Consents[i].Revoked = approval.Date{Time: time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)}
						r.Consents[i].Reason = reason
						return args[1], nil
					}
				}
				return "", fmt.Errorf("%s has no standing consent %s", args[0], args[1])
			})
			if err != nil {
				return err
			}
			return a.impact(args[0])
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why")
	return c
}

// changeRegister reads one account's register, changes it, writes and logs it in one commit.
func (a *app) changeRegister(ctx context.Context, id, event string, change func(*workspace.Workspace, *approval.Register, time.Time) (string, error)) error {
	now := a.now()
	w, err := a.open()
	if err != nil {
		return err
	}
	account, err := w.Account(id)
	if err != nil {
		return noAccount(w, id, err)
	}
	register, err := approval.ReadRegister(w, account.Dir)
	if err != nil {
		return err
	}
	what, err := change(w, &register, now)
	if err != nil {
		return err
	}
	data, err := register.Bytes()
	if err != nil {
		return err
	}
	if _, err := audit.Append(w.Root, audit.Entry{Event: event, What: what}, now); err != nil {
		return err
	}
	name := path.Join(account.Dir, approval.ConsentsFile)
	if err := writeInside(w, name, data); err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, what)
	return a.commitUnless(ctx, false, w, strings.Replace(event, ".", ": ", 1)+" "+what, name, audit.Path, audit.PeoplePath)
}

func (a *app) consentImpact() *cobra.Command {
	return &cobra.Command{
		Use: "impact ACCOUNT", Short: "Every document and publication that stands on a customer's permission", Long: "Exit status: 0.",
		Example: "  touchstone consent impact acme", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.impact(args[0]) },
	}
}

// impact lists the documents for others that name the account, and its approvals, with what is wrong with each.
func (a *app) impact(id string) error {
	now := a.now()
	w, err := workspace.Open(a.root(), nil)
	if err != nil {
		return err
	}
	a.closers = append(a.closers, w.Close)
	account, err := w.Account(id)
	if err != nil {
		return noAccount(w, id, err)
	}
	finder, err := names.Finder(w)
	if err != nil {
		return err
	}
	documents, err := w.Documents("")
	if err != nil {
		return err
	}
	register, err := approval.ReadRegister(w, account.Dir)
	if err != nil {
		return err
	}
	for _, name := range documents {
		d, err := w.Document(name)
		if err != nil {
			return err
		}
		audience := d.Front.Value("audience")
		if audience != "shared" && audience != "public" {
			continue
		}
		for _, m := range finder.Find(string(d.Source)) {
			if m.Account != id || !m.Certain {
				continue
			}
			_, why := register.Covers("name", audience, "", now)
			if why == "" {
				why = "covered"
			}
			fmt.Fprintf(a.stdout, "document     %s:%d names it (%s): %s\n", name, d.Position(m.Start).Line, audience, why)
			break
		}
	}
	return a.impactOnApprovals(w, id, now)
}

func (a *app) impactOnApprovals(w *workspace.Workspace, id string, now time.Time) error {
	log, err := approval.ReadLog(w)
	if err != nil {
		return err
	}
	err = eachRequest(w, func(dir string, r approval.Request) error {
		if r.Account != id {
			return nil
		}
		s, err := approval.Judge(w, log, dir, r, now)
		if err != nil {
			return err
		}
		state := "stands"
		if !s.Holds() {
			state = s.Pending + s.Void
		}
		fmt.Fprintf(a.stdout, "approval     %s of %s: %s\n", r.ID, r.Document, state)
		return nil
	})
	if err != nil {
		return err
	}
	people, err := audit.ReadPeople(os.DirFS(w.Root))
	if err != nil {
		return err
	}
	withdrawn := map[string]bool{}
	for _, e := range log {
		withdrawn[e.Digest] = withdrawn[e.Digest] || e.Event == "withdraw"
	}
	for _, e := range log {
		if e.Event == "publish" && people[e.What] == "account "+id && !withdrawn[e.Digest] {
			fmt.Fprintf(a.stdout, "publication  %s… on %s for %s: withdraw it (its manifest has the path), or publish again\n", e.Digest[:19], e.Time.Format(time.DateOnly), e.Note)
		}
	}
	return nil
}

// root is the workspace's folder as open finds it.
func (a *app) root() string {
	if a.workspaceDir != "" {
		return a.workspaceDir
	}
	found, err := workspace.Find(".")
	if err != nil {
		return "."
	}
	return found
}

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
	"github.com/touchstone-cs/touchstone/internal/privacy"
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
	var asJSON bool
	c := &cobra.Command{
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
			lines := []consentLine{}
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
					lines = append(lines, consentLine{account.ID, consent.ID, consent.Scope, consent.Audience, state})
				}
			}
			if asJSON {
				return a.printJSON(lines)
			}
			for _, line := range lines {
				fmt.Fprintf(a.stdout, "%-12s %-20s %-24s %-9s %s\n", line.Account, line.ID, strings.Join(line.Scope, ","), line.Audience, line.State)
			}
			return nil
		},
	}
	jsonFlag(c, &asJSON)
	return c
}

// consentLine is a consent and how it stands: "stands", or what ended it.
type consentLine struct {
	Account  string   `json:"account"`
	ID       string   `json:"consent"`
	Scope    []string `json:"scope"`
	Audience string   `json:"audience"`
	State    string   `json:"state"`
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
			return a.impact(args[0], false)
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
	var asJSON bool
	c := &cobra.Command{
		Use: "impact ACCOUNT", Short: "Every document and publication that stands on a customer's permission", Long: "Exit status: 0.",
		Example: "  touchstone consent impact acme", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.impact(args[0], asJSON) },
	}
	jsonFlag(c, &asJSON)
	return c
}

// reach is one thing that stands on a customer's permission: a document, an approval or a publication.
type reach struct {
	Sort  string `json:"sort"`
	What  string `json:"what"`
	Line  int    `json:"line,omitempty"`
	For   string `json:"audience,omitempty"`
	State string `json:"state"`
}

func (r reach) String() string {
	switch r.Sort {
	case "document":
		return fmt.Sprintf("document     %s:%d names it (%s): %s", r.What, r.Line, r.For, r.State)
	case "approval":
		return fmt.Sprintf("approval     %s: %s", r.What, r.State)
	}
	return fmt.Sprintf("publication  %s for %s: %s", r.What, r.For, r.State)
}

// impact lists the documents for others that name the account, its approvals and publications, with what is wrong with each.
func (a *app) impact(id string, asJSON bool) error {
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
	reached, err := documentsReached(w, account, now)
	if err != nil {
		return err
	}
	log, err := approval.ReadLog(w)
	if err != nil {
		return err
	}
	approvals, err := approvalsReached(w, log, id, now)
	if err != nil {
		return err
	}
	publications, err := publicationsReached(w, log, id)
	if err != nil {
		return err
	}
	reached = slices.Concat(reached, approvals, publications)
	if asJSON {
		return a.printJSON(append([]reach{}, reached...))
	}
	for _, r := range reached {
		fmt.Fprintln(a.stdout, r)
	}
	return nil
}

// documentsReached are the shared and public documents in which the account certainly stands.
func documentsReached(w *workspace.Workspace, account *workspace.Account, now time.Time) ([]reach, error) {
	finder, err := names.Finder(w)
	if err != nil {
		return nil, err
	}
	documents, err := w.Documents("")
	if err != nil {
		return nil, err
	}
	var out []reach
	for _, name := range documents {
		d, err := w.Document(name)
		if err != nil {
			return nil, err
		}
		audience := d.Front.Value("audience")
		if audience != "shared" && audience != "public" {
			continue
		}
		found := finder.Find(string(d.Source))
		named := slices.IndexFunc(found, func(m privacy.Match) bool { return m.Account == account.ID && m.Certain })
		if named < 0 {
			continue
		}
		why, _ := approval.Naming{Document: name, Approval: d.Front.Value("approval"), Dir: account.Dir, Audience: audience}.Refused(w, now)
		if why == "" {
			why = "covered"
		}
		out = append(out, reach{"document", name, d.Position(found[named].Start).Line, audience, why})
	}
	return out, nil
}

func approvalsReached(w *workspace.Workspace, log []audit.Entry, id string, now time.Time) ([]reach, error) {
	var out []reach
	err := eachRequest(w, func(dir string, r approval.Request) error {
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
		out = append(out, reach{Sort: "approval", What: r.ID + " of " + r.Document, State: state})
		return nil
	})
	return out, err
}

// publicationsReached are the publications that hold something of the account and were not withdrawn.
func publicationsReached(w *workspace.Workspace, log []audit.Entry, id string) ([]reach, error) {
	people, err := audit.ReadPeople(os.DirFS(w.Root))
	if err != nil {
		return nil, err
	}
	withdrawn := map[string]bool{}
	for _, e := range log {
		withdrawn[e.Digest] = withdrawn[e.Digest] || e.Event == "withdraw"
	}
	var out []reach
	for _, e := range log {
		if e.Event == "publish" && people[e.What] == "account "+id && !withdrawn[e.Digest] {
			out = append(out, reach{Sort: "publication", What: e.Digest[:19] + "… on " + e.Time.Format(time.DateOnly), For: e.Note, State: "withdraw it (its manifest has the path), or publish again"})
		}
	}
	return out, nil
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

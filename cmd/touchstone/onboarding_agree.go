package main

import (
	"context"
	"fmt"
	"os"
	"path"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/audit"
	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/deliverable/onboarding"
	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

type agreeFlags struct {
	who, address   string
	link, noCommit bool
}

func (a *app) onboardingAgree() *cobra.Command {
	var f agreeFlags
	c := &cobra.Command{
		Use:   "agree ACCOUNT",
		Short: "Have both parties sign the go-live definition and the dates as they stand",
		Long: `Agree writes the plan's scope (go-live date and criteria, each milestone's date and criterion) as a document
of its own and asks everybody in the plan's table of signatures to approve it, as touchstone approve
request does. Once they have answered (touchstone approve record, or the one-time link), agree again: it
writes their signatures into the plan, and with the last one the plan is agreed. A later change of scope
or of a date reopens it.

Exit status: 0 asked or recorded, 2 could not do it.`,
		Example: `  touchstone onboarding agree acme
  touchstone onboarding agree acme --who "M. Lindqvist" --link
  touchstone approve record 2026-11-18-lindqvist --signature answer.sig`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.agree(c.Context(), args[0], f) },
	}
	c.Flags().StringVar(&f.who, "who", "", "ask only this person, as the plan's table of signatures names them")
	c.Flags().BoolVar(&f.link, "link", false, "make one-time links and print them")
	c.Flags().StringVar(&f.address, "address", "http://127.0.0.1:8095", "where approve serve is reached, for the links")
	c.Flags().BoolVar(&f.noCommit, "no-commit", false, "leave the files uncommitted")
	return c
}

func (a *app) agree(ctx context.Context, name string, f agreeFlags) error {
	now := a.now()
	o, err := a.onboardings()
	if err != nil {
		return err
	}
	i, err := o.index(name)
	if err != nil {
		return err
	}
	s := signing{app: a, workspace: o.workspace, plan: o.portfolio.Plans[i], now: now, flags: f}
	if s.account, err = o.workspace.Account(s.plan.Plan.Account); err != nil {
		return noAccount(o.workspace, s.plan.Plan.Account, err)
	}
	if err := s.run(); err != nil {
		return err
	}
	return a.commitUnless(ctx, f.noCommit, o.workspace, "onboarding: the agreement of "+s.account.ID, s.written...)
}

// A signing is one plan on its way to being agreed.
type signing struct {
	app       *app
	workspace *workspace.Workspace
	account   *workspace.Account
	plan      onboarding.Found
	now       time.Time
	flags     agreeFlags

	agreement onboarding.Agreement
	people    audit.People
	written   []string
}

func (s *signing) run() (err error) {
	if s.flags.who != "" {
		if _, err := s.plan.Plan.SignatureOf(s.flags.who); err != nil {
			return err
		}
	}
	if len(s.plan.Plan.Signatures) == 0 {
		return fmt.Errorf("%s has no table of signatures\nhint: add one under the go-live definition: Party, Who, Signed", s.plan.Path)
	}
	if s.agreement, err = onboarding.AgreementOf(s.plan); err != nil {
		return err
	}
	if s.people, err = audit.ReadPeople(os.DirFS(s.workspace.Root)); err != nil {
		return err
	}
	if err := s.write(s.agreement.Path, s.agreement.Text); err != nil {
		return err
	}
	fmt.Fprintf(s.app.stdout, "agreement: %s\n", s.agreement.Path)
	signed, err := s.signatures()
	if err != nil {
		return err
	}
	text, agreed, err := onboarding.Sign(s.plan.Plan, s.agreement, signed)
	if err != nil {
		return err
	}
	if err := s.write(s.plan.Path, text); err != nil {
		return err
	}
	if agreed {
		fmt.Fprintf(s.app.stdout, "%s is agreed\n", s.plan.Path)
	} else {
		fmt.Fprintf(s.app.stdout, "not agreed yet: %d of %d have signed\n", len(signed), len(s.plan.Plan.Signatures))
	}
	return nil
}

// write keeps a file that differs from what is there.
func (s *signing) write(name string, data []byte) error {
	if old, err := s.workspace.ReadFile(name); err == nil && string(old) == string(data) {
		return nil
	}
	s.written = append(s.written, name)
	return writeInside(s.workspace, name, data)
}

// signatures asks whoever has not been asked for these words, and lists the
// approvals of them that stand.
func (s *signing) signatures() ([]onboarding.Signed, error) {
	requests, err := s.requests()
	if err != nil {
		return nil, err
	}
	var signed []onboarding.Signed
	for _, row := range s.plan.Plan.Signatures {
		who := row.Who.Text
		r, asked := requests[who]
		switch {
		case strings.HasPrefix(who, onboarding.Unrecorded) || who == "":
			fmt.Fprintf(s.app.stdout, "%s: nobody is named to sign\n", row.Party.Text)
			continue
		case !asked && s.flags.who != "" && s.flags.who != who:
			continue
		case !asked:
			if err := s.ask(who); err != nil {
				return nil, err
			}
			continue
		}
		log, err := approval.ReadLog(s.workspace)
		if err != nil {
			return nil, err
		}
		standing, err := approval.Judge(s.workspace, log, s.account.Dir, r, s.now)
		if err != nil {
			return nil, err
		}
		if !standing.Holds() {
			fmt.Fprintf(s.app.stdout, "%s: %s (%s)\n", who, standing.Pending+standing.Void, r.ID)
			continue
		}
		on := calendar.DateOf(standing.At.In(s.workspace.Zone))
		fmt.Fprintf(s.app.stdout, "%s: signed on %s (%s, %s)\n", who, on, standing.Assurance, r.ID)
		signed = append(signed, onboarding.Signed{Who: who, On: on, Approval: r.ID, Digest: r.Digest})
	}
	return signed, nil
}

// requests are the newest requests for this agreement, by whom they ask.
func (s *signing) requests() (map[string]approval.Request, error) {
	names, err := s.workspace.Files(path.Join(s.account.Dir, approval.Dir), func(name string) bool { return strings.HasSuffix(name, ".yaml") })
	if err != nil {
		return nil, err
	}
	out := map[string]approval.Request{}
	for _, name := range names {
		r, err := approval.ReadRequest(s.workspace, s.account.Dir, strings.TrimSuffix(path.Base(name), ".yaml"))
		if err != nil {
			return nil, err
		}
		if r.Document != s.agreement.Path {
			continue
		}
		out[nameOf(s.people[r.By])] = r
	}
	return out, nil
}

// ask asks one person to approve the agreement.
func (s *signing) ask(who string) error {
	by := who
	for _, p := range append(append([]workspace.Person{}, s.workspace.Config.Team...), s.account.Contacts...) {
		if p.Name == who && p.Email != "" {
			by = who + " <" + p.Email + ">"
		}
	}
	f := requestFlags{by: by, audience: "customer", scope: []string{"go-live"}, link: s.flags.link}
	r, token, err := s.app.askApproval(s.workspace, s.account, s.agreement.Path, markdown.Parse(s.agreement.Text), f, s.now)
	if err != nil {
		return err
	}
	s.written = append(s.written, r.RecordPath(s.account.Dir), r.TextPath(s.account.Dir), audit.Path, audit.PeoplePath)
	fmt.Fprintf(s.app.stdout, "%s: asked (%s); to sign: %s\n", who, r.ID, s.workspace.Path(r.TextPath(s.account.Dir)))
	printLink(s.app.stdout, s.flags.address, r, token)
	return nil
}

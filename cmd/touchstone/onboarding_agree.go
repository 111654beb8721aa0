package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
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
	again          bool
}

func (a *app) onboardingAgree() *cobra.Command {
	var f agreeFlags
	c := &cobra.Command{
		Use:   "agree ACCOUNT",
		Short: "Have both parties sign the go-live definition and the dates as they stand",
		Long: `Agree writes the plan's scope (go-live date and criteria, each milestone's date and criterion) as a document
of its own and asks everybody in the plan's table of signatures to approve it, as touchstone approve
request does. Once they have answered (touchstone approve record, or the one-time link), agree again, or
generate the plan again: both write the signatures into the plan, and with the last one the plan is
agreed. A later change of scope or of a date reopens it. Who refused is asked again once the plan has
changed, or with --again.

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
	c.Flags().BoolVar(&f.again, "again", false, "ask those once more whose answer was no, or no longer counts")
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
	asked, err := approvalsOf(s.workspace, s.account, s.agreement.Path, s.now)
	if err != nil {
		return nil, err
	}
	var signed []onboarding.Signed
	for _, row := range s.plan.Plan.Signatures {
		who := row.Who.Text
		standing, known := asked[who]
		again := s.flags.again && standing.Void != ""
		switch {
		case strings.HasPrefix(who, onboarding.Unrecorded) || who == "":
			fmt.Fprintf(s.app.stdout, "%s: nobody is named to sign\n", row.Party.Text)
			continue
		case (!known || again) && s.flags.who != "" && s.flags.who != who:
			continue
		case !known || again:
			if err := s.ask(who); err != nil {
				return nil, err
			}
			continue
		}
		if !standing.Holds() {
			fmt.Fprintf(s.app.stdout, "%s: %s (%s)\n", who, standing.Pending+standing.Void, standing.Request.ID)
			if standing.Void != "" {
				fmt.Fprintf(s.app.stdout, "hint: change the plan and agree, or ask for the same words once more: touchstone onboarding agree %s --again\n", s.account.ID)
			}
			continue
		}
		one := signedAs(who, standing, s.workspace.Zone)
		fmt.Fprintf(s.app.stdout, "%s: signed on %s (%s, %s)\n", who, one.On, standing.Assurance, one.Approval)
		signed = append(signed, one)
	}
	return signed, nil
}

// signedAs is an approval that stands as a plan's signature.
func signedAs(who string, s approval.Standing, zone *time.Location) onboarding.Signed {
	return onboarding.Signed{Who: who, On: calendar.DateOf(s.At.In(zone)), Approval: s.Request.ID, Digest: s.Request.Digest}
}

// approvalsOf are the newest requests to approve a document, by whom they ask, and
// how they stand.
func approvalsOf(w *workspace.Workspace, account *workspace.Account, document string, now time.Time) (map[string]approval.Standing, error) {
	people, err := audit.ReadPeople(os.DirFS(w.Root))
	if err != nil {
		return nil, err
	}
	log, err := approval.ReadLog(w)
	if err != nil {
		return nil, err
	}
	newest := map[string]approval.Standing{}
	return newest, requestsOf(w, account, func(r approval.Request) error {
		who := nameOf(people[r.By])
		old := newest[who].Request
		if r.Document != document || cmp.Or(cmp.Compare(r.Asked, old.Asked), cmp.Compare(len(r.ID), len(old.ID))) < 0 {
			return nil
		}
		newest[who], err = approval.Judge(w, log, account.Dir, r, now)
		return err
	})
}

// approved lists who approved a document, as it stands.
func (a *app) approved(w *workspace.Workspace, id, document string) ([]onboarding.Signed, error) {
	if _, err := w.ReadFile(document); err != nil {
		return nil, nil // nobody was asked
	}
	account, err := w.Account(id)
	if err != nil {
		return nil, err
	}
	standings, err := approvalsOf(w, account, document, a.now())
	if err != nil {
		return nil, err
	}
	var out []onboarding.Signed
	for _, who := range slices.Sorted(maps.Keys(standings)) {
		if standings[who].Holds() {
			out = append(out, signedAs(who, standings[who], w.Zone))
		}
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

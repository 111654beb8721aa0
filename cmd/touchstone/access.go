package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/access"
	"github.com/touchstone-cs/touchstone/internal/audit"
	"github.com/touchstone-cs/touchstone/internal/git"
	"github.com/touchstone-cs/touchstone/internal/publish"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func (a *app) accessCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "access", Short: "Who may see what, and why",
		Long: `Access decides by the Cedar policies in policies/*.cedar what Touchstone serves and publishes to whom. It does not
guard files: whoever has a clone has its files. See doc/access.md.`,
		Example: "  touchstone access explain dana@vendor.example customer-success/accounts/acme/health/2026-10.md",
	}
	c.AddCommand(a.accessExplain(), a.accessRead())
	return c
}

func (a *app) accessRead() *cobra.Command {
	var as string
	c := &cobra.Command{
		Use: "read WHAT", Short: "Print a document as somebody may read it; the audit log keeps that they did, or were refused", Args: cobra.ExactArgs(1),
		Long:    "Exit status: 0 printed, 1 refused, 2 could not do it.",
		Example: "  touchstone access read --as p-dana customer-success/accounts/acme/health/2026-10.md",
		RunE: func(c *cobra.Command, args []string) error {
			w, err := a.open()
			if err != nil {
				return err
			}
			policies, err := a.policies(w)
			if err != nil {
				return err
			}
			who, err := a.who(w, as)
			if err != nil {
				return err
			}
			name, ok := w.Rel(args[0])
			if !ok {
				return fmt.Errorf("%s lies outside the workspace", args[0])
			}
			what, err := publish.DocumentAt(w, name, a.now())
			if err != nil {
				return err
			}
			data, err := w.ReadFile(name)
			if err != nil {
				return err
			}
			decision, event := policies.Decide(who, "read", what), "read"
			if !decision.Allowed {
				event = "read.refused"
			}
			if err := a.logAct(w, act{event: event, who: who.ID, path: name, note: what.Kind}); err != nil {
				return err // what cannot be logged is not shown
			}
			if decision.Allowed {
				_, err = a.stdout.Write(data)
			} else {
				fmt.Fprintf(a.stdout, "refused: %s\n", strings.Join(decision.Reasons, "; "))
				err = review.ErrFindings
			}
			return errors.Join(err, a.commitUnless(c.Context(), false, w, "audit: "+event, audit.Path, audit.PeoplePath))
		},
	}
	c.Flags().StringVar(&as, "as", "", "who reads, by ID or name in policies/people.yaml, or role:NAME")
	return c
}

func (a *app) accessExplain() *cobra.Command {
	var action string
	var asJSON bool
	c := &cobra.Command{
		Use: "explain WHO WHAT", Short: "Whether a person may read a document, and which policy says so", Args: cobra.ExactArgs(2),
		Long: `WHO is an ID or a name of policies/people.yaml, or role:NAME for anybody with that role. WHAT is a path.

Exit status: 0 allowed, 1 refused, 2 could not tell.`,
		Example: "  touchstone access explain role:stakeholder customer-success/accounts/acme/escalations/ESC-0007.md",
		RunE: func(_ *cobra.Command, args []string) error {
			w, err := a.open()
			if err != nil {
				return err
			}
			policies, policyErr := a.policies(w)
			who, err := a.who(w, args[0])
			if err != nil {
				return err
			}
			name, ok := w.Rel(args[1])
			if !ok {
				return fmt.Errorf("%s lies outside the workspace", args[1])
			}
			what, err := publish.DocumentAt(w, name, a.now())
			if err != nil {
				return err
			}
			d := policies.Decide(who, action, what)
			if asJSON {
				err = a.printJSON(accessFacts{args[0], action, name, what.Kind, what.Audience, what.Status, what.Approved, d.Allowed, append([]string{}, d.Reasons...)})
			} else {
				a.printAccess(args[0], action, name, what, d)
			}
			if err := errors.Join(err, policyErr); err != nil {
				return err
			}
			if !d.Allowed {
				return review.ErrFindings
			}
			return nil
		},
	}
	c.Flags().StringVar(&action, "action", "read", strings.Join(access.Actions, ", "))
	jsonFlag(c, &asJSON)
	return c
}

// accessFacts is a decision as access explain prints it for machines.
type accessFacts struct {
	Who      string   `json:"who"`
	Action   string   `json:"action"`
	What     string   `json:"what"`
	Kind     string   `json:"kind"`
	Audience string   `json:"audience"`
	Status   string   `json:"status"`
	Approved bool     `json:"approved"`
	Allowed  bool     `json:"allowed"`
	Reasons  []string `json:"reasons"`
}

func (a *app) printAccess(who, action, name string, what access.Document, d access.Decision) {
	word, not := "allowed", ""
	if !d.Allowed {
		word, not = "refused", "not "
	}
	fmt.Fprintf(a.stdout, "%s: %s may %s%s %s (%s, audience %s, status %s)\n", word, who, not, action, name, what.Kind, or(what.Audience, "not declared: internal"), or(what.Status, "not declared: draft"))
	for _, r := range d.Reasons {
		fmt.Fprintf(a.stdout, "  %s\n", r)
	}
	if d.Allowed && what.Lacks != "" {
		fmt.Fprintf(a.stdout, "  for nobody outside but the customer: %s\n", what.Lacks)
	}
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func (a *app) policies(w *workspace.Workspace) (*access.Policies, error) {
	accounts, err := w.Accounts()
	if err != nil {
		return nil, err
	}
	var words []string
	for _, kind := range a.kinds(nil) {
		words = append(words, kind.Name)
	}
	for _, account := range accounts {
		words = append(words, account.ID)
	}
	return access.Open(w, words)
}

func (a *app) who(w *workspace.Workspace, name string) (access.Person, error) {
	if role, ok := strings.CutPrefix(name, "role:"); ok {
		return access.Person{ID: name, Roles: []string{role}}, nil
	}
	people, err := access.People(w)
	if err != nil {
		return access.Person{}, err
	}
	if p, ok := access.Find(people, name); ok {
		return p, nil
	}
	return access.Person{}, fmt.Errorf("%s does not have %q\nhint: role:stakeholder asks for anybody with a role", access.PeopleFile, name)
}

func (a *app) auditCommand() *cobra.Command {
	c := &cobra.Command{Use: "audit", Short: "The log of decisions and of reads, and its proof", Long: "The log lies in audit/log.jsonl; each entry is chained to the one before.", Example: "  touchstone audit verify"}
	var asJSON bool
	verify := &cobra.Command{
		Use: "verify", Short: "Verify the chain, and that nothing that was committed has gone", Args: cobra.NoArgs,
		Long: `Verify follows the chain from the first entry to the last, and makes sure that the log continues the one in git's HEAD:
a cut end leaves a chain whole, so only what was committed shows it.

Exit status: 0 whole, 1 broken, 2 could not tell.`,
		Example: "  touchstone audit verify",
		RunE: func(c *cobra.Command, _ []string) error {
			w, err := a.open()
			if err != nil {
				return err
			}
			entries, broken, err := auditState(c.Context(), w)
			if err != nil {
				return err
			}
			switch {
			case asJSON:
				err = a.printJSON(map[string]any{"whole": broken == "", "entries": entries, "broken": broken})
			case broken != "":
				fmt.Fprintf(a.stdout, "broken: %s\n", broken)
			default:
				fmt.Fprintf(a.stdout, "whole: %d entries\n", entries)
			}
			if err == nil && broken != "" {
				err = review.ErrFindings
			}
			return err
		},
	}
	jsonFlag(verify, &asJSON)
	c.AddCommand(verify)
	return c
}

// auditState counts the log's entries, and says what is broken: "" where it is whole and continues the one in git's HEAD.
func auditState(ctx context.Context, w *workspace.Workspace) (entries int, broken string, err error) {
	log, err := audit.Read(os.DirFS(w.Root))
	if errors.Is(err, audit.ErrBroken) {
		return 0, err.Error(), nil
	}
	if err != nil {
		return 0, "", err
	}
	now, err := w.ReadFile(audit.Path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return 0, "", err
	}
	if then, err := git.Run(ctx, w.Root, "show", "HEAD:./"+audit.Path); err == nil && !audit.Extends(now, []byte(strings.TrimRight(then, "\n"))) {
		return len(log), "the log does not continue the one that was committed", nil
	}
	return len(log), "", nil
}

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/claim"
	"github.com/touchstone-cs/touchstone/internal/deliverable/escalation"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

func (a *app) escalationCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "escalation",
		Short:   "Is an escalation ready, and what severity follows from the facts",
		Example: "  touchstone escalation ready ESC-0007.md\n  touchstone escalation severity --blocked 14 --workaround --costly",
	}
	var asJSON bool
	ready := &cobra.Command{
		Use:   "ready DOC",
		Short: "List what a developer would have to ask before starting",
		Long: `Ready says whether a developer could start with this report alone. What is missing is listed as the
question that the developer would ask.

Exit status: 0 nothing to ask, 1 questions are open, 2 could not do it.`,
		Example: "  touchstone escalation ready customer-success/accounts/acme/escalations/ESC-0007.md",
		Args:    cobra.ExactArgs(1),
		RunE:    func(c *cobra.Command, args []string) error { return a.escalationReady(c, args[0], asJSON) },
	}
	jsonFlag(ready, &asJSON)
	c.AddCommand(ready, a.severityCommand())
	return c
}

func (a *app) escalationReady(c *cobra.Command, path string, asJSON bool) error {
	w, err := a.open()
	if err != nil {
		return err
	}
	rel, inside := w.Rel(path)
	if !inside {
		return fmt.Errorf("escalation ready: %s lies outside the workspace", path)
	}
	doc, err := w.Document(rel)
	if err != nil {
		return err
	}
	now := a.now()
	pass := rule.Pass{Doc: doc, Path: rel, Kind: doc.Front.Value("kind"), Workspace: w, Account: w.AccountOf(rel), Now: now}
	pass.Citations = a.resolved(c.Context(), w, rel, doc)
	report, _ := escalation.NewModel(doc).(*escalation.Report)
	pass.Model = report
	questions := escalation.Questions(&pass, report)
	if asJSON {
		err = a.printJSON(map[string]any{"ready": len(questions) == 0, "questions": append([]string{}, questions...)})
	} else {
		a.printReady(questions)
	}
	if err == nil && len(questions) > 0 {
		err = review.ErrFindings
	}
	return err
}

func (a *app) printReady(questions []string) {
	for _, question := range questions {
		fmt.Fprintln(a.stdout, "-", question)
	}
	if len(questions) > 0 {
		fmt.Fprintf(a.stdout, "not ready for engineering: %d open questions\n", len(questions))
		return
	}
	fmt.Fprintln(a.stdout, "ready for engineering")
}

// resolved are a document's claims with their evidence.
func (a *app) resolved(ctx context.Context, w *workspace.Workspace, path string, doc *markdown.Document) []rule.Citation {
	account := ""
	if owner := w.AccountOf(path); owner != nil {
		account = owner.ID
	}
	var citations []rule.Citation
	var requests []evidence.Request
	for _, one := range claim.Extract(doc) {
		citations = append(citations, rule.Citation{Claim: one})
		requests = append(requests, evidence.Request{Ref: one.Ref, Path: path, Account: account})
	}
	for i, record := range evidence.Resolve(ctx, a.sources(w), requests) {
		if citations[i].Evidence() {
			citations[i].Record, citations[i].Resolved = record, true
		}
	}
	return citations
}

func (a *app) severityCommand() *cobra.Command {
	var facts escalation.Facts
	var asJSON bool
	c := &cobra.Command{
		Use:   "severity",
		Short: "The severity that follows from the facts: impact × urgency",
		Long: `Severity grades impact and urgency from people blocked, work stopped, data at risk, the workaround and
the next date, and looks the severity up in the workspace's matrix. What the customer pays is not asked.

Exit status: 0 done, 2 could not do it.`,
		Example: "  touchstone escalation severity --blocked 14 --workaround --costly",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return a.severity(facts, asJSON) },
	}
	f := c.Flags()
	f.BoolVar(&facts.Down, "down", false, "production does not work")
	f.BoolVar(&facts.DataAtRisk, "data-wrong", false, "data is wrong")
	f.BoolVar(&facts.DataExposed, "data-lost", false, "data is being lost or exposed")
	f.IntVar(&facts.Blocked, "blocked", 0, "people who cannot do a part of their work")
	f.BoolVar(&facts.Workaround, "workaround", false, "there is a workaround")
	f.BoolVar(&facts.Costly, "costly", false, "the workaround costs time")
	f.IntVar(&facts.DaysToDate, "days", -1, "days until a date that is at risk")
	jsonFlag(c, &asJSON)
	return c
}

func (a *app) severity(facts escalation.Facts, asJSON bool) error {
	matrix := escalation.DefaultMatrix
	if w, err := a.open(); err == nil {
		if matrix, err = escalation.ReadMatrix(w.Config); err != nil {
			return err
		}
	}
	impact, urgency := facts.Grade()
	severity, ok := matrix.Severity(impact, urgency)
	if !ok {
		return errors.New("escalation severity: the matrix has no such place")
	}
	if asJSON {
		return a.printJSON(map[string]any{"severity": severity, "impact": escalation.Impacts[impact].Name, "urgency": escalation.Urgencies[urgency].Name})
	}
	fmt.Fprintf(a.stdout, "Severity %d: impact *%s* (%s), urgency *%s* (%s)\n", severity,
		escalation.Impacts[impact].Name, escalation.Impacts[impact].Meaning, escalation.Urgencies[urgency].Name, escalation.Urgencies[urgency].Meaning)
	return nil
}

package main

import (
	"context"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/touchstone-cs/touchstone/internal/access"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/deliverable/casestudy"
	"github.com/touchstone-cs/touchstone/internal/deliverable/escalation"
	feedbackkind "github.com/touchstone-cs/touchstone/internal/deliverable/feedback"
	"github.com/touchstone-cs/touchstone/internal/deliverable/general"
	"github.com/touchstone-cs/touchstone/internal/deliverable/health"
	"github.com/touchstone-cs/touchstone/internal/deliverable/implementation"
	"github.com/touchstone-cs/touchstone/internal/deliverable/onboarding"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/evidence/file"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/evidence/note"
	"github.com/touchstone-cs/touchstone/internal/evidence/ticket"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/duckdb"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/mapping"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/rollup"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/playbook"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/signal"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// This file is THE list: every command, kind, evidence source and engine that there is.

func commands() []func(*app) *cobra.Command {
	return []func(*app) *cobra.Command{
		(*app).initCommand,
		(*app).demoCommand,
		(*app).doctorCommand,
		(*app).importCommand,
		(*app).accountCommand,
		(*app).warehouseCommand,
		(*app).noteCommand,
		(*app).metricCommand,
		(*app).backtestCommand,
		(*app).checkCommand,
		(*app).newCommand,
		(*app).lspCommand,
		(*app).explainCommand,
		(*app).generateCommand,
		(*app).onboardingCommand,
		(*app).consentCommand,
		(*app).approveCommand,
		(*app).privacyCommand,
		(*app).accessCommand,
		(*app).sealCommand,
		(*app).unsealCommand,
		(*app).publishCommand,
		(*app).auditCommand,
		(*app).eraseCommand,
		(*app).runCommand,
		(*app).exportCommand,
		(*app).guideCommand,
		(*app).escalationCommand,
		(*app).themeCommand,
		(*app).feedbackCommand,
	}
}

// kinds are the sorts of deliverable. w is nil outside a workspace.
func (a *app) kinds(w *workspace.Workspace) []*deliverable.Kind {
	return []*deliverable.Kind{
		onboarding.Kind(a.planEvidence),
		casestudy.Kind(casestudy.Room{Desk: a.desk, Said: a.said, Pseudonyms: pseudonyms}),
		implementation.Kind(a.lessonsOf),
		escalation.Kind(a.tickets(w), a.desk),
		health.Kind(health.Engines{Metrics: a.metricEngine(w), Reader: a.engine()}),
		feedbackkind.Kind(a.feedbackDesk),
	}
}

// holds are how the kinds' receipts are held against the present.
func (a *app) holds() map[string]command.Hold {
	holds := map[string]command.Hold{}
	for _, kind := range a.kinds(nil) {
		holds[kind.Name] = kind.Receipts
	}
	return holds
}

// sources resolve evidence references. They open what they need when they are first asked.
func (a *app) sources(w *workspace.Workspace) []evidence.Source {
	store := a.warehouse(w)
	reader := warehouse.Remembering{Reader: a.engine(), Dir: filepath.Join(store.Dir(), measure.CacheFolder)}
	return []evidence.Source{
		&measure.Source{Open: func() (*measure.Desk, error) { return a.desk(w) }},
		&note.Source{Workspace: w, Imported: note.FromWarehouse(store, reader)},
		&file.Source{Workspace: w},
		&approval.Source{Files: w, AccountDir: w.AccountDir, Now: a.clock()},
		&ticket.Source{Store: store, Reader: reader, Zone: w.Zone, Lessons: a.ticketLessons(w)},
		command.NewSource(w, a.clock(), a.holds()),
		onboarding.Source{Workspace: w},
		a.feedbackSource(w),
		&feedback.Surveys{Warehouse: store, Reader: reader},
	}
}

// said reads what customers said, as of the latest snapshot.
func (a *app) said(ctx context.Context, w *workspace.Workspace) (*feedback.Corpus, error) {
	return a.feedbackStore(w, nil).At(ctx, "")
}

// tickets looks tickets up in the workspace's warehouse; nil outside a workspace.
func (a *app) tickets(w *workspace.Workspace) escalation.Tickets {
	if w == nil {
		return nil
	}
	return escalation.FromWarehouse(a.warehouse(w), a.engine())
}

// warehouse is the workspace's store of facts.
func (a *app) warehouse(w *workspace.Workspace) *warehouse.Store {
	return warehouse.Open(w.Warehouse())
}

// desk answers metrics over the workspace's warehouse.
func (a *app) desk(w *workspace.Workspace) (*measure.Desk, error) {
	if a.measures != nil {
		return a.measures, nil
	}
	d, err := measure.Open(w)
	if err != nil {
		return nil, err
	}
	d.Engine = a.metricEngine(w)
	if d.Prover, err = health.Prover(w, d); err != nil {
		return nil, err
	}
	a.measures = d
	return d, nil
}

// metricEngine answers metrics over a snapshot: usage from rollups, everything else from the segments.
func (a *app) metricEngine(w *workspace.Workspace) func(*warehouse.Snapshot) (metric.Engine, error) {
	return func(s *warehouse.Snapshot) (metric.Engine, error) {
		if e := a.rollups[s.Digest]; e != nil {
			return e, nil
		}
		dir := filepath.Join(a.warehouse(w).Dir(), warehouse.CacheFolder, "usage")
		e := &rollup.Engine{Base: duckdb.Engine{DB: a.engine(), Snapshot: s}, Snapshot: s, Zone: w.Zone, Dir: dir}
		a.closers = append(a.closers, e.Close)
		if a.rollups == nil {
			a.rollups = map[string]*rollup.Engine{}
		}
		a.rollups[s.Digest] = e
		return e, nil
	}
}

// engine answers questions over the warehouse. It starts when it is first asked and ends with the app.
func (a *app) engine() *duckdb.DB {
	if a.db == nil {
		a.db = &duckdb.DB{}
		a.closers = append(a.closers, a.db.Close)
	}
	return a.db
}

func (a *app) catalog(w *workspace.Workspace) (*review.Catalog, error) {
	kinds := a.kinds(w)
	c := &review.Catalog{Kinds: kinds, General: general.Rules(kinds)}
	if w != nil {
		c.Sources = a.sources(w)
		if err := c.LoadTeam(w); err != nil {
			return c, err
		}
	}
	return c, deliverable.Validate(c.Kinds, c.General)
}

// shipped lists the definitions that `init` writes into a new workspace.
func shipped() ([]deliverable.File, error) {
	files := []deliverable.File{
		{Path: "metrics.yaml", Data: metric.DefaultYAML},
		{Path: "signals.yaml", Data: signal.Shipped()},
		{Path: access.Folder + "/default.cedar", Data: access.Default},
	}
	for name, data := range playbook.Shipped() {
		files = append(files, deliverable.File{Path: "playbooks/" + name, Data: data})
	}
	for _, name := range mapping.Shipped() {
		data, err := mapping.ShippedText(name)
		if err != nil {
			return nil, err
		}
		files = append(files, deliverable.File{Path: "sources/" + name + ".yaml", Data: data})
	}
	return files, nil
}

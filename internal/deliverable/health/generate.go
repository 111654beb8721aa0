package health

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"time"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/evidence/portrait"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/signal"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

type generator struct{ engines Engines }

// generate asks about the whole portfolio once, however many reports are wanted: a signal is judged among all. Then each report is
// written from what was gathered.
func (g *generator) generate(ctx context.Context, job deliverable.Job, emit func(deliverable.Draft) error) error {
	accounts, err := covered(job)
	if err != nil {
		return err
	}
	b, err := g.gather(ctx, job)
	if err != nil {
		return err
	}
	for _, account := range accounts {
		if err := ctx.Err(); err != nil {
			return err
		}
		draft, err := b.report(account)
		if err != nil {
			return fmt.Errorf("%s: %w", account.ID, err)
		}
		if err := emit(draft); err != nil {
			return err
		}
		b.forget(account.ID)
	}
	return nil
}

// covered are the accounts that reports are wanted for.
func covered(job deliverable.Job) ([]*workspace.Account, error) {
	if !job.All && len(job.Accounts) == 0 {
		return nil, errors.New("health-report: no account named\nhint: name accounts, or write --all")
	}
	if job.All {
		all, err := job.Workspace.Accounts()
		if err == nil && len(all) == 0 {
			return nil, errors.New("health-report: the workspace has no accounts\nhint: `touchstone import` reads them, `touchstone account sync` writes account.yaml")
		}
		return slices.DeleteFunc(slices.Clone(all), func(a *workspace.Account) bool { return a.MergedInto != "" }), err
	}
	var out []*workspace.Account
	for _, id := range job.Accounts {
		a, err := job.Workspace.Account(id)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// batch is what all reports of one generation share.
type batch struct {
	job       deliverable.Job
	desk      *measure.Desk
	portfolio *portrait.Portfolio
	signals   *signal.Set
	reports   map[string]signal.Report
	portraits map[string]*signal.Portrait
	records   records
	author    func(*workspace.Account) string
}

func (g *generator) gather(ctx context.Context, job deliverable.Job) (*batch, error) {
	w := job.Workspace
	desk, err := measure.Open(w)
	if err != nil {
		return nil, err
	}
	desk.Engine = g.engines.Metrics
	b := &batch{job: job, desk: desk}
	period, err := periodOf(job, w.Zone)
	if err != nil {
		return nil, err
	}
	if b.signals, err = Signals(w); err != nil {
		return nil, err
	}
	snapshot, err := desk.Snapshot("")
	if err != nil {
		return nil, err
	}
	known, err := w.Accounts()
	if err != nil {
		return nil, err
	}
	closed, err := Closures(w)
	if err != nil {
		return nil, err
	}
	question := portrait.Question{Period: period, Metrics: b.signals.Metrics(), Closed: closed}
	for _, a := range known {
		question.Accounts = append(question.Accounts, a.ID)
	}
	if b.portfolio, err = portrait.Gather(ctx, desk, snapshot, question); err != nil {
		return nil, err
	}
	b.judge()
	b.records, err = readRecords(ctx, g.engines.Reader, snapshot, period)
	return b, err
}

// forget lets go of what only an account's own report needed: it is written.
func (b *batch) forget(account string) {
	if p := b.portraits[account]; p != nil {
		*p = signal.Portrait{}
	}
	delete(b.portraits, account)
	delete(b.reports, account)
	delete(b.records.tickets, account)
	delete(b.records.interactions, account)
	for id := range b.portfolio.Values {
		delete(b.portfolio.Values[id], account)
		delete(b.portfolio.Earlier[id], account)
	}
}

func (b *batch) judge() {
	b.reports, b.portraits = map[string]signal.Report{}, map[string]*signal.Portrait{}
	for i, r := range signal.Detect(b.signals, b.portfolio.Days, b.portfolio.Portraits) {
		b.reports[r.Account] = r
		b.portraits[r.Account] = &b.portfolio.Portraits[i]
	}
}

// periodOf is the period asked for, which must be over, else the last month that is over.
func periodOf(job deliverable.Job, zone *time.Location) (metric.Period, error) {
	if job.Period == "" {
		return metric.Month(job.Now.In(zone)).Prior(), nil
	}
	return metric.ParseOver(job.Period, zone, job.Now)
}

// Signals reads the workspace's signals.yaml; without it the built-in ones hold.
func Signals(w *workspace.Workspace) (*signal.Set, error) {
	data, err := w.ReadFile(signal.File)
	if missing(err) {
		return signal.Default(), nil
	}
	if err != nil {
		return nil, err
	}
	return signal.Load(signal.File, data)
}

func (b *batch) report(account *workspace.Account) (deliverable.Draft, error) {
	d := &draft{batch: b, account: account, signals: b.reports[account.ID], portrait: b.portraits[account.ID], notes: newNotes()}
	name := path.Join(account.Dir, "health", b.portfolio.Period.Name+".md")
	text, files, err := d.write(name)
	return deliverable.Draft{Path: name, Text: text, Files: files}, err
}

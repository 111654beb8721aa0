package onboarding

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/merge"
	"github.com/touchstone-cs/touchstone/internal/playbook"
	"github.com/touchstone-cs/touchstone/internal/schedule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// generate writes the plans of a job: a first draft from a playbook where there
// is none, and new dates for the open work of one that there is. People's other
// work is placed once for the whole job. An account whose plan cannot be written
// does not keep the others from theirs.
func generate(ctx context.Context, job deliverable.Job, open func(*workspace.Workspace) Evidence, emit func(deliverable.Draft) error) error {
	accounts, err := jobAccounts(job)
	if err != nil {
		return err
	}
	existing, err := Plans(job.Workspace)
	if err != nil {
		return err
	}
	d := &desk{job: job, on: calendar.DateOf(job.Now.In(job.Workspace.Zone)), shelf: newShelf(job.Workspace), existing: existing}
	d.plans = portfolioOf(d.shelf, existing, d.on, nil).involved()
	if open != nil {
		d.evidence = open(job.Workspace)
	}
	var errs []error
	var writings []*writing
	for _, account := range accounts {
		w, err := d.begin(ctx, account)
		if errors.Is(err, errTakenBack) && job.All {
			continue
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", account.ID, err))
			continue
		}
		writings = append(writings, w)
	}
	d.others(writings).around(writings)
	for _, w := range writings {
		if err := ctx.Err(); err != nil {
			return err
		}
		draft, err := w.finish()
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", w.path, err))
			continue
		}
		if err := emit(draft); err != nil {
			return err
		}
	}
	return errors.Join(errs...)
}

// A desk is what one job's plans are written with.
type desk struct {
	job      deliverable.Job
	evidence Evidence
	on       calendar.Date
	shelf    *shelf
	existing []Found
	plans    map[string]int // by person: in how many plans they have open work
}

// A writing is one plan that a job writes: its record, for which the people's
// other work is not yet known, and what is left to do once it is.
type writing struct {
	path   string
	record *Record
	finish func() (deliverable.Draft, error)
}

// others are the workspace's plans that the job does not write.
func (d *desk) others(writings []*writing) Portfolio {
	return portfolioOf(d.shelf, d.existing, d.on, func(at string) bool {
		return !slices.ContainsFunc(writings, func(w *writing) bool { return w.path == at })
	})
}

func jobAccounts(job deliverable.Job) ([]*workspace.Account, error) {
	if job.All {
		all, err := job.Workspace.Accounts()
		if err != nil {
			return nil, err
		}
		if _, named := job.Flags["playbook"]; named {
			return all, nil
		}
		var planned []*workspace.Account
		for _, account := range all {
			if facts, err := factsOf(account); err == nil && facts.Playbook != "" {
				planned = append(planned, account)
			}
		}
		return planned, nil
	}
	if len(job.Accounts) == 0 {
		return nil, errors.New("name an account\nhint: touchstone generate onboarding-plan acme --playbook api-integration --start 2026-12-01")
	}
	var out []*workspace.Account
	for _, id := range job.Accounts {
		account, err := job.Workspace.Account(id)
		if err != nil {
			return nil, err
		}
		out = append(out, account)
	}
	return out, nil
}

func factsOf(account *workspace.Account) (Facts, error) {
	var f Facts
	err := account.Decode("onboarding", &f)
	return f, err
}

// A Found is one plan of the workspace.
type Found struct {
	Path string
	Plan *Plan
}

// Plans reads every onboarding plan of the workspace, in order of path.
// Withdrawn and superseded ones are left out.
func Plans(w *workspace.Workspace) ([]Found, error) {
	names, err := w.Documents("")
	if err != nil {
		return nil, err
	}
	var out []Found
	for _, name := range names {
		if !strings.Contains(path.Base(name), "onboarding") {
			continue
		}
		doc, err := w.Document(name)
		if err != nil {
			return nil, err
		}
		if doc.Front.Value("kind") == Name && stands(doc) {
			out = append(out, Found{name, Read(doc)})
		}
	}
	return out, nil
}

// begin reads what a plan is made of.
func (d *desk) begin(ctx context.Context, account *workspace.Account) (*writing, error) {
	setting, errs := SettingOf(d.job.Workspace, account)
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	at := planPath(d.job, account)
	if takenBack(d.job.Workspace, at) {
		return nil, fmt.Errorf("%s: %w\nhint: set its status to draft to take it up again, or write another with --engagement NAME", at, errTakenBack)
	}
	memory, err := d.job.Workspace.ReadFile(merge.MemoryPath(at))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if k := slices.IndexFunc(d.existing, func(f Found) bool { return f.Path == at }); k >= 0 && memory != nil {
		u, err := d.update(ctx, d.existing[k], setting)
		if err != nil {
			return nil, err
		}
		return &writing{at, &u.record, u.draft}, nil
	}
	b, err := d.brief(account, setting)
	if err != nil {
		return nil, err
	}
	b.path = at
	b.begin(d.plans)
	return &writing{at, &b.record, func() (deliverable.Draft, error) { return b.draft(ctx, d.job.Workspace, d.evidence) }}, nil
}

// errTakenBack says that a plan stands no more.
var errTakenBack = errors.New("the plan is withdrawn or superseded")

// takenBack says whether the document at a path is one that stands no more.
func takenBack(w *workspace.Workspace, at string) bool {
	doc, err := w.Document(at)
	return err == nil && !stands(doc)
}

func stands(doc *markdown.Document) bool {
	status := doc.Front.Value("status")
	return status != "withdrawn" && status != "superseded"
}

// planPath is where the account's plan lies: in the engagement's folder.
func planPath(job deliverable.Job, account *workspace.Account) string {
	slug := cmp.Or(job.Flags["engagement"], "onboarding")
	return path.Join(account.Dir, workspace.Folder(slug), "onboarding-plan.md")
}

func (d *desk) brief(account *workspace.Account, setting Setting) (*brief, error) {
	job, on := d.job, d.on
	facts, err := factsOf(account)
	if err != nil {
		return nil, err
	}
	name := cmp.Or(job.Flags["playbook"], facts.Playbook)
	if name == "" {
		return nil, errors.New("which playbook?\nhint: --playbook saas-sso-scim, api-integration, data-migration, self-hosted, or one of playbooks/")
	}
	book, err := d.shelf.book(name)
	if err != nil {
		return nil, err
	}
	if job.Flags["calibrate"] == "yes" {
		book = calibrated(book, portfolioOf(d.shelf, d.existing, on, nil))
	}
	b := &brief{account: account, facts: facts, playbook: book, setting: setting, product: job.Workspace.Config.Product.Name,
		vendor: cmp.Or(job.Workspace.Config.Name, "Vendor"), on: on}
	b.author = cmp.Or(job.Author, account.Owner, "the customer success team")
	start := cmp.Or(job.Flags["start"], facts.Start)
	if start == "" {
		b.start, _ = setting.Joint().Next(on)
		return b, nil
	}
	if b.start, err = calendar.ParseDate(start); err != nil {
		return nil, fmt.Errorf("--start: %w", err)
	}
	if why := setting.Joint().Reason(b.start); why != "" {
		next, _ := setting.Joint().Next(b.start)
		return nil, fmt.Errorf("--start %s is not a working day of both parties: %s\nhint: the next one is %s", b.start, why, next)
	}
	return b, nil
}

// calibrated is a playbook with its durations replaced by what the workspace's
// finished milestones took; with too few of them (fewer than 10) they stay.
func calibrated(book *playbook.Playbook, all Portfolio) *playbook.Playbook {
	c := schedule.Calibrate(all.Samples())
	out := *book
	out.Phases = slices.Clone(book.Phases)
	for i := range out.Phases {
		out.Phases[i].Milestones = slices.Clone(book.Phases[i].Milestones)
		for k := range out.Phases[i].Milestones {
			if m := &out.Phases[i].Milestones[k]; m.Days.Mode > 0 {
				m.Days = playbook.Days(c.Apply(m.Days.Estimate()))
			}
		}
	}
	return &out
}

// draft renders the plan with its files. What evidence shows already is done in
// the first version, and the work that is left is dated after it.
func (b *brief) draft(ctx context.Context, w *workspace.Workspace, e Evidence) (deliverable.Draft, error) {
	plan, err := b.written()
	if err != nil {
		return deliverable.Draft{}, err
	}
	shown := e.Standings(ctx, Found{b.path, plan}, b.setting.Joint(), b.on)
	if plan, _, err = settled(plan, shown, b.on); err != nil {
		return deliverable.Draft{}, err
	}
	if b.record.finish(plan) {
		if plan, err = b.written(); err != nil {
			return deliverable.Draft{}, err
		}
		if plan, _, err = settled(plan, shown, b.on); err != nil {
			return deliverable.Draft{}, err
		}
	}
	files, err := attachments(w, plan, b.path, b.record, b.data, b.digest, b.forecast)
	return deliverable.Draft{Path: b.path, Text: plan.Doc.Source, Files: files}, err
}

// written is the plan as its record dates it.
func (b *brief) written() (*Plan, error) {
	if err := b.prepare(); err != nil {
		return nil, err
	}
	return Read(markdown.Parse([]byte(b.render()))), nil
}

// attachments are the picture, the calendar and the forecast's record.
func attachments(w *workspace.Workspace, p *Plan, at string, r Record, data []byte, digest string, f schedule.Forecast) ([]deliverable.File, error) {
	dir := path.Dir(at)
	calendarFile, err := ICalendar(p, path.Base(dir), w.Zone, r.Setting.Joint(), cmp.Or(p.Date.Date, p.Start.Date))
	if err != nil {
		return nil, err
	}
	return []deliverable.File{
		{Path: path.Join(dir, pictureName), Data: Picture(p, f, r.dated(), r.On)},
		{Path: path.Join(dir, calendarName), Data: calendarFile},
		{Path: recordPath(at, digest), Data: data},
	}, nil
}

// A shelf holds the playbooks of a workspace, each read once.
type shelf struct {
	workspace *workspace.Workspace
	books     map[string]shelved
}

type shelved struct {
	book *playbook.Playbook
	err  error
}

func newShelf(w *workspace.Workspace) *shelf { return &shelf{w, map[string]shelved{}} }

func (s *shelf) book(name string) (*playbook.Playbook, error) {
	b, known := s.books[name]
	if !known {
		b.book, b.err = playbook.Load(name, s.workspace.ReadFile)
		s.books[name] = b
	}
	return b.book, b.err
}

// loads are the shares of the owner's day by milestone, from a plan's playbook
// where there is one.
func (s *shelf) loads(p *Plan) map[string]int {
	loads := map[string]int{}
	book, err := s.book(p.Playbook)
	if err != nil {
		return loads
	}
	for _, m := range book.Milestones() {
		loads[m.ID] = m.Load
	}
	return loads
}

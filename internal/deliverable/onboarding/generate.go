package onboarding

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
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
// is none, and new dates for the open work of one that there is.
func generate(ctx context.Context, job deliverable.Job, emit func(deliverable.Draft) error) error {
	accounts, err := jobAccounts(job)
	if err != nil {
		return err
	}
	on := calendar.DateOf(job.Now.In(job.Workspace.Zone))
	existing, err := Plans(job.Workspace)
	if err != nil {
		return err
	}
	for _, account := range accounts {
		if err := ctx.Err(); err != nil {
			return err
		}
		drafts, err := generateOne(job, account, on, existing)
		if err != nil {
			return fmt.Errorf("%s: %w", account.ID, err)
		}
		for _, draft := range drafts {
			if err := emit(draft); err != nil {
				return err
			}
			note(&existing, draft)
		}
	}
	return nil
}

// note remembers a new plan for the ones after it.
func note(existing *[]Found, draft deliverable.Draft) {
	found := Found{Path: draft.Path, Plan: Read(markdown.Parse(draft.Text))}
	for i := range *existing {
		if (*existing)[i].Path == draft.Path {
			(*existing)[i] = found
			return
		}
	}
	*existing = append(*existing, found)
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
		status := doc.Front.Value("status")
		if doc.Front.Value("kind") == Name && status != "withdrawn" && status != "superseded" {
			out = append(out, Found{name, Read(doc)})
		}
	}
	return out, nil
}

func generateOne(job deliverable.Job, account *workspace.Account, on calendar.Date, existing []Found) ([]deliverable.Draft, error) {
	setting, errs := SettingOf(job.Workspace, account)
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	at := planPath(job, account)
	busy := PortfolioOf(job.Workspace, existing, on, at)
	memory, err := job.Workspace.ReadFile(merge.MemoryPath(at))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, found := range existing {
		if found.Path == at && memory != nil {
			draft, err := again(job.Workspace, found, setting, on, busy, job.Flags["why"])
			return []deliverable.Draft{draft}, err
		}
	}
	b, err := briefOf(job, account, setting, on)
	if err != nil {
		return nil, err
	}
	b.path, b.busy = at, busy
	if job.Flags["calibrate"] == "yes" {
		b.calibrate(PortfolioOf(job.Workspace, existing, on, ""))
	}
	draft, err := b.draft(job.Workspace)
	return []deliverable.Draft{draft}, err
}

// planPath is where the account's plan lies: in the engagement's folder.
func planPath(job deliverable.Job, account *workspace.Account) string {
	slug := cmp.Or(job.Flags["engagement"], "onboarding")
	return path.Join(account.Dir, workspace.Folder(slug), "onboarding-plan.md")
}

func briefOf(job deliverable.Job, account *workspace.Account, setting Setting, on calendar.Date) (*brief, error) {
	facts, err := factsOf(account)
	if err != nil {
		return nil, err
	}
	name := cmp.Or(job.Flags["playbook"], facts.Playbook)
	if name == "" {
		return nil, errors.New("which playbook?\nhint: --playbook saas-sso-scim, api-integration, data-migration, self-hosted, or one of playbooks/")
	}
	book, err := playbook.Load(name, job.Workspace.ReadFile)
	if err != nil {
		return nil, err
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

// calibrate replaces the playbook's durations by what the workspace's finished milestones took; with too few of them
// (fewer than 10) the playbook's stay.
func (b *brief) calibrate(all Portfolio) {
	samples, _ := all.History()
	c := schedule.Calibrate(samples)
	for i := range b.playbook.Phases {
		milestones := b.playbook.Phases[i].Milestones
		for k := range milestones {
			if milestones[k].Days.Mode > 0 {
				milestones[k].Days = playbook.Days(c.Apply(milestones[k].Days.Estimate()))
			}
		}
	}
}

// draft renders the plan with its files.
func (b *brief) draft(w *workspace.Workspace) (deliverable.Draft, error) {
	if err := b.prepare(); err != nil {
		return deliverable.Draft{}, err
	}
	text := []byte(b.render())
	plan := Read(markdown.Parse(text))
	files, err := attachments(w, plan, b.path, b.record, b.data, b.digest, b.forecast)
	return deliverable.Draft{Path: b.path, Text: text, Files: files}, err
}

// attachments are the picture, the calendar and the forecast's record.
func attachments(w *workspace.Workspace, p *Plan, at string, r Record, data []byte, digest string, f schedule.Forecast) ([]deliverable.File, error) {
	dir := path.Dir(at)
	calendarFile, err := ICalendar(p, path.Base(dir), w.Zone)
	if err != nil {
		return nil, err
	}
	n, _ := schedule.Compile(r.Portfolio())
	table := n.Level(schedule.Search{}).Timetable()[0]
	begins := map[string]calendar.Date{}
	for _, d := range table.Tasks {
		begins[d.ID] = d.Start
	}
	return []deliverable.File{
		{Path: path.Join(dir, pictureName), Data: Picture(p, f, begins, table.Critical(), r.On)},
		{Path: path.Join(dir, calendarName), Data: calendarFile},
		{Path: recordPath(at, digest), Data: data},
	}, nil
}

// loadsOf are the shares of the owner's day by milestone, from the plan's
// playbook where there is one.
func loadsOf(w *workspace.Workspace, p *Plan) map[string]int {
	loads := map[string]int{}
	book, err := playbook.Load(p.Playbook, w.ReadFile)
	if err != nil {
		return loads
	}
	for _, m := range book.Milestones() {
		loads[m.ID] = m.Load
	}
	return loads
}

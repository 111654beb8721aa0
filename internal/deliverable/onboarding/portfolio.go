package onboarding

import (
	"maps"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/schedule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// A Portfolio is the workspace's plans with the people they share, as they
// stand on a day. The vendor's people are shared by name; a customer's are
// known by account and name, so that two customers' J. Smith stay two.
type Portfolio struct {
	Plans    []Found
	Settings []Setting
	Records  []Record
	schedule.Portfolio
}

// PortfolioOf reads the plans found.
func PortfolioOf(w *workspace.Workspace, plans []Found, on calendar.Date) Portfolio {
	return portfolioOf(newShelf(w), plans, on, nil)
}

// portfolioOf reads those of the plans found whose path is wanted; nil wants all.
func portfolioOf(s *shelf, plans []Found, on calendar.Date, wanted func(path string) bool) Portfolio {
	w := s.workspace
	out := Portfolio{Portfolio: schedule.Portfolio{People: map[string]schedule.Person{}}}
	for _, found := range plans {
		if wanted != nil && !wanted(found.Path) {
			continue
		}
		account, err := w.Account(found.Plan.Account)
		if err != nil {
			account = nil
		}
		setting, _ := SettingOf(w, account)
		r := recordOf(found.Plan, setting, on, s.loads(found.Plan))
		if len(r.Tasks) == 0 {
			continue // no milestone has an ID
		}
		out.Plans, out.Settings, out.Records = append(out.Plans, found), append(out.Settings, setting), append(out.Records, r)
		out.add(found.Path, r)
	}
	return out
}

// add joins a record's plan under an ID.
func (p *Portfolio) add(id string, r Record) {
	plan := r.Plan()
	plan.ID = id
	for i := range plan.Tasks {
		plan.Tasks[i].Owner = r.Setting.key(r.Account, plan.Tasks[i].Owner)
	}
	people := map[string]schedule.Person{}
	for name, person := range r.Setting.schedulePeople() {
		people[r.Setting.key(r.Account, name)] = person
	}
	maps.Copy(p.People, people)
	p.Portfolio.Plans = append(p.Portfolio.Plans, plan)
}

// involved counts, for each person, the plans in which they have open work.
func (p Portfolio) involved() map[string]int {
	out := map[string]int{}
	for _, plan := range p.Portfolio.Plans {
		seen := map[string]bool{"": true}
		for _, t := range plan.Tasks {
			if t.Finished == 0 && !seen[t.Owner] {
				seen[t.Owner] = true
				out[t.Owner]++
			}
		}
	}
	return out
}

// key is how a person is known in a portfolio.
func (s Setting) key(account, name string) string {
	if name == "" || s.Party(name) == "vendor" {
		return name
	}
	return account + "/" + name
}

// around moves the work of the plans being written to where their people have
// room beside the other plans, which keep their places, and beside each other.
// Work that waits for a person is told when that person is free, with which odds:
// what they do first may take longer or shorter too. It levels once, however many
// plans are written.
func (p Portfolio) around(writings []*writing) {
	if len(p.Portfolio.Plans)+len(writings) < 2 {
		return
	}
	joint := Portfolio{Portfolio: schedule.Portfolio{Plans: slices.Clone(p.Portfolio.Plans), People: maps.Clone(p.People)}}
	for i := range joint.Portfolio.Plans {
		joint.Portfolio.Plans[i].Promise = 1 // long past: they come first
	}
	records := map[string]*Record{}
	for _, w := range writings {
		joint.add(w.path, *w.record)
		records[w.path] = w.record
	}
	n, _ := schedule.Compile(joint.Portfolio)
	levelled := n.Level(schedule.Search{})
	ends := map[schedule.TaskName]schedule.TaskOdds{}
	for _, f := range levelled.Forecast(schedule.Options{Draws: handOverDraws, Milestones: true}) {
		for _, t := range f.Tasks {
			ends[schedule.TaskName{Plan: f.Plan, Task: t.ID}] = t
		}
	}
	for _, s := range levelled.Shifts {
		r := records[s.Plan]
		if r == nil {
			continue
		}
		var free [3]calendar.Date
		for _, first := range s.Behind {
			if end := ends[first]; first.Plan != s.Plan { // what waits within the plan is in its own forecast
				free = [3]calendar.Date{max(free[0], end.P5), max(free[1], end.P50), max(free[2], end.P95)}
			}
		}
		r.freeOn(s.Task, free)
	}
}

// handOverDraws is how many draws say when a person is free for the next plan.
const handOverDraws = 1000

// freeOn says when a task's owner is free for it.
func (r *Record) freeOn(id string, free [3]calendar.Date) {
	for i := range r.Tasks {
		if r.Tasks[i].ID == id && free[2] != 0 {
			r.Tasks[i].Free = &free
		}
	}
}

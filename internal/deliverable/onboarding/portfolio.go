package onboarding

import (
	"maps"

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

// PortfolioOf reads the plans found, but the one at a path to leave out.
func PortfolioOf(w *workspace.Workspace, plans []Found, on calendar.Date, without string) Portfolio {
	out := Portfolio{Portfolio: schedule.Portfolio{People: map[string]schedule.Person{}}}
	for _, found := range plans {
		if found.Path == without || len(found.Plan.Milestones) == 0 {
			continue
		}
		account, err := w.Account(found.Plan.Account)
		if err != nil {
			account = nil
		}
		setting, _ := SettingOf(w, account)
		r := recordOf(found.Plan, setting, on, loadsOf(w, found.Plan))
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

// key is how a person is known in a portfolio.
func (s Setting) key(account, name string) string {
	if name == "" || s.Party(name) == "vendor" {
		return name
	}
	return account + "/" + name
}

// around moves a plan's work to where its people have room beside the other
// plans, which keep their places.
func (p Portfolio) around(r *Record) {
	if len(p.Portfolio.Plans) == 0 {
		return
	}
	const own = "\x00" // sorts before every path
	joint := Portfolio{Portfolio: schedule.Portfolio{Plans: append([]schedule.Plan{}, p.Portfolio.Plans...), People: maps.Clone(p.People)}}
	for i := range joint.Portfolio.Plans {
		joint.Portfolio.Plans[i].Promise = 1 // long past: they come first
	}
	joint.add(own, *r)
	n, _ := schedule.Compile(joint.Portfolio)
	for _, s := range n.Level(schedule.Search{}).Shifts {
		if s.Plan != own {
			continue
		}
		for i := range r.Tasks {
			if r.Tasks[i].ID == s.Task {
				r.Tasks[i].NotBefore = datePointer(s.To)
			}
		}
	}
}

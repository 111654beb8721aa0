package onboarding

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/schedule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// A Setting is who works on a plan, and when: both parties' calendars and the
// people of both, by name.
type Setting struct {
	Vendor   deliverable.CalendarSpec `json:"vendor"`
	Customer deliverable.CalendarSpec `json:"customer"`
	People   map[string]Person        `json:"people"`
}

// A Person is somebody who may own work.
type Person struct {
	Party  string   `json:"party"` // vendor or customer
	Role   string   `json:"role,omitempty"`
	PerDay int      `json:"capacity,omitempty"` // percent of a day; 0 is 100
	Days   float64  `json:"days,omitempty"`     // days a week; 0 is all
	Idle   bool     `json:"idle,omitempty"`     // has no day a week
	Away   []string `json:"away,omitempty"`
}

// SettingOf reads the setting of an account's plan; w and account may be nil.
// The errors name the file and what cannot be read; the rest still works.
func SettingOf(w *workspace.Workspace, account *workspace.Account) (Setting, []error) {
	s := Setting{People: map[string]Person{}}
	var errs []error
	if w != nil {
		var err error
		s.Vendor, err = deliverable.SpecOf(w.Config.Calendar)
		errs = appendAt(errs, workspace.ConfigFile, err)
		for _, p := range w.Config.Team {
			errs = appendAt(errs, workspace.ConfigFile, s.add(p, "vendor"))
		}
	}
	if account != nil {
		var err error
		s.Customer, err = deliverable.CustomerSpec(account)
		errs = appendAt(errs, account.Path, err)
		for _, p := range account.Contacts {
			errs = appendAt(errs, account.Path, s.add(p, "customer"))
		}
	}
	return s, errs
}

func appendAt(errs []error, file string, err error) []error {
	if err != nil {
		return append(errs, fmt.Errorf("%s: %w", file, err))
	}
	return errs
}

func (s *Setting) add(p workspace.Person, party string) error {
	if p.Name == "" {
		return nil
	}
	person := Person{Party: party, Role: p.Role, Away: p.Away}
	if p.Days != nil {
		person.Days, person.Idle = max(0, *p.Days), *p.Days <= 0
	}
	s.People[p.Name] = person
	for _, away := range p.Away {
		if _, err := calendar.ParseSpan(away, ""); err != nil {
			return fmt.Errorf("%s: away: %w", p.Name, err)
		}
	}
	if person.Idle {
		return fmt.Errorf("%s: %g days a week leave no day to work\nhint: take them out, or leave days out for the whole week", p.Name, *p.Days)
	}
	return nil
}

// Joint is the calendar of the days that both parties work.
func (s Setting) Joint() *calendar.Calendar {
	vendor, _ := s.Vendor.Calendar()
	customer, _ := s.Customer.Calendar()
	return calendar.Join(vendor, customer)
}

// Calendar is a person's own calendar: absences and the days of a part week;
// nil where nothing limits them.
func (p Person) Calendar(name string) *calendar.Calendar {
	if len(p.Away) == 0 && !p.partWeek() {
		return nil
	}
	c := calendar.Join()
	if p.partWeek() {
		// A fraction of a day rounds up to a day that is partly worked.
		c.Weekdays, _ = calendar.PartWeek(max(1, int(math.Ceil(p.Days))))
	}
	for _, away := range p.Away {
		if span, err := calendar.ParseSpan(away, name+" is away"); err == nil {
			c.Closed = append(c.Closed, span)
		}
	}
	return c
}

func (p Person) partWeek() bool { return p.Days > 0 && math.Ceil(p.Days) < 5 }

// schedulePeople are the people as the schedule knows them.
func (s Setting) schedulePeople() map[string]schedule.Person {
	out := map[string]schedule.Person{}
	for name, p := range s.People {
		out[name] = schedule.Person{Calendar: p.Calendar(name), Capacity: p.PerDay}
	}
	return out
}

// Owner gives the calendar on which an owner works: both parties' and their own.
func (s Setting) Owner(name string) *calendar.Calendar {
	if p, ok := s.People[name]; ok {
		if own := p.Calendar(name); own != nil {
			return calendar.Join(s.Joint(), own)
		}
	}
	return s.Joint()
}

// WithRole names the people of a role of a party, in order of name.
func (s Setting) WithRole(role, party string) []string {
	var out []string
	for name, p := range s.People {
		if p.Party == party && strings.EqualFold(p.Role, role) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

package onboarding

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/schedule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// A Setting is who works on a plan, and when: both parties' calendars and the
// people of both, by name.
type Setting struct {
	Vendor   CalendarSpec      `json:"vendor"`
	Customer CalendarSpec      `json:"customer"`
	People   map[string]Person `json:"people"`
}

// A CalendarSpec is a party's working calendar as configuration declares it.
type CalendarSpec struct {
	Region  calendar.Region `json:"region,omitempty"`
	Weekend []string        `json:"weekend,omitempty"` // weekdays not worked; empty is the region's
	Closed  []string        `json:"closed,omitempty"`  // dates or ranges 2026-12-18..2027-01-04
}

// A Person is somebody who may own work.
type Person struct {
	Party  string   `json:"party"` // vendor or customer
	Role   string   `json:"role,omitempty"`
	PerDay int      `json:"capacity,omitempty"` // percent of a day; 0 is 100
	Days   float64  `json:"days,omitempty"`     // days a week; 0 is all
	Away   []string `json:"away,omitempty"`
}

// SettingOf reads the setting of an account's plan; w and account may be nil.
// The errors name the file and what cannot be read; the rest still works.
func SettingOf(w *workspace.Workspace, account *workspace.Account) (Setting, []error) {
	s := Setting{People: map[string]Person{}}
	var errs []error
	if w != nil {
		var err error
		s.Vendor, err = specOf(w.Config.Calendar)
		errs = appendAt(errs, workspace.ConfigFile, err)
		for _, p := range w.Config.Team {
			errs = appendAt(errs, workspace.ConfigFile, s.add(p, "vendor"))
		}
	}
	if account != nil {
		var err error
		s.Customer, err = specOf(account.Calendar)
		if s.Customer.Region == "" && account.Country != "" {
			s.Customer.Region = calendar.Region(strings.ToUpper(account.Country))
			if bad := s.Customer.Region.Check(); bad != nil {
				s.Customer.Region = ""
			}
		}
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
	s.People[p.Name] = Person{Party: party, Role: p.Role, Days: p.Days, Away: p.Away}
	for _, away := range p.Away {
		if _, err := readSpan(away, ""); err != nil {
			return fmt.Errorf("%s: away: %w", p.Name, err)
		}
	}
	if p.Days < 0 {
		return fmt.Errorf("%s: %g days a week leave no day to work", p.Name, p.Days)
	}
	return nil
}

func specOf(c workspace.Calendar) (CalendarSpec, error) {
	spec := CalendarSpec{Closed: c.Freezes}
	country, region := strings.ToUpper(c.Country), strings.ToUpper(c.Region)
	switch {
	case strings.Contains(region, "-"), country == "":
		spec.Region = calendar.Region(region)
	case region != "":
		spec.Region = calendar.Region(country + "-" + region)
	default:
		spec.Region = calendar.Region(country)
	}
	if len(c.Weekend) > 0 && !(len(c.Weekend) == 2 && strings.EqualFold(c.Weekend[0], "saturday") && strings.EqualFold(c.Weekend[1], "sunday")) {
		spec.Weekend = c.Weekend
	}
	_, err := spec.Calendar()
	return spec, err
}

// Calendar is the calendar that a spec declares. With an error it is the
// calendar of what could be read.
func (c CalendarSpec) Calendar() (*calendar.Calendar, error) {
	out := &calendar.Calendar{Region: c.Region}
	var err error
	if c.Region != "" {
		if err = c.Region.Check(); err != nil {
			out.Region = ""
		}
	}
	if len(c.Weekend) > 0 {
		out.Weekdays = nil
		for d := time.Sunday; d <= time.Saturday; d++ {
			if !slices.ContainsFunc(c.Weekend, func(w string) bool { return strings.EqualFold(w, d.String()) }) {
				out.Weekdays = append(out.Weekdays, d)
			}
		}
	}
	for _, closed := range c.Closed {
		span, bad := readSpan(closed, "freeze")
		if bad != nil {
			err = cmp.Or(err, fmt.Errorf("freezes: %w", bad))
			continue
		}
		out.Closed = append(out.Closed, span)
	}
	return out, err
}

// readSpan reads "2026-12-24" or "2026-12-18..2027-01-04".
func readSpan(text, why string) (calendar.Span, error) {
	from, to, ranged := strings.Cut(text, "..")
	first, err := calendar.ParseDate(strings.TrimSpace(from))
	if err != nil {
		return calendar.Span{}, err
	}
	last := first
	if ranged {
		if last, err = calendar.ParseDate(strings.TrimSpace(to)); err != nil {
			return calendar.Span{}, err
		}
	}
	if last < first {
		return calendar.Span{}, fmt.Errorf("the range %s ends before it begins", text)
	}
	return calendar.Span{From: first, To: last, Why: why}, nil
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
		if span, err := readSpan(away, name+" is away"); err == nil {
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

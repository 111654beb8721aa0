package onboarding

import (
	"cmp"
	"fmt"
	"math"
	"path"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/schedule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// A Status is where one plan stands.
type Status struct {
	Account  string         `json:"account"`
	Path     string         `json:"path"`
	State    string         `json:"state"`
	On       calendar.Date  `json:"on,omitzero"`
	Start    calendar.Date  `json:"start,omitzero"`
	GoLive   calendar.Date  `json:"go_live,omitzero"`   // as the plan says
	Baseline *calendar.Date `json:"baseline,omitempty"` // as first promised
	// P50, P80, P95 and Odds are the forecast with people shared over all plans;
	// Odds is the probability of GoLive.
	P50  calendar.Date `json:"p50,omitzero"`
	P80  calendar.Date `json:"p80,omitzero"`
	P95  calendar.Date `json:"p95,omitzero"`
	Odds float64       `json:"odds"`
	// Cited is the probability that the plan itself cites: of the day on which it
	// was planned, with its people's other work as it was placed then.
	Cited   *float64       `json:"cited_odds,omitempty"`
	CitedOn *calendar.Date `json:"cited_on,omitempty"`
	// Contingency is how many working days must be added to the promise for it
	// to hold with 80%; 0 when it does.
	Contingency int         `json:"contingency_days"`
	Done        int         `json:"done"`
	Total       int         `json:"total"`
	Next        []NextUp    `json:"next"`
	Slip        *SlipView   `json:"slip,omitempty"`
	Over        float64     `json:"over_schedule"` // share; above .25 escalates
	Escalate    bool        `json:"escalate"`
	Live        bool        `json:"live"`
	Evidence    []Standing  `json:"evidence,omitempty"`
	FirstValue  *FirstValue `json:"first_value,omitempty"`
	// Proposed is the day since which every go-live criterion is met, in a plan
	// that is not live yet: people decide.
	Proposed *calendar.Date `json:"go_live_proposed,omitempty"`
	WaitsFor []string       `json:"waits_for,omitempty"` // milestones moved because their owner is taken elsewhere
}

// A NextUp is one of the next milestones.
type NextUp struct {
	ID        string        `json:"id"`
	Milestone string        `json:"milestone"`
	Owner     string        `json:"owner"`
	Due       calendar.Date `json:"due,omitzero"`
	Late      int           `json:"late_days"` // working days past due; 0 when it is not
}

// A SlipView is the plan's slip and whose it is.
type SlipView struct {
	Days      int    `json:"days"`
	Milestone string `json:"milestone"`
	Party     string `json:"party"`
	Owner     string `json:"owner"`
	Behind    string `json:"behind,omitempty"` // the late milestone with which it began
}

// shownNext is how many of the next milestones a status names.
const shownNext = 3

// Statuses forecasts every plan of the portfolio together, people's capacity
// respected over all of them, and says where each stands.
func (p Portfolio) Statuses(on calendar.Date, draws int) []Status {
	n, _ := schedule.Compile(p.Portfolio)
	levelled := n.Level(schedule.Search{})
	forecasts := map[string]schedule.Forecast{}
	for _, f := range levelled.Forecast(schedule.Options{Draws: draws}) {
		forecasts[f.Plan] = f
	}
	waits := map[string][]schedule.Shift{}
	for _, s := range levelled.Shifts {
		waits[s.Plan] = append(waits[s.Plan], s)
	}
	var out []Status
	for i, found := range p.Plans {
		s := statusOf(found, p.Settings[i], on)
		f := forecasts[found.Path]
		s.P50, s.P80, s.P95, s.Odds = f.P50, f.P80, f.P95, f.Promise
		for _, w := range waits[found.Path] {
			s.WaitsFor = append(s.WaitsFor, fmt.Sprintf("%s waits %s for %s", w.Task, workingDays(w.Days), strings.TrimPrefix(w.Owner, s.Account+"/")))
		}
		if s.GoLive != 0 {
			s.Contingency = f.Buffer(p.Settings[i].Joint(), s.GoLive, .8)
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b Status) int { return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Path, b.Path)) })
	return out
}

func statusOf(found Found, setting Setting, on calendar.Date) Status {
	plan := found.Plan
	s := Status{Account: plan.Account, Path: found.Path, State: plan.State, On: on, Start: plan.Start.Date, GoLive: plan.GoLive.Date,
		Baseline: datePointer(plan.Baseline.Date), Next: []NextUp{}}
	if odds := readOdds(plan.cited("value")); odds >= 0 {
		s.Cited = &odds
		on, _ := calendar.ParseDate(plan.cited("on"))
		s.CitedOn = datePointer(on)
	}
	if g := plan.GoLiveMilestone(); g != nil {
		s.Live = g.State.Done()
		s.GoLive = cmp.Or(s.GoLive, g.Due.Date)
	}
	joint := setting.Joint()
	var open []*Milestone
	for i := range plan.Milestones {
		m := &plan.Milestones[i]
		switch {
		case m.State.Dropped():
			continue
		case m.State.Done():
			s.Done++
		default:
			open = append(open, m)
		}
		s.Total++
	}
	slices.SortStableFunc(open, func(a, b *Milestone) int { // those without a date last
		return cmp.Or(cmp.Compare(undated(a), undated(b)), cmp.Compare(a.Due.Date, b.Due.Date))
	})
	for _, m := range open[:min(shownNext, len(open))] {
		next := NextUp{ID: m.ID.Text, Milestone: m.Title.Text, Owner: m.Owner.Text, Due: m.Due.Date}
		if m.Due.Date != 0 && on > m.Due.Date {
			next.Late = joint.Between(m.Due.Date+1, on+1)
		}
		s.Next = append(s.Next, next)
	}
	if last, ok := Latest(plan, Slips(plan, setting, on)); ok && last.Days > 0 {
		s.Slip = &SlipView{last.Days, last.Milestone, last.Party, last.Owner, last.Behind}
	}
	if o, ok := OverrunOf(plan, setting, on); ok {
		s.Over, s.Escalate = o.Share, o.Escalates() && !s.Live
	}
	return s
}

func undated(m *Milestone) int {
	if m.Due.Date == 0 {
		return 1
	}
	return 0
}

func dueText(due calendar.Date) string {
	if due == 0 {
		return "without a date"
	}
	return "due " + due.String()
}

// Show adds what the evidence says of the plan's rows, and proposes the go-live
// where every criterion is met: by evidence, or by what the plan cites.
func (s *Status) Show(p *Plan, evidence []Standing) {
	s.Evidence = evidence
	if s.Live || len(p.Criteria) == 0 {
		return
	}
	last := calendar.Date(0)
	for _, g := range p.Criteria {
		day, met := g.State.On, g.State.Done() && g.State.Cited
		for _, e := range evidence {
			if e.Row == "criterion" && e.ID == g.ID.Text && e.Met {
				day, met = cmp.Or(dateValue(e.On), day), true
			}
		}
		if !met {
			return
		}
		last = max(last, day)
	}
	s.Proposed = datePointer(cmp.Or(last, s.On))
}

// Text is a status in a few lines, for a terminal.
func (s Status) Text() string {
	var b strings.Builder
	head := fmt.Sprintf("%-16s %d of %d done, go-live %s", s.Account, s.Done, s.Total, s.GoLive)
	if s.GoLive == 0 {
		head = fmt.Sprintf("%-16s %d of %d done, no go-live date", s.Account, s.Done, s.Total)
	}
	switch {
	case s.Live:
		head = fmt.Sprintf("%-16s live, %d of %d done", s.Account, s.Done, s.Total)
	case s.P50 != 0 && s.GoLive == 0:
		head += fmt.Sprintf(": P50 %s, P80 %s, P95 %s", s.P50, s.P80, s.P95)
	case s.P50 != 0:
		head += fmt.Sprintf(": %s likely, P50 %s, P80 %s, P95 %s", percent(s.Odds), s.P50, s.P80, s.P95)
	}
	b.WriteString(head + "\n")
	if s.Escalate {
		fmt.Fprintf(&b, "  ESCALATE       %s over schedule\n", percent(s.Over))
	}
	if s.Cited != nil && math.Abs(*s.Cited-s.Odds) >= .1 && !s.Live {
		fmt.Fprintf(&b, "  cited          the plan says %s, as of %s: generate it again to date it by today's work\n", percent(*s.Cited), dateValue(s.CitedOn))
	}
	if s.Contingency > 0 && !s.Live {
		fmt.Fprintf(&b, "  contingency    the promise needs %s more to hold with 80%%\n", workingDays(s.Contingency))
	}
	if s.Slip != nil {
		began := ""
		if s.Slip.Behind != "" {
			began = ", begun at " + s.Slip.Behind
		}
		fmt.Fprintf(&b, "  slip           %s at %s%s, with the %s (%s)\n", workingDays(s.Slip.Days), s.Slip.Milestone, began, s.Slip.Party, s.Slip.Owner)
	}
	for _, n := range s.Next {
		late := ""
		if n.Late > 0 {
			late = fmt.Sprintf(", %s late", workingDays(n.Late))
		}
		fmt.Fprintf(&b, "  next           %s %s, %s, %s%s\n", n.ID, n.Milestone, cmp.Or(n.Owner, "nobody"), dueText(n.Due), late)
	}
	for _, w := range s.WaitsFor {
		fmt.Fprintf(&b, "  people         %s\n", w)
	}
	for _, e := range s.Evidence {
		if !strings.HasPrefix(e.Shown, noEvidence) {
			fmt.Fprintf(&b, "  evidence       %s %s: %s (the plan says %s)\n", e.Row, e.ID, e.Shown, cmp.Or(e.Claimed, "nothing"))
		}
	}
	if s.Proposed != nil {
		fmt.Fprintf(&b, "  go-live        every criterion is met since %s: say that the go-live is done, and state: live\n", *s.Proposed)
	}
	switch v := s.FirstValue; {
	case v != nil && v.On != nil:
		fmt.Fprintf(&b, "  first value    on %s, %s after the start\n", v.On, plural(v.Days, "day", "days"))
	case v != nil:
		fmt.Fprintf(&b, "  first value    not yet: %s\n", v.Shown)
	}
	return b.String()
}

// A Load is how much of a person's day is taken in one week.
type Load struct {
	Person  string        `json:"person"`
	Week    calendar.Date `json:"week"`    // its Monday
	Percent int           `json:"percent"` // mean over the days on which they have work
	Days    int           `json:"days"`    // days with work
	Peak    int           `json:"peak"`    // percent on the fullest day
}

// Loads is the team lead's view: each person's weeks over all plans, as
// levelled.
func (p Portfolio) Loads() []Load {
	n, _ := schedule.Compile(p.Portfolio)
	var out []Load
	booked := n.Level(schedule.Search{}).Booked
	var people []string
	for name := range booked {
		people = append(people, name)
	}
	slices.Sort(people)
	for _, name := range people {
		for _, d := range booked[name] {
			monday := d.Date - calendar.Date((int(d.Date.Weekday())+6)%7)
			if k := len(out) - 1; k < 0 || out[k].Person != name || out[k].Week != monday {
				out = append(out, Load{Person: name, Week: monday})
			}
			l := &out[len(out)-1]
			l.Percent, l.Days, l.Peak = l.Percent+int(d.Percent), l.Days+1, max(l.Peak, int(d.Percent))
		}
	}
	for i := range out {
		out[i].Percent /= max(1, out[i].Days)
	}
	return out
}

// A Support is when a person's help is needed: the developers' view.
type Support struct {
	Person    string        `json:"person"`
	From      calendar.Date `json:"from"`
	To        calendar.Date `json:"to"`
	Account   string        `json:"account"`
	Milestone string        `json:"milestone"`
}

// Supports lists the open milestones of the vendor's people but the customer
// success managers', with their dates as levelled, in order of date.
func (p Portfolio) Supports() []Support {
	n, _ := schedule.Compile(p.Portfolio)
	tables := map[string]schedule.Timetable{}
	for _, t := range n.Level(schedule.Search{}).Timetable() {
		tables[t.Plan] = t
	}
	var out []Support
	for i, found := range p.Plans {
		for _, d := range tables[found.Path].Tasks {
			m := found.Plan.Milestone(d.ID)
			if m == nil || m.State.Done() || p.Settings[i].Party(m.Owner.Text) != "vendor" || p.Settings[i].People[m.Owner.Text].Role == "csm" {
				continue
			}
			out = append(out, Support{m.Owner.Text, d.Start, max(d.Finish, d.Start), found.Plan.Account, strings.TrimSpace(d.ID + " " + m.Title.Text)})
		}
	}
	slices.SortStableFunc(out, func(a, b Support) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.From, b.From), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Milestone, b.Milestone))
	})
	return out
}

// A Requirement is a prerequisite of one plan: the architects' view.
type Requirement struct {
	Account      string `json:"account"`
	ID           string `json:"id"`
	Prerequisite string `json:"prerequisite"`
	Validation   string `json:"validation"`
	Owner        string `json:"owner"`
	State        string `json:"state"`
}

// Requirements lists the prerequisites over all plans, open ones first.
func (p Portfolio) Requirements() []Requirement {
	var out []Requirement
	for _, found := range p.Plans {
		for _, x := range found.Plan.Prerequisites {
			out = append(out, Requirement{found.Plan.Account, x.ID.Text, x.Text.Text, x.Validation.Text, x.Owner.Text, cmp.Or(x.State.Text, "open")})
		}
	}
	done := func(r Requirement) int {
		if strings.HasPrefix(r.State, "met") || strings.HasPrefix(r.State, "done") {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(out, func(a, b Requirement) int { return cmp.Or(done(a)-done(b), cmp.Compare(a.Account, b.Account)) })
	return out
}

// Samples are the durations of all plans' finished milestones, planned and taken.
func (p Portfolio) Samples() []schedule.Sample {
	var out []schedule.Sample
	for i, found := range p.Plans {
		out = append(out, finished(found.Plan, p.Settings[i])...)
	}
	return out
}

// Past is the first forecast of each plan that went live, and what came of it.
func (p Portfolio) Past(w *workspace.Workspace) []schedule.Past {
	var out []schedule.Past
	for _, found := range p.Plans {
		if f, ok := came(w, found); ok {
			out = append(out, f)
		}
	}
	return out
}

// finished gives the planned and actual durations of the milestones whose end,
// and the ends of all they waited for, are dated.
func finished(plan *Plan, setting Setting) []schedule.Sample {
	joint := setting.Joint()
	var out []schedule.Sample
	for i := range plan.Milestones {
		m := &plan.Milestones[i]
		if !m.State.Done() || m.State.On == 0 || m.Estimate.Mode <= 0 {
			continue
		}
		from, known := plan.Start.Date, true
		for _, l := range readLinks(m.After.Text) {
			before := plan.Milestone(l.Task)
			if before == nil {
				continue
			}
			known = known && before.State.Done() && before.State.On != 0
			from = max(from, before.State.On+1)
		}
		if known && from != 0 && m.State.On >= from {
			out = append(out, schedule.Sample{Planned: m.Estimate.Mode, Actual: float64(joint.Between(from, m.State.On+1))})
		}
	}
	return out
}

// came is the first forecast of a live plan, by its records, and the date on
// which it went live. A forecast of the day on which it did is none.
func came(w *workspace.Workspace, found Found) (schedule.Past, bool) {
	g := found.Plan.GoLiveMilestone()
	if g == nil || !g.State.Done() || g.State.On == 0 {
		return schedule.Past{}, false
	}
	r, ok := firstRecord(w, found.Path)
	if !ok || r.On >= g.State.On {
		return schedule.Past{}, false
	}
	f := r.Forecast(draws, 0)
	return schedule.Past{Plan: r.Account, Made: r.On, P50: f.P50, P80: f.P80, P95: f.P95, Promise: f.Promise, Promised: r.Promise, Actual: g.State.On}, true
}

// firstRecord is the oldest record beside a plan.
func firstRecord(w *workspace.Workspace, document string) (first Record, ok bool) {
	names, err := w.Files(path.Dir(recordPath(document, "sha256:")), func(name string) bool { return strings.HasSuffix(name, ".json") })
	if err != nil {
		return first, false
	}
	for _, name := range names {
		data, err := w.ReadFile(name)
		if err != nil {
			continue
		}
		if r, err := DecodeRecord(data); err == nil && (!ok || r.On < first.On) {
			first, ok = r, true
		}
	}
	return first, ok
}

package onboarding

import (
	"fmt"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/schedule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// An Outlook is one plan's forecast in full.
type Outlook struct {
	Account     string          `json:"account"`
	On          calendar.Date   `json:"on"`
	Seed        uint64          `json:"seed"`
	Draws       int             `json:"draws"`
	Promise     calendar.Date   `json:"promise"`
	Odds        float64         `json:"odds"`
	P50         calendar.Date   `json:"p50"`
	P80         calendar.Date   `json:"p80"`
	P95         calendar.Date   `json:"p95"`
	Planned     calendar.Date   `json:"planned"`  // at the most likely durations
	Critical    []string        `json:"critical"` // the critical path there
	Buffer      int             `json:"buffer_days"`
	Contingency int             `json:"contingency_days"` // to add to the promise for 80%
	Drivers     []DriverView    `json:"drivers"`
	Milestones  []MilestoneView `json:"milestones"`
	Risks       []RiskView      `json:"risks"`
	Problems    []string        `json:"problems,omitempty"`
	Anomalies   []string        `json:"anomalies,omitempty"`
}

// A DriverView is what moves the go-live.
type DriverView struct {
	ID    string  `json:"id"`
	Name  string  `json:"name"`
	Share float64 `json:"share"` // of the variance
}

// A MilestoneView is a milestone's dates and float.
type MilestoneView struct {
	ID       string        `json:"id"`
	Start    calendar.Date `json:"start"`
	Finish   calendar.Date `json:"finish"`
	Float    float64       `json:"float_days"`
	Critical bool          `json:"critical"`
	P50      calendar.Date `json:"p50"`
	P80      calendar.Date `json:"p80"`
	P95      calendar.Date `json:"p95"`
}

// A RiskView is the timeline of one risk.
type RiskView struct {
	ID     string `json:"id"`
	Hits   string `json:"hits"`
	Likely string `json:"likely"`
	Worst  string `json:"worst"`
}

// OutlookOf forecasts a plan by its record.
func OutlookOf(p *Plan, r Record, draws int, anomalies bool) Outlook {
	n, problems := schedule.Compile(r.Portfolio())
	levelled := n.Level(schedule.Search{})
	table := levelled.Timetable()[0]
	f := levelled.Forecast(schedule.Options{Draws: draws, Drivers: true, Milestones: true})[0]
	joint := r.Setting.Joint()
	o := Outlook{Account: r.Account, On: r.On, Seed: r.Seed, Draws: draws, Promise: r.Promise, Odds: f.Promise, P50: f.P50, P80: f.P80, P95: f.P95,
		Planned: table.End, Critical: own(table.Critical()), Buffer: f.Buffer(joint, table.End, .8), Drivers: []DriverView{}, Risks: []RiskView{}}
	if r.Promise != 0 {
		o.Contingency = f.Buffer(joint, r.Promise, .8)
	}
	for _, d := range f.Drivers {
		o.Drivers = append(o.Drivers, DriverView{d.ID, p.title(d.ID), d.Share})
	}
	for i, d := range table.Tasks {
		if strings.HasPrefix(d.ID, freeFor) {
			continue
		}
		t := f.Tasks[i]
		o.Milestones = append(o.Milestones, MilestoneView{d.ID, d.Start, d.Finish, d.Float, d.Critical, t.P50, t.P80, t.P95})
	}
	for _, c := range schedule.Contingencies(r.Plan(), r.Setting.schedulePeople()) {
		o.Risks = append(o.Risks, RiskView{c.Risk, c.Task, timelineText(c.Likely, c.Task), timelineText(c.Worst, c.Task)})
	}
	for _, x := range problems {
		o.Problems = append(o.Problems, x.Message)
	}
	if anomalies {
		for _, x := range schedule.Anomalies(r.Portfolio(), r.Account) {
			o.Anomalies = append(o.Anomalies, fmt.Sprintf("%s: go-live %s instead of %s", x.Change, x.Is, x.Was))
		}
	}
	return o
}

// own leaves out the waits for people.
func own(ids []string) []string {
	return slices.DeleteFunc(ids, func(id string) bool { return strings.HasPrefix(id, freeFor) })
}

// Text is an outlook for a terminal.
func (o Outlook) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s on %s: go-live P50 %s, P80 %s, P95 %s (%d draws, seed %d)\n", o.Account, o.On, o.P50, o.P80, o.P95, o.Draws, o.Seed)
	if o.Promise != 0 {
		fmt.Fprintf(&b, "promised %s: holds with %s", o.Promise, percent(o.Odds))
		if o.Contingency > 0 {
			fmt.Fprintf(&b, "; needs %s more for 80%%", workingDays(o.Contingency))
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "critical path %s, ending %s; %s of contingency from there to P80\n", strings.Join(o.Critical, " → "), o.Planned, workingDays(o.Buffer))
	b.WriteString("\nwhat moves it\n")
	for _, d := range o.Drivers[:min(6, len(o.Drivers))] {
		fmt.Fprintf(&b, "  %4s  %s\n", percent(d.Share), d.Name)
	}
	b.WriteString("\nif it happens\n")
	for _, r := range o.Risks {
		fmt.Fprintf(&b, "  %-4s likely %s\n       worst  %s\n", r.ID, r.Likely, r.Worst)
	}
	for _, x := range o.Problems {
		fmt.Fprintf(&b, "problem: %s\n", x)
	}
	for _, x := range o.Anomalies {
		fmt.Fprintf(&b, "anomaly: %s\n", x)
	}
	return b.String()
}

// GanttOf is a plan's diagram by its record.
func GanttOf(p *Plan, r Record) Gantt {
	u := update{plan: p, record: r, dates: r.dated(), due: map[string]calendar.Date{}}
	for _, m := range p.Milestones {
		u.due[m.ID.Text] = m.Due.Date
	}
	return u.gantt()
}

// PictureOf is a plan's picture by its record.
func PictureOf(p *Plan, r Record) []byte {
	return Picture(p, r.Forecast(draws, 0), r.dated(), r.On)
}

// A Lesson is what finished plans teach.
type Lesson struct {
	Milestones int     `json:"milestones"` // finished, with a dated start and end
	Low        float64 `json:"low"`        // 10th percentile of actual over estimated
	Mid        float64 `json:"mid"`
	Top        float64 `json:"top"`
	Usable     bool    `json:"usable"`
	Forecasts  int     `json:"forecasts"` // of plans that went live
	Held50     int     `json:"held_p50"`
	Held80     int     `json:"held_p80"`
	Held95     int     `json:"held_p95"`
	Low80      float64 `json:"held_p80_low"` // 95% interval of how often P80 holds
	High80     float64 `json:"held_p80_high"`
	Brier      float64 `json:"brier"`
}

// LessonOf reads the finished work of a portfolio.
func LessonOf(w *workspace.Workspace, p Portfolio) Lesson {
	c, s := schedule.Calibrate(p.Samples()), schedule.ScoreForecasts(p.Past(w))
	return Lesson{c.N, c.Low, c.Mid, c.Top, c.Usable(), s.N, s.Held50, s.Held80, s.Held95, s.Low80, s.High80, s.Brier}
}

// Text is a lesson for a terminal.
func (l Lesson) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d finished milestones took %.2f times their estimate (median; 10%% to 90%%: %.2f to %.2f)\n", l.Milestones, l.Mid, l.Low, l.Top)
	if l.Usable {
		fmt.Fprintf(&b, "a likely duration of 4 days is better written %s\n", schedule.Calibration{N: l.Milestones, Low: l.Low, Mid: l.Mid, Top: l.Top}.Apply(schedule.Estimate{Low: 4, Mode: 4, High: 4}))
	} else {
		b.WriteString("too few to calibrate on: 10 are needed\n")
	}
	fmt.Fprintf(&b, "first forecasts of %s that went live: P50 held %d times, P80 %d, P95 %d\n", plural(l.Forecasts, "plan", "plans"), l.Held50, l.Held80, l.Held95)
	if l.Forecasts > 0 {
		fmt.Fprintf(&b, "P80 holds with %s to %s (95%% interval); Brier score of the promises %.2f\n", percent(l.Low80), percent(l.High80), l.Brier)
	}
	return b.String()
}

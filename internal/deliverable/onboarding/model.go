// Package onboarding is the Customer Onboarding Plan: milestones with dates,
// owners and measurable criteria, validated prerequisites, contingency,
// an agreed go-live and a cadence, and the odds of all of it.
package onboarding

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/schedule"
)

// Name is the kind's name on the command line and in front matter.
const Name = deliverable.OnboardingPlan

// A Plan is an onboarding plan as read from its document. Reading never fails:
// what is missing is empty, what cannot be read keeps its text for the rules.
type Plan struct {
	Doc *markdown.Document

	Account, Engagement, Author, State, Playbook string
	Date, Start, GoLive, Baseline                DateField

	Profile       []Fact
	ProfileAt     *markdown.Section
	Criteria      []Criterion
	GoLiveAt      *markdown.Section
	Signatures    []Signature
	Prerequisites []Prerequisite
	PrerequireAt  *markdown.Section
	Milestones    []Milestone
	MilestonesAt  *markdown.Section
	Phases        []Phase
	Gantt         *markdown.Fence
	Risks         []Risk
	RisksAt       *markdown.Section
	Meetings      []Meeting
	CadenceAt     *markdown.Section
	Changes       []Change
	ChangesAt     *markdown.Section
}

// A Cell is a table cell or a front matter value: its words and its place.
type Cell struct {
	Text string
	Span markdown.Span
}

// A DateField is a cell that should hold a date. Err says why it does not.
type DateField struct {
	Cell
	Date calendar.Date // 0 where there is none
	Err  error
}

// A Fact is one row of the customer's profile and environment.
type Fact struct{ Name, Value Cell }

// A Criterion is one condition of the go-live definition.
type Criterion struct {
	ID, Text, Proof Cell
	State           State
	Row             markdown.Span
}

// A Signature is one party's agreement to the go-live definition.
type Signature struct {
	Party, Who Cell
	On         DateField
	Row        markdown.Span
}

// A Prerequisite must hold before a milestone starts.
type Prerequisite struct {
	ID, Text, Owner, Validation Cell
	State                       State
	Row                         markdown.Span
}

// A Phase groups milestones.
type Phase struct {
	ID, Title  string
	Milestones []int // indices into Plan.Milestones
}

// A Milestone is one row of the plan.
type Milestone struct {
	ID, Title, Owner, Criterion, Proof Cell
	Due                                DateField
	After                              Cell
	Days                               Cell
	Estimate                           schedule.Estimate // zero where Days is absent or unreadable
	DaysErr                            error
	State                              State
	Phase                              string
	Row                                markdown.Span
}

// A Risk is one row of the risks and their contingency.
type Risk struct {
	ID, Text, Mode, Hits, Odds, Delay, Mitigation, Fallback Cell
	Probability                                             float64 // 0 to 1; negative where unreadable
	Days                                                    schedule.Estimate
	Row                                                     markdown.Span
}

// A Meeting is one row of the communication cadence.
type Meeting struct {
	Name, When, Who, For Cell
	Row                  markdown.Span
}

// A Change is one row of the change log.
type Change struct{ On, What, Why Cell }

// Names under which people write the sections and columns.
var (
	profileNames   = []string{"customer profile and environment", "customer profile", "environment", "customer environment", "profile", "configuration and environment", "environment and configuration"}
	goLiveNames    = []string{"go live definition", "go live", "definition of go live", "go live criteria", "what go live means", "go live means", "what live means", "definition of live", "exit criteria"}
	requireNames   = []string{"prerequisites", "technical prerequisites"}
	milestoneNames = []string{"milestones", "plan", "timeline", "milestones and timeline", "schedule"}
	riskNames      = []string{"risks and contingency", "risks", "risks and contingencies", "contingency", "failure modes", "risk and contingency plan"}
	cadenceNames   = []string{"communication", "communication cadence", "cadence", "meetings", "communication plan"}
	changeNames    = []string{"changes", "change log", "changelog", "what changed"}
)

// Read reads a document.
func Read(d *markdown.Document) *Plan {
	p := &Plan{Doc: d, Account: d.Front.Value("account"), Engagement: d.Front.Value("engagement"), Author: d.Front.Value("author"),
		State: d.Front.Value("state"), Playbook: d.Front.Value("playbook")}
	p.Date, p.Start = frontDate(d, "date"), frontDate(d, "start")
	p.GoLive, p.Baseline = frontDate(d, "go_live"), frontDate(d, "baseline")
	p.ProfileAt, p.GoLiveAt, p.PrerequireAt = d.Section(profileNames...), d.Section(goLiveNames...), d.Section(requireNames...)
	p.MilestonesAt, p.RisksAt = d.Section(milestoneNames...), d.Section(riskNames...)
	p.CadenceAt, p.ChangesAt = d.Section(cadenceNames...), d.Section(changeNames...)
	p.readProfile()
	p.readGoLive()
	p.readPrerequisites()
	p.readMilestones()
	p.readRisks()
	p.readCadence()
	p.readChanges()
	return p
}

func cellOf(t markdown.Text) Cell { return Cell{strings.TrimSpace(t.Plain), t.Span} }

func frontDate(d *markdown.Document, key string) DateField {
	f := d.Front.Field(key)
	if f == nil {
		return DateField{}
	}
	return readDate(Cell{f.Value, f.Span})
}

// Milestone gives a milestone by its ID, and nil where there is none.
func (p *Plan) Milestone(id string) *Milestone {
	for i := range p.Milestones {
		if p.Milestones[i].ID.Text == id {
			return &p.Milestones[i]
		}
	}
	return nil
}

// end is the day on which a milestone ended, or else is due.
func (m *Milestone) end(due calendar.Date) calendar.Date {
	if m.State.Done() && m.State.On != 0 {
		return m.State.On
	}
	return due
}

// GoLiveMilestone is the milestone that is the go-live: the one whose title
// says so, else the last one due.
func (p *Plan) GoLiveMilestone() *Milestone {
	var last *Milestone
	for i := range p.Milestones {
		m := &p.Milestones[i]
		switch markdown.Normal(m.Title.Text) {
		case "go live", "golive", "launch":
			return m
		}
		if last == nil || m.Due.Date >= last.Due.Date {
			last = m
		}
	}
	return last
}

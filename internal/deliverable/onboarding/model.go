// Package onboarding is the Customer Onboarding Plan: milestones with dates,
// owners and measurable criteria, validated prerequisites, contingency,
// an agreed go-live and a cadence, and the odds of all of it.
package onboarding

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
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

	columnID        = []string{"id", "#", "no", "number"}
	columnTitle     = []string{"milestone", "title", "name", "task"}
	columnOwner     = []string{"owner", "responsible", "who"}
	columnDue       = []string{"due", "date", "completion date", "due date", "target date", "by"}
	columnCriterion = []string{"success criterion", "criterion", "success criteria", "done when", "measure"}
	columnAfter     = []string{"after", "depends on", "dependencies", "dependency", "needs"}
	columnState     = []string{"state", "status"}
	columnDays      = []string{"days", "duration", "working days", "estimate"}
	columnProof     = []string{"proven by", "evidence", "proof", "shown by"}
)

// Read reads a document.
func Read(d *markdown.Document) *Plan {
	p := &Plan{Doc: d, Account: d.Front.Value("account"), Engagement: d.Front.Value("engagement"), Author: d.Front.Value("author"),
		State: d.Front.Value("state"), Playbook: d.Front.Value("playbook")}
	p.Date, p.Start = frontDate(d, "date"), frontDate(d, "start")
	p.GoLive, p.Baseline = frontDate(d, "go_live"), frontDate(d, "baseline")
	if p.ProfileAt = d.Section(profileNames...); p.ProfileAt != nil {
		p.readProfile(p.ProfileAt)
	}
	if p.GoLiveAt = d.Section(goLiveNames...); p.GoLiveAt != nil {
		p.readGoLive(p.GoLiveAt)
	}
	if p.PrerequireAt = d.Section(requireNames...); p.PrerequireAt != nil {
		p.readPrerequisites(p.PrerequireAt)
	}
	if p.MilestonesAt = d.Section(milestoneNames...); p.MilestonesAt != nil {
		p.readMilestones(p.MilestonesAt)
	}
	if p.RisksAt = d.Section(riskNames...); p.RisksAt != nil {
		p.readRisks(p.RisksAt)
	}
	if p.CadenceAt = d.Section(cadenceNames...); p.CadenceAt != nil {
		p.readCadence(p.CadenceAt)
	}
	if p.ChangesAt = d.Section(changeNames...); p.ChangesAt != nil {
		p.readChanges(p.ChangesAt)
	}
	return p
}

func cellOf(c markdown.Cell) Cell { return Cell{strings.TrimSpace(c.Text.Plain), c.Text.Span} }

func frontDate(d *markdown.Document, key string) DateField {
	f := d.Front.Field(key)
	if f == nil {
		return DateField{}
	}
	return readDate(Cell{f.Value, f.Span})
}

func (p *Plan) readProfile(s *markdown.Section) {
	for _, t := range s.Tables() {
		for _, row := range t.Rows {
			p.Profile = append(p.Profile, Fact{cellOf(row.Cell(0)), cellOf(row.Cell(1))})
		}
	}
	for _, b := range s.AllBlocks() {
		list, ok := b.(*markdown.List)
		if !ok {
			continue
		}
		for _, item := range list.Items {
			name, value, _ := strings.Cut(item.Text.Plain, ":")
			p.Profile = append(p.Profile, Fact{Cell{strings.TrimSpace(name), item.Text.Span}, Cell{strings.TrimSpace(value), item.Text.Span}})
		}
	}
}

func (p *Plan) readGoLive(s *markdown.Section) {
	for _, t := range s.Tables() {
		if party := t.Column("party", "side", "signatory", "organisation", "organization"); party >= 0 {
			who, signed := t.Column("who", "name", "person", "signed by", "signatory", "representative"), t.Column("signed", "date", "agreed", "signature")
			for _, row := range t.Rows {
				p.Signatures = append(p.Signatures, Signature{cellOf(row.Cell(party)), cellOf(row.Cell(who)), readDate(cellOf(row.Cell(signed))), row.Span})
			}
			continue
		}
		id, text, proof, state := t.Column(columnID...), t.Column(columnCriterion...), t.Column(columnProof...), t.Column(columnState...)
		for _, row := range t.Rows {
			p.Criteria = append(p.Criteria, Criterion{cellOf(row.Cell(id)), cellOf(row.Cell(text)), cellOf(row.Cell(proof)), readState(row.Cell(state)), row.Span})
		}
	}
	for _, b := range s.AllBlocks() {
		list, ok := b.(*markdown.List)
		if !ok {
			continue
		}
		for _, item := range list.Items {
			p.Criteria = append(p.Criteria, Criterion{Text: Cell{item.Text.Plain, item.Text.Span}, Row: item.Span})
		}
	}
}

func (p *Plan) readPrerequisites(s *markdown.Section) {
	for _, t := range s.Tables() {
		id, text, owner := t.Column(columnID...), t.Column("prerequisite", "requirement", "what"), t.Column(columnOwner...)
		validation, state := validationColumn(t), t.Column(columnState...)
		for _, row := range t.Rows {
			p.Prerequisites = append(p.Prerequisites, Prerequisite{cellOf(row.Cell(id)), cellOf(row.Cell(text)), cellOf(row.Cell(owner)),
				cellOf(row.Cell(validation)), readState(row.Cell(state)), row.Span})
		}
	}
	for _, b := range s.AllBlocks() {
		list, ok := b.(*markdown.List)
		if !ok {
			continue
		}
		for _, item := range list.Items {
			x := Prerequisite{Text: Cell{item.Text.Plain, item.Text.Span}, Row: item.Span}
			if len(item.Text.Codes) > 0 || validates.MatchString(item.Text.Plain) {
				x.Validation = x.Text
			}
			p.Prerequisites = append(p.Prerequisites, x)
		}
	}
}

// validates finds the words of a check in a sentence.
var validates = pattern.New(`(?i)\b(verif\w+|validat\w+|check\w*|test\w*|confirm\w*|prints|returns|shows?|answers|lists)\b`)

// validationColumn is the column that says how a prerequisite is tried, whatever its author calls it.
func validationColumn(t *markdown.Table) int {
	if i := t.Column("validation step", "validation", "check", "verification", "verified by", "how to check"); i >= 0 {
		return i
	}
	return slices.IndexFunc(t.Header, func(c markdown.Cell) bool { return validates.MatchString(c.Text.Plain) })
}

func (p *Plan) readMilestones(s *markdown.Section) {
	for _, b := range s.AllBlocks() {
		switch b := b.(type) {
		case *markdown.Table:
			p.milestoneTable(b)
		case *markdown.Fence:
			if strings.HasPrefix(b.Info, "mermaid") && strings.HasPrefix(strings.TrimSpace(b.Content), "gantt") {
				p.Gantt = b
			}
		}
	}
}

func (p *Plan) milestoneTable(t *markdown.Table) {
	id, title, owner, due := t.Column(columnID...), t.Column(columnTitle...), t.Column(columnOwner...), t.Column(columnDue...)
	criterion, after, state := t.Column(columnCriterion...), t.Column(columnAfter...), t.Column(columnState...)
	days, proof := t.Column(columnDays...), t.Column(columnProof...)
	for _, row := range t.Rows {
		m := Milestone{ID: cellOf(row.Cell(id)), Title: cellOf(row.Cell(title)), Owner: cellOf(row.Cell(owner)), Due: readDate(cellOf(row.Cell(due))),
			Criterion: cellOf(row.Cell(criterion)), After: cellOf(row.Cell(after)), State: readState(row.Cell(state)), Days: cellOf(row.Cell(days)),
			Proof: cellOf(row.Cell(proof)), Row: row.Span}
		if m.Title.Text == "" && m.ID.Text == "" && m.blank() {
			continue
		}
		if isPhase(m) {
			p.Phases = append(p.Phases, Phase{ID: m.ID.Text, Title: m.Title.Text})
			continue
		}
		if days >= 0 {
			m.Estimate, m.DaysErr = readDays(m.Days.Text)
		}
		if k := len(p.Phases) - 1; k >= 0 {
			m.Phase = p.Phases[k].Title
			p.Phases[k].Milestones = append(p.Phases[k].Milestones, len(p.Milestones))
		}
		p.Milestones = append(p.Milestones, m)
	}
}

// isPhase tells a phase's row: a title and nothing that a milestone has.
func isPhase(m Milestone) bool { return m.Title.Text != "" && m.blank() }

// blank says whether a row holds nothing beside its ID and title.
func (m *Milestone) blank() bool {
	return m.Owner.Text == "" && m.Due.Text == "" && m.Criterion.Text == "" && m.After.Text == "" && m.State.Text == ""
}

func (p *Plan) readRisks(s *markdown.Section) {
	p.riskItems(s)
	for _, t := range s.Tables() {
		id, text, mode, hits := t.Column(columnID...), t.Column("risk", "failure mode", "what can go wrong", "what may go wrong", "what could go wrong", "what could happen", "threat", "issue"), t.Column("kind", "mode", "type"), t.Column("hits", "delays", "milestone")
		odds, delay := t.Column("odds", "probability", "likelihood"), t.Column("delay if it happens", "delay", "working days", "effect on the dates")
		mitigation := t.Column("mitigation", "prevention")
		fallback := t.Column("fallback and what it does to go live", "fallback", "contingency", "contingency timeline", "contingency plan", "plan b", "response", "contingency and timeline")
		for _, row := range t.Rows {
			r := Risk{ID: cellOf(row.Cell(id)), Text: cellOf(row.Cell(text)), Mode: cellOf(row.Cell(mode)), Hits: cellOf(row.Cell(hits)), Odds: cellOf(row.Cell(odds)),
				Delay: cellOf(row.Cell(delay)), Mitigation: cellOf(row.Cell(mitigation)), Fallback: cellOf(row.Cell(fallback)), Row: row.Span}
			r.Probability = readOdds(r.Odds.Text)
			r.Days, _ = readDays(r.Delay.Text)
			p.Risks = append(p.Risks, r)
		}
	}
}

// riskItems reads risks that are written as a list: an item is its own contingency.
func (p *Plan) riskItems(s *markdown.Section) {
	for _, b := range s.AllBlocks() {
		if list, ok := b.(*markdown.List); ok {
			for _, item := range list.Items {
				said := Cell{item.Text.Plain, item.Text.Span}
				p.Risks = append(p.Risks, Risk{Text: said, Fallback: said, Probability: -1, Row: item.Span})
			}
		}
	}
}

func (p *Plan) readCadence(s *markdown.Section) {
	for _, t := range s.Tables() {
		name, when, who, purpose := t.Column("meeting", "what", "name"), t.Column("when", "cadence", "how often", "frequency"), t.Column("who", "participants", "attendees"), t.Column("for", "purpose", "agenda")
		for _, row := range t.Rows {
			p.Meetings = append(p.Meetings, Meeting{cellOf(row.Cell(name)), cellOf(row.Cell(when)), cellOf(row.Cell(who)), cellOf(row.Cell(purpose)), row.Span})
		}
	}
	for _, b := range s.AllBlocks() {
		list, ok := b.(*markdown.List)
		if !ok {
			continue
		}
		for _, item := range list.Items {
			name, when, _ := strings.Cut(item.Text.Plain, ":")
			p.Meetings = append(p.Meetings, Meeting{Name: Cell{name, item.Text.Span}, When: Cell{when, item.Text.Span}, Row: item.Span})
		}
	}
}

func (p *Plan) readChanges(s *markdown.Section) {
	for _, t := range s.Tables() {
		on, what, why := t.Column("on", "date", "when"), t.Column("what moved", "what", "change"), t.Column("why", "reason")
		for _, row := range t.Rows {
			p.Changes = append(p.Changes, Change{cellOf(row.Cell(on)), cellOf(row.Cell(what)), cellOf(row.Cell(why))})
		}
	}
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

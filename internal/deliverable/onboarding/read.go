package onboarding

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/form"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// What people call the properties of a plan's parts.
var (
	idField    = form.Field{Key: "id", Names: []string{"id", "#", "no", "number"}}
	ownerField = form.Field{Key: "owner", Names: []string{"owner", "responsible", "who", "owned by", "lead", "assignee", "accountable", "dri"}}
	stateField = form.Field{Key: "state", Names: []string{"state", "status"}}
	proofField = form.Field{Key: "proof", Names: []string{"proven by", "evidence", "proof", "shown by"}}
	doneField  = form.Field{Key: "criterion", Names: []string{"success criterion", "criterion", "success criteria", "done when", "measure", "measure of success", "success measure",
		"definition of done", "acceptance criterion", "acceptance criteria", "success", "exit criterion", "exit criteria"}}

	milestoneSort = &form.Sort{Mark: "id", Lead: "title", Rest: "criterion", Date: "due", Person: "owner", Fields: []form.Field{
		idField, {Key: "title", Names: []string{"milestone", "title", "name", "task", "step", "deliverable", "activity"}}, ownerField,
		{Key: "due", Names: []string{"due", "date", "completion date", "due date", "target date", "by", "due by", "deadline", "complete by", "completion", "target", "when"}},
		doneField, {Key: "after", Names: []string{"after", "depends on", "dependencies", "dependency", "needs"}}, stateField,
		{Key: "days", Names: []string{"days", "duration", "working days", "estimate"}}, proofField,
	}}
	criterionSort = &form.Sort{Mark: "id", Lead: "criterion", Fields: []form.Field{idField, doneField, proofField, stateField}}
	signatureSort = &form.Sort{Lead: "party", Rest: "who", Date: "signed", Person: "who", Fields: []form.Field{
		{Key: "party", Names: []string{"party", "side", "signatory", "organisation", "organization"}},
		{Key: "who", Names: []string{"who", "name", "person", "signed by", "signatory", "representative"}},
		{Key: "signed", Names: []string{"signed", "date", "agreed", "signature", "signed on", "agreed on"}},
	}}
	prerequisiteSort = &form.Sort{Mark: "id", Lead: "text", Rest: "validation", Person: "owner", Fields: []form.Field{
		idField, {Key: "text", Names: []string{"prerequisite", "requirement", "what"}}, ownerField,
		{Key: "validation", Names: []string{"validation step", "validation", "check", "verification", "verified by", "how to check", "validate", "verify", "how to verify", "how to validate", "test"}}, stateField,
	}}
	riskSort = &form.Sort{Mark: "id", Lead: "text", Fields: []form.Field{
		idField, {Key: "text", Names: []string{"risk", "failure mode", "what can go wrong", "what may go wrong", "what could go wrong", "what could happen", "threat", "issue"}},
		{Key: "mode", Names: []string{"kind", "mode", "type"}}, {Key: "hits", Names: []string{"hits", "delays", "milestone"}},
		{Key: "odds", Names: []string{"odds", "probability", "likelihood"}},
		{Key: "delay", Names: []string{"delay if it happens", "delay", "working days", "effect on the dates"}},
		{Key: "mitigation", Names: []string{"mitigation", "prevention"}},
		{Key: "fallback", Names: []string{"fallback and what it does to go live", "fallback", "contingency", "contingency timeline", "contingency plan", "plan b", "response", "contingency and timeline"}},
	}}
	meetingSort = &form.Sort{Lead: "name", Rest: "when", Fields: []form.Field{
		{Key: "name", Names: []string{"meeting", "what", "name"}}, {Key: "when", Names: []string{"when", "cadence", "how often", "frequency"}},
		{Key: "who", Names: []string{"who", "participants", "attendees"}}, {Key: "for", Names: []string{"for", "purpose", "agenda"}},
	}}
	changeSort = &form.Sort{Lead: "what", Rest: "why", Date: "on", Fields: []form.Field{
		{Key: "on", Names: []string{"on", "date", "when"}}, {Key: "what", Names: []string{"what moved", "what", "change"}}, {Key: "why", Names: []string{"why", "reason"}},
	}}
)

func (p *Plan) readProfile() {
	for _, fact := range form.Pairs(p.Doc, p.ProfileAt) {
		p.Profile = append(p.Profile, Fact{cellOf(fact.Name), cellOf(fact.Value)})
	}
}

var signs = pattern.New(`(?i)\b(agree|sign|approv|accept)`)

// readGoLive reads the conditions, and who has agreed to them: a table that says which party, and what stands under a heading that speaks of it.
func (p *Plan) readGoLive() {
	if p.GoLiveAt == nil {
		return
	}
	for _, sub := range p.GoLiveAt.Sub {
		if signs.MatchString(sub.Title()) {
			for _, row := range signatureSort.Rows(p.Doc, sub) {
				p.agreed(row)
			}
		}
	}
	for _, row := range criterionSort.Rows(p.Doc, p.GoLiveAt) {
		switch t := row.Table; {
		case signs.MatchString(row.Group):
			continue
		case t != nil && t.Column(signatureSort.Fields[0].Names...) >= 0:
			p.agreed(signatureSort.Of(t, row.Index))
			continue
		}
		p.Criteria = append(p.Criteria, Criterion{cellOf(row.Cell("id")), cellOf(row.Cell("criterion")), cellOf(row.Cell("proof")), stateOf(row), row.Span})
	}
}

func (p *Plan) agreed(row form.Row) {
	p.Signatures = append(p.Signatures, Signature{cellOf(row.Cell("party")), cellOf(row.Cell("who")), readDate(cellOf(row.Cell("signed"))), row.Span})
}

// validates finds the words of a check in a sentence.
var validates = pattern.New(`(?i)\b(verif\w+|validat\w+|check\w*|test\w*|confirm\w*|prints|returns|shows?|answers|lists)\b`)

// readPrerequisites reads them; a column or an item that speaks of checking says how a prerequisite is tried, whatever its author calls it.
func (p *Plan) readPrerequisites() {
	for _, row := range prerequisiteSort.Rows(p.Doc, p.PrerequireAt) {
		x := Prerequisite{cellOf(row.Cell("id")), cellOf(row.Cell("text")), cellOf(row.Cell("owner")), cellOf(row.Cell("validation")), stateOf(row), row.Span}
		switch {
		case row.Table != nil && !row.Has("validation"):
			i := slices.IndexFunc(row.Table.Header, func(c markdown.Cell) bool { return validates.MatchString(c.Text.Plain) })
			x.Validation = cellOf(row.Table.Rows[row.Index].Cell(i).Text)
		case row.Table == nil && row.Bare:
			x.Text, x.Validation = cellOf(row.Text), Cell{Span: x.Validation.Span}
			if len(row.Text.Codes) > 0 || validates.MatchString(row.Text.Plain) {
				x.Validation = x.Text
			}
		}
		p.Prerequisites = append(p.Prerequisites, x)
	}
}

func (p *Plan) readMilestones() {
	if p.MilestonesAt == nil {
		return
	}
	for _, b := range p.MilestonesAt.AllBlocks() {
		if f, ok := b.(*markdown.Fence); ok && strings.HasPrefix(f.Info, "mermaid") && strings.HasPrefix(strings.TrimSpace(f.Content), "gantt") {
			p.Gantt = f
		}
	}
	for _, row := range milestoneSort.Rows(p.Doc, p.MilestonesAt) {
		p.milestone(row)
	}
}

func (p *Plan) milestone(row form.Row) {
	m := Milestone{ID: cellOf(row.Cell("id")), Title: cellOf(row.Cell("title")), Owner: cellOf(row.Cell("owner")), Due: readDate(cellOf(row.Cell("due"))),
		Criterion: cellOf(row.Cell("criterion")), After: cellOf(row.Cell("after")), State: stateOf(row), Days: cellOf(row.Cell("days")),
		Proof: cellOf(row.Cell("proof")), Row: row.Span}
	if m.Title.Text == "" && m.ID.Text == "" && m.blank() {
		return
	}
	if row.Table != nil && isPhase(m) {
		p.Phases = append(p.Phases, Phase{ID: m.ID.Text, Title: m.Title.Text})
		return
	}
	if k := len(p.Phases) - 1; row.Table == nil && row.Group != "" && (k < 0 || p.Phases[k].Title != row.Group) {
		p.Phases = append(p.Phases, Phase{Title: row.Group})
	}
	if row.Has("days") {
		m.Estimate, m.DaysErr = readDays(m.Days.Text)
	}
	if k := len(p.Phases) - 1; k >= 0 {
		m.Phase = p.Phases[k].Title
		p.Phases[k].Milestones = append(p.Phases[k].Milestones, len(p.Milestones))
	}
	p.Milestones = append(p.Milestones, m)
}

// isPhase tells a phase's row: a title and nothing that a milestone has.
func isPhase(m Milestone) bool { return m.Title.Text != "" && m.blank() }

// blank says whether a row holds nothing beside its ID and title.
func (m *Milestone) blank() bool {
	return m.Owner.Text == "" && m.Due.Text == "" && m.Criterion.Text == "" && m.After.Text == "" && m.State.Text == ""
}

// readRisks reads them; an item without labels is its own contingency.
func (p *Plan) readRisks() {
	for _, row := range riskSort.Rows(p.Doc, p.RisksAt) {
		r := Risk{ID: cellOf(row.Cell("id")), Text: cellOf(row.Cell("text")), Mode: cellOf(row.Cell("mode")), Hits: cellOf(row.Cell("hits")), Odds: cellOf(row.Cell("odds")),
			Delay: cellOf(row.Cell("delay")), Mitigation: cellOf(row.Cell("mitigation")), Fallback: cellOf(row.Cell("fallback")), Row: row.Span}
		r.Probability = readOdds(r.Odds.Text)
		if row.Table == nil && row.Bare {
			r.Fallback = r.Text
		}
		r.Days, _ = readDays(r.Delay.Text)
		p.Risks = append(p.Risks, r)
	}
}

func (p *Plan) readCadence() {
	for _, row := range meetingSort.Rows(p.Doc, p.CadenceAt) {
		p.Meetings = append(p.Meetings, Meeting{cellOf(row.Cell("name")), cellOf(row.Cell("when")), cellOf(row.Cell("who")), cellOf(row.Cell("for")), row.Span})
	}
}

func (p *Plan) readChanges() {
	for _, row := range changeSort.Rows(p.Doc, p.ChangesAt) {
		p.Changes = append(p.Changes, Change{cellOf(row.Cell("on")), cellOf(row.Cell("what")), cellOf(row.Cell("why"))})
	}
}

package onboarding

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/schedule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// An update brings a plan up to date by edits of just its computed places: the
// states of the rows that evidence decides, the due dates of open work, the go-live, the odds, the diagram, and a row of the
// change log that says what moved and why. Every other byte stays. A due date
// that a person set is kept and named.
func (d *desk) update(ctx context.Context, found Found, setting Setting) (*update, error) {
	w := d.job.Workspace
	plan, said, err := settled(found.Plan, d.evidence.Standings(ctx, found, setting.Joint(), d.on), d.on)
	if err != nil {
		return nil, err
	}
	if plan, err = d.signed(found.Path, plan); err != nil {
		return nil, err
	}
	if err := plan.nameless(found.Path); err != nil {
		return nil, err
	}
	u := &update{workspace: w, path: found.Path, plan: plan, said: said, on: d.on, why: d.job.Flags["why"], setting: setting}
	u.last, u.lastData = lastRecord(w, found.Path, plan)
	u.record = recordOf(plan, setting, d.on, d.shelf.loads(plan))
	u.keepPinned()
	return u, nil
}

// nameless is an error where open work has no ID: dates, dependencies and forecasts are kept by it.
func (p *Plan) nameless(file string) error {
	if len(p.Milestones) == 0 {
		return fmt.Errorf("%s: no milestone is found, so there is nothing to plan\nhint: a section Milestones with a table or a list of them", file)
	}
	for i := range p.Milestones {
		if m := &p.Milestones[i]; m.ID.Text == "" && !m.State.Done() && !m.State.Dropped() {
			return fmt.Errorf("%s:%d: the milestone %q has no ID, by which dates and dependencies are kept\nhint: give it one, in a column ID or in front of its name: 1.2 %s",
				file, p.Doc.Position(m.Row.Start).Line, m.Title.Text, m.Title.Text)
		}
	}
	return nil
}

// draft is the plan with its edits, once the record knows the people's other
// work.
func (u *update) draft() (deliverable.Draft, error) {
	if u.plan.finished() && u.lastData != nil {
		return u.unchanged() // the forecast that was made stands, to be scored
	}
	if err := u.compute(); err != nil {
		return deliverable.Draft{}, err
	}
	if len(u.said) == 0 && u.same() {
		return u.unchanged()
	}
	text, err := markdown.Apply(u.plan.Doc.Source, u.edits())
	if err != nil {
		return deliverable.Draft{}, err
	}
	draft := deliverable.Draft{Path: u.path, Text: text, Edited: true}
	draft.Files, err = attachments(u.workspace, Read(markdown.Parse(text)), u.path, u.record, u.data, u.digest, u.forecast)
	return draft, err
}

// lastRecord is the record that the plan's forecast cites.
func lastRecord(w *workspace.Workspace, at string, p *Plan) (Record, []byte) {
	note := p.Doc.Note("forecast")
	if note == nil {
		return Record{}, nil
	}
	_, data, err := Source{w}.find(at, planOf(p))
	if err != nil {
		return Record{}, nil
	}
	r, err := DecodeRecord(data)
	if err != nil {
		return Record{}, nil
	}
	return r, data
}

// planOf is the digest that the plan's forecast cites.
func planOf(p *Plan) string { return p.cited("plan") }

// cited is a parameter of the forecast that the plan cites, "" where there is
// none.
func (p *Plan) cited(key string) string {
	note := p.Doc.Note("forecast")
	if note == nil {
		return ""
	}
	ref, err := evidence.ParseRef(p.Doc.Slice(note.Body))
	if err != nil {
		return ""
	}
	return ref.Value(key)
}

type update struct {
	workspace *workspace.Workspace
	path      string
	said      []string // the rows whose state evidence decided
	plan      *Plan
	on        calendar.Date
	why       string
	setting   Setting
	last      Record
	lastData  []byte
	pinned    []string // milestones whose date a person set
	record    Record
	data      []byte
	digest    string
	forecast  schedule.Forecast
	dates     dating
	due       map[string]calendar.Date
	promise   calendar.Date
}

// keepPinned finds the dates that a person set: those that generate wrote last
// read otherwise.
func (u *update) keepPinned() {
	for _, m := range u.plan.Milestones {
		if was, ok := u.last.Due[m.ID.Text]; ok && m.Due.Date != 0 && m.Due.Date != was && !m.State.Done() {
			u.pinned = append(u.pinned, m.ID.Text)
		}
	}
}

func (u *update) compute() error {
	u.forecast = u.record.Forecast(draws, 0)
	u.dates = u.record.dated()
	u.due = duesOf(u.forecast)
	for i := range u.plan.Milestones {
		m := &u.plan.Milestones[i]
		if m.State.Done() || slices.Contains(u.pinned, m.ID.Text) {
			u.due[m.ID.Text] = m.Due.Date
		}
	}
	u.record.inOrder(u.due, u.pinned...)
	u.promise = u.due[u.record.Target]
	u.record.Promise, u.record.Due = u.promise, u.due
	u.forecast.Promise = u.forecast.By(u.promise)
	var err error
	u.data, err = u.record.Encode()
	u.digest = digestOf(u.data)
	return err
}

// finished says whether no work is open.
func (p *Plan) finished() bool {
	return !slices.ContainsFunc(p.Milestones, func(m Milestone) bool { return !m.State.Done() && !m.State.Dropped() })
}

// same says whether nothing moved but the day.
func (u *update) same() bool {
	if u.lastData == nil {
		return false
	}
	now := u.record
	now.On = u.last.On
	data, err := now.Encode()
	return err == nil && string(data) == string(u.lastData)
}

// unchanged is the plan with nothing but what evidence said of its rows.
func (u *update) unchanged() (deliverable.Draft, error) {
	f := u.last.Forecast(draws, 0)
	files, err := attachments(u.workspace, u.plan, u.path, u.last, u.lastData, digestOf(u.lastData), f)
	return deliverable.Draft{Path: u.path, Text: u.plan.Doc.Source, Edited: true, Files: files}, err
}

func (u *update) edits() []markdown.Edit {
	var edits []markdown.Edit
	replace := func(span markdown.Span, text string) {
		if span.Len() > 0 && u.plan.Doc.Slice(span) != text {
			edits = append(edits, markdown.Edit{Span: span, New: text})
		}
	}
	for i := range u.plan.Milestones {
		m := &u.plan.Milestones[i]
		if due := u.due[m.ID.Text]; due != 0 && m.Due.Date != 0 {
			replace(m.Due.Span, due.String())
		}
	}
	u.outdated(replace)
	replace(u.plan.GoLive.Span, u.promise.String())
	replace(u.plan.Date.Span, u.on.String())
	if u.reopens() {
		if state := u.plan.Doc.Front.Field("state"); state != nil {
			replace(state.Span, "reopened")
		}
	}
	for _, b := range u.plan.Doc.Blocks {
		if para, ok := b.(*markdown.Paragraph); ok && isOdds(para) {
			replace(trimmed(u.plan.Doc, para.Span), oddsText(u.record, u.forecast, u.plan.title))
		}
	}
	if note := u.plan.Doc.Note("forecast"); note != nil {
		replace(note.Body, forecastRef(u.record, u.digest, draws, u.forecast).String())
	}
	if g := u.plan.Gantt; g != nil {
		replace(trimmed(u.plan.Doc, g.Span), strings.TrimSuffix(u.gantt().Fence(), "\n"))
	}
	if row := u.changeRow(); row != "" {
		edits = append(edits, u.logged(row)...)
	}
	return edits
}

// outdated replaces what generate wrote last of the dates by which prerequisites
// are needed, and of what risks do to go-live.
func (u *update) outdated(replace func(markdown.Span, string)) {
	if u.lastData == nil {
		return
	}
	before := u.last.dated()
	for _, x := range u.plan.Prerequisites {
		was, _ := u.last.neededBy(x.ID.Text, before)
		if now, waits := u.record.neededBy(x.ID.Text, u.dates); waits && x.State.Text == "due "+was.String() {
			replace(x.State.Span, "due "+now.String())
		}
	}
	was, now := u.last.contingencies(), u.record.contingencies()
	for _, r := range u.plan.Risks {
		id := r.ID.Text
		if at := strings.Index(u.plan.Doc.Slice(r.Fallback.Span), was[id]); at >= 0 && was[id] != "" && now[id] != "" {
			at += r.Fallback.Span.Start
			replace(markdown.Span{Start: at, End: at + len(was[id])}, now[id])
		}
	}
}

// isOdds recognises the paragraph that generate wrote: a go-live and its odds
// under the forecast's citation. One that a person reworded keeps its words.
func isOdds(p *markdown.Paragraph) bool {
	return strings.HasPrefix(p.Text.Plain, "Go-live ") && strings.Contains(p.Text.Plain, "it holds with") &&
		slices.ContainsFunc(p.Text.Cites, func(c markdown.Cite) bool { return c.Label == "forecast" })
}

func trimmed(d *markdown.Document, s markdown.Span) markdown.Span {
	s.End = s.Start + len(strings.TrimRight(d.Slice(s), " \r\n"))
	return s
}

// reopens says whether a signed plan's scope or dates change.
func (u *update) reopens() bool {
	return u.plan.State == "agreed" && (u.promise != u.plan.GoLive.Date || len(u.moved()) > 0)
}

// moved lists the open milestones whose dates change, as "2.1 30 September → 7 October".
func (u *update) moved() []string {
	var out []string
	for i := range u.plan.Milestones {
		m := &u.plan.Milestones[i]
		due := u.due[m.ID.Text]
		if due != 0 && m.Due.Date != 0 && due != m.Due.Date {
			out = append(out, fmt.Sprintf("%s %s → %s", m.ID.Text, m.Due.Date, due))
		}
	}
	return out
}

// changeRow says what moved and why.
func (u *update) changeRow() string {
	what := append(u.moved(), u.said...)
	if len(what) == 0 && u.promise == u.plan.GoLive.Date {
		return ""
	}
	text := strings.Join(what, "; ")
	if u.promise != u.plan.GoLive.Date && u.plan.GoLive.Date != 0 {
		text = fmt.Sprintf("Go-live %s → %s; %s", u.plan.GoLive.Date, u.promise, text)
	}
	return fmt.Sprintf("| %s | %s | %s |", u.on, strings.TrimSuffix(text, "; "), cell(u.reason()))
}

// reason names the causes that the plan shows: late ends, changed estimates,
// people's new absences; or what the caller says.
func (u *update) reason() string {
	var why []string
	if u.why != "" {
		why = append(why, u.why)
	}
	why = append(why, u.lateness()...)
	before := map[string]TaskRecord{}
	for _, t := range u.last.Tasks {
		before[t.ID] = t
	}
	for _, t := range u.record.Tasks {
		was, known := before[t.ID]
		switch {
		case u.lastData == nil:
		case !known:
			why = append(why, t.ID+" is new")
		case was.Days != t.Days:
			why = append(why, fmt.Sprintf("%s is thought to take %s days", t.ID, estimateOf(t.Days)))
		case was.Owner != t.Owner:
			why = append(why, t.ID+" has another owner")
		case t.Free != nil && (was.Free == nil || was.Free[1] < t.Free[1]):
			why = append(why, fmt.Sprintf("%s waits for %s until %s or so", t.ID, t.Owner, t.Free[1]))
		}
		delete(before, t.ID)
	}
	for _, t := range u.last.Tasks {
		if _, gone := before[t.ID]; gone {
			why = append(why, t.ID+" is no longer in the plan")
		}
	}
	if len(u.said) > 0 {
		why = append(why, "evidence shows what is done")
	}
	if len(u.pinned) > 0 {
		why = append(why, "kept as a person set them: "+strings.Join(u.pinned, ", "))
	}
	if len(why) == 0 {
		return "Computed again on " + u.on.String()
	}
	return strings.Join(why, "; ")
}

// lateness names the milestones with which lateness began since the plan was
// generated last: late themselves, behind none that is late; and the work that
// could have begun and has not.
func (u *update) lateness() []string {
	var why []string
	known, began := u.last.done(), u.last.dated().begins
	late := map[string]bool{}
	slips := Slips(u.plan, u.setting, u.on)
	for _, s := range slips {
		late[s.Milestone] = s.Days > 0
	}
	behind := func(id string, one func(before *Milestone) bool) bool {
		return slices.ContainsFunc(readLinks(u.plan.Milestone(id).After.Text), func(l schedule.Link) bool {
			before := u.plan.Milestone(l.Task)
			return before != nil && one(before)
		})
	}
	for _, s := range slips {
		if s.Days > 0 && !known[s.Milestone] && !behind(s.Milestone, func(m *Milestone) bool { return late[m.ID.Text] }) {
			why = append(why, fmt.Sprintf("%s %s late (%s)", s.Milestone, workingDays(s.Days), s.Party))
		}
	}
	for _, t := range u.record.Tasks {
		day := began[t.ID]
		if day != 0 && day < u.on && t.Started == nil && t.Finished == nil && !late[t.ID] && !behind(t.ID, func(m *Milestone) bool { return !m.State.Done() }) {
			why = append(why, t.ID+" has not begun")
		}
	}
	return why
}

// logged appends a row to the change log, or adds the section before the
// footnotes.
func (u *update) logged(row string) []markdown.Edit {
	if s := u.plan.ChangesAt; s != nil {
		for _, t := range s.Tables() {
			end := trimmed(u.plan.Doc, t.Span).End
			return []markdown.Edit{{Span: markdown.Span{Start: end, End: end}, New: "\n" + row}}
		}
	}
	at := len(u.plan.Doc.Source)
	for _, b := range u.plan.Doc.Blocks {
		if note, ok := b.(*markdown.Footnote); ok {
			at = min(at, note.Span.Start)
		}
	}
	return []markdown.Edit{{Span: markdown.Span{Start: at, End: at}, New: "## Changes\n\n| On | What moved | Why |\n|---|---|---|\n" + row + "\n\n"}}
}

func (u *update) gantt() Gantt {
	g := Gantt{}
	critical := u.dates.Critical()
	bar := func(m *Milestone) Bar {
		due := m.end(u.due[m.ID.Text])
		start := u.dates.begins[m.ID.Text]
		if start == 0 || start > due {
			start = due
		}
		return Bar{ID: m.ID.Text, Title: m.Title.Text, Start: start, End: due, Milestone: m.Days.Text != "" && m.Estimate.High == 0,
			Critical: slices.Contains(critical, m.ID.Text), Done: m.State.Done(), Active: m.State.Under()}
	}
	if len(u.plan.Phases) == 0 {
		s := GanttSection{Title: "Milestones"}
		for i := range u.plan.Milestones {
			s.Bars = append(s.Bars, bar(&u.plan.Milestones[i]))
		}
		g.Sections = append(g.Sections, s)
	}
	for _, phase := range u.plan.Phases {
		s := GanttSection{Title: phase.Title}
		for _, i := range phase.Milestones {
			if m := &u.plan.Milestones[i]; u.due[m.ID.Text] != 0 {
				s.Bars = append(s.Bars, bar(m))
			}
		}
		g.Sections = append(g.Sections, s)
	}
	return g
}

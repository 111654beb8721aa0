package onboarding

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"path"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/playbook"
	"github.com/touchstone-cs/touchstone/internal/schedule"
)

// A Record is everything that a forecast depends on, kept beside the plan so
// that it can be computed again when the plan has moved on.
type Record struct {
	Version int           `json:"version"` // 1
	Account string        `json:"account"`
	On      calendar.Date `json:"on"`
	Start   calendar.Date `json:"start"`
	Promise calendar.Date `json:"promise"`
	Target  string        `json:"target"`
	Seed    uint64        `json:"seed"`
	Setting Setting       `json:"setting"`
	Tasks   []TaskRecord  `json:"tasks"`
	Risks   []RiskRecord  `json:"risks"`
	// Due are the dates that generate wrote: one that reads otherwise in the
	// document is a person's.
	Due map[string]calendar.Date `json:"due,omitempty"`
}

// A TaskRecord is one milestone.
type TaskRecord struct {
	ID        string         `json:"id"`
	Days      [3]float64     `json:"days"`
	After     []string       `json:"after,omitempty"`
	Owner     string         `json:"owner,omitempty"`
	Load      int            `json:"load,omitempty"`
	NotBefore *calendar.Date `json:"not_before,omitempty"`
	// Free are the days on which the owner is free of other plans' work with 5%, 50%
	// and 95% of the odds, where the task waits for that.
	Free     *[3]calendar.Date `json:"free,omitempty"`
	Started  *calendar.Date    `json:"started,omitempty"`
	Finished *calendar.Date    `json:"finished,omitempty"`
}

// A RiskRecord is one risk.
type RiskRecord struct {
	ID   string     `json:"id"`
	Hits string     `json:"hits"`
	Odds float64    `json:"odds"`
	Days [3]float64 `json:"days"`
}

// Encode writes the record; equal plans give equal bytes.
func (r Record) Encode() ([]byte, error) {
	slices.SortStableFunc(r.Tasks, func(a, b TaskRecord) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(r.Risks, func(a, b RiskRecord) int { return cmp.Compare(a.ID, b.ID) })
	data, err := json.MarshalIndent(r, "", "  ")
	return append(data, '\n'), err
}

// DecodeRecord reads what Encode writes.
func DecodeRecord(data []byte) (Record, error) {
	var r Record
	if err := json.Unmarshal(data, &r); err != nil {
		return r, fmt.Errorf("plan record: %w", err)
	}
	if r.Version != 1 {
		return r, fmt.Errorf("plan record: version %d is not known", r.Version)
	}
	return r, nil
}

// digestOf is the digest of a record's bytes as references write it.
func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// recordPath is where the record of a digest lies, for a document's path.
func recordPath(document, digest string) string {
	hexes := strings.TrimPrefix(digest, "sha256:")
	return path.Join(path.Dir(document), "evidence", "plans", hexes[:min(16, len(hexes))]+".json")
}

// seedOf is a plan's seed: from its account, so that it needs no one to choose.
func seedOf(account string) uint64 {
	h := fnv.New32a()
	h.Write([]byte(account))
	return uint64(h.Sum32()%9000) + 1000
}

func estimateOf(d [3]float64) schedule.Estimate {
	return schedule.Estimate{Low: d[0], Mode: d[1], High: d[2]}
}
func pointsOf(e schedule.Estimate) [3]float64 { return [3]float64{e.Low, e.Mode, e.High} }

func datePointer(d calendar.Date) *calendar.Date {
	if d == 0 {
		return nil
	}
	return &d
}

func dateValue(d *calendar.Date) calendar.Date {
	if d == nil {
		return 0
	}
	return *d
}

// Plan is the record as the schedule knows it.
func (r Record) Plan() schedule.Plan {
	p := schedule.Plan{ID: r.Account, Start: r.Start, Today: r.On, Promise: r.Promise, Target: r.Target, Calendar: r.Setting.Joint(), Seed: r.Seed}
	known := map[string]bool{}
	for _, t := range r.Tasks {
		known[t.ID] = true
	}
	for _, t := range r.Tasks {
		task := schedule.Task{ID: t.ID, Days: estimateOf(t.Days), Owner: t.Owner, Load: t.Load,
			NotBefore: dateValue(t.NotBefore), Started: dateValue(t.Started), Finished: dateValue(t.Finished)}
		for _, after := range t.After {
			if link := playbook.ParseLink(after); known[link.Task] {
				task.After = append(task.After, link)
			}
		}
		if wait, waits := r.wait(t, p.Calendar); waits {
			task.After = append(task.After, schedule.Link{Task: wait.ID})
			p.Tasks = append(p.Tasks, wait)
		}
		p.Tasks = append(p.Tasks, task)
	}
	for _, x := range r.Risks {
		if known[x.Hits] {
			p.Risks = append(p.Risks, schedule.Risk{ID: x.ID, Task: x.Hits, Probability: x.Odds, Delay: estimateOf(x.Days)})
		}
	}
	return p
}

// freeFor begins the ID of the wait for a task's owner.
const freeFor = "free-"

// wait is the time until a task's owner is free of other plans' work, as a task
// of nobody's that comes first. Its three points put the law's 5th, 50th and 95th
// percentile (schedule's w is .08 at a half and .69 at .95) on the days on which
// the owner is free with these odds.
func (r Record) wait(t TaskRecord, joint *calendar.Calendar) (schedule.Task, bool) {
	if t.Free == nil || t.Finished != nil || t.Started != nil {
		return schedule.Task{}, false
	}
	from := max(r.Start, r.On)
	days := func(d calendar.Date) float64 { return float64(max(0, joint.Between(from, d))) }
	low, middle, high := days(t.Free[0]), days(t.Free[1]), days(t.Free[2])
	return schedule.Task{ID: freeFor + t.ID, Days: schedule.Estimate{Low: max(0, middle-(middle-low)/.69), Mode: middle, High: middle + (high-middle)/.69}}, true
}

// finish fixes the tasks that the plan says are done, and says whether there are
// any.
func (r *Record) finish(p *Plan) bool {
	any := false
	for i := range r.Tasks {
		if m := p.Milestone(r.Tasks[i].ID); m != nil && m.State.Done() {
			r.Tasks[i].Finished, any = datePointer(m.State.On), true
		}
	}
	return any
}

// done are the finished tasks.
func (r Record) done() map[string]bool {
	out := map[string]bool{}
	for _, t := range r.Tasks {
		out[t.ID] = t.Finished != nil
	}
	return out
}

// waitsForPeople says whether work of the plan waits for what its people do in
// other plans.
func (r Record) waitsForPeople() bool {
	return slices.ContainsFunc(r.Tasks, func(t TaskRecord) bool { return t.Free != nil || t.NotBefore != nil })
}

// Portfolio is the record with its people.
func (r Record) Portfolio() schedule.Portfolio {
	return schedule.Portfolio{Plans: []schedule.Plan{r.Plan()}, People: r.Setting.schedulePeople()}
}

// A dating is a record's plan at its most likely durations.
type dating struct {
	schedule.Timetable
	begins map[string]calendar.Date // by milestone
}

// dated computes the dating, people's capacity respected.
func (r Record) dated() dating {
	n, _ := schedule.Compile(r.Portfolio())
	d := dating{n.Level(schedule.Search{}).Timetable()[0], map[string]calendar.Date{}}
	for _, t := range d.Tasks {
		d.begins[t.ID] = t.Start
	}
	return d
}

// neededBy is the last working day before the first milestone that waits for a
// prerequisite begins, but not before the plan does; known is false where no work
// waits for it that has yet to begin.
func (r Record) neededBy(id string, d dating) (day calendar.Date, known bool) {
	first := calendar.Date(0)
	for _, t := range r.Tasks {
		waits := slices.ContainsFunc(t.After, func(a string) bool { return playbook.ParseLink(a).Task == id })
		if waits && t.Finished == nil && t.Started == nil && (first == 0 || d.begins[t.ID] < first) {
			first = d.begins[t.ID]
		}
	}
	joint := r.Setting.Joint()
	day, _ = joint.Previous(first - 1)
	if start, ok := joint.Next(r.Start); ok && day < start {
		day = start
	}
	return day, first != 0
}

// contingencies are the timelines of the record's risks in words, by risk.
func (r Record) contingencies() map[string]string {
	out := map[string]string{}
	for _, c := range schedule.Contingencies(r.Plan(), r.Setting.schedulePeople()) {
		out[c.Risk] = fmt.Sprintf("If it happens: %s; at worst %s", timelineText(c.Likely, c.Task), timelineText(c.Worst, ""))
	}
	done := r.done()
	for _, x := range r.Risks {
		if done[x.Hits] {
			out[x.ID] = x.Hits + " is done: go-live no longer waits for it"
		}
	}
	return out
}

// Forecast computes the odds of the record's plan, its people's capacity
// respected.
func (r Record) Forecast(draws int, share float64) schedule.Forecast {
	n, _ := schedule.Compile(r.Portfolio())
	return n.Level(schedule.Search{}).Forecast(schedule.Options{Draws: draws, Drivers: true, Milestones: true, Share: share})[0]
}

// recordOf is the record of a document on a day. loads are the shares of the
// owner's day by milestone, from the playbook; nil is the default for all.
func recordOf(p *Plan, s Setting, on calendar.Date, loads map[string]int) Record {
	r := Record{Version: 1, Account: p.Account, On: on, Start: p.Start.Date, Promise: p.GoLive.Date, Seed: seedOf(p.Account), Setting: s}
	if r.Start == 0 {
		r.Start = firstDue(p)
	}
	if m := p.GoLiveMilestone(); m != nil {
		r.Target = m.ID.Text
	}
	joint := s.Joint()
	for i := range p.Milestones {
		if m := &p.Milestones[i]; !m.State.Dropped() && m.ID.Text != "" {
			r.Tasks = append(r.Tasks, taskOf(p, m, joint, cmp.Or(loads[m.ID.Text], playbook.DefaultLoad), r.Start))
		}
	}
	for i := range p.Risks {
		x := &p.Risks[i]
		if x.Probability < 0 || !x.Days.Ordered() {
			continue
		}
		id := cmp.Or(x.ID.Text, fmt.Sprintf("R%d", i+1))
		r.Risks = append(r.Risks, RiskRecord{ID: id, Hits: p.hit(x), Odds: x.Probability, Days: pointsOf(x.Days)})
	}
	return r
}

// hit is the milestone that a risk delays: the one it names, else the go-live.
func (p *Plan) hit(r *Risk) string {
	for _, text := range []string{r.Hits.Text, r.Fallback.Text, r.Text.Text, r.Mitigation.Text} {
		for _, word := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(" ,;:()", c) }) {
			if m := p.Milestone(strings.Trim(word, ".")); m != nil && m.ID.Text != "" {
				return m.ID.Text
			}
		}
	}
	if m := p.GoLiveMilestone(); m != nil {
		return m.ID.Text
	}
	return ""
}

func firstDue(p *Plan) calendar.Date {
	first := calendar.Date(0)
	for _, m := range p.Milestones {
		if m.Due.Date != 0 && (first == 0 || m.Due.Date < first) {
			first = m.Due.Date
		}
	}
	return first
}

func taskOf(p *Plan, m *Milestone, joint *calendar.Calendar, load int, start calendar.Date) TaskRecord {
	t := TaskRecord{ID: m.ID.Text, Owner: m.Owner.Text, Load: load, Days: pointsOf(m.Estimate)}
	if strings.HasPrefix(t.Owner, Unrecorded) {
		t.Owner = "" // nobody yet, and so nobody's capacity
	}
	for _, l := range readLinks(m.After.Text) {
		text := l.Task
		if l.Lag != 0 {
			text = fmt.Sprintf("%s+%g", l.Task, l.Lag)
		}
		t.After = append(t.After, text)
	}
	switch {
	case m.State.Done():
		t.Finished = datePointer(cmp.Or(m.State.On, m.Due.Date))
	case m.State.Under():
		t.Started = datePointer(m.State.On)
	}
	if m.Days.Text == "" || m.DaysErr != nil && m.Estimate == (schedule.Estimate{}) {
		t.Days = pointsOf(gapEstimate(p, m, joint, start))
	}
	return t
}

// gapEstimate takes a duration from the dates of a plan that gives none: the
// working days from the last date it waits for to its own, a quarter less to
// three quarters more.
func gapEstimate(p *Plan, m *Milestone, joint *calendar.Calendar, start calendar.Date) schedule.Estimate {
	if m.Due.Date == 0 {
		return schedule.Estimate{Low: 1, Mode: 2, High: 4}
	}
	from := start - 1
	for _, l := range readLinks(m.After.Text) {
		if before := p.Milestone(l.Task); before != nil && before.Due.Date != 0 {
			from = max(from, before.Due.Date)
		}
	}
	days := float64(max(0, joint.Between(from+1, m.Due.Date+1)))
	return schedule.Estimate{Low: .75 * days, Mode: days, High: 1.75 * days}
}

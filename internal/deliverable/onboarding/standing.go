package onboarding

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// Evidence answers what the rows of plans are bound to. The zero value knows
// nothing.
type Evidence struct {
	// Snapshot is that of the warehouse which is asked; "" where there is none.
	Snapshot string
	// Receipt gives the reference to the last receipt of an account's step.
	Receipt func(account string, step Proof) (evidence.Ref, bool)
	// Approved lists who approved a document of an account, as it stands.
	Approved func(account, document string) ([]Signed, error)
	Resolve  func(context.Context, []evidence.Request) []evidence.Record
}

// A Standing is what the evidence says of a bound row.
type Standing struct {
	Row     string           `json:"row"`
	ID      string           `json:"id"`
	Claimed string           `json:"claimed"` // the row's own state
	Verdict evidence.Verdict `json:"verdict"` // pass: met
	Met     bool             `json:"met"`
	// On is the first day on which it was met.
	On    *calendar.Date `json:"on,omitempty"`
	Shown string         `json:"shown"` // what the evidence shows, in words
	Ref   string         `json:"ref,omitempty"`

	refs []evidence.Ref // what a citation of it cites
}

// noEvidence begins what is said of a row whose evidence could not be asked.
const noEvidence = "no evidence yet: "

// An inquiry is a plan whose evidence is asked.
type inquiry struct {
	Evidence
	plan  *Plan
	path  string
	works *calendar.Calendar
	on    calendar.Date
}

// resolve asks for references, in order.
func (q inquiry) resolve(ctx context.Context, refs []evidence.Ref) []evidence.Record {
	requests := make([]evidence.Request, len(refs))
	for i, ref := range refs {
		requests[i] = evidence.Request{Ref: ref, Path: q.path, Account: q.plan.Account}
	}
	return q.Resolve(ctx, requests)
}

// Standings asks the evidence of every bound row of a plan as of a day, in the
// order of the rows. works are the days that both parties work.
func (e Evidence) Standings(ctx context.Context, found Found, works *calendar.Calendar, on calendar.Date) []Standing {
	return inquiry{e, found.Plan, found.Path, works, on}.standings(ctx, found.Plan.Bindings())
}

func (q inquiry) standings(ctx context.Context, bindings []Binding) []Standing {
	var refs []evidence.Ref
	first := make([]int, len(bindings)+1) // where each binding's references begin
	for i, b := range bindings {
		if q.Resolve != nil {
			refs = append(refs, q.refs(b.Proof)...)
		}
		first[i+1] = len(refs)
	}
	var records []evidence.Record
	if len(refs) > 0 {
		records = q.resolve(ctx, refs)
	}
	out := make([]Standing, len(bindings))
	for i, b := range bindings {
		out[i] = b.judge(refs[first[i]:first[i+1]], records[first[i]:first[i+1]])
	}
	q.dated(ctx, bindings, out)
	return out
}

// refs are the references that decide a binding; none where nothing can be
// asked: one for an event over the plan so far, one for each working day where
// it must hold so many days running.
func (q inquiry) refs(p Proof) []evidence.Ref {
	switch p.Kind {
	case "event":
		from := q.plan.Start.Date
		if q.Snapshot == "" || from == 0 || q.on < from {
			return nil
		}
		if p.Running == 0 {
			return []evidence.Ref{q.count(p, from, q.on)}
		}
		var refs []evidence.Ref
		for day, ok := q.works.Next(from); ok && day <= q.on; day, ok = q.works.Next(day + 1) {
			refs = append(refs, q.count(p, day, day))
		}
		return refs
	case "ticket":
		return []evidence.Ref{{Scheme: "ticket", ID: p.Name}}
	case "step":
		if q.Receipt != nil {
			if ref, ok := q.Receipt(q.plan.Account, p); ok {
				return []evidence.Ref{ref}
			}
		}
	}
	return nil
}

// count asks how many people did something, or how often it happened, from one
// day to another.
func (q inquiry) count(p Proof, from, to calendar.Date) evidence.Ref {
	return evidence.Ref{Scheme: "metric", ID: p.metric(), Params: []evidence.Param{{Key: "account", Value: q.plan.Account},
		{Key: "period", Value: fmt.Sprintf("%s..%s", from, to)}, {Key: "event", Value: p.Name}, {Key: "value", Value: strconv.Itoa(p.need())}, {Key: "snapshot", Value: q.Snapshot}}}
}

// judge decides a binding from what its references resolved to; none is evidence
// that could not be asked. A row that claims to be done without evidence that
// says so is unverified; one that the evidence contradicts is violated.
func (b Binding) judge(refs []evidence.Ref, records []evidence.Record) Standing {
	s := Standing{Row: b.Row, ID: b.ID, Claimed: b.State.Text, Verdict: evidence.Unverified}
	if len(records) == 0 {
		s.Shown = noEvidence + b.Proof.String()
		return s
	}
	known := true
	switch {
	case b.Proof.Kind == "event" && b.Proof.Running > 0:
		known = s.inARow(b.Proof, refs, records)
	case b.Proof.Kind == "event":
		known = s.counted(b.Proof, refs[0], records[0])
	case b.Proof.Kind == "ticket":
		known = s.closed(b.Proof, refs[0], records[0])
	case b.Proof.Kind == "step":
		known = s.ran(b.Proof, refs[0], records[0])
	}
	if len(s.refs) > 0 {
		s.Ref = s.refs[0].String()
	}
	switch {
	case s.Met:
		s.Verdict = evidence.Pass
	case b.State.Done() && known:
		s.Verdict = evidence.Violated
	}
	return s
}

// valueOf is the whole number that a record gives.
func valueOf(r evidence.Record) (int, bool) {
	value, ok := r.Value("value")
	n, err := strconv.Atoi(strings.ReplaceAll(value, ",", ""))
	return n, ok && err == nil
}

// valued is a reference with the value that was found.
func valued(ref evidence.Ref, value int) evidence.Ref {
	ref.Params = slices.Clone(ref.Params)
	for i := range ref.Params {
		if ref.Params[i].Key == "value" {
			ref.Params[i].Value = strconv.Itoa(value)
		}
	}
	return ref
}

func (s *Standing) counted(p Proof, ref evidence.Ref, record evidence.Record) (known bool) {
	n, known := valueOf(record)
	if !known {
		s.Shown = "not known: " + record.Reason
		return false
	}
	s.refs = []evidence.Ref{valued(ref, n)}
	s.Met = n >= p.need()
	s.Shown = fmt.Sprintf("%s by %d of %d users", p.Name, n, p.Users)
	if p.Times > 0 {
		s.Shown = fmt.Sprintf("%s %d of %d times", p.Name, n, p.Times)
	}
	return true
}

// inARow finds the first run of working days on each of which the event was seen
// often enough.
func (s *Standing) inARow(p Proof, refs []evidence.Ref, records []evidence.Record) (known bool) {
	longest, run := 0, 0
	for i, record := range records {
		n, ok := valueOf(record)
		if !ok {
			s.Shown = "not known: " + record.Reason
			return false
		}
		if n < p.need() {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
		if run == p.Running {
			for k := i - run + 1; k <= i; k++ {
				value, _ := valueOf(records[k])
				s.refs = append(s.refs, valued(refs[k], value))
			}
			s.Met, s.On = true, datePointer(lastDay(refs[i]))
			break
		}
	}
	of := fmt.Sprintf("by %d users", p.Users)
	if p.Times > 0 {
		of = fmt.Sprintf("%d times", p.Times)
	}
	s.Shown = fmt.Sprintf("%s %s a day on %d of %d working days running", p.Name, of, longest, p.Running)
	return true
}

// lastDay is the last day of a reference's period.
func lastDay(ref evidence.Ref) calendar.Date {
	_, to, _ := strings.Cut(ref.Value("period"), "..")
	day, err := calendar.ParseDate(to)
	if err != nil {
		return 0
	}
	return day
}

func (s *Standing) closed(p Proof, ref evidence.Ref, record evidence.Record) (known bool) {
	status, _ := record.Value("status")
	if status == "" {
		s.Shown = "not known: " + record.Reason
		return false
	}
	s.refs = []evidence.Ref{{Scheme: "ticket", ID: ref.ID, Params: []evidence.Param{{Key: "status", Value: status}}}}
	s.Met = isClosed(status)
	s.Shown = fmt.Sprintf("ticket %s is %s", p.Name, status)
	if solved, ok := record.Value("solved"); ok && s.Met {
		if day, err := calendar.ParseDate(solved); err == nil {
			s.On = datePointer(day)
		}
	}
	return true
}

func (s *Standing) ran(p Proof, ref evidence.Ref, record evidence.Record) (known bool) {
	s.refs = []evidence.Ref{ref}
	s.Met = record.Verdict == evidence.Pass
	s.Shown = "step " + p.Name + " ran and passed"
	if !s.Met {
		s.Shown = fmt.Sprintf("step %s: %s", p.Name, record.Reason)
		return record.Verdict != evidence.Unverified
	}
	if !record.Time.IsZero() {
		s.On = datePointer(calendar.DateOf(record.Time))
	}
	return true
}

// dated finds the first day on which each count was reached, by halving: counts
// over the plan so far only grow. All of them are halved together.
func (q inquiry) dated(ctx context.Context, bindings []Binding, standings []Standing) {
	type search struct {
		at        int
		low, high calendar.Date // the day lies in (low, high]
		value     evidence.Ref  // at high
	}
	var open []search
	for i, b := range bindings {
		if b.Proof.Kind == "event" && b.Proof.Running == 0 && standings[i].Met {
			open = append(open, search{i, q.plan.Start.Date - 1, q.on, standings[i].refs[0]})
		}
	}
	for {
		var refs []evidence.Ref
		for _, s := range open {
			if s.high-s.low > 1 {
				refs = append(refs, q.count(bindings[s.at].Proof, q.plan.Start.Date, s.low+(s.high-s.low)/2))
			}
		}
		if len(refs) == 0 {
			break
		}
		records := q.resolve(ctx, refs)
		k := 0
		for i := range open {
			s := &open[i]
			if s.high-s.low <= 1 {
				continue
			}
			middle := s.low + (s.high-s.low)/2
			if n, ok := valueOf(records[k]); ok && n >= bindings[s.at].Proof.need() {
				s.high, s.value = middle, valued(refs[k], n)
			} else {
				s.low = middle
			}
			k++
		}
	}
	for _, s := range open {
		standings[s.at].On, standings[s.at].refs = datePointer(s.high), []evidence.Ref{s.value}
		standings[s.at].Ref = s.value.String()
	}
}

var firstValueText = pattern.New(`(?m)^First value: .*$`)

// A FirstValue is when the customer had their first value, as the plan's own
// sentence defines it ("First value: … (event `x` by …)"), counted from the plan's
// start.
type FirstValue struct {
	On    *calendar.Date `json:"on,omitempty"` // absent while they have none
	Days  int            `json:"days"`         // calendar days from the plan's start
	Shown string         `json:"shown"`
}

// FirstValue measures a plan's time to first value; nil where nothing defines it
// or nothing can be asked.
func (e Evidence) FirstValue(ctx context.Context, found Found, works *calendar.Calendar, on calendar.Date) *FirstValue {
	p := found.Plan
	proof := ParseProof(firstValueText.FindString(string(p.Doc.Source)))
	if proof.Kind == "" {
		return nil
	}
	s := inquiry{e, p, found.Path, works, on}.standings(ctx, []Binding{{Proof: proof}})[0]
	if strings.HasPrefix(s.Shown, noEvidence) {
		return nil
	}
	v := &FirstValue{On: s.On, Shown: s.Shown}
	if s.On != nil {
		v.Days = int(*s.On - p.Start.Date)
	}
	return v
}

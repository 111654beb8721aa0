package onboarding

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// A Proof is what shows that a row is met, as its column "Proven by" says:
//
//	event `sso_login` by ≥ 10 users
//	event `api_call` ≥ 100 times
//	step `alert-drill` of the guide
//	ticket SUP-2210 closed
type Proof struct {
	Kind  string // event, step, ticket; "" where the words bind to nothing
	Name  string // the event, the step, the ticket
	Users int    // for an event: by at least so many people; 0 where it counts times
	Times int    // for an event: at least so often
}

var (
	proofEvent  = pattern.New(`(?i)(?:events?\s+)?\x60([A-Za-z0-9_.:-]+)\x60.*?\bby\s*(?:≥|>=|at least)?\s*(\d+)\s+(?:\S+\s+)?users?`)
	proofTimes  = pattern.New(`(?i)(?:events?\s+)?\x60([A-Za-z0-9_.:-]+)\x60\s+(?:≥|>=|at least)\s*(\d+)\s+times`)
	proofStep   = pattern.New(`(?i)\bstep\s+\x60([A-Za-z0-9_.:-]+)\x60`)
	proofTicket = pattern.New(`(?i)\bticket\s+([A-Z][A-Z0-9]*-\d+)\s+(?:is\s+)?(?:closed|solved|done)`)
)

// ParseProof reads a binding; source is the cell as written, with its code
// spans.
func ParseProof(source string) Proof {
	if m := proofEvent.FindStringSubmatch(source); m != nil {
		n, _ := strconv.Atoi(m[2])
		return Proof{Kind: "event", Name: m[1], Users: max(1, n)}
	}
	if m := proofTimes.FindStringSubmatch(source); m != nil {
		n, _ := strconv.Atoi(m[2])
		return Proof{Kind: "event", Name: m[1], Times: max(1, n)}
	}
	if m := proofStep.FindStringSubmatch(source); m != nil {
		return Proof{Kind: "step", Name: m[1]}
	}
	if m := proofTicket.FindStringSubmatch(source); m != nil {
		return Proof{Kind: "ticket", Name: m[1]}
	}
	return Proof{}
}

// A Binding is a row of a plan that evidence decides.
type Binding struct {
	Row   string // milestone, prerequisite, criterion
	ID    string
	Text  string
	Proof Proof
	State State
}

// Bindings lists the plan's rows that name evidence. A prerequisite is bound to
// the receipt of the step that has its ID.
func (p *Plan) Bindings() []Binding {
	var out []Binding
	add := func(row string, id, text, proof Cell, state State) {
		if b := (Binding{row, id.Text, text.Text, ParseProof(p.Doc.Slice(proof.Span)), state}); b.Proof.Kind != "" {
			out = append(out, b)
		}
	}
	for _, x := range p.Prerequisites {
		if x.ID.Text != "" {
			out = append(out, Binding{"prerequisite", x.ID.Text, x.Text.Text, Proof{Kind: "step", Name: x.ID.Text}, x.State})
		}
	}
	for _, m := range p.Milestones {
		add("milestone", m.ID, m.Title, m.Proof, m.State)
	}
	for _, g := range p.Criteria {
		add("criterion", g.ID, g.Text, g.Proof, g.State)
	}
	return out
}

// Asking is what a binding's evidence is asked with.
type Asking struct {
	Account  string
	From, To calendar.Date // the plan's start, and today
	Snapshot string        // of the warehouse; "" where there is none
	// Receipt gives the reference to the last receipt of a step; false where
	// there is none.
	Receipt func(step string) (evidence.Ref, bool)
}

// Ref is the reference that decides a binding; false where nothing can be asked.
func (b Binding) Ref(a Asking) (evidence.Ref, bool) {
	switch b.Proof.Kind {
	case "event":
		if a.Snapshot == "" || a.From == 0 || a.To < a.From {
			return evidence.Ref{}, false
		}
		metric := "active_users"
		if b.Proof.Times > 0 {
			metric = "events"
		}
		return evidence.Ref{Scheme: "metric", ID: metric, Params: []evidence.Param{{Key: "account", Value: a.Account}, {Key: "period", Value: fmt.Sprintf("%s..%s", a.From, a.To)},
			{Key: "event", Value: b.Proof.Name}, {Key: "value", Value: strconv.Itoa(b.Proof.need())}, {Key: "snapshot", Value: a.Snapshot}}}, true
	case "ticket":
		return evidence.Ref{Scheme: "ticket", ID: b.Proof.Name}, true
	case "step":
		if a.Receipt != nil {
			return a.Receipt(b.Proof.Name)
		}
	}
	return evidence.Ref{}, false
}

// A Standing is what the evidence says of a bound row.
type Standing struct {
	Row     string           `json:"row"`
	ID      string           `json:"id"`
	Claimed string           `json:"claimed"` // the row's own state
	Verdict evidence.Verdict `json:"verdict"` // pass: met
	Met     bool             `json:"met"`
	Shown   string           `json:"shown"` // what the evidence shows, in words
	Ref     string           `json:"ref,omitempty"`
}

// Judge decides a binding from the record that its reference resolved to; a nil
// record is evidence that could not be asked. A row that claims to be done
// without evidence that says so is unverified; one that the evidence contradicts
// is violated.
func (b Binding) Judge(ref evidence.Ref, record *evidence.Record) Standing {
	s := Standing{Row: b.Row, ID: b.ID, Claimed: b.State.Text, Verdict: evidence.Unverified}
	if record == nil {
		s.Shown = "no evidence yet: " + b.Proof.String()
		return s
	}
	s.Ref = ref.String()
	switch b.Proof.Kind {
	case "event":
		value, ok := record.Value("value")
		n, err := strconv.Atoi(strings.ReplaceAll(value, ",", ""))
		if !ok || err != nil {
			s.Shown = "not known: " + record.Reason
			return s
		}
		s.Met = n >= b.Proof.need()
		s.Shown = fmt.Sprintf("%s by %d of %d users", b.Proof.Name, n, b.Proof.Users)
		if b.Proof.Times > 0 {
			s.Shown = fmt.Sprintf("%s %d of %d times", b.Proof.Name, n, b.Proof.Times)
		}
	case "ticket":
		status, _ := record.Value("status")
		if status == "" {
			s.Shown = "not known: " + record.Reason
			return s
		}
		s.Met = status == "closed" || status == "solved" || status == "done"
		s.Shown = fmt.Sprintf("ticket %s is %s", b.Proof.Name, status)
	case "step":
		s.Met = record.Verdict == evidence.Pass
		s.Shown = "step " + b.Proof.Name + " ran and passed"
		if !s.Met {
			s.Shown = fmt.Sprintf("step %s: %s", b.Proof.Name, record.Reason)
			if record.Verdict == evidence.Unverified {
				return s
			}
		}
	}
	switch {
	case s.Met:
		s.Verdict = evidence.Pass
	case b.State.Done():
		s.Verdict = evidence.Violated
	}
	return s
}

// need is how many people, or how many times.
func (p Proof) need() int { return max(p.Users, p.Times) }

// String is the binding in words.
func (p Proof) String() string {
	switch p.Kind {
	case "event":
		if p.Times > 0 {
			return fmt.Sprintf("%s at least %d times", p.Name, p.Times)
		}
		return fmt.Sprintf("%s by at least %d users", p.Name, p.Users)
	case "step":
		return "the receipt of step " + p.Name
	case "ticket":
		return "ticket " + p.Name + " closed"
	}
	return ""
}

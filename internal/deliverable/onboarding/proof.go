package onboarding

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// A Proof is what shows that a row is met, as its column "Proven by" says:
//
//	event `sso_login` by ≥ 10 users
//	event `api_call` ≥ 100 times
//	event `api_call` ≥ 500 times a day, 5 working days running
//	step `alert-drill` of the guide
//	ticket SUP-2210 closed
type Proof struct {
	Kind  string // event, step, ticket; "" where the words bind to nothing
	Name  string // the event, the step, the ticket
	Users int    // for an event: by at least so many people; 0 where it counts times
	Times int    // for an event: at least so often
	// Running is how many working days in a row it must hold, each by itself; 0
	// where it holds over the plan so far.
	Running int
	// Command is what a step has to have run, where the binding says it.
	Command string
}

var (
	proofEvent  = pattern.New(`(?i)(?:events?\s+)?\x60([A-Za-z0-9_.:-]+)\x60.*?\bby\s*(?:≥|>=|at least)?\s*(\d+)\s+(?:\S+\s+)?users?`)
	proofTimes  = pattern.New(`(?i)(?:events?\s+)?\x60([A-Za-z0-9_.:-]+)\x60\s+(?:≥|>=|at least)\s*(\d+)\s+times`)
	proofRun    = pattern.New(`(?i)\b(\d+)\s+(?:working |business )?days\s+(?:running|in a row)`)
	proofStep   = pattern.New(`(?i)\bstep\s+\x60([A-Za-z0-9_.:-]+)\x60`)
	proofTicket = pattern.New(`(?i)\bticket\s+([A-Z][A-Z0-9]*-\d+)\s+(?:is\s+)?(?:closed|solved|done)`)
)

// ParseProof reads a binding; source is the cell as written, with its code
// spans.
func ParseProof(source string) Proof {
	if m := proofEvent.FindStringSubmatch(source); m != nil {
		return Proof{Kind: "event", Name: m[1], Users: max(1, whole(m[2])), Running: running(source)}
	}
	if m := proofTimes.FindStringSubmatch(source); m != nil {
		return Proof{Kind: "event", Name: m[1], Times: max(1, whole(m[2])), Running: running(source)}
	}
	if m := proofStep.FindStringSubmatch(source); m != nil {
		return Proof{Kind: "step", Name: m[1]}
	}
	if m := proofTicket.FindStringSubmatch(source); m != nil {
		return Proof{Kind: "ticket", Name: m[1]}
	}
	return Proof{}
}

// running is how many days in a row a binding asks for; one day is none.
func running(source string) int {
	if m := proofRun.FindStringSubmatch(source); m != nil {
		if n := whole(m[1]); n > 1 {
			return min(n, mostRunning)
		}
	}
	return 0
}

// mostRunning bounds how many days in a row a binding can ask for.
const mostRunning = 60

// whole reads digits; 0 where they are more than a number holds.
func whole(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
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
// the receipt of its validation step.
func (p *Plan) Bindings() []Binding {
	var out []Binding
	add := func(row string, id, text, proof Cell, state State) {
		if b := (Binding{row, id.Text, text.Text, p.proof(proof), state}); b.Proof.Kind != "" {
			out = append(out, b)
		}
	}
	for _, x := range p.Prerequisites {
		if x.ID.Text != "" {
			out = append(out, Binding{"prerequisite", x.ID.Text, x.Text.Text, p.validation(x), x.State})
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

var firstCode = pattern.New("^(?:[Rr]un )?`([^`]+)`")

// validation is what proves a prerequisite: a receipt of the command with which
// its validation step begins, whichever document ran it; else of a step that has
// its ID.
func (p *Plan) validation(x Prerequisite) Proof {
	proof := Proof{Kind: "step", Name: x.ID.Text}
	if m := firstCode.FindStringSubmatch(strings.TrimSpace(p.Doc.Slice(x.Validation.Span))); m != nil {
		proof.Command = strings.ReplaceAll(m[1], `\|`, "|")
	}
	return proof
}

// Ran says whether a step that ran is the one that a binding asks for.
func (p Proof) Ran(step, command string) bool {
	if p.Command != "" {
		return strings.Join(strings.Fields(command), " ") == strings.Join(strings.Fields(p.Command), " ")
	}
	return sameName(step, p.Name)
}

// sameName compares the names of steps by their letters and digits: a run names a
// table's row P1 by p1.
func sameName(a, b string) bool {
	bare := func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}
	return strings.Map(bare, a) == strings.Map(bare, b)
}

// need is how many people, or how many times.
func (p Proof) need() int { return max(p.Users, p.Times) }

// String is the binding in words.
func (p Proof) String() string {
	switch p.Kind {
	case "event":
		text := fmt.Sprintf("%s by at least %d users", p.Name, p.Users)
		if p.Times > 0 {
			text = fmt.Sprintf("%s at least %d times", p.Name, p.Times)
		}
		if p.Running > 0 {
			text += fmt.Sprintf(", %d working days running", p.Running)
		}
		return text
	case "step":
		return "the receipt of step " + p.Name
	case "ticket":
		return "ticket " + p.Name + " closed"
	}
	return ""
}

// metric is what counts a bound event.
func (p Proof) metric() string {
	if p.Times > 0 {
		return "events"
	}
	return "active_users"
}

// isOf says whether a reference is of what the binding names: the event, the
// ticket, the step.
func (p Proof) isOf(r evidence.Ref) bool {
	switch p.Kind {
	case "event":
		return r.Scheme == "metric" && r.ID == p.metric() && r.Value("event") == p.Name
	case "ticket":
		return r.Scheme == "ticket" && r.ID == p.Name
	case "step":
		return r.Scheme == "run" && sameName(r.ID[strings.LastIndexByte(r.ID, '/')+1:], p.Name)
	}
	return false
}

// isClosed says whether a ticket's status is that of one that is done with.
func isClosed(status string) bool {
	return slices.Contains([]string{"closed", "solved", "done", "resolved"}, strings.ToLower(status))
}

package command

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/redact"
)

// Case is a test case for testers: steps with inputs and expected results, where they fail and where they do not.
type Case struct {
	Title         string     `json:"title"`
	Document      string     `json:"document"`
	Reading       string     `json:"reading"` // what the expectations mean
	Preconditions []string   `json:"preconditions"`
	Inputs        []Input    `json:"inputs"`
	FailsIn       []Place    `json:"fails_in"`
	WorksIn       []Place    `json:"works_in"`
	Steps         []CaseStep `json:"steps"`
}

// Input is a variable that the steps read.
type Input struct {
	Name  string `json:"name"`
	Value string `json:"value"` // a secret's is a placeholder that names it
	From  string `json:"from"`
}

// Place is an environment in which the steps ran, as its last receipt has it.
type Place struct {
	Environment string            `json:"environment"`
	Where       string            `json:"where"` // customer or elsewhere
	Product     string            `json:"product,omitempty"`
	Versions    map[string]string `json:"versions"` // system, declared versions and settings
	With        map[string]string `json:"with,omitempty"`
	Matched     int               `json:"matched"` // rounds in which every expectation held
	Rounds      int               `json:"rounds"`
	Ran         string            `json:"ran"`
	Receipt     string            `json:"receipt"`
}

// CaseStep is one step of a test case.
type CaseStep struct {
	Number   int      `json:"number"`
	Name     string   `json:"name"`
	Language string   `json:"language"`
	Input    string   `json:"input"`
	Inputs   []string `json:"variables,omitempty"` // variables that must be set
	Expected []string `json:"expected"`
	Fault    []string `json:"shows_fault,omitempty"` // how the fault shows, where the document reproduces one
	Actual   []Actual `json:"actual,omitempty"`
	Needs    []string `json:"needs,omitempty"`
	Optional bool     `json:"optional,omitempty"`
	Undo     string   `json:"undo,omitempty"`
}

// Actual is what a step did in a run: the last one that fails, the last one that works.
type Actual struct {
	Environment string            `json:"environment"`
	With        map[string]string `json:"with,omitempty"`
	Outcome     string            `json:"outcome"` // "as expected", or what was otherwise
	Exit        int               `json:"exit"`
	Status      int               `json:"status,omitempty"`
	Stdout      string            `json:"stdout,omitempty"` // redacted, the last lines
	Stderr      string            `json:"stderr,omitempty"`
}

// Verdict says what a run tells: whether it fails, and whether it tells anything.
type Verdict func(run *receipt.Run) (fails, tells bool)

// Subject is what a test case is made of.
type Subject struct {
	Title, Document string
	Steps           []*step.Step
	Runs            []Kept // of the document, oldest first
	Declared        map[string]*Environment
	Verdict         Verdict
	// Fault says that the steps promise a fault: a run in which every expectation holds fails.
	Fault bool
}

// TestCase returns a document's steps as a test case. Values of variables are redacted; secrets are placeholders.
func TestCase(s Subject, redactor *redact.Redactor) (Case, error) {
	c := Case{Title: s.Title, Document: s.Document, Steps: []CaseStep{}, Inputs: []Input{}, FailsIn: []Place{}, WorksIn: []Place{}, Preconditions: []string{}}
	c.Reading = "the case passes when every step does what is expected of it"
	if s.Fault {
		c.Reading += "; while the fault is there, the last step does all that shows_fault says"
	}
	failing, working := s.lasts()
	for _, k := range failing {
		c.FailsIn = append(c.FailsIn, placeOf(k))
	}
	for _, k := range working {
		c.WorksIn = append(c.WorksIn, placeOf(k))
	}
	var shown []Kept
	for _, list := range [][]Kept{failing, working} {
		if len(list) > 0 {
			shown = append(shown, list[0])
		}
	}
	var names []string
	for i, one := range s.Steps {
		names = append(names, VariablesOf(one)...)
		c.Steps = append(c.Steps, caseStep(i+1, one, shown))
	}
	if s.Fault && len(c.Steps) > 0 {
		c.Steps[len(c.Steps)-1].expectMended(working)
	}
	slices.Sort(names)
	err := c.addInputs(slices.Compact(names), s.environment(append(failing, working...)), redactor)
	c.addPreconditions(s)
	return c, err
}

// lasts are the last runs that fail and that work, one for each environment and what was varied there: the customer's first,
// the newest first.
func (s Subject) lasts() (failing, working []Kept) {
	seen := map[string]bool{}
	for _, k := range slices.Backward(s.Runs) {
		key := k.Run.Environment.Name
		for _, name := range slices.Sorted(maps.Keys(k.Run.Varied)) {
			key += " " + name + "=" + k.Run.Varied[name]
		}
		fails, tells := s.Verdict(&k.Run)
		if seen[key] || !tells || k.Run.Undo || k.Run.Ending == "interrupted" {
			continue
		}
		seen[key] = true
		if fails {
			failing = append(failing, k)
		} else {
			working = append(working, k)
		}
	}
	byPlace := func(a, b Kept) int { return cmp.Compare(a.Run.Environment.Where, b.Run.Environment.Where) } // customer, elsewhere
	slices.SortStableFunc(failing, byPlace)
	slices.SortStableFunc(working, byPlace)
	return failing, working
}

func placeOf(k Kept) Place {
	rounds, matched := Rate(&k.Run)
	return Place{
		Environment: k.Run.Environment.Name, Where: k.Run.Environment.Where, Product: k.Run.Product, Versions: k.Run.Environment.Fingerprint, With: k.Run.Varied,
		Matched: matched, Rounds: rounds, Ran: k.Run.Started.UTC().Format(time.RFC3339), Receipt: "sha256:" + k.Digest,
	}
}

// environment is the one whose values are the inputs: that of the first of the runs, else the only one that is declared.
func (s Subject) environment(runs []Kept) *Environment {
	for _, k := range runs {
		if e := s.Declared[k.Run.Environment.Name]; e != nil {
			return e
		}
	}
	if len(s.Declared) == 1 {
		return s.Declared[slices.Collect(maps.Keys(s.Declared))[0]]
	}
	return nil
}

func (c *Case) addInputs(names []string, e *Environment, redactor *redact.Redactor) error {
	for _, name := range names {
		one := Input{Name: name, From: "no environment declares it: see the document"}
		switch {
		case e == nil:
		case e.Secrets[name] != SecretSource{}:
			one.Value, one.From = "<secret "+name+">", "a secret of the environment "+e.Name+"; its value stands in no document"
		case slices.Contains(e.Inherit, name):
			one.From = "the machine on which the steps run sets it (environment " + e.Name + ")"
		default:
			if value, known := e.Variables[name]; known {
				var err error
				if one.Value, err = redactor.Text(value); err != nil {
					return fmt.Errorf("test case: variable %s: %w", name, err)
				}
				one.From = "environment " + e.Name
			}
		}
		for _, place := range c.FailsIn {
			if value, varied := place.With[name]; varied && one.Value == "" {
				one.Value, one.From = value, "as it was varied in "+place.Environment
			}
		}
		c.Inputs = append(c.Inputs, one)
	}
	return nil
}

// addPreconditions says what has to be there before the first step.
func (c *Case) addPreconditions(s Subject) {
	add := func(format string, args ...any) {
		c.Preconditions = append(c.Preconditions, fmt.Sprintf(format, args...))
	}
	if len(c.FailsIn) > 0 {
		place := c.FailsIn[0]
		what := "an environment like " + place.Environment
		if place.Product != "" && place.Product != "unknown" {
			what += ", product " + place.Product
		}
		add("%s, with the versions under fails_in", what)
	} else {
		add("no run has shown yet where it fails")
	}
	if e := s.environment(s.Runs); e != nil {
		add("steps run where %s is: %s", e.Name, e.Target())
	}
	for _, input := range c.Inputs {
		switch {
		case input.Value == "":
			add("%s is set: %s", input.Name, input.From)
		case strings.HasPrefix(input.Value, "<secret "):
			add("%s holds a credential of the tester's own", input.Name)
		}
	}
	if len(c.Steps) > 1 {
		add("steps run in order, in one session: files and exported variables carry over")
	}
}

func caseStep(number int, s *step.Step, shown []Kept) CaseStep {
	one := CaseStep{Number: number, Name: s.Name, Language: s.Language, Input: s.Body, Inputs: VariablesOf(s), Needs: s.Needs, Optional: s.Optional, Undo: s.Undo}
	for _, e := range s.Expect {
		one.Expected = append(one.Expected, e.String())
	}
	if s.Answer != nil && len(s.Answer.Lines) > 0 {
		one.Expected = append(one.Expected, "stdout = "+strings.Join(s.Answer.Lines, "\n"))
	}
	if len(one.Expected) == 0 {
		one.Expected = []string{map[bool]string{true: "status 2xx", false: "exit 0"}[s.Sort == step.HTTP]}
	}
	for _, k := range shown {
		if ran, ok := telling(k.Run.Named(s.Name)); ok {
			one.Actual = append(one.Actual, actualOf(k, ran))
		}
	}
	return one
}

// expectMended turns the promise of a fault into what a tester expects: that it does not show, and what came instead where it did not.
func (s *CaseStep) expectMended(working []Kept) {
	s.Fault, s.Expected = s.Expected, []string{"not what shows_fault says"}
	for i, a := range s.Actual {
		if a.Outcome == "as expected" {
			s.Actual[i].Outcome = "the fault shows"
		}
	}
	if len(working) == 0 {
		return
	}
	k := working[0]
	for _, ran := range k.Run.Named(s.Name) {
		if answer := cmp.Or(lastLines(ran.Stdout), lastLines(ran.Stderr)); answer != "" {
			s.Expected = append(s.Expected, "as in "+k.Run.Environment.Name+withText(k.Run.Varied)+", where it works: "+answer)
			return
		}
	}
}

func withText(varied map[string]string) string {
	text := ""
	for i, name := range slices.Sorted(maps.Keys(varied)) {
		text += map[bool]string{true: " with ", false: ", "}[i == 0] + name + "=" + varied[name]
	}
	return text
}

// telling is the execution of a step that shows most: a round that was as expected, else the last.
func telling(rounds []receipt.Step) (receipt.Step, bool) {
	for _, s := range rounds {
		if s.Outcome == receipt.Passed {
			return s, true
		}
	}
	if len(rounds) == 0 || rounds[len(rounds)-1].Outcome == receipt.Skipped {
		return receipt.Step{}, false
	}
	return rounds[len(rounds)-1], true
}

func actualOf(k Kept, s receipt.Step) Actual {
	a := Actual{Environment: k.Run.Environment.Name, With: k.Run.Varied, Outcome: "as expected", Exit: s.Exit, Status: s.Status, Stdout: lastLines(s.Stdout), Stderr: lastLines(s.Stderr)}
	if s.Outcome != receipt.Passed {
		a.Outcome = s.Reason
	}
	return a
}

// mostLines is how many lines of an output a test case shows.
const mostLines = 12

func lastLines(out *receipt.Output) string {
	if out == nil {
		return ""
	}
	lines := strings.Split(strings.TrimRight(out.Text+out.Withheld, "\n"), "\n")
	if n := len(lines); n > mostLines {
		lines = append([]string{"…"}, lines[n-mostLines:]...)
	}
	return strings.Join(lines, "\n")
}

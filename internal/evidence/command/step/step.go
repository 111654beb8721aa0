// Package step reads the executable steps of a document: what runs, where, and what it promises.
//
// A step is an ordinary fence with attributes after the language, as runme writes them, in JSON or in braces:
//
//	```sh {"name":"migrate","needs":"count-before","timeout":"20m","expect":"stdout ~ rejected: 0$"}
//	```sh { name=migrate timeout=20m expect="exit 0" }
//
// A fence whose first line starts with "$ " or "> " is a transcript: its commands, each with the answer that follows.
package step

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/expect"
)

// Sort says how a step is executed.
type Sort string

// The sorts of step. A Program runs through a runner that the account declares for its language.
const (
	Shell   Sort = "shell"
	HTTP    Sort = "http"
	SQL     Sort = "sql"
	Program Sort = "program"
)

// DefaultTimeout ends a step that asks for no other.
const DefaultTimeout = 10 * time.Minute

// Step is one executable step.
type Step struct {
	Name     string
	Sort     Sort
	Language string // as written: sh, bash, http, sql, java
	Body     string // exactly the fence's content
	Line     int    // of the fence, counted from 1

	Optional     bool // a failure warns and does not stop the run
	Named        bool // the document names it; otherwise the name comes from its heading
	Marked       bool // its attributes ask for running; an unmarked shell fence runs only where a document marks none
	Excluded     bool // runs only when asked for by name (runme's excludeFromRunAll)
	Interactive  bool // needs a terminal: never run unattended
	AnyExit      bool // shelldoc's shelldocwhatever
	OfRunme      bool // it has runme's id: what a transcript shows of the output is an example
	Prerequisite bool // a row of a prerequisites table, or a Verification sentence

	Expect       []expect.Expectation
	Answer       *Answer // of a transcript
	Timeout      time.Duration
	Retry        *Retry
	Needs        []string
	Undo         string
	Environments []string // the step runs only in these; empty: in any
	Target       string   // a database or host of the environment; empty: its shell
	Runner       string
	Directory    string
	Variables    map[string]string // set for this step alone
	Interpreter  string            // runme's: the shell to use
}

// Answer is what a transcript shows after a command. With Open, anything may follow Lines.
type Answer struct {
	Lines []string
	Open  bool
}

// Matches compares an output with the answer, line by line, white space at line ends aside.
func (a *Answer) Matches(output string) bool {
	var got []string
	for line := range strings.SplitSeq(strings.TrimRight(output, "\n"), "\n") {
		got = append(got, strings.TrimSpace(line))
	}
	if len(a.Lines) == 0 {
		return a.Open || strings.TrimSpace(output) == ""
	}
	if len(got) < len(a.Lines) || len(got) > len(a.Lines) && !a.Open {
		return false
	}
	for i, want := range a.Lines {
		if got[i] != strings.TrimSpace(want) {
			return false
		}
	}
	return true
}

// Digest identifies everything that decides what the step does and what it promises: a change of any of it makes its
// receipts lapse. Its place in the document and the prose around it have no part in it.
func (s *Step) Digest() string {
	var expectations []string
	for _, e := range s.Expect {
		expectations = append(expectations, e.String())
	}
	if s.Retry != nil {
		for _, e := range s.Retry.Until {
			expectations = append(expectations, "until "+e.String())
		}
	}
	// Maps are marshalled with sorted keys; no other field has an order of its own.
	encoded, err := json.Marshal([]any{
		s.Name, s.Sort, s.Language, s.Body, s.Optional, expectations, s.Answer, s.AnyExit, s.Timeout.String(), s.Retry,
		s.Needs, s.Undo, s.Environments, s.Target, s.Runner, s.Directory, s.Variables, s.Interpreter,
	})
	if err != nil {
		panic("step: a step of strings cannot be marshalled: " + err.Error())
	}
	sum := sha256.Sum256(encoded)
	return hex.EncodeToString(sum[:])
}

// sorts of the languages that need no runner.
var sorts = map[string]Sort{
	"sh": Shell, "bash": Shell, "shell": Shell, "zsh": Shell, "ksh": Shell, "console": Shell, "shellscript": Shell,
	"azurecli": Shell, "azurecli-interactive": Shell, "shell-session": Shell, "terminal": Shell,
	"http": HTTP, "rest": HTTP,
	"sql": SQL, "postgresql": SQL, "psql": SQL, "pgsql": SQL, "postgres": SQL,
}

// SortOf says how a language is executed.
func SortOf(language string) Sort {
	if sort, ok := sorts[strings.ToLower(language)]; ok {
		return sort
	}
	return Program
}

// FromFence makes the step of a fence. It returns nil for a fence that is none: no shell, HTTP or SQL and no
// attributes that ask for running. line stands in errors.
func FromFence(info, body string, line int) (*Step, error) {
	language, attributes, err := ParseInfo(info)
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", line, err)
	}
	s := &Step{
		Language: language, Sort: SortOf(language), Body: body, Line: line, Timeout: DefaultTimeout,
		Marked: attributes.isStep(),
	}
	if !s.Marked && s.Sort != Shell {
		return nil, nil
	}
	if err := s.apply(attributes); err != nil {
		return nil, fmt.Errorf("line %d: %w", line, err)
	}
	return s, nil
}

// isStep says whether the attributes ask for running; anything else after a language (a title, line numbers) does not.
func (a Attributes) isStep() bool {
	for name := range a {
		if _, known := setters[name]; known {
			return true
		}
	}
	return false
}

func (s *Step) apply(attributes Attributes) error {
	for _, name := range attributes.Names() {
		set, known := setters[name]
		if !known {
			continue // runme, shelldoc and others keep theirs beside ours
		}
		if err := set(s, attributes[name]); err != nil {
			return fmt.Errorf("attribute %q: %w", name, err)
		}
	}
	return nil
}

var setters = map[string]func(*Step, Value) error{
	"name":              func(s *Step, v Value) error { s.Name, s.Named = v.Text(), v.Text() != ""; return nil },
	"required":          func(s *Step, v Value) error { required, err := v.Bool(); s.Optional = !required; return err },
	"optional":          func(s *Step, v Value) (err error) { s.Optional, err = v.Bool(); return err },
	"excludeFromRunAll": func(s *Step, v Value) (err error) { s.Excluded, err = v.Bool(); return err },
	"interactive":       func(s *Step, v Value) (err error) { s.Interactive, err = v.Bool(); return err },
	"expect":            setExpect,
	"timeout":           func(s *Step, v Value) (err error) { s.Timeout, err = positive(v.Text()); return err },
	"retry":             setRetry,
	"needs":             func(s *Step, v Value) error { s.Needs = v.List(); return nil },
	"undo":              func(s *Step, v Value) error { s.Undo = v.Text(); return nil },
	"env":               setEnvironments,
	"target":            func(s *Step, v Value) error { s.Target = v.Text(); return nil },
	"runner":            func(s *Step, v Value) error { s.Runner = v.Text(); return nil },
	"cwd":               func(s *Step, v Value) error { s.Directory = v.Text(); return nil },
	"interpreter":       func(s *Step, v Value) error { s.Interpreter = v.Text(); return nil },
	"id":                func(s *Step, _ Value) error { s.OfRunme = true; return nil },
	"shelldocwhatever":  func(s *Step, _ Value) error { s.AnyExit = true; return nil },
	"shelldocexitcode": func(s *Step, v Value) error {
		e, err := expect.Parse("exit " + v.Text())
		s.Expect = append(s.Expect, e)
		return err
	},
}

func setExpect(s *Step, v Value) error {
	for _, text := range v.Items() {
		parsed, err := expect.ParseAll(text)
		if err != nil {
			return err
		}
		s.Expect = append(s.Expect, parsed...)
	}
	return nil
}

// setEnvironments reads names of environments, or variables of this step when they are written NAME=value.
func setEnvironments(s *Step, v Value) error {
	for _, item := range v.List() {
		name, value, isVariable := strings.Cut(item, "=")
		if !isVariable {
			s.Environments = append(s.Environments, item)
			continue
		}
		if s.Variables == nil {
			s.Variables = make(map[string]string)
		}
		s.Variables[name] = value
	}
	return nil
}

func positive(text string) (time.Duration, error) {
	if seconds, err := strconv.Atoi(text); err == nil {
		text = strconv.Itoa(seconds) + "s"
	}
	d, err := time.ParseDuration(text)
	if err == nil && d <= 0 {
		err = fmt.Errorf("%s is not positive", text)
	}
	return d, err
}

// AppliesTo says whether the step runs in an environment.
func (s *Step) AppliesTo(environment string) bool {
	return len(s.Environments) == 0 || slices.Contains(s.Environments, environment)
}

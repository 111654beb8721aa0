// Package playbook reads onboarding patterns: phases and milestones with
// three-point durations, owner roles and criteria, prerequisites with their
// validation, risks, cadence and training, as one YAML file each.
package playbook

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/touchstone-cs/touchstone/internal/schedule"
)

// A Playbook is one pattern of onboarding. Texts may hold {customer},
// {product} and the names of Parameters in braces.
type Playbook struct {
	Name    string `yaml:"playbook"` // a slug, and the file's name
	Title   string `yaml:"title"`
	Summary string `yaml:"summary"`
	// Confidence is the percentage of odds at which milestones are promised.
	Confidence int `yaml:"confidence"`
	// Parameters are figures and names of events that criteria and proofs name,
	// with their defaults; an
	// account's onboarding.parameters override them.
	Parameters map[string]string `yaml:"parameters"`
	// Roles says for each owner role which party it belongs to: vendor or customer.
	Roles         map[string]string `yaml:"roles"`
	Environment   []Question        `yaml:"environment"`
	Prerequisites []Prerequisite    `yaml:"prerequisites"`
	Phases        []Phase           `yaml:"phases"`
	GoLive        []Criterion       `yaml:"go_live"`
	Risks         []Risk            `yaml:"risks"`
	Cadence       []Meeting         `yaml:"cadence"`
	Training      []Training        `yaml:"training"`
	// FirstValue is what counts as the customer's first value.
	FirstValue Criterion `yaml:"first_value"`
}

// A Question is a fact of the customer's environment that the plan must state.
type Question struct {
	Name string `yaml:"name"`
	Ask  string `yaml:"ask"`
}

// A Prerequisite must hold before a milestone starts.
type Prerequisite struct {
	ID       string   `yaml:"id"`
	Text     string   `yaml:"text"`
	Owner    string   `yaml:"owner"`
	Validate string   `yaml:"validate"` // a command, or a check that somebody can do
	Before   []string `yaml:"before"`   // milestones
}

// A Phase groups milestones.
type Phase struct {
	ID         string      `yaml:"id"`
	Title      string      `yaml:"title"`
	Milestones []Milestone `yaml:"milestones"`
}

// A Milestone is a piece of work with an owner and a measurable end.
type Milestone struct {
	ID        string   `yaml:"id"`
	Title     string   `yaml:"title"`
	Days      Days     `yaml:"days"`
	Owner     string   `yaml:"owner"`
	Load      int      `yaml:"load"`  // percent of the owner's day; 0 means 50
	After     []string `yaml:"after"` // IDs of milestones or prerequisites, with lag: 1.2+3
	Criterion string   `yaml:"criterion"`
	Proof     string   `yaml:"proof"`
	// Fixed keeps the milestone's own calendar date free of the people's load
	// (a ceremony such as the go-live itself).
	GoLive bool `yaml:"go_live"`
}

// A Criterion is one measurable condition and what proves it.
type Criterion struct {
	ID        string `yaml:"id"`
	Criterion string `yaml:"criterion"`
	Proof     string `yaml:"proof"`
}

// A Risk delays one milestone.
type Risk struct {
	ID         string `yaml:"id"`
	Risk       string `yaml:"risk"`
	Mode       string `yaml:"mode"` // integration, migration, availability, other
	Hits       string `yaml:"hits"`
	Odds       int    `yaml:"odds"` // percent
	Days       Days   `yaml:"days"`
	Mitigation string `yaml:"mitigation"`
	Fallback   string `yaml:"fallback"`
}

// A Meeting is a part of the communication cadence.
type Meeting struct {
	Meeting string   `yaml:"meeting"`
	Every   string   `yaml:"every"` // week, 2 weeks, month, phase, blocker
	Day     string   `yaml:"day"`   // for week, 2 weeks and month
	At      string   `yaml:"at"`    // 10:00, in the workspace's time zone
	Minutes int      `yaml:"minutes"`
	Within  string   `yaml:"within"` // for blocker: 1 business day
	Who     []string `yaml:"who"`    // roles
	For     string   `yaml:"for"`
}

// A Training is who learns what, and how it shows.
type Training struct {
	Audience  string `yaml:"audience"`
	Topic     string `yaml:"topic"`
	Milestone string `yaml:"milestone"`
	Exercise  string `yaml:"exercise"`
}

// Days is a three-point duration in working days: [least, likely, most].
type Days schedule.Estimate

// UnmarshalYAML reads a list of three numbers, or one number.
func (d *Days) UnmarshalYAML(node *yaml.Node) error {
	var list []float64
	if node.Kind == yaml.ScalarNode {
		var one float64
		if err := node.Decode(&one); err != nil {
			return fmt.Errorf("line %d: days %q is not a number", node.Line, node.Value)
		}
		list = []float64{one, one, one}
	} else if err := node.Decode(&list); err != nil {
		return fmt.Errorf("line %d: days want [least, likely, most]", node.Line)
	}
	if len(list) != 3 {
		return fmt.Errorf("line %d: days want three numbers [least, likely, most], not %d", node.Line, len(list))
	}
	*d = Days{Low: list[0], Mode: list[1], High: list[2]}
	return nil
}

// MarshalYAML writes the three points.
func (d Days) MarshalYAML() (any, error) { return []float64{d.Low, d.Mode, d.High}, nil }

// Estimate is the duration as the schedule knows it.
func (d Days) Estimate() schedule.Estimate { return schedule.Estimate(d) }

// Modes are the failure modes that every plan has to account for.
var Modes = []string{"integration", "migration", "availability"}

// Parse reads one playbook; name is its path, for errors. Unknown keys are
// errors, so that a typing slip does not silently change a plan.
func Parse(name string, data []byte) (*Playbook, error) {
	var p Playbook
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&p); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s:1: the playbook is empty", name)
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if p.Confidence == 0 {
		p.Confidence = 80
	}
	if faults := p.faults(); len(faults) > 0 {
		var errs []error
		for _, f := range faults {
			errs = append(errs, fmt.Errorf("%s:%d: %s", name, lineOf(data, f.id), f.text))
		}
		return nil, errors.Join(errs...)
	}
	p.waitFor()
	return &p, nil
}

// waitFor adds the prerequisites that come before a milestone to what it waits
// for, where its own list leaves them out.
func (p *Playbook) waitFor() {
	for _, x := range p.Prerequisites {
		for i := range p.Phases {
			for k := range p.Phases[i].Milestones {
				m := &p.Phases[i].Milestones[k]
				if slices.Contains(x.Before, m.ID) && !slices.Contains(m.After, x.ID) {
					m.After = append(m.After, x.ID)
				}
			}
		}
	}
}

// lineOf is the line on which an ID is first defined.
func lineOf(data []byte, id string) int {
	for i, line := range strings.Split(string(data), "\n") {
		text := strings.Trim(strings.TrimPrefix(strings.TrimSpace(line), "-"), "{} ")
		key, value, _ := strings.Cut(text, ":")
		value, _, _ = strings.Cut(strings.TrimSpace(value), ",")
		if key == "id" && strings.Trim(value, `"' `) == id {
			return i + 1
		}
	}
	return 1
}

//go:embed shipped/*.yaml
var shipped embed.FS

// Shipped gives the playbooks that come with Touchstone, by file name.
func Shipped() map[string][]byte {
	out := map[string][]byte{}
	names, _ := fs.Glob(shipped, "shipped/*.yaml")
	for _, name := range names {
		data, err := shipped.ReadFile(name)
		if err == nil {
			out[path.Base(name)] = data
		}
	}
	return out
}

// Folder is where a workspace keeps its playbooks.
const Folder = "playbooks"

// ErrUnknown says that no playbook has the name.
var ErrUnknown = errors.New("no such playbook")

// Load reads the playbook of a name: the workspace's own file, else a shipped
// one. read gives a file of the workspace and fs.ErrNotExist where it has none.
func Load(name string, read func(string) ([]byte, error)) (*Playbook, error) {
	if name == "" || strings.ContainsAny(name, `/\`) || strings.HasPrefix(name, ".") {
		return nil, fmt.Errorf("playbook %q: %w", name, ErrUnknown)
	}
	at := path.Join(Folder, name+".yaml")
	data, err := read(at)
	if errors.Is(err, fs.ErrNotExist) {
		var ok bool
		if data, ok = Shipped()[name+".yaml"]; !ok {
			return nil, fmt.Errorf("playbook %q: %w\nhint: shipped are %s; your own lie in %s/", name, ErrUnknown, strings.Join(shippedNames(), ", "), Folder)
		}
	} else if err != nil {
		return nil, err
	}
	return Parse(at, data)
}

func shippedNames() []string {
	var names []string
	for name := range Shipped() {
		names = append(names, strings.TrimSuffix(name, ".yaml"))
	}
	slices.Sort(names)
	return names
}

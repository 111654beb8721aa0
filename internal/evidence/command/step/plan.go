package step

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrPlan says that steps cannot be put into an order, or that a step asked for does not exist.
var ErrPlan = errors.New("steps cannot be planned")

// Selection says which steps of a document run.
type Selection struct {
	Names []string // only these and what they need; empty: all
	Only  bool     // Names without what they need
	From  string   // leave out what comes before this step in the order
}

// Plan returns the selected steps in the order in which they run: the document's, except that a step comes after
// everything it needs. Steps excluded from running all run only by name. The error wraps ErrPlan and names the line.
func Plan(steps []*Step, selection Selection) ([]*Step, error) {
	byName, err := index(steps)
	if err != nil {
		return nil, err
	}
	wanted := selection.Names
	if len(wanted) == 0 {
		for _, s := range steps {
			if !s.Excluded {
				wanted = append(wanted, s.Name)
			}
		}
	}
	p := planner{byName: byName, state: make(map[string]visit)}
	for _, name := range wanted {
		if byName[name] == nil {
			return nil, fmt.Errorf("%w: no step is named %q%s", ErrPlan, name, suggest(name, steps))
		}
		if selection.Only {
			p.order = append(p.order, byName[name])
		} else if err := p.visit(name, nil); err != nil {
			return nil, err
		}
	}
	return cutBefore(p.order, selection.From)
}

type visit int

const (
	unseen visit = iota
	underway
	done
)

type planner struct {
	byName map[string]*Step
	state  map[string]visit
	order  []*Step
}

func (p *planner) visit(name string, path []string) error {
	switch p.state[name] {
	case done:
		return nil
	case underway:
		return fmt.Errorf("%w: steps need each other in a circle: %s", ErrPlan, strings.Join(append(path, name), " needs "))
	}
	p.state[name] = underway
	s := p.byName[name]
	for _, need := range s.Needs {
		if p.byName[need] == nil {
			return fmt.Errorf("%w: line %d: step %q needs %q, which does not exist", ErrPlan, s.Line, name, need)
		}
		if err := p.visit(need, append(path, name)); err != nil {
			return err
		}
	}
	p.state[name] = done
	p.order = append(p.order, s)
	return nil
}

func index(steps []*Step) (map[string]*Step, error) {
	byName := make(map[string]*Step, len(steps))
	for _, s := range steps {
		if first := byName[s.Name]; first != nil {
			return nil, fmt.Errorf("%w: lines %d and %d: two steps are named %q", ErrPlan, first.Line, s.Line, s.Name)
		}
		byName[s.Name] = s
	}
	return byName, nil
}

func cutBefore(order []*Step, from string) ([]*Step, error) {
	if from == "" {
		return order, nil
	}
	at := slices.IndexFunc(order, func(s *Step) bool { return s.Name == from })
	if at < 0 {
		return nil, fmt.Errorf("%w: no step to run is named %q", ErrPlan, from)
	}
	return order[at:], nil
}

func suggest(name string, steps []*Step) string {
	for _, s := range steps {
		if strings.EqualFold(s.Name, name) || strings.HasPrefix(s.Name, name) || strings.Contains(s.Name, name) && len(name) > 2 {
			return fmt.Sprintf("; did you mean %q?", s.Name)
		}
	}
	return ""
}

package schedule

import (
	"fmt"
	"slices"
	"strings"
)

// A Problem is a fault of a plan's input. Compiling goes on without the faulty
// part, so that the rest still works.
type Problem struct {
	Plan    string
	Kind    ProblemKind
	Tasks   []string // the tasks or the risk concerned, the first is where to point
	Message string
}

// A ProblemKind is one sort of fault.
type ProblemKind string

// The faults that Check finds.
const (
	DuplicateID   ProblemKind = "duplicate-id"
	UnknownTask   ProblemKind = "unknown-task"
	Cycle         ProblemKind = "cycle"
	BadDuration   ProblemKind = "bad-duration"
	BadRisk       ProblemKind = "bad-risk"
	ZeroCapacity  ProblemKind = "zero-capacity"
	ActualsBroken ProblemKind = "bad-actuals"
)

// maxDays bounds a single duration: forty years of working days.
const maxDays = 10_000

// Check lists the faults of a plan's rows, in the rows' order. A cycle is
// reported once, with the tasks along it.
func Check(p Plan) []Problem {
	var out []Problem
	report := func(kind ProblemKind, tasks []string, format string, args ...any) {
		out = append(out, Problem{p.ID, kind, tasks, fmt.Sprintf(format, args...)})
	}
	known := map[string]bool{}
	for _, t := range p.Tasks {
		if known[t.ID] {
			report(DuplicateID, []string{t.ID}, "milestone %s stands twice", t.ID)
		}
		known[t.ID] = true
	}
	for _, t := range p.Tasks {
		for _, l := range t.After {
			if !known[l.Task] {
				report(UnknownTask, []string{t.ID}, "milestone %s waits for %s, which is not in the plan", t.ID, l.Task)
			}
		}
		if !t.Days.Ordered() || t.Days.High > maxDays {
			report(BadDuration, []string{t.ID}, "milestone %s: durations %s are not in order from least to most", t.ID, t.Days)
		}
		if t.Load < 0 {
			report(ZeroCapacity, []string{t.ID}, "milestone %s asks for %d%% of its owner's day", t.ID, t.Load)
		}
		if t.Finished != 0 && t.Started != 0 && t.Finished < t.Started {
			report(ActualsBroken, []string{t.ID}, "milestone %s finished on %s, before it started on %s", t.ID, t.Finished, t.Started)
		}
	}
	for _, r := range p.Risks {
		switch {
		case !known[r.Task]:
			report(UnknownTask, []string{r.ID}, "risk %s delays %s, which is not in the plan", r.ID, r.Task)
		case r.Probability < 0 || r.Probability > 1 || r.Probability != r.Probability:
			report(BadRisk, []string{r.ID}, "risk %s: odds of %g%% are not between 0%% and 100%%", r.ID, 100*r.Probability)
		case !r.Delay.Ordered() || r.Delay.High > maxDays:
			report(BadRisk, []string{r.ID}, "risk %s: delays %s are not in order from least to most", r.ID, r.Delay)
		}
	}
	for _, c := range cycles(p.Tasks) {
		report(Cycle, c, "milestones wait for each other: %s", strings.Join(append(slices.Clone(c), c[0]), " → "))
	}
	return out
}

// String writes the three points as a plan's table does: 2–3–8.
func (e Estimate) String() string { return fmt.Sprintf("%g–%g–%g", e.Low, e.Mode, e.High) }

// cycles gives one cycle for each strongly connected knot of dependencies,
// starting at its smallest ID and following "waited for by".
func cycles(tasks []Task) [][]string {
	index, successors := links(tasks)
	order := sortedIDs(index)
	const open, done = 1, 2
	state := map[string]int{}
	var path []string
	var out [][]string
	inCycle := map[string]bool{}
	type frame struct {
		id   string
		next int
	}
	for _, root := range order {
		if state[root] != 0 {
			continue
		}
		stack := []frame{{root, 0}}
		state[root] = open
		path = append(path[:0], root)
		for len(stack) > 0 {
			f := &stack[len(stack)-1]
			if f.next == len(successors[f.id]) {
				state[f.id] = done
				stack, path = stack[:len(stack)-1], path[:len(path)-1]
				continue
			}
			s := successors[f.id][f.next]
			f.next++
			switch state[s] {
			case 0:
				state[s] = open
				stack, path = append(stack, frame{s, 0}), append(path, s)
			case open:
				c := slices.Clone(path[slices.Index(path, s):])
				if !slices.ContainsFunc(c, func(id string) bool { return inCycle[id] }) {
					out = append(out, rotated(c))
				}
				for _, id := range c {
					inCycle[id] = true
				}
			}
		}
	}
	return out
}

// rotated starts a cycle at its smallest ID.
func rotated(c []string) []string {
	i := slices.Index(c, slices.Min(c))
	return append(slices.Clone(c[i:]), c[:i]...)
}

// links indexes the tasks by ID (the first of a duplicate) and lists, for each
// ID, who waits for it, in order of ID.
func links(tasks []Task) (index map[string]int, successors map[string][]string) {
	index, successors = map[string]int{}, map[string][]string{}
	for i, t := range tasks {
		if _, twice := index[t.ID]; !twice {
			index[t.ID] = i
		}
	}
	for id, i := range index {
		for _, l := range tasks[i].After {
			if _, ok := index[l.Task]; ok && !slices.Contains(successors[l.Task], id) {
				successors[l.Task] = append(successors[l.Task], id)
			}
		}
	}
	for _, s := range successors {
		slices.Sort(s)
	}
	return index, successors
}

func sortedIDs(index map[string]int) []string {
	ids := make([]string, 0, len(index))
	for id := range index {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

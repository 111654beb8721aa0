package schedule

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
)

// A Network file of PSPLIB (.sm, single mode), the published library of
// project scheduling problems with known optima.
type PSPLIB struct {
	Project *Project
	// LowerBound is the file's own MPM-Time: the length of the critical path.
	LowerBound int
}

// ReadPSPLIB reads a .sm file. An error names the line.
func ReadPSPLIB(r io.Reader) (PSPLIB, error) {
	p := psplibReader{project: &Project{}}
	scanner := bufio.NewScanner(r)
	for scanner.Scan() {
		p.line++
		if err := p.read(scanner.Text()); err != nil {
			return PSPLIB{}, fmt.Errorf("line %d: %w", p.line, err)
		}
	}
	if err := scanner.Err(); err != nil {
		return PSPLIB{}, err
	}
	return p.finish()
}

type psplibReader struct {
	project *Project
	section string
	line    int
	bound   int
	amounts [][]int32
	edges   [][2]int32
}

// read takes one line: a heading starts a section, numbers belong to it.
func (p *psplibReader) read(line string) error {
	text := strings.TrimSpace(line)
	for _, s := range []string{"PROJECT INFORMATION", "PRECEDENCE RELATIONS", "REQUESTS/DURATIONS", "RESOURCEAVAILABILITIES"} {
		if strings.HasPrefix(text, s) {
			p.section = s
			return nil
		}
	}
	fields := strings.Fields(text)
	if p.section == "" || len(fields) == 0 {
		return nil
	}
	numbers := make([]int32, len(fields))
	for i, f := range fields {
		v, err := strconv.ParseInt(f, 10, 32)
		if err != nil {
			return nil // a rule of asterisks or a row of column names
		}
		numbers[i] = int32(v)
	}
	return p.row(numbers)
}

func (p *psplibReader) row(v []int32) error {
	switch p.section {
	case "PROJECT INFORMATION":
		if len(v) < 6 {
			return fmt.Errorf("project information has %d columns, want 6", len(v))
		}
		p.bound = int(v[5])
	case "PRECEDENCE RELATIONS":
		if len(v) < 3 || int(v[2]) != len(v)-3 {
			return fmt.Errorf("precedence row does not hold the successors it counts")
		}
		for _, s := range v[3:] {
			p.edges = append(p.edges, [2]int32{v[0] - 1, s - 1})
		}
	case "REQUESTS/DURATIONS":
		if len(v) < 3 || int(v[0]) != len(p.project.days)+1 {
			return fmt.Errorf("durations are not in order of jobs, one mode each")
		}
		p.project.days = append(p.project.days, v[2])
		p.amounts = append(p.amounts, v[3:])
	case "RESOURCEAVAILABILITIES":
		p.project.capacity = v
	}
	return nil
}

func (p *psplibReader) finish() (PSPLIB, error) {
	n := int32(len(p.project.days))
	if n == 0 || p.project.capacity == nil {
		return PSPLIB{}, fmt.Errorf("line %d: no jobs or no resources: not a single-mode network", p.line)
	}
	p.project.pred, p.project.succ, p.project.demand = make([][]int32, n), make([][]int32, n), make([][]need, n)
	for _, e := range p.edges {
		if e[0] < 0 || e[0] >= n || e[1] < 0 || e[1] >= n {
			return PSPLIB{}, fmt.Errorf("job %d or %d is not in the file", e[0]+1, e[1]+1)
		}
		p.project.succ[e[0]] = append(p.project.succ[e[0]], e[1])
		p.project.pred[e[1]] = append(p.project.pred[e[1]], e[0])
	}
	for j, row := range p.amounts {
		for r, amount := range row {
			if amount > 0 && r < len(p.project.capacity) {
				p.project.demand[j] = append(p.project.demand[j], need{int32(r), amount})
			}
		}
	}
	if len(p.project.topological()) != int(n) {
		return PSPLIB{}, fmt.Errorf("the precedence relations have a cycle")
	}
	return PSPLIB{Project: p.project, LowerBound: p.bound}, nil
}

// CriticalPath is the length in days of the network's critical path, by the
// same code that dates plans.
func (p PSPLIB) CriticalPath() int {
	plan := Plan{ID: "psplib", Start: calendar.NewDate(2000, 1, 1)}
	for j, d := range p.Project.days {
		t := Task{ID: strconv.Itoa(j), Days: Estimate{float64(d), float64(d), float64(d)}}
		for _, i := range p.Project.pred[j] {
			t.After = append(t.After, Link{Task: strconv.Itoa(int(i))})
		}
		plan.Tasks = append(plan.Tasks, t)
	}
	n, _ := Compile(Portfolio{Plans: []Plan{plan}})
	return n.Timetable()[0].Days
}

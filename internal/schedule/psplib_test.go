package schedule

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const psplib = "../../../shared/data/psplib-j30"

func readNetwork(t testing.TB, path string) PSPLIB {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p, err := ReadPSPLIB(f)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return p
}

// checkSolution says what is wrong with a schedule: order, resources, makespan.
func checkSolution(p *Project, s Solution) string {
	use := map[[2]int32]int32{}
	for j := range p.days {
		if s.End[j]-s.Start[j] != p.days[j] {
			return "a task has another duration"
		}
		for _, i := range p.pred[j] {
			if s.End[i] > s.Start[j] {
				return "a task starts before what it waits for ends"
			}
		}
		for d := s.Start[j]; d < s.End[j]; d++ {
			for _, n := range p.demand[j] {
				if use[[2]int32{d, n.resource}] += n.amount; use[[2]int32{d, n.resource}] > p.capacity[n.resource] {
					return "a resource is overbooked"
				}
			}
		}
	}
	if s.Makespan != slices.Max(s.End) {
		return "the makespan is not the last end"
	}
	return ""
}

// TestPublishedNetworks takes every eighth network; `make quality` takes all.
func TestPublishedNetworks(t *testing.T) {
	paths, _ := filepath.Glob(psplib + "/networks/*.sm")
	if len(paths) == 0 {
		t.Skip("no ../shared/data/psplib-j30 beside the repository")
	}
	f, err := os.Open(psplib + "/j30_optimum.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	optimum := map[string]int{}
	for _, r := range rows[1:] {
		optimum[r[0]], _ = strconv.Atoi(r[1])
	}
	var gap float64
	count := 0
	for i := 0; i < len(paths); i += 8 {
		p := readNetwork(t, paths[i])
		name := filepath.Base(paths[i])
		if got := p.CriticalPath(); got != p.LowerBound {
			t.Errorf("%s: critical path %d, published %d", name, got, p.LowerBound)
		}
		s := p.Project.Solve(Search{Seed: 1})
		if wrong := checkSolution(p.Project, s); wrong != "" {
			t.Errorf("%s: %s", name, wrong)
		}
		if int(s.Makespan) < optimum[name] {
			t.Errorf("%s: makespan %d is below the optimum %d", name, s.Makespan, optimum[name])
		}
		gap += float64(s.Makespan)/float64(optimum[name]) - 1
		count++
	}
	if gap /= float64(count); gap > .015 {
		t.Errorf("mean gap %.2f%% over %d networks, want at most 1.5%%", 100*gap, count)
	} else {
		t.Logf("mean gap %.2f%% over %d networks", 100*gap, count)
	}
}

func TestPSPLIBFaultsNameTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "not a single-mode network",
		"PRECEDENCE RELATIONS:\n1 1 3 2 3\n": "line 2: precedence row",
		"REQUESTS/DURATIONS:\n1 1 0 1\n2 1 4 1\nRESOURCEAVAILABILITIES:\n 4\nPRECEDENCE RELATIONS:\n1 1 1 2\n2 1 1 1\n": "cycle",
		"REQUESTS/DURATIONS:\n1 1 0 1\nRESOURCEAVAILABILITIES:\n 4\nPRECEDENCE RELATIONS:\n1 1 1 9\n":                   "job 1 or 9",
	} {
		if _, err := ReadPSPLIB(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want it to say %q", text, err, want)
		}
	}
}

func BenchmarkSolve(b *testing.B) {
	paths, _ := filepath.Glob(psplib + "/networks/*.sm")
	if len(paths) == 0 {
		b.Skip("no ../shared/data/psplib-j30 beside the repository")
	}
	var all []PSPLIB
	for _, path := range paths {
		all = append(all, readNetwork(b, path))
	}
	for i := 0; b.Loop(); i++ {
		all[i%len(all)].Project.Solve(Search{Seed: 1})
	}
}

package quality

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/schedule"
)

// Schedule measures the scheduler on published networks (PSPLIB, single mode), over all folders psplib-* of the data:
//
//   - critical_path_exact: the share of networks whose critical path is as long as the published one: a CSV with the
//     columns problem and mpm_time_in_file, or the network's own MPM-Time;
//   - makespan_gap: the mean of makespan / optimum - 1 of the resource-constrained schedules, over the networks whose
//     optimum a CSV with the columns problem and optimum gives; worst is the largest, and optimal the share at 0.
//
// n and n_optimum count the networks. The search is bounded by schedules, not by time, so the figures do not depend on the machine.
func Schedule() Measure {
	return Measure{Name: "schedule", Folder: ".", Run: func(folder string) (Figures, error) {
		folders, err := filepath.Glob(filepath.Join(folder, "psplib-*"))
		if err != nil {
			return nil, err
		}
		var t networkTally
		for _, f := range folders {
			if err := t.folder(f); err != nil {
				return nil, err
			}
		}
		if t.n == 0 {
			return nil, ErrNoRows
		}
		figures := Figures{"critical_path_exact": ratio(t.exact, t.n), "n": float64(t.n)}
		if t.solved > 0 {
			figures["makespan_gap"] = t.gap / float64(t.solved)
			figures["worst"], figures["optimal"], figures["n_optimum"] = t.worst, ratio(t.optimal, t.solved), float64(t.solved)
		}
		return figures, nil
	}}
}

type networkTally struct {
	n, exact, solved, optimal int
	gap, worst                float64
}

func (t *networkTally) folder(folder string) error {
	bounds, optima, err := published(folder)
	if err != nil {
		return err
	}
	networks, err := networkFiles(folder)
	if err != nil {
		return err
	}
	for _, path := range networks {
		network, err := readNetwork(path)
		if err != nil {
			return err
		}
		name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		bound := network.LowerBound
		if b, ok := bounds[name]; ok {
			bound = b
		}
		t.n++
		if network.CriticalPath() == bound {
			t.exact++
		}
		if optimum := optima[name]; optimum > 0 {
			t.solve(network, optimum)
		}
	}
	return nil
}

func (t *networkTally) solve(network schedule.PSPLIB, optimum int) {
	gap := float64(network.Project.Solve(schedule.Search{Seed: 1}).Makespan)/float64(optimum) - 1
	t.solved++
	t.gap += gap
	t.worst = max(t.worst, gap)
	if gap <= 0 {
		t.optimal++
	}
}

func networkFiles(folder string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(folder+string(filepath.Separator), func(path string, entry os.DirEntry, err error) error { // a link to a folder is one too
		if err == nil && !entry.IsDir() && strings.EqualFold(filepath.Ext(path), ".sm") {
			out = append(out, path)
		}
		return err
	})
	return out, err
}

func readNetwork(path string) (schedule.PSPLIB, error) {
	f, err := os.Open(path)
	if err != nil {
		return schedule.PSPLIB{}, err
	}
	defer f.Close()
	network, err := schedule.ReadPSPLIB(f)
	if err != nil {
		err = fmt.Errorf("%s: %w", path, err)
	}
	return network, err
}

// published reads the CSV files of a folder: critical paths and optima by the network's file name.
func published(folder string) (bounds, optima map[string]int, err error) {
	bounds, optima = map[string]int{}, map[string]int{}
	files, err := filepath.Glob(filepath.Join(folder, "*.csv"))
	if err != nil {
		return nil, nil, err
	}
	for _, path := range files {
		if err := publishedFile(path, bounds, optima); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	return bounds, optima, nil
}

func publishedFile(path string, bounds, optima map[string]int) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 {
		return err
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[strings.ToLower(strings.TrimSpace(name))] = i
	}
	problem, ok := column["problem"]
	if !ok {
		return nil
	}
	for _, row := range rows[1:] {
		for into, names := range map[*map[string]int][]string{&bounds: {"mpm_time_in_file"}, &optima: {"upper_bound", "best_known", "published_optimum", "optimum"}} {
			for _, name := range names {
				if i, ok := column[name]; ok {
					if n, err := strconv.Atoi(strings.TrimSpace(row[i])); err == nil {
						name := strings.TrimSpace(row[problem])
						(*into)[strings.TrimSuffix(name, filepath.Ext(name))] = n
					}
				}
			}
		}
	}
	return nil
}

package quality

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/signal/changepoint"
)

// margin is how many points a found change may lie from a marked one (van den Burg and Williams 2020).
const margin = 5

// Changepoints measures agreement with the changes that people marked in real series: F1, mean over the series.
func Changepoints() Measure {
	return Measure{Name: "changepoints", Folder: "changepoints", Run: func(folder string) (Figures, error) {
		raw, err := os.ReadFile(filepath.Join(folder, "annotations.json"))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, ErrNoRows
		}
		if err != nil {
			return nil, err
		}
		var annotations map[string]map[string][]int
		if err := json.Unmarshal(raw, &annotations); err != nil {
			return nil, fmt.Errorf("annotations.json: %w", err)
		}
		sum, n := 0.0, 0
		for name, people := range annotations {
			series, err := readSeries(filepath.Join(folder, name+".json"))
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return nil, err
			}
			var marks [][]int
			for _, m := range people {
				marks = append(marks, m)
			}
			sum += changepoint.Score(changesIn(series), marks, margin)
			n++
		}
		if n == 0 {
			return nil, ErrNoRows
		}
		return Figures{"f1": sum / float64(n), "n": float64(n)}, nil
	}}
}

// changesIn joins the changes of a series' columns; changes of two columns nearer than the margin are one.
func changesIn(columns [][]float64) []int {
	var all []int
	for _, c := range columns {
		all = append(all, changepoint.Find(c)...)
	}
	slices.Sort(all)
	var out []int
	for _, c := range all {
		if len(out) == 0 || c-out[len(out)-1] > margin {
			out = append(out, c)
		}
	}
	return out
}

// readSeries reads the columns of a series; a missing value takes the place of the one before it.
func readSeries(path string) ([][]float64, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var file struct {
		Series []struct {
			Raw []*float64 `json:"raw"`
		} `json:"series"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	var out [][]float64
	for _, s := range file.Series {
		column := make([]float64, len(s.Raw))
		last := 0.0
		for i, v := range s.Raw {
			if v != nil {
				last = *v
			}
			column[i] = last
		}
		out = append(out, column)
	}
	return out, nil
}

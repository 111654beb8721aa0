// Package quality measures judgements against labelled data: is this sentence vague, is this drop real, is this a name.
// What it prints is what Touchstone claims of itself.
package quality

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// Figures are one measure's results by name: precision, recall, f1, n, …
type Figures map[string]float64

// Measure computes the figures of one judgement.
type Measure struct {
	Name string
	// Folder is the part of the data it reads, by the layout of the data's README. Where it is absent the measure is left out.
	Folder string
	Run    func(folder string) (Figures, error)
}

// ErrNoRows says that the folder is there and holds nothing of this measure's.
var ErrNoRows = errors.New("no rows")

// Run computes every measure whose folder dir has. A measure that fails is an error that names it; the others still run.
func Run(dir string, measures []Measure) (map[string]Figures, error) {
	results := map[string]Figures{}
	var errs []error
	for _, m := range measures {
		folder := filepath.Join(dir, filepath.FromSlash(m.Folder))
		if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		figures, err := m.Run(folder)
		switch {
		case errors.Is(err, ErrNoRows):
		case err != nil:
			errs = append(errs, fmt.Errorf("%s: %w", m.Name, err))
		default:
			results[m.Name] = figures
		}
	}
	return results, errors.Join(errs...)
}

// Print writes the results as a table, a line a measure, in the order of the names.
func Print(w io.Writer, results map[string]Figures) error {
	names := make([]string, 0, len(results))
	for name := range results {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if _, err := fmt.Fprintf(w, "%-14s %s\n", name, results[name]); err != nil {
			return err
		}
	}
	return nil
}

func (f Figures) String() string {
	names := make([]string, 0, len(f))
	for name := range f {
		names = append(names, name)
	}
	sort.Strings(names)
	var b strings.Builder
	for _, name := range names {
		if f[name] == math.Trunc(f[name]) && f[name] > 1 {
			fmt.Fprintf(&b, "%s=%.0f  ", name, f[name])
		} else {
			fmt.Fprintf(&b, "%s=%.3f  ", name, f[name])
		}
	}
	return strings.TrimSpace(b.String())
}

// JSON is the results as quality.json holds them, keys sorted. A figure that too few rows give is left out.
func JSON(results map[string]Figures) ([]byte, error) {
	known := map[string]Figures{}
	for name, figures := range results {
		known[name] = maps.Clone(figures)
		maps.DeleteFunc(known[name], func(_ string, v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
	}
	out, err := json.MarshalIndent(known, "", "  ")
	return append(out, '\n'), err
}

// Wilson is the 95% interval of a share of k in n.
func Wilson(k, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.96
	p, m := float64(k)/float64(n), float64(n)
	mid, half := p+z*z/(2*m), z*math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return (mid - half) / (1 + z*z/m), (mid + half) / (1 + z*z/m)
}

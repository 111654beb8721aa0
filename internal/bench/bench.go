// Package bench measures speed: each figure beside its floor or its peer, measured in the same run, as a ratio.
package bench

import (
	"fmt"
	"slices"
	"time"
)

// Figures are measured numbers by measure and figure, as bench.json holds them.
type Figures map[string]map[string]float64

func (f Figures) set(measure, figure string, v float64) {
	if f[measure] == nil {
		f[measure] = map[string]float64{}
	}
	f[measure][figure] = v
}

// ratio divides two figures of a measure.
func (f Figures) ratio(measure, figure, of, by string) {
	if m := f[measure]; m[by] > 0 {
		f.set(measure, figure, m[of]/m[by])
	}
}

// Merge adds another's figures.
func (f Figures) Merge(other Figures) {
	for measure, figures := range other {
		for figure, v := range figures {
			f.set(measure, figure, v)
		}
	}
}

// Lines writes the figures as a table, in alphabetical order.
func (f Figures) Lines() []string {
	var out []string
	for measure, figures := range f {
		for figure, v := range figures {
			out = append(out, fmt.Sprintf("%-14s %-28s %10.3f", measure, figure, v))
		}
	}
	slices.Sort(out)
	return out
}

// median runs work so often and returns the median of its seconds.
func median(repeat int, work func() error) (float64, error) {
	return medianOf(repeat, func() error { return nil }, work)
}

// medianOf is median with an untimed preparation before each run.
func medianOf(repeat int, prepare, work func() error) (float64, error) {
	var seconds []float64
	for range repeat {
		if err := prepare(); err != nil {
			return 0, err
		}
		start := time.Now()
		if err := work(); err != nil {
			return 0, err
		}
		seconds = append(seconds, time.Since(start).Seconds())
	}
	slices.Sort(seconds)
	return seconds[len(seconds)/2], nil
}

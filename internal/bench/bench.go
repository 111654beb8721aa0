// Package bench measures speed: each figure beside its floor or its peer, measured in the same run, as a ratio.
package bench

import (
	"runtime"
	"slices"
	"time"

	"golang.org/x/sys/unix"
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

// cost is the median wall and processor time of some work, in seconds. Processor time counts all cores;
// it is what to compare on a machine that others use too.
type cost struct{ wall, cpu float64 }

func (f Figures) cost(measure, figure string, c cost) {
	f.set(measure, figure+"_s", c.wall)
	f.set(measure, figure+"_cpu_s", c.cpu)
}

// against sets the ratio of two costs, in wall and in processor time.
func (f Figures) against(measure, figure, floor string) {
	f.ratio(measure, figure+"_ratio", figure+"_s", floor+"_s")
	f.ratio(measure, figure+"_cpu_ratio", figure+"_cpu_s", floor+"_cpu_s")
}

// median runs work so often and returns the median of its costs.
func median(repeat int, work func() error) (cost, error) {
	return medianOf(repeat, func() error { return nil }, work)
}

// medianOf is median with an unmeasured preparation before each run.
func medianOf(repeat int, prepare, work func() error) (cost, error) {
	var runs []cost
	for range repeat {
		if err := prepare(); err != nil {
			return cost{}, err
		}
		runtime.GC() // each run begins as a new process does
		start, used := time.Now(), processor()
		if err := work(); err != nil {
			return cost{}, err
		}
		runs = append(runs, cost{time.Since(start).Seconds(), processor() - used})
	}
	return middle(runs), nil
}

// middle is the median of each.
func middle(runs []cost) cost {
	var wall, cpu []float64
	for _, c := range runs {
		wall, cpu = append(wall, c.wall), append(cpu, c.cpu)
	}
	slices.Sort(wall)
	slices.Sort(cpu)
	return cost{wall[len(wall)/2], cpu[len(cpu)/2]}
}

// processor returns the processor time of this process so far, in seconds.
func processor() float64 {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

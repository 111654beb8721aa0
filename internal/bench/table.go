package bench

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// goal writes down the most that a figure's ratio may be; Table shows it beside the ratio.
func (f Figures) goal(measure, figure string, most float64) { f.set(measure, figure+"_goal", most) }

// within writes down the most seconds that a figure may take.
func (f Figures) within(measure, figure string, most float64) { f.set(measure, figure+"_goal_s", most) }

// absent says that a peer could not be installed on this machine, and why: it has no figures.
func (f Figures) absent(measure, peer string, why error) {
	f.set(measure, peer+"_absent", 1)
	fmt.Fprintf(os.Stderr, "%s: %s is absent: %v\n", measure, peer, why)
}

// Table writes the figures for people: a line for what was timed, with its ratio and the goal where it has them; then the rest.
func (f Figures) Table() string {
	var b strings.Builder
	for _, measure := range slices.Sorted(maps.Keys(f)) {
		fmt.Fprintf(&b, "\n%-34s %10s %10s %9s %9s %8s\n", measure, "wall", "processor", "÷ wall", "÷ proc.", "goal")
		figures := f[measure]
		for _, name := range slices.Sorted(maps.Keys(figures)) {
			if base, ok := strings.CutSuffix(name, "_cpu_s"); ok {
				fmt.Fprintf(&b, "  %-32s %10s %10s %9s %9s %8s\n", base, seconds(figures[base+"_s"]), seconds(figures[name]),
					optional(figures, base+"_ratio", ""), optional(figures, base+"_cpu_ratio", ""), goalOf(figures, base))
			}
		}
		for _, name := range slices.Sorted(maps.Keys(figures)) {
			switch {
			case f.inTable(measure, name):
			case strings.HasSuffix(name, "_absent"):
				fmt.Fprintf(&b, "  %-32s %10s\n", strings.TrimSuffix(name, "_absent"), "absent")
			default:
				fmt.Fprintf(&b, "  %-32s %10s %39s\n", name, plain(figures[name]), optional(figures, name+"_goal", "≤ "))
			}
		}
	}
	lines := strings.Split(strings.TrimPrefix(b.String(), "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

// inTable reports whether a figure stands on the line of another.
func (f Figures) inTable(measure, name string) bool {
	if strings.HasSuffix(name, "_goal") || strings.HasSuffix(name, "_goal_s") {
		return true
	}
	for _, ending := range []string{"_cpu_s", "_cpu_ratio", "_ratio", "_s"} {
		if base, ok := strings.CutSuffix(name, ending); ok {
			if _, timed := f[measure][base+"_cpu_s"]; timed {
				return true
			}
		}
	}
	return false
}

func goalOf(figures map[string]float64, base string) string {
	if v, ok := figures[base+"_goal_s"]; ok {
		return "≤ " + seconds(v)
	}
	return optional(figures, base+"_goal", "≤ ")
}

func optional(figures map[string]float64, name, before string) string {
	v, ok := figures[name]
	if !ok {
		return ""
	}
	return before + plain(v)
}

func seconds(v float64) string {
	switch {
	case v < .001:
		return fmt.Sprintf("%.0f µs", v*1e6)
	case v < 1:
		return fmt.Sprintf("%.1f ms", v*1e3)
	}
	return fmt.Sprintf("%.2f s", v)
}

func plain(v float64) string {
	if v >= 1000 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

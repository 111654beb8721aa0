package main

import (
	"fmt"
	"io"
	"math"

	"github.com/touchstone-cs/touchstone/internal/prose"
)

// tally counts pairs of true and given label.
type tally map[[2]string]int

func newTally() tally { return tally{} }

func (t tally) count(truth, given string) { t[[2]string{truth, given}]++ }

func (t tally) add(u tally) {
	for k, n := range u {
		t[k] += n
	}
}

// of gives the counts for one label: found rightly, found, there.
func (t tally) of(label string) (right, found, there int) {
	for k, n := range t {
		if k[0] == label {
			there += n
		}
		if k[1] == label {
			found += n
		}
		if k[0] == label && k[1] == label {
			right += n
		}
	}
	return right, found, there
}

// wilson is the 95% interval of a share.
func wilson(k, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.96
	p, m := float64(k)/float64(n), float64(n)
	mid, half := p+z*z/(2*m), z*math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return (mid - half) / (1 + z*z/m), (mid + half) / (1 + z*z/m)
}

func share(k, n int) string {
	if n == 0 {
		return "–"
	}
	low, high := wilson(k, n)
	return fmt.Sprintf("%.2f (%.2f–%.2f)", float64(k)/float64(n), low, high)
}

func report(w io.Writer, set prose.Set, what string, t tally) {
	macro, n := 0.0, 0
	for _, l := range set.Labels() {
		right, found, there := t.of(l)
		n += there
		if right > 0 {
			macro += 2 * float64(right) / float64(found+there) / float64(len(set.Labels()))
		}
	}
	right, found, there := t.of(set.Sought())
	fmt.Fprintf(w, "%-12s %-28s n=%-3d %s: precision %s recall %s; macro-F1 %.2f\n", set.Name(), what, n, set.Sought(), share(right, found), share(right, there), macro)
}
